//! What alerts of one name have in common: in come the alerts that are meant, out goes what can be told
//! of all of them, for whoever knows only the name.

use std::collections::BTreeSet;
use std::io;

use super::cause::cause;
use super::text::{WHOLE_WIDTH, runbook};
use crate::diag::render::mask::Mask;
use crate::ir::alerts::Alert;
use crate::ir::{Program, names};
use crate::show::rows::{Cell, HEADING, columns, wrapped};
use crate::source::Files;

/// What is true of all alerts of one name.
#[derive(Debug)]
pub struct Namesakes {
    alert: String,
    /// What it means that one of them fires; more than one sentence where periods or objectives differ.
    meanings: BTreeSet<String>,
    runbook_page: String,
    runbook_url: Option<String>,
}

impl Namesakes {
    /// What these alerts have in common; `None` where their names differ.
    pub fn new(program: &Program, files: &Files, alerts: &[Alert<'_>]) -> Option<Self> {
        let (first, others) = alerts.split_first()?;
        if others.iter().any(|other| other.name != first.name) {
            return None;
        }
        let mask = Mask::new(files);
        let masked = |text: &str| mask.text(text).into_owned();
        let base = program.platform.runbook_base_url.as_ref();
        let url = base.map(|base| masked(&names::runbook_url(base, &first.name)));
        Some(Self {
            alert: masked(&first.name),
            meanings: alerts.iter().map(|it| masked(&cause(it).meaning)).collect(),
            runbook_page: masked(&names::runbook_page(&first.name)),
            runbook_url: url,
        })
    }

    /// Writes it as the page about one alert does.
    pub fn write_text(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        writeln!(out, "{}", Cell::styled(&self.alert, HEADING).print(color))?;
        for line in self.meanings.iter().flat_map(|it| wrapped(it, WHOLE_WIDTH)) {
            writeln!(out, "{line}")?;
        }
        let rows = runbook(&self.runbook_page, self.runbook_url.as_deref());
        write!(out, "\n{}", columns(&rows, "", color))
    }
}
