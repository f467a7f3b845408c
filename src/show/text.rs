//! The sheet as text: for somebody with a terminal of 80 to 100 columns, perhaps at night.

use std::io;

use super::rows::{ASIDE, Cell, HEADING, PAGE, TICKET, columns, paragraph};
use super::sheet::{AlertRow, Environment, Off, Setting, Sheet, Slo};

/// A wider value moves the origin beside it.
const WIDEST: usize = 32;

/// What the columns of the table of conditions mean.
const LEGEND: &str = "\
above     the error ratio that both windows must exceed
budget    the share of the period's error budget that is gone by then
fires in  how long a total outage lasts until then; scrapes and evaluations come on top
ends in   how long after its end the alert goes on
bad       the fewest bad events in the long window that alert
";

impl Sheet {
    /// Writes the sheet as text.
    pub fn write_text(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let title = [vec![
            Cell::styled(&self.service, HEADING),
            Cell::styled(&self.origin, ASIDE),
        ]];
        write!(out, "{}", columns(&title, "", WIDEST, color))?;
        if let Some(description) = &self.description {
            write!(out, "{}", paragraph("", &description.value))?;
        }
        writeln!(out, "\n{}", columns(&self.settings(), "  ", WIDEST, color))?;
        for alike in alike(&self.environments) {
            write_environments(&alike, out, color)?;
        }
        let off: Vec<_> = self.switched_off.iter().collect();
        write_off(&off, out)?;
        if self.environments.iter().any(|it| !it.slos.is_empty()) {
            let rows = LEGEND.lines().map(|line| {
                let (name, meaning) = line.split_at(10);
                vec![Cell::new(name.trim_end()), Cell::styled(meaning, ASIDE)]
            });
            let rows: Vec<_> = rows.collect();
            writeln!(out, "{}", columns(&rows, "  ", WIDEST, color))?;
        }
        self.write_files(out, color)
    }

    /// The rows of the effective entry.
    fn settings(&self) -> Vec<Vec<Cell>> {
        let list = |setting: &Setting<Vec<String>>| Setting {
            value: setting.value.join(", "),
            layer: setting.layer.clone(),
            origin: setting.origin.clone(),
        };
        let mut rows = vec![
            row("owner", Some(&self.owner)),
            row("tier", Some(&self.tier)),
            row("slo_profile", self.slo_profile.as_ref()),
            row("slack_channel", Some(&self.slack_channel)),
            row("escalation_policy", self.escalation_policy.as_ref()),
            row("metrics", self.dialect.as_ref()),
            row("  match", Some(&list(&self.matchers))),
        ];
        for environment in &self.environments {
            rows.push(vec![Cell::new(&environment.name)]);
            rows.push(row("  url", environment.url.as_ref()));
            rows.push(row("  match", Some(&list(&environment.matchers))));
        }
        rows
    }

    fn write_files(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        let heading = match self.files.len() {
            0 => "compiles to no file of its own",
            _ => "compiles to, below the output directory",
        };
        writeln!(out, "{}", Cell::styled(heading, HEADING).print(color))?;
        let rows = self.files.iter().map(|file| {
            let rules = file.rules.map(|rules| format!("{rules} rules"));
            vec![
                Cell::new(&file.path),
                Cell::styled(rules.unwrap_or_default(), ASIDE),
            ]
        });
        let rows: Vec<_> = rows.collect();
        write!(out, "{}", columns(&rows, "  ", usize::MAX, color))
    }
}

/// Environments with the same SLOs, alerts and gaps, in the order of the first of each.
fn alike(environments: &[Environment]) -> Vec<Vec<&Environment>> {
    let mut groups: Vec<Vec<&Environment>> = Vec::new();
    for environment in environments {
        let same = |group: &&mut Vec<&Environment>| {
            let first = group[0];
            (&first.slos, &first.switched_off) == (&environment.slos, &environment.switched_off)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(environment),
            None => groups.push(vec![environment]),
        }
    }
    groups
}

