//! `o11yc build`: compiles the registry into the output directory, or checks that directory.

use std::time::Instant;

use anyhow::ensure;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use jiff::Zoned;

use super::console::Console;
use super::watch::{Watch, located};
use super::{CLEAN, Findings, Registry, complain, counted, outcome, tally};
use crate::emit::Counts;
use crate::output::{Mode, Summary};

/// Compile the registry into the output directory
///
/// Nothing is written unless the registry is free of errors. Only files that differ are written,
/// each at once or not at all; files that the registry no longer asks for are removed, if nobody has
/// edited them since. A file edited by hand is reported and kept.
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    registry: Registry,

    #[command(flatten)]
    findings: Findings,

    /// The directory that the output goes to
    #[arg(long, value_name = "DIR", default_value = "generated")]
    out: Utf8PathBuf,

    /// Write nothing; exit with 1 if the output is not what the registry says
    #[arg(long)]
    check: bool,

    /// Replace files that were edited by hand
    #[arg(long, conflicts_with = "check")]
    force: bool,

    /// Build again whenever the registry changes, until Ctrl-C
    #[arg(long, conflicts_with = "check")]
    watch: bool,
}

impl Build {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        keep_apart(&self.registry.root, &self.out)?;
        if self.watch {
            self.rebuild_on_change(console)
        } else {
            self.build(console)
        }
    }

    /// Ends when nobody reads what it prints.
    fn rebuild_on_change(&self, console: &Console) -> anyhow::Result<u8> {
        let root = &self.registry.root;
        // Begun before the registry is read, so that no change falls between the two.
        let mut watch = Watch::begin(root, &self.out)?;
        Console::clear();
        // What cannot be done at the start never could: a mistyped path is not waited for.
        self.build(console)?;
        while console.is_read() {
            console.summary(format_args!(
                "watching `{root}`; read at {}; Ctrl-C ends",
                Zoned::now().strftime("%H:%M:%S")
            ));
            watch.wait()?;
            watch = Watch::begin(root, &self.out)?;
            Console::clear();
            if let Err(error) = self.build(console) {
                complain(&error);
            }
        }
        Ok(CLEAN)
    }

    fn build(&self, console: &Console) -> anyhow::Result<u8> {
        let start = Instant::now();
        let mut analysis = self.registry.analyse(console)?;
        let done = if analysis.sink.has_errors() {
            None
        } else {
            let mode = if self.check {
                Mode::Check
            } else {
                Mode::Write { force: self.force }
            };
            Some(analysis.compile(&self.out, mode))
        };
        let report = analysis.sink.finish(&analysis.files);
        console.findings(&report, &analysis.files, self.findings.format)?;
        // Not before: findings stand whatever becomes of the output.
        let done = done.transpose()?;
        let seconds = start.elapsed().as_secs_f64();
        match (&done, tally(&report)) {
            (Some((counts, summary)), found) => {
                self.details(summary, console);
                let found = found.map(|found| format!("; {found}")).unwrap_or_default();
                console.summary(format_args!(
                    "{}: {}{found} ({seconds:.2} s)",
                    what(counts),
                    self.result(summary)
                ));
            }
            (None, found) => console.summary(format_args!(
                "{}: {}",
                if self.check {
                    "the output was not compared"
                } else {
                    "nothing was written"
                },
                found.unwrap_or_default()
            )),
        }
        Ok(outcome(&report))
    }

    /// Which files were written and removed; a check reports them as findings.
    fn details(&self, summary: &Summary, console: &Console) {
        if self.check {
            return;
        }
        for path in summary.missing.iter().chain(&summary.stale) {
            console.detail(format_args!("wrote `{}`", self.out.join(path)));
        }
        for path in &summary.orphaned {
            console.detail(format_args!("removed `{}`", self.out.join(path)));
        }
    }

    /// What was done to the output, or in a check what would have to be.
    fn result(&self, summary: &Summary) -> String {
        let parts = if self.check {
            vec![
                (summary.stale.len(), "stale"),
                (summary.missing.len(), "missing"),
                (summary.orphaned.len(), "orphaned"),
                (summary.kept.len(), "edited or not ours"),
            ]
        } else {
            vec![(summary.removed(), "removed"), (summary.kept.len(), "kept")]
        };
        let done = if self.check {
            String::new()
        } else {
            format!("{} written, ", counted(summary.written(), "file"))
        };
        let rest = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!(", {count} {word}"));
        format!(
            "{done}{} unchanged{}",
            summary.unchanged,
            rest.collect::<String>()
        )
    }
}

/// Fails where generated files would lie among the registry's own, and be read as such by the next
/// build. Hidden directories of the registry are not read, and may hold the output.
fn keep_apart(registry: &Utf8Path, out: &Utf8Path) -> anyhow::Result<()> {
    let (root, place) = (located(registry)?, located(out)?);
    let is_read = place.strip_prefix(&root).is_ok_and(|below| {
        let mut names = below.components();
        !names.any(|name| name.as_str().starts_with('.'))
    });
    ensure!(
        !is_read,
        "the output `{out}` lies in the registry `{registry}`, where generated files would be read \
         as registry files; name a directory outside it with `--out`"
    );
    Ok(())
}

fn what(counts: &Counts) -> String {
    format!(
        "{}, {}, {}",
        counted(counts.services, "service"),
        counted(counts.slos, "SLO"),
        counted(counts.rules, "rule")
    )
}
