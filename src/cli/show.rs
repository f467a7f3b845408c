//! `o11yc show`: what the registry makes of a service.

use anyhow::bail;
use clap::Args;

use super::console::Console;
use super::{Answer, CLEAN, FAILED, FINDINGS, Form, Registry, counted, tally};
use crate::Analysis;
use crate::diag::Severity;
use crate::diag::render::mask::Mask;
use crate::ir::Service;
use crate::show::{List, Sheet};
use crate::source::{Span, nearest};

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
        Ok(FINDINGS)
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

    /// Tells what is wrong with a service that cannot be shown.
    fn broken(
        &self,
        analysis: Analysis,
        name: &str,
        entry: Span,
        console: &Console,
    ) -> anyhow::Result<u8> {
        let mut report = analysis.sink.finish(&analysis.files);
        report.diagnostics.retain(|finding| {
            let place = finding.primary.as_ref();
            place.is_some_and(|place| entry.contains(place.span))
        });
        console.findings(&report, &analysis.files, self.answer.format.into())?;
        console.summary(format_args!(
            "`{name}` cannot be shown: {}",
            tally(&report).unwrap_or_default()
        ));
        Ok(FAILED)
    }
}

/// What there is of a service.
enum Found<'a> {
    /// All of it.
    Sound(&'a Service),
    /// An entry with errors, at this place.
    Broken(Span),
}

fn find<'a>(analysis: &'a Analysis, name: &str) -> anyhow::Result<Found<'a>> {
    let program = &analysis.program;
    if let Some(service) = program.services.iter().find(|it| it.name == name) {
        return Ok(Found::Sound(service));
    }
    if let Some(entry) = program.unresolved.iter().find(|it| it.value == name) {
        return Ok(Found::Broken(entry.span));
    }
    let sound = program.services.iter().map(|it| it.name.as_str());
    let broken = program.unresolved.iter().map(|it| it.value.as_str());
    let mask = Mask::new(&analysis.files);
    let printable = sound.chain(broken).filter(|name| !mask.hides(name));
    if let Some(near) = nearest(name, printable) {
        bail!("no service is called `{name}`; did you mean `{near}`?");
    }
    if analysis.sink.has_errors() {
        bail!(
            "no service is called `{name}`, as far as the registry can be read; \
             `o11yc lint` tells its errors"
        );
    }
    bail!("no service is called `{name}`; `o11yc show` lists them all");
}
