//! The sheet as text: for somebody with a terminal of 80 to 100 columns, perhaps at night.
//!
//! SLOs come one after the other, and environments in which an SLO has the same alerts share a table.

use std::io;

use super::packs;
use super::rows::{ASIDE, Cell, HEADING, PAGE, TICKET, columns, paragraph, plain, wrapped};
use super::sheet::{AlertRow, Environment, Off, OtherAlert, Setting, Sheet, Slo};

/// A wider value has its origin on a line of its own.
const WIDEST: usize = 32;
/// The same for an SLO, whose origins are often in a built-in file, and its longest line.
pub(super) const WIDEST_OF_SLO: usize = 16;
const LINE_OF_SLO: usize = 60;

/// Stands for a text that is shown above its origin.
const ABOVE: &str = "(above)";

pub(super) const INDENT: &str = "  ";

/// The columns of the table of conditions.
const HEADS: [&str; 9] = [
    "alert", "severity", "windows", "burn", "above", "budget", "fires", "ends", "bad",
];

/// What some of them mean.
const LEGEND: [(&str, &str); 5] = [
    ("above", "the error ratio that both windows must exceed"),
    (
        "budget",
        "the share of the period's error budget that is gone by then",
    ),
    (
        "fires",
        "after the start of a total outage, plus scrape and evaluation",
    ),
    (
        "ends",
        "the alert, after the end of one, keep_firing_for included",
    ),
    ("bad", "the fewest bad events in the long window that alert"),
];

impl Sheet {
    /// Writes the sheet as text.
    pub fn write_text(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let title = [vec![
            Cell::styled(&self.service, HEADING),
            Cell::styled(&self.origin, ASIDE),
        ]];
        write!(out, "{}", columns(&title, "", color))?;
        if let Some(description) = &self.description {
            write!(out, "{}", paragraph("", &description.value))?;
        }
        writeln!(out, "\n{}", columns(&self.settings(), INDENT, color))?;
        for shared in self.slos() {
            shared.write(out, color)?;
        }
        if self.environments.iter().any(|it| !it.slos.is_empty()) {
            let row = |(name, meaning)| vec![Cell::new(name), Cell::styled(meaning, ASIDE)];
            writeln!(out, "{}", columns(&LEGEND.map(row), INDENT, color))?;
        }
        for environment in &self.environments {
            for pack in &environment.packs {
                packs::write(out, &environment.name, pack, color)?;
            }
        }
        self.write_switched_off(out, color)?;
        self.write_files(out, color)
    }

    /// The rows of the effective entry.
    fn settings(&self) -> Vec<Vec<Cell>> {
        let description = self.description.as_ref();
        let mut rows = [
            row(
                "description",
                description.map(|it| it.with(ABOVE.to_owned())).as_ref(),
            ),
            row("owner", Some(&self.owner)),
            row("tier", Some(&self.tier)),
            row("slo_profile", self.slo_profile.as_ref()),
            row("contact", Some(&self.contact)),
            row("escalation_policy", self.escalation_policy.as_ref()),
            row("metrics", self.dialect.as_ref()),
            row("  match", Some(&listed(&self.matchers))),
        ]
        .concat();
        for environment in &self.environments {
            rows.push(vec![Cell::new(&environment.name)]);
            rows.extend(row("  url", environment.url.as_ref()));
            rows.extend(row("  match", Some(&listed(&environment.matchers))));
        }
        rows
    }

    /// The SLOs by name, each with its tables of alerts.
    fn slos(&self) -> Vec<Shared<'_>> {
        let mut all: Vec<Shared<'_>> = Vec::new();
        for environment in &self.environments {
            for slo in &environment.slos {
                match all.iter_mut().find(|it| it.slo.name == slo.name) {
                    Some(shared) => shared.add(&environment.name, slo),
                    None => all.push(Shared {
                        slo,
                        tables: vec![(vec![&environment.name], slo)],
                    }),
                }
            }
        }
        all.sort_by_key(|it| &it.slo.name);
        all
    }

    pub(super) fn write_switched_off(
        &self,
        out: &mut dyn io::Write,
        color: bool,
    ) -> io::Result<()> {
        let mut off: Vec<_> = self
            .switched_off
            .iter()
            .map(|it| (it, Vec::new()))
            .collect();
        off.extend(by_cause(&self.environments));
        if off.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "{}",
            Cell::styled("switched off", HEADING).print(color)
        )?;
        for (
            Off {
                what,
                because,
                switch_on,
            },
            environments,
        ) in off
        {
            let place = match &environments[..] {
                [] => String::new(),
                names => format!(" in {}", names.join(", ")),
            };
            write!(
                out,
                "{}",
                paragraph(INDENT, &format!("{what}{place}: {because}"))
            )?;
            write!(out, "{}", paragraph("    to switch on: ", switch_on))?;
        }
        writeln!(out)
    }

    pub(super) fn write_files(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let heading = match self.files.len() {
            0 => "compiles to no file of its own",
            _ => "compiles to, below the output directory",
        };
        writeln!(out, "{}", Cell::styled(heading, HEADING).print(color))?;
        let rows = self.files.iter().map(|file| {
            let rules = file.rules.map(|rules| format!("{rules} rules"));
            let rules = Cell::styled(rules.unwrap_or_default(), ASIDE);
            vec![Cell::new(&file.path), rules]
        });
        let rows: Vec<_> = rows.collect();
        write!(out, "{}", columns(&rows, INDENT, color))
    }
}

/// An SLO, which is the same in all environments but for its alerts.
struct Shared<'s> {
    slo: &'s Slo,
    /// The alerts, with the environments that have them.
    tables: Vec<(Vec<&'s str>, &'s Slo)>,
}

