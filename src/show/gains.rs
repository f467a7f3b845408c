//! What somebody wants to know who has just added a service: where its alerts go, what is promised, which
//! alerts there are, what is switched off, and the files.

use std::io;

use super::rows::plain;
use super::sheet::{Environment, Sheet, Slo};

/// From the most to the least urgent.
const SEVERITIES: [&str; 3] = ["critical", "warning", "info"];

impl Sheet {
    /// Writes what the service gets, in fewer words than [`write_text`](Self::write_text).
    pub fn write_gains(&self, out: &mut dyn io::Write, color: bool) -> io::Result<()> {
        writeln!(
            out,
            "alerts go to {} and carry `team: {}`",
            plain(&self.contact.value),
            plain(&self.owner.value)
        )?;
        for environment in &self.environments {
            writeln!(out, "in {}:", environment.name)?;
            environment.write_gains(out)?;
        }
        writeln!(out)?;
        self.write_switched_off(out, color)?;
        self.write_files(out, color)
    }
}

impl Environment {
    fn write_gains(&self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.slos.is_empty() {
            writeln!(out, "  no SLO, so no alert")?;
        }
        for slo in &self.slos {
            writeln!(out, "  {}: {}", slo.name, plain(&slo.promise()))?;
        }
        for severity in SEVERITIES {
            let alerts = self.alerts(severity);
            if !alerts.is_empty() {
                writeln!(out, "  {severity} alerts: {}", alerts.join(", "))?;
            }
        }
        Ok(())
    }

    /// The names of the alerts of a severity, each once.
    fn alerts(&self, severity: &str) -> Vec<&str> {
        let mut names = Vec::new();
        for (name, of) in self.slos.iter().flat_map(Slo::alerts) {
            if of == severity && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

impl Slo {
    /// `99 % of requests that do not fail, over 30d`.
    pub(super) fn promise(&self) -> String {
        let what = self.description.as_ref().map_or("events", |it| &it.value);
        let objective = self.objective_percent.value.0;
        format!("{objective} % of {what}, over {}", self.period.value)
    }

    /// Every alert with its severity.
    fn alerts(&self) -> impl Iterator<Item = (&str, &str)> {
        let burning = self.alerts.iter().map(|it| (&*it.alert, it.severity));
        burning.chain(self.other_alerts.iter().map(|it| (&*it.alert, it.severity)))
    }
}
