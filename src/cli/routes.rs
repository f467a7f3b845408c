//! `o11yc routes`: who is told of which alerts.

use anyhow::bail;
use camino::{Utf8Path, Utf8PathBuf};
use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::console::Console;
use super::lookup::{Found, find};
use super::{CLEAN, FAILED, FINDINGS, Registry, counted, outcome, tally};
use crate::Analysis;
use crate::diag::Sink;
use crate::diag::render::Format;
use crate::registry::route_tests;
use crate::show::{RouteTests, RoutingTable, moment};
use crate::source::{read_argument, read_bytes};

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
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,

    /// Check the assertions in a file instead: which alerts reach whom; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "service")]
    test: Option<Utf8PathBuf>,
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
        if let Some(path) = &self.test {
            return self.check(path, analysis, console);
        }
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
        Ok(outcome(&report))
    }

    /// Checks the assertions in a file.
    fn check(
        &self,
        path: &Utf8Path,
        mut analysis: Analysis,
        console: &Console,
    ) -> anyhow::Result<u8> {
        if analysis.sink.has_errors() {
            bail!("the registry has errors, and its routes are not known: run `o11yc lint`");
        }
        let bytes = read_argument(path)?;
        let (files, mut found) = (&mut analysis.files, Sink::default());
        let tests = read_bytes(path, bytes, files, &mut found)
            .and_then(|file| route_tests(file, files, &mut found));
        let stated = tests.as_deref().unwrap_or_default();
        let outcome = RouteTests::new(&analysis.program, files, stated, self.at, &mut found);
        if tests.is_none() || found.has_errors() {
            let report = found.finish(files);
            let format = match self.format {
                Form::Json => Format::Json,
                Form::Text | Form::Markdown => Format::Text,
            };
            console.findings(&report, files, format)?;
            console.summary(format_args!("`{path}` cannot be checked"));
            return Ok(FAILED);
        }
        console.print(|out, color| match self.format {
            Form::Text => outcome.write_text(out, color),
            Form::Json => outcome.write_json(out),
            Form::Markdown => outcome.write_markdown(out),
        })?;
        let (all, failed) = outcome.count();
        console.summary(format_args!(
            "{} checked: {failed} {} not hold",
            counted(all, "assertion"),
            if failed == 1 { "does" } else { "do" }
        ));
        Ok(if failed == 0 { CLEAN } else { FINDINGS })
    }
}
