//! `o11yc lint`: examines the registry and writes nothing.

use clap::Args;

use super::console::Console;
use super::{CLEAN, FINDINGS, Findings, Registry, counted, outcome, tally};
use crate::diag::Severity;

/// Examine the registry and write nothing
///
/// Prints every finding of every file in one run: the place, the reason, and what to write instead.
#[derive(Debug, Args)]
pub(super) struct Lint {
    #[command(flatten)]
    registry: Registry,

    #[command(flatten)]
    findings: Findings,

    /// The least severe finding that makes the command fail
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
}

/// The least severe finding that fails.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum FailOn {
    /// Errors alone
    Error,
    /// Warnings as well
    Warning,
}

impl Lint {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        let analysis = self.registry.analyse(console)?;
        let report = analysis.sink.finish(&analysis.files);
        console.findings(&report, &analysis.files, self.findings.format)?;
        let found = tally(&report).unwrap_or_else(|| "nothing found".to_owned());
        console.summary(format_args!(
            "{} checked: {found}",
            counted(analysis.services, "service")
        ));
        let warnings = report.count(Severity::Warning) > 0;
        Ok(match (outcome(&report), self.fail_on) {
            (CLEAN, FailOn::Warning) if warnings => FINDINGS,
            (outcome, _) => outcome,
        })
    }
}
