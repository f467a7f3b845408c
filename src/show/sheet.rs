//! The sheet about a service, as JSON has it.
//!
//! ```json
//! {
//!   "format_version": 1,
//!   "service": "anvila-api",
//!   "origin": "registry/observability_services.yml:2",
//!   "description": null,
//!   "owner": {"value": "anvila-devops", "layer": "entry", "origin": "registry/observability_services.yml:3"},
//!   "tier": {…}, "contact": {…}, "escalation_policy": {…}, "slo_profile": {…},
//!   "dialect": {"value": "prom-http", "layer": "tier", "origin": "<built-in>/platform.yml:14"},
//!   "match": {"value": ["service=\"anvila-api\""], "layer": "default", "origin": null},
//!   "environments": [
//!     {
//!       "name": "production", "production": true, "url": null, "match": {…},
//!       "slos": [
//!         {
//!           "name": "success", "description": {…},
//!           "objective_percent": {"value": 99, …}, "period": {"value": "30d", …}, "burn_policy": {…},
//!           "budget": {"outage_seconds": 25920, "bad_events_per_million": 10000},
//!           "alerts": [
//!             {
//!               "alert": "SLOFastBurn", "severity": "critical", "long": "1h", "short": "5m",
//!               "factor": 14.4, "threshold_percent": 14.4, "budget_share_percent": 2,
//!               "detection_seconds": 518.4, "reset_seconds": 256.8, "keep_firing_for": null,
//!               "min_failures": 3
//!             }
//!           ]
//!         }
//!       ],
//!       "packs": [
//!         {
//!           "pack": {"value": "host", …}, "subject": "app-1",
//!           "alerts": [{"alert": "HighCPUWarning", "severity": "warning", "fires": "above 80% for 5m"}],
//!           "parameters": {"cpu_warning": {"value": "0.8", "layer": "pack", "origin": "…"}}
//!         }
//!       ],
//!       "switched_off": [{"what": "SLO `availability`", "because": "…", "switch_on": "…"}]
//!     }
//!   ],
//!   "switched_off": [],
//!   "files": [{"path": "prometheus/rules/production/anvila-api.yml", "rules": 38}]
//! }
//! ```
//!
//! A value that is set nowhere is `null`. `layer` says who decided a value (`entry`, `owner`, `profile`,
//! `pack`, `tier`, `environment`, `platform`, `default`), `origin` in which line; it is `null` for a default.
//! Paths of files are below the output directory. Readers must ignore fields that they do not know:
//! new ones do not change `format_version`.

use std::collections::BTreeMap;
use std::io;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};

use crate::units::{Duration, Fraction};

/// All that the registry makes of a service.
#[derive(Debug, Serialize)]
pub struct Sheet {
    pub(super) format_version: u32,
    /// Its name.
    pub service: String,
    /// Where its entry begins.
    pub origin: String,
    /// What it does.
    pub description: Option<Setting<String>>,
    /// The team that owns it.
    pub owner: Setting<String>,
    /// How close it stands to its users.
    pub tier: Setting<String>,
    /// Where its alerts go.
    pub contact: Setting<String>,
    /// The escalation policy of its critical alerts.
    pub escalation_policy: Option<Setting<String>>,
    /// What it is held to.
    pub slo_profile: Option<Setting<String>>,
    /// What its metrics are called.
    pub dialect: Option<Setting<String>>,
    /// The labels that select its series.
    #[serde(rename = "match")]
    pub matchers: Setting<Vec<String>>,
    /// Where it runs.
    pub environments: Vec<Environment>,
    /// What is switched off in all environments.
    pub switched_off: Vec<Off>,
    /// The files that it alone compiles to.
    pub files: Vec<File>,
}

/// A value, who decided it, and where.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Who decided it.
    pub layer: String,
    /// `path:line`; `None` for a default.
    pub origin: Option<String>,
}

/// A service in one environment.
#[derive(Debug, Serialize)]
pub struct Environment {
    /// The environment's name.
    pub name: String,
    /// Whether it serves users.
    pub production: bool,
    /// The URL that probes ask.
    pub url: Option<Setting<String>>,
    /// The labels that select the environment's series.
    #[serde(rename = "match")]
    pub matchers: Setting<Vec<String>>,
    /// The SLOs that are watched.
    pub slos: Vec<Slo>,
    /// The alert packs, each with what it watches.
    pub packs: Vec<Watched>,
    /// What is not watched, and why.
    pub switched_off: Vec<Off>,
}

