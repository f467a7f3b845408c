//! `o11yc routes`: who is told of which alerts.

use anyhow::bail;
use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::console::Console;
use super::lookup::{Found, find};
use super::{CLEAN, FINDINGS, Registry, tally};
use crate::show::RoutingTable;

/// Show who is told of which alerts, when, and how often again
///
/// One line for all alerts to which the same happens. The table is what ownership says; that the
/// routing tree does the same with every alert is checked by each build.
#[derive(Debug, Args)]
pub(super) struct Routes {
    #[command(flatten)]
    registry: Registry,

    /// How the table is printed
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,

    /// The service whose alerts are meant; all of them unless one is named
    #[arg(value_name = "SERVICE")]
    service: Option<String>,

    /// Tell who is told at this moment, such as 2026-12-01T22:30:00Z
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
}

/// The forms of the table.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs: one versioned JSON document
    Json,
    /// For pages
    Markdown,
}

impl Routes {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        let analysis = self.registry.analyse(console)?;
        let service = self.service.as_deref();
        if let Some(name) = service
            && let Found::Broken(_) = find(&analysis, name)?
        {
            bail!("the entry of `{name}` has errors: run `o11yc lint`");
        }
        let table = RoutingTable::new(&analysis.program, &analysis.files, service, self.at);
        console.print(|out, color| match self.format {
            Form::Text => table.write_text(out, color),
            Form::Json => table.write_json(out),
            Form::Markdown => table.write_markdown(out),
        })?;
        if !analysis.sink.has_errors() {
            return Ok(CLEAN);
        }
        let report = analysis.sink.finish(&analysis.files);
        console.summary(format_args!(
            "the registry has {}, and what they concern may be missing here: run `o11yc lint`",
            tally(&report).unwrap_or_default()
        ));
        Ok(FINDINGS)
    }
}