impl<'s> Shared<'s> {
    fn add(&mut self, environment: &'s str, slo: &'s Slo) {
        let same = self
            .tables
            .iter_mut()
            .find(|(_, it)| it.alerts == slo.alerts && it.other_alerts == slo.other_alerts);
        match same {
            Some((environments, _)) => environments.push(environment),
            None => self.tables.push((vec![environment], slo)),
        }
    }

    fn write(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let slo = self.slo;
        let name = Cell::styled(&slo.name, HEADING).print(color);
        writeln!(out, "{name}: {}", plain(&slo.promise()))?;
        writeln!(out, "{}", columns(&settings(slo), INDENT, color))?;
        for (environments, slo) in &self.tables {
            writeln!(out, "{INDENT}in {}", environments.join(", "))?;
            let mut rows = vec![HEADS.map(|head| Cell::styled(head, ASIDE)).to_vec()];
            rows.extend(slo.alerts.iter().map(alert));
            write!(out, "{}", columns(&rows, INDENT, color))?;
            // A table of its own: their names are long, and would widen all columns.
            let others: Vec<_> = slo.other_alerts.iter().map(other_alert).collect();
            writeln!(out, "{}", columns(&others, INDENT, color))?;
        }
        Ok(())
    }
}

/// The rows of what an SLO is made of.
fn settings(slo: &Slo) -> Vec<Vec<Cell>> {
    let row = |label: &str, setting: &Setting<String>| rows_of(label, setting, WIDEST_OF_SLO);
    let description = slo.description.iter();
    let objective = format!("{} %", slo.objective_percent.value.0);
    let mut rows: Vec<_> = description
        .flat_map(|it| row("description", &it.with(ABOVE.to_owned())))
        .collect();
    rows.extend(row("objective", &slo.objective_percent.with(objective)));
    rows.extend(row("period", &slo.period));
    rows.extend(row("burn_policy", &slo.burn_policy));
    rows.push(vec![Cell::new("error budget"), Cell::new(budget(slo))]);
    rows.extend(row(
        "sli",
        &slo.sli.kind.with(slo.sli.kind.value.to_owned()),
    ));
    for (name, parameter) in &slo.sli.parameters {
        rows.extend(row(&format!("  {name}"), parameter));
    }
    rows
}

fn budget(slo: &Slo) -> String {
    format!(
        "{} of total outage, or {} bad events in a million",
        slo.budget.outage_seconds.0.rounded_duration(),
        slo.budget.bad_events_per_million.0
    )
}

fn alert(row: &AlertRow) -> Vec<Cell> {
    vec![
        Cell::new(&row.alert),
        severity(row.severity),
        Cell::new(format!("{}, {}", row.long, row.short)),
        Cell::new(format!("{:.3}x", row.factor.0)),
        Cell::new(format!("{:.3} %", row.threshold_percent.0)),
        Cell::new(format!("{:.3} %", row.budget_share_percent.0)),
        Cell::new(row.detection_seconds.0.rounded_duration().to_string()),
        Cell::new(row.reset_seconds.0.rounded_duration().to_string()),
        Cell::new(row.min_failures.to_string()),
    ]
}

pub(super) fn other_alert(row: &OtherAlert) -> Vec<Cell> {
    vec![
        Cell::new(&row.alert),
        severity(row.severity),
        Cell::new(&row.fires),
    ]
}

/// A severity in its colour.
pub(super) fn severity(name: &str) -> Cell {
    match name {
        "critical" => Cell::styled(name, PAGE),
        "warning" => Cell::styled(name, TICKET),
        other => Cell::new(other),
    }
}

/// What is switched off, with the environments in which it is.
fn by_cause(environments: &[Environment]) -> Vec<(&Off, Vec<&str>)> {
    let mut causes: Vec<(&Off, Vec<&str>)> = Vec::new();
    for environment in environments {
        for off in &environment.switched_off {
            match causes.iter_mut().find(|(known, _)| *known == off) {
                Some((_, names)) => names.push(&environment.name),
                None => causes.push((off, vec![&environment.name])),
            }
        }
    }
    causes
}

/// Matchers as one value.
fn listed(matchers: &Setting<Vec<String>>) -> Setting<String> {
    matchers.with(match &matchers.value[..] {
        [] => "{}".to_owned(),
        matchers => matchers.join(", "),
    })
}

/// A value with its origin, or that there is none.
fn row(label: &str, setting: Option<&Setting<String>>) -> Vec<Vec<Cell>> {
    match setting {
        Some(setting) => rows_of(label, setting, WIDEST),
        None => vec![vec![Cell::new(label), Cell::styled("none", ASIDE)]],
    }
}

/// A value with its origin: a row, or more where the value is wider than `widest`.
pub(super) fn rows_of(label: &str, setting: &Setting<String>, widest: usize) -> Vec<Vec<Cell>> {
    let origin = match (&setting.origin, setting.layer.as_str()) {
        (Some(origin), "entry") => origin.clone(),
        (Some(origin), layer) => format!("{origin} ({layer})"),
        (None, layer) => layer.to_owned(),
    };
    let (label, value) = (Cell::new(label), Cell::new(&setting.value));
    let origin = Cell::styled(origin, ASIDE);
    if value.width() <= widest {
        return vec![vec![label, value, origin]];
    }
    let lines = wrapped(&setting.value, LINE_OF_SLO);
    let mut lines = lines.into_iter().map(Cell::new);
    let mut rows: Vec<_> = lines
        .next()
        .map(|line| vec![label, line])
        .into_iter()
        .collect();
    rows.extend(lines.map(|line| vec![Cell::new(""), line]));
    rows.push(vec![Cell::new(""), Cell::new(""), origin]);
    rows
}
