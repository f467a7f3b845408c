//! Why an alert fires, for whoever was woken by it: in come the program and which alert is meant, out
//! goes a page with what makes it fire, where it is declared, who is told, and what silences it.
//!
//! ```json
//! {
//!   "format_version": 1,
//!   "alert": "SLOFastBurn",
//!   "severity": "critical",
//!   "labels": {"alertname": "SLOFastBurn", "service": "anvila-api", "severity": "critical", …},
//!   "about": "success of anvila-api in production",
//!   "meaning": "…",
//!   "fires": ["…"],
//!   "ends": "…",
//!   "figures": {"threshold_percent": 14.4, "long": "1h", "short": "5m", …},
//!   "decided": [{"what": "objective", "value": "99 %", "layer": "profile", "origin": "…:12"}],
//!   "rule": {"file": "prometheus/rules/production/anvila-api.yml", "line": 93, "expr": "…"},
//!   "told": [{"to": ["#DevOps-Alerts"], "wait": "30s", "repeat": "30m", "during": [], "not_during": [], "route": "…"}],
//!   "silenced_by": [{"rule": "burn-fast", "alerts": ["SLOFastBurn"]}],
//!   "silences": [],
//!   "runbook_page": "docs/runbooks/SLOFastBurn.md",
//!   "runbook_url": null,
//!   "dashboard_url": null,
//!   "remarks": []
//! }
//! ```
//!
//! `figures` is `null` for alerts without a threshold. `rule.file` and `runbook_page` are below the output directory.
//! Readers must ignore fields that they do not know: new ones do not change `format_version`.

mod cause;
mod make;
mod namesakes;
mod pasted;
mod select;
#[cfg(test)]
mod tests;
mod text;

pub use namesakes::Namesakes;
pub use pasted::pasted;
pub(super) use select::query;
pub use select::{Query, Selection};

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::sheet::Decimal;
use crate::units::Duration;

/// All that there is to know of an alert.
#[derive(Debug, Serialize)]
pub struct Why {
    format_version: u32,
    alert: String,
    severity: &'static str,
    labels: BTreeMap<String, String>,
    about: String,
    /// What it means that the alert fires.
    meaning: String,
    /// What makes it fire.
    fires: Vec<String>,
    /// When it ends.
    ends: String,
    figures: Option<Figures>,
    decided: Vec<Decided>,
    rule: Option<RulePlace>,
    told: Vec<Told>,
    silenced_by: Vec<Silence>,
    silences: Vec<Silence>,
    /// The page of what to do, below the output directory.
    runbook_page: String,
    runbook_url: Option<String>,
    dashboard_url: Option<String>,
    /// What is to be said of how the alert was found.
    remarks: Vec<String>,
}

/// The figures of an alert with a threshold.
#[derive(Debug, Serialize)]
struct Figures {
    /// The share of events that must be bad, in percent.
    threshold_percent: Decimal,
    /// The windows in which they must be.
    long: Duration,
    short: Duration,
    /// How many times more that is than the objective allows.
    factor: Decimal,
    objective_percent: Decimal,
    period: Duration,
    /// The share of the period's error budget that is gone by then, in percent.
    budget_share_percent: Decimal,
    /// The fewest bad events in the long window.
    min_failures: u32,
    /// Seconds of a total outage until the alert fires, and from its end until the alert ends.
    detection_seconds: Decimal,
    reset_seconds: Decimal,
}

/// Something that somebody decided, and where.
#[derive(Debug, Serialize)]
struct Decided {
    what: String,
    value: String,
    /// Which part of the registry it was; see [`Setting`](super::Setting).
    layer: String,
    origin: Option<String>,
}

/// Where the rule is.
#[derive(Debug, Serialize)]
struct RulePlace {
    file: String,
    line: usize,
    expr: String,
}

/// Who is told by a route.
#[derive(Debug, Serialize)]
struct Told {
    to: Vec<String>,
    wait: Duration,
    repeat: Duration,
    during: Vec<String>,
    not_during: Vec<String>,
    /// The conditions of the routes on the way.
    route: String,
}

/// Alerts that silence this one, or that it silences, by one rule.
#[derive(Debug, Serialize)]
struct Silence {
    rule: String,
    alerts: Vec<String>,
}

impl Why {
    /// Writes the page as JSON, ending in a line feed.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}
