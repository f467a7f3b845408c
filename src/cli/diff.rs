//! `o11yc diff`: what the registry compiles to against what a directory holds.

use anyhow::ensure;
use camino::Utf8PathBuf;
use clap::Args;

use super::console::Console;
use super::{Answer, CLEAN, FAILED, FINDINGS, Form, Registry, tally};
use crate::Analysis;
use crate::diag::Report;
use crate::output::diff::{Action, Against, Differences};

/// The directory that is compared with where none is named.
const OUTPUT: &str = "generated";

/// Show how the output would change, line by line, and write nothing
///
/// Compares what the registry compiles to with the files in a directory: the output of the last
/// build, or what is deployed. `-` is there now, `+` is what the registry asks for. Files that the
/// registry does not ask for count as removed if they are in the directory's manifest, or, where it
/// has none, if their first line says that o11yc generated them; others are never looked at.
///
/// `build --check` answers whether the output is fresh and what to do about it; this shows what differs.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes:
  0  nothing differs
  1  something differs
  2  the comparison could not be made: errors in the registry, or an unreadable directory")]
pub(super) struct Diff {
    #[command(flatten)]
    registry: Registry,

    #[command(flatten)]
    answer: Answer,

    /// The directory to compare with, which must exist if it is named [default: generated]
    #[arg(long, visible_alias = "out", value_name = "DIR")]
    against: Option<Utf8PathBuf>,

    /// Print a line for each file, with the number of lines and rules that differ
    #[arg(long, conflicts_with = "new_file")]
    summary: bool,

    /// Show new and removed files whole, as `patch -p0` needs them, and not only their names
    #[arg(short = 'N', long)]
    new_file: bool,
}

impl Diff {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        ensure!(
            !self.new_file || self.answer.format == Form::Text,
            "`--new-file` cannot be used with `--format json`, which holds new and removed files whole anyway"
        );
        let analysis = self.registry.analyse(console)?;
        if analysis.sink.has_errors() {
            let report = self.findings(analysis, console)?;
            let found = tally(&report).unwrap_or_default();
            console.summary(format_args!("nothing was compared: {found}"));
            return Ok(FAILED);
        }
        let compared = analysis.diff(Against {
            root: self.against.clone().unwrap_or_else(|| OUTPUT.into()),
            must_exist: self.against.is_some(),
            lines: !self.summary,
        });
        let differences = match compared {
            Ok(differences) => differences,
            Err(error) => {
                self.findings(analysis, console)?;
                return Err(error);
            }
        };
        self.print(&differences, console)?;
        Ok(if differences.files.is_empty() {
            CLEAN
        } else {
            FINDINGS
        })
    }

    /// Prints what was found in the registry where there is nothing else to print.
    fn findings(&self, analysis: Analysis, console: &Console) -> anyhow::Result<Report> {
        let report = analysis.sink.finish(&analysis.files);
        console.findings(&report, &analysis.files, self.answer.format.into())?;
        Ok(report)
    }

    fn print(&self, differences: &Differences, console: &Console) -> anyhow::Result<()> {
        match (self.answer.format, self.summary) {
            (Form::Json, _) => console.print(|out, _| differences.write_json(out)),
            (Form::Text, true) => console.print(|out, color| differences.write_summary(out, color)),
            (Form::Text, false) => {
                console.print(|out, color| differences.write_unified(out, color, self.new_file))?;
                let named = differences
                    .files
                    .iter()
                    .any(|it| it.action != Action::Change);
                let hint = if named && !self.new_file {
                    "; `--new-file` shows new and removed files whole"
                } else {
                    ""
                };
                console.summary(format_args!("{}{hint}", differences.total()));
                Ok(())
            }
        }
    }
}