/// An alert pack with one of the things that it watches.
#[derive(Debug, PartialEq, Serialize)]
pub struct Watched {
    /// Its name.
    pub pack: Setting<String>,
    /// The host, queue or whatever it is; `None` for the service itself.
    pub subject: Option<String>,
    /// Its alerts.
    pub alerts: Vec<OtherAlert>,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, Setting<String>>,
}

/// An SLO with its alerts.
#[derive(Debug, PartialEq, Serialize)]
pub struct Slo {
    /// Its name.
    pub name: String,
    /// What is promised.
    pub description: Option<Setting<String>>,
    /// The share of good events, in percent.
    pub objective_percent: Setting<Decimal>,
    /// The time over which the objective holds.
    pub period: Setting<String>,
    /// When the burning budget alerts.
    pub burn_policy: Setting<String>,
    /// What is measured.
    pub sli: Sli,
    /// The error budget.
    pub budget: Budget,
    /// The conditions, from fastest to slowest.
    pub alerts: Vec<AlertRow>,
    /// The alerts that are not about how fast the budget burns.
    pub other_alerts: Vec<OtherAlert>,
}

/// What counts as an event, and which events are bad.
#[derive(Debug, PartialEq, Serialize)]
pub struct Sli {
    /// The kind of SLI.
    pub kind: Setting<&'static str>,
    /// What it is told, by name: a threshold, routes, selectors without the deployment's labels.
    pub parameters: BTreeMap<&'static str, Setting<String>>,
}

/// An alert that is not about how fast an error budget burns.
#[derive(Debug, PartialEq, Serialize)]
pub struct OtherAlert {
    /// The alert's name.
    pub alert: String,
    /// How urgent it is in this environment.
    pub severity: &'static str,
    /// When it fires, in words.
    pub fires: String,
}

/// An error budget, in two ways.
#[derive(Debug, PartialEq, Serialize)]
pub struct Budget {
    /// Seconds of total outage in a period.
    pub outage_seconds: Decimal,
    /// Bad events among a million.
    pub bad_events_per_million: Decimal,
}

/// A row of the table of conditions.
#[derive(Debug, PartialEq, Serialize)]
pub struct AlertRow {
    /// The alert's name.
    pub alert: String,
    /// How urgent it is in this environment.
    pub severity: &'static str,
    /// The long window.
    pub long: Duration,
    /// The short window.
    pub short: Duration,
    /// How many times too fast the budget burns.
    pub factor: Decimal,
    /// The error ratio that both windows must exceed.
    pub threshold_percent: Decimal,
    /// The share of the budget that is spent by then.
    pub budget_share_percent: Decimal,
    /// Seconds from the start of a total outage to the alert.
    pub detection_seconds: Decimal,
    /// Seconds from the end of a total outage to the end of the alert.
    pub reset_seconds: Decimal,
    /// How long the alert outlasts its condition, which `reset_seconds` includes.
    pub keep_firing_for: Option<Duration>,
    /// The fewest bad events in the long window that alert.
    pub min_failures: u32,
}

/// Something that is not compiled.
#[derive(Debug, PartialEq, Serialize)]
pub struct Off {
    /// What it is, followed by that it is off: "SLO `latency` is off".
    pub what: String,
    /// Why it is off.
    pub because: String,
    /// What would switch it on, in the imperative.
    pub switch_on: String,
}

/// An output file.
#[derive(Debug, Serialize)]
pub struct File {
    /// Where it is, below the output directory.
    pub path: String,
    /// The number of rules in it, if it is a rule file.
    pub rules: Option<usize>,
}

/// A number for people and programs: exact, or six digits of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decimal(pub Fraction);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.to_string();
        let number: serde_json::Number = serde_json::from_str(&text).map_err(S::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<T> Setting<T> {
    /// Another value, of the same origin.
    pub(super) fn with<U>(&self, value: U) -> Setting<U> {
        Setting {
            value,
            layer: self.layer.clone(),
            origin: self.origin.clone(),
        }
    }
}

impl Sheet {
    /// Writes the sheet as JSON, ending in a line feed.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}
