//! The alert packs of a service as text: each with its alerts, and with the parameters that decide them.

use std::io;

use super::rows::{Cell, HEADING, columns};
use super::sheet::Watched;
use super::text::{INDENT, WIDEST_OF_SLO, other_alert, rows_of};

/// Writes a pack with what it watches in an environment.
pub(super) fn write(
    out: &mut dyn io::Write,
    environment: &str,
    pack: &Watched,
    color: bool,
) -> io::Result<()> {
    let name = Cell::styled(&pack.pack.value, HEADING).print(color);
    let subject = pack.subject.iter().map(|subject| format!(" of {subject}"));
    let subject = Cell::new(subject.collect::<String>()).print(color);
    writeln!(out, "{name}{subject} in {environment}")?;
    let alerts: Vec<_> = pack.alerts.iter().map(other_alert).collect();
    write!(out, "{}", columns(&alerts, INDENT, color))?;
    let named = [("pack".to_owned(), &pack.pack)].into_iter();
    let parameters = pack.parameters.iter().map(|(name, it)| (name.clone(), it));
    let rows = named
        .chain(parameters)
        .flat_map(|(name, setting)| rows_of(&name, setting, WIDEST_OF_SLO));
    let rows: Vec<_> = rows.collect();
    writeln!(out, "{}", columns(&rows, INDENT, color))
}
