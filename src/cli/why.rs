//! `o11yc why`: an alert fires; why, and who is told?

use std::collections::BTreeSet;

use anyhow::{Context as _, anyhow, ensure};
use camino::Utf8PathBuf;
use clap::Args;

use super::console::Console;
use super::{Answer, FAILED, Form, Registry, counted, outcome};
use crate::Analysis;
use crate::diag::Severity;
use crate::diag::render::mask::Mask;
use crate::ir::alerts;
use crate::show::{self, Query, Selection};
use crate::source::{nearest, read_argument};

/// Tell why an alert fires: what it means, what makes it fire, who is told, and what silences it
///
/// For whoever was woken by it. Name the alert, narrow it down with labels as in PromQL, or paste what
/// Alertmanager says of it. Where several services have it, what it means is told first, and then how to
/// ask for each.
#[derive(Debug, Args)]
pub(super) struct Why {
    #[command(flatten)]
    registry: Registry,

    #[command(flatten)]
    answer: Answer,

    /// The alert's name, its labels as in '{service="shop"}', or both
    #[arg(value_name = "ALERT", required_unless_present = "json")]
    alert: Option<String>,

    /// A file with the firing alert as JSON, from Alertmanager's /api/v2/alerts or a webhook; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "alert")]
    json: Option<Utf8PathBuf>,
}

/// The most alerts that are listed where more than one is meant.
const LISTED: usize = 20;

impl Why {
    pub(super) fn run(&self, console: &Console) -> anyhow::Result<u8> {
        let queries = self.queries()?;
        let analysis = self.registry.analyse(console)?;
        let mut meant = Selection::default();
        for query in &queries {
            meant.extend(query.select(&analysis.program));
        }
        let page = match meant.alerts.as_slice() {
            [] => return Err(unknown(&analysis, &queries)),
            [alert] => show::Why::new(&analysis.program, &analysis.files, alert, &meant.remarks),
            several => {
                ensure!(
                    self.answer.format == Form::Text,
                    "{} alerts are meant, and JSON tells of one: narrow it down, as `o11yc why` without \
                     `--format json` shows",
                    several.len()
                );
                let namesakes = show::Namesakes::new(&analysis.program, &analysis.files, several);
                self.list(&meant, namesakes.as_ref(), &analysis, console)?;
                if namesakes.is_none() {
                    return Ok(FAILED);
                }
                return Ok(end(analysis, console));
            }
        };
        console.print(|out, color| match self.answer.format {
            Form::Text => page.write_text(out, color),
            Form::Json => page.write_json(out),
        })?;
        Ok(end(analysis, console))
    }

    fn queries(&self) -> anyhow::Result<Vec<Query>> {
        if let Some(query) = &self.alert {
            return Ok(vec![Query::parse(query)?]);
        }
        let path = self.json.as_deref().unwrap_or("-".into());
        let alerts = show::pasted(&read_argument(path)?)
            .with_context(|| format!("`{path}` holds no firing alert"))?;
        let labels = alerts.iter().map(|labels| {
            let labels = labels.iter();
            Query::of_labels(labels.map(|(name, value)| (name.as_str(), value.as_str())))
        });
        Ok(labels.collect())
    }

    /// Lists the alerts that are meant, each with the command that tells of it alone, below what is true
    /// of all of them.
    fn list(
        &self,
        meant: &Selection<'_>,
        namesakes: Option<&show::Namesakes>,
        analysis: &Analysis,
        console: &Console,
    ) -> anyhow::Result<()> {
        let mask = Mask::new(&analysis.files);
        let registry = self.registry.option();
        let queries = meant.queries();
        console.print(|out, color| {
            if let Some(namesakes) = namesakes {
                namesakes.write_text(out, color)?;
                writeln!(out)?;
            }
            writeln!(
                out,
                "{} alerts are meant; ask for one of them:",
                queries.len()
            )?;
            for query in queries.iter().take(LISTED) {
                writeln!(out, "  o11yc why{registry} '{}'", mask.text(query))?;
            }
            if let Some(more) = queries.len().checked_sub(LISTED).filter(|more| *more > 0) {
                writeln!(
                    out,
                    "and {more} more: narrow it down with labels, such as '{{service=\"shop\"}}'"
                )?;
            }
            for remark in &meant.remarks {
                writeln!(out, "note: {}", mask.text(remark))?;
            }
            Ok(())
        })
    }
}

/// How the command ends when it has answered; tells if the answer may not be what is loaded.
fn end(analysis: Analysis, console: &Console) -> u8 {
    let report = analysis.sink.finish(&analysis.files);
    let errors = report.count(Severity::Error);
    if errors > 0 {
        console.summary(format_args!(
            "the registry has {}, and what is loaded may be older than it: run `o11yc lint`",
            counted(errors, "error")
        ));
    }
    outcome(&report)
}

/// No alert is meant: why, as far as that can be told.
fn unknown(analysis: &Analysis, queries: &[Query]) -> anyhow::Error {
    let mask = Mask::new(&analysis.files);
    let names: Vec<_> = alerts::all(&analysis.program).map(|it| it.name).collect();
    let names = || {
        names
            .iter()
            .map(AsRef::as_ref)
            .filter(|name| !mask.hides(name))
    };
    let wanted = queries.iter().find_map(Query::name);
    let incomplete = if analysis.sink.has_errors() {
        ", as far as the registry can be read; `o11yc lint` tells its errors"
    } else {
        ""
    };
    match wanted {
        Some(name) if names().any(|known| known == name) => {
            anyhow!(
                "no `{name}` has these labels{incomplete}; `o11yc why {name}` lists those that there are"
            )
        }
        Some(name) => {
            if let Some(near) = nearest(name, names()) {
                return anyhow!("no alert is called `{name}`; did you mean `{near}`?");
            }
            let known: BTreeSet<&str> = names().collect();
            let known: Vec<_> = known.into_iter().collect();
            let known = match known.as_slice() {
                [] => String::new(),
                known => format!("; there are {}", known.join(", ")),
            };
            anyhow!("no alert is called `{name}`{incomplete}{known}")
        }
        None => anyhow!("no alert has these labels{incomplete}"),
    }
}
