//! `o11yc show`: what the registry makes of a service.

use clap::Args;

use super::console::Console;
use super::lookup::{Found, find};
use super::{Answer, CLEAN, FAILED, Form, Registry, counted, outcome, tally};
use crate::Analysis;
use crate::diag::{Diagnostic, Severity};
use crate::ir::Service;
use crate::show::{List, Sheet};
use crate::source::Span;

/// Show what the registry makes of a service, or list all services
///
/// Every value with the line that decided it: the service's entry, its owner, tier, profile or
/// environment, or what is built in. For each SLO the alerts with their figures; what is switched off,
/// and the field that would switch it on; and the files that come of it. Environments with the same
/// alerts share a table.
#[derive(Debug, Args)]
pub(super) struct Show {
    #[command(flatten)]
    registry: Registry,

    #[command(flatten)]
    answer: Answer,

    /// The service; without it all services are listed
    #[arg(value_name = "SERVICE")]
    service: Option<String>,
}

impl Show {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        let analysis = self.registry.analyse(console)?;
        match &self.service {
            None => self.list(&analysis, console)?,
            Some(name) => match find(&analysis, name)? {
                Found::Sound(service) => self.sheet(&analysis, service, console)?,
                Found::Broken(entry) => return self.broken(analysis, name, entry, console),
            },
        }
        if !analysis.sink.has_errors() {
            return Ok(CLEAN);
        }
        let report = analysis.sink.finish(&analysis.files);
        console.summary(format_args!(
            "the registry has {}, and what they concern may be missing here: run `o11yc lint`",
            counted(report.count(Severity::Error), "error")
        ));
        Ok(outcome(&report))
    }

    fn list(&self, analysis: &Analysis, console: &Console) -> anyhow::Result<()> {
        let list = List::new(&analysis.program, &analysis.files);
        console.print(|out, color| match self.answer.format {
            Form::Text => list.write_text(out, color),
            Form::Json => list.write_json(out),
        })
    }

    fn sheet(
        &self,
        analysis: &Analysis,
        service: &Service,
        console: &Console,
    ) -> anyhow::Result<()> {
        let sheet = Sheet::new(&analysis.program, &analysis.files, service);
        console.print(|out, color| match self.answer.format {
            Form::Text => sheet.write_text(out, color),
            Form::Json => sheet.write_json(out),
        })
    }

    /// Tells what is wrong with a service that cannot be shown: the errors in its entry, or all where it
    /// refers to what cannot be read.
    fn broken(
        &self,
        analysis: Analysis,
        name: &str,
        entry: Span,
        console: &Console,
    ) -> anyhow::Result<u8> {
        let mut report = analysis.sink.finish(&analysis.files);
        let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
        let is_within = |finding: &Diagnostic| {
            let place = finding.primary.as_ref();
            place.is_some_and(|place| entry.contains(place.span))
        };
        let findings = &mut report.diagnostics;
        if findings.iter().any(|it| is_error(it) && is_within(it)) {
            findings.retain(is_within);
        } else {
            findings.retain(is_error);
        }
        console.findings(&report, &analysis.files, self.answer.format.into())?;
        console.summary(format_args!(
            "`{name}` cannot be shown: {}",
            tally(&report).unwrap_or_default()
        ));
        Ok(FAILED)
    }
}