/// What holds in environments that are alike.
fn write_environments(
    alike: &[&Environment],
    out: &mut dyn io::Write,
    color: bool,
) -> io::Result<()> {
    let names: Vec<_> = alike.iter().map(|it| it.name.as_str()).collect();
    let heading = Cell::styled(format!("in {}", names.join(", ")), HEADING);
    writeln!(out, "{}\n", heading.print(color))?;
    for slo in &alike[0].slos {
        write_slo(slo, out, color)?;
    }
    let off: Vec<_> = alike[0].switched_off.iter().collect();
    write_off(&off, out)
}

fn write_slo(slo: &Slo, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
    let promise = slo.description.as_ref().map_or("events", |it| &it.value);
    let objective = slo.objective_percent.value.0;
    let name = Cell::styled(&slo.name, HEADING).print(color);
    let promise = format!("{objective} % of {promise}, over {}", slo.period.value);
    writeln!(out, "  {name}: {}", Cell::new(promise).print(color))?;
    let budget = format!(
        "{} of total outage, or {} bad events in a million",
        slo.budget.outage_seconds.0.rounded_duration(),
        slo.budget.bad_events_per_million.0
    );
    let objective = Setting {
        value: format!("{objective} %"),
        layer: slo.objective_percent.layer.clone(),
        origin: slo.objective_percent.origin.clone(),
    };
    let rows = [
        row("objective", Some(&objective)),
        row("period", Some(&slo.period)),
        row("burn_policy", Some(&slo.burn_policy)),
        vec![Cell::new("error budget"), Cell::new(budget)],
    ];
    writeln!(out, "{}", columns(&rows, "    ", WIDEST, color))?;
    let heads = [
        "alert", "severity", "windows", "burn", "above", "budget", "fires in", "ends in", "bad",
    ];
    let mut rows = vec![heads.map(|head| Cell::styled(head, ASIDE)).to_vec()];
    rows.extend(slo.alerts.iter().map(alert));
    writeln!(out, "{}", columns(&rows, "    ", WIDEST, color))
}

fn alert(row: &AlertRow) -> Vec<Cell> {
    let severity = match row.severity {
        "critical" => Cell::styled(row.severity, PAGE),
        "warning" => Cell::styled(row.severity, TICKET),
        other => Cell::new(other),
    };
    vec![
        Cell::new(&row.alert),
        severity,
        Cell::new(format!("{}, {}", row.long, row.short)),
        Cell::new(format!("{:.3}x", row.factor.0)),
        Cell::new(format!("{:.3} %", row.threshold_percent.0)),
        Cell::new(format!("{:.3} %", row.budget_share_percent.0)),
        Cell::new(row.detection_seconds.0.rounded_duration().to_string()),
        Cell::new(row.reset_seconds.0.rounded_duration().to_string()),
        Cell::new(row.min_failures.to_string()),
    ]
}

fn write_off(off: &[&Off], out: &mut dyn io::Write) -> io::Result<()> {
    for it in off {
        write!(
            out,
            "{}",
            paragraph("  ", &format!("{} off: {}", it.what, it.because))
        )?;
        writeln!(out, "{}", paragraph("    to switch on: ", &it.switch_on))?;
    }
    Ok(())
}

/// A value with its origin.
fn row(label: &str, setting: Option<&Setting<String>>) -> Vec<Cell> {
    let Some(setting) = setting else {
        return vec![Cell::new(label), Cell::styled("none", ASIDE)];
    };
    let origin = match (&setting.origin, setting.layer.as_str()) {
        (Some(origin), "entry") => origin.clone(),
        (Some(origin), layer) => format!("{origin} ({layer})"),
        (None, layer) => layer.to_owned(),
    };
    vec![
        Cell::new(label),
        Cell::new(&setting.value),
        Cell::styled(origin, ASIDE),
    ]
}
