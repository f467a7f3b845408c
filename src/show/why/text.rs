//! The page as text: one screen, for somebody who was woken up.

use std::io;

use super::{Decided, Silence, Told, Why};
use crate::show::rows::{ASIDE, Cell, HEADING, columns, paragraph, wrapped};
use crate::show::text::severity;
use crate::units::{Duration, Fraction};

/// The widest line of running text beside the labels on the left.
const WIDTH: usize = 80;
/// The same where there are no labels.
pub(super) const WHOLE_WIDTH: usize = WIDTH + 10;

impl Why {
    /// Writes the page as text.
    pub fn write_text(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let name = Cell::styled(&self.alert, HEADING).print(color);
        let about = Cell::new(&self.about).print(color);
        writeln!(
            out,
            "{name} ({}): {about}",
            severity(self.severity).print(color)
        )?;
        for line in wrapped(&self.meaning, WHOLE_WIDTH) {
            writeln!(out, "{line}")?;
        }
        for remark in &self.remarks {
            write!(out, "{}", paragraph("note: ", remark))?;
        }
        let parts = [
            self.condition(),
            self.origin(),
            self.rule_lines(),
            self.notices(),
            self.links(),
        ];
        for part in parts.iter().filter(|part| !part.is_empty()) {
            write!(out, "\n{}", columns(part, "", color))?;
        }
        Ok(())
    }

    fn condition(&self) -> Vec<Vec<Cell>> {
        let mut rows = labelled("fires", &self.fires);
        rows.extend(labelled("ends", std::slice::from_ref(&self.ends)));
        if let Some(figures) = &self.figures {
            let allowed = Fraction::from(100) - figures.objective_percent.0;
            let sums = [
                format!(
                    "{:.3} % is {:.3} times the {allowed:.3} % of events that may be bad",
                    figures.threshold_percent.0, figures.factor.0
                ),
                format!(
                    "by then, {:.3} % of all that may be bad in {} is used up",
                    figures.budget_share_percent.0, figures.period
                ),
            ];
            rows.extend(labelled("because", &sums));
        }
        rows
    }

    fn origin(&self) -> Vec<Vec<Cell>> {
        let row = |it: &Decided| {
            let origin = match (&it.origin, it.layer.as_str()) {
                (Some(origin), "entry") => origin.clone(),
                (Some(origin), layer) => format!("{origin} ({layer})"),
                (None, layer) => layer.to_owned(),
            };
            let mut lines = wrapped(&it.value, VALUE);
            // A word that is wider than the column must not push the places of all others aside.
            if lines
                .last()
                .is_some_and(|line| line.chars().count() > VALUE)
            {
                lines.push(String::new());
            }
            let last = lines.len().saturating_sub(1);
            let rows = lines.into_iter().enumerate().map(move |(at, line)| {
                let label = if at == 0 { &*it.what } else { "" };
                let mut row = vec![Cell::styled(label, ASIDE), Cell::new(line)];
                if at == last {
                    row.push(Cell::styled(&origin, ASIDE));
                }
                row
            });
            rows.collect::<Vec<_>>()
        };
        self.decided.iter().flat_map(row).collect()
    }

    fn rule_lines(&self) -> Vec<Vec<Cell>> {
        let Some(rule) = &self.rule else {
            return Vec::new();
        };
        let place = format!("{}:{}", rule.file, rule.line);
        let mut rows = vec![row("rule", &place)];
        rows.extend(rule.expr.lines().map(|line| row("", line)));
        rows
    }

    fn notices(&self) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for (at, told) in self.told.iter().enumerate() {
            let label = if at == 0 { "tells" } else { "" };
            rows.extend(labelled(label, &[sentence(told)]));
        }
        if self.told.is_empty() {
            rows.push(row("tells", "nobody"));
        }
        let mut routes: Vec<_> = self.told.iter().map(|told| told.route.clone()).collect();
        routes.dedup();
        rows.extend(labelled("route", &routes));
        let silent = match names(&self.silenced_by).as_slice() {
            [] => "no other alert".to_owned(),
            [only] => format!("{only}, while it fires"),
            several => format!("{}, while any of them fires", listed(several)),
        };
        rows.extend(labelled("silenced by", &[silent]));
        if !self.silences.is_empty() {
            rows.extend(labelled("silences", &[listed(&names(&self.silences))]));
        }
        rows
    }

    fn links(&self) -> Vec<Vec<Cell>> {
        let mut rows = runbook(&self.runbook_page, self.runbook_url.as_deref());
        rows.extend(self.dashboard_url.iter().map(|url| row("dashboard", url)));
        rows
    }
}

/// Where the runbook is: its page, and its link if there is one.
pub(super) fn runbook(page: &str, url: Option<&str>) -> Vec<Vec<Cell>> {
    let url = url.map(|url| row("", url));
    std::iter::once(row("runbook", page)).chain(url).collect()
}

/// The widest value that has its origin beside it.
const VALUE: usize = 44;

fn row(label: &str, text: &str) -> Vec<Cell> {
    vec![Cell::styled(label, ASIDE), Cell::new(text)]
}

/// Running text beside a label, each entry on lines of its own.
fn labelled(label: &str, entries: &[String]) -> Vec<Vec<Cell>> {
    let lines = entries.iter().flat_map(|entry| wrapped(entry, WIDTH));
    let rows = lines
        .enumerate()
        .map(|(at, line)| row(if at == 0 { label } else { "" }, &line));
    rows.collect()
}

/// `#web and pager after 30s, again every 30m, only during office`
fn sentence(told: &Told) -> String {
    let to = told.to.join(" and ");
    let wait = if told.wait == Duration::default() {
        "at once".to_owned()
    } else {
        format!("after {}", told.wait)
    };
    let during = told.during.iter().map(|it| format!(", only during {it}"));
    let not_during = told
        .not_during
        .iter()
        .map(|it| format!(", not during {it}"));
    let hours: String = during.chain(not_during).collect();
    format!("{to} {wait}, again every {}{hours}", told.repeat)
}

/// The alerts of all rules, each once; those of one name together: `SLOFastBurn (slo latency; slo success)`.
fn names(silences: &[Silence]) -> Vec<String> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for alert in silences.iter().flat_map(|silence| &silence.alerts) {
        let (name, about) = alert.split_once(" (").unwrap_or((alert, ""));
        let about = about.trim_end_matches(')');
        match all.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) if known.contains(&about) => {}
            Some((_, known)) => known.push(about),
            None => all.push((name, vec![about])),
        }
    }
    let named = all.into_iter().map(|(name, about)| {
        let about: Vec<_> = about.into_iter().filter(|it| !it.is_empty()).collect();
        if about.is_empty() {
            return name.to_owned();
        }
        format!("{name} ({})", about.join("; "))
    });
    named.collect()
}

/// The most alerts that a list names: more would not fit on the screen.
const LISTED: usize = 12;

fn listed(names: &[String]) -> String {
    let (shown, rest) = names.split_at(names.len().min(LISTED));
    let shown = shown.join(", ");
    match rest.len() {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
