//! What a file of `alert_packs/` says: the declaration of a pack, before anything is parsed in it.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::source::{Entries, Literal, Spanned};

/// The pattern of names within a pack: they stand behind `$` and between braces.
const NAME: &str = "^[a-z][a-z0-9_]{0,40}$";
/// The same in words.
const NAME_EXPECTED: &str =
    "a name of lower-case letters, digits and `_` that starts with a letter";
/// The pattern of an alert's name.
const ALERT: &str = "^[A-Z][A-Za-z0-9]{1,60}$";
/// The same in words.
const ALERT_EXPECTED: &str = "a name in CamelCase such as `HighCPUWarning`";

/// An alert pack: alerts for one kind of thing, with parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The pack's name, by which services choose it; one of a built-in pack replaces that.
    #[schemars(extend("pattern" = "^[a-z][a-z0-9-]{0,40}$", "x-expected" = "a name of lower-case letters, digits and `-`"))]
    pub pack: Spanned<String>,
    /// What it watches, in a line.
    pub description: Spanned<String>,
    /// What there is one set of alerts for; its name is a label of the alerts.
    pub for_each: Spanned<ForEach>,
    /// Parameters by name: `$name` in expressions, `{name}` in texts.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name()))]
    pub params: Entries<Param>,
    /// The metrics that it reads, by role: `$role` in expressions.
    #[schemars(extend("propertyNames" = name(), "minProperties" = 1))]
    pub requires: Entries<Role>,
    /// What is measured, by name.
    #[schemars(extend("propertyNames" = name(), "minProperties" = 1))]
    pub signals: Entries<Signal>,
    /// The alerts.
    #[schemars(length(min = 1))]
    pub alerts: Vec<Spanned<Alert>>,
    /// Which of its alerts silence others of the same subject.
    #[serde(default)]
    pub inhibits: Vec<Spanned<Inhibit>>,
}

/// What a pack has one set of alerts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ForEach {
    /// The service in each of its environments.
    Service,
    /// Each of an environment's `hosts`.
    Host,
    /// Each of the service's scrape `jobs`.
    Job,
    /// Each environment's URL that is probed.
    Probe,
    /// Each of the service's `queues`.
    Queue,
    /// Each of what the service `depends_on`.
    Dependency,
}

impl ForEach {
    /// The label by which the alerts of one subject differ from those of another; `None` where the
    /// service's own labels do that.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Service => None,
            Self::Host => Some("host"),
            Self::Job => Some("job"),
            Self::Probe => Some("probe"),
            Self::Queue => Some("queue"),
            Self::Dependency => Some("dependency"),
        }
    }
}

impl fmt::Display for ForEach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label().unwrap_or("service"))
    }
}

/// A parameter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// What it decides.
    pub description: Spanned<String>,
    /// The type of its values.
    #[serde(rename = "type")]
    pub kind: Spanned<ParamType>,
    /// The value unless a service gives another; without it every user of the pack must give one.
    pub default: Option<Spanned<Literal>>,
    /// The least value.
    pub min: Option<Spanned<Literal>>,
    /// The greatest value.
    pub max: Option<Spanned<Literal>>,
    /// The parameter that it must be greater than.
    pub above: Option<Spanned<String>>,
    /// The parameter that it must be less than.
    pub below: Option<Spanned<String>>,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ParamType {
    /// A share, 0 to 1.
    Ratio,
    /// Any decimal.
    Number,
    /// A length of time, such as `5m`.
    Duration,
    /// A regular expression for a label's whole value.
    Regex,
}

/// The part that a metric plays in a pack.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// What it counts or measures.
    pub description: Spanned<String>,
    /// What kind of metric it is.
    #[serde(rename = "type")]
    pub kind: Spanned<RoleType>,
    /// The labels that the pack's expressions match on.
    #[serde(default)]
    pub labels: Vec<Spanned<String>>,
    /// The metric that plays it, or a selector, unless a dialect or a service names another.
    pub metric: Option<Spanned<String>>,
    /// Whether its alerts are left out where no metric plays it, rather than that being an error.
    #[serde(default)]
    pub optional: bool,
}

/// What kind of metric plays a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleType {
    /// Only ever rises, and is read as a rate.
    Counter,
    /// Rises and falls.
    Gauge,
    /// Has classic buckets: `$role_bucket`, `$role_count` and `$role_sum`.
    Histogram,
}

/// What is measured.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// An aggregation over roles, in PromQL: one series for each set of the labels that it keeps.
    pub expr: Spanned<String>,
    /// What its values are, which decides how people read them.
    pub unit: Unit,
    /// Records it under this name; its alerts then read the recorded series.
    #[schemars(regex(pattern = r"^[a-z_][a-z0-9_]*(:[a-z_][a-z0-9_]*){2}$"))]
    #[schemars(extend("x-expected" = "a name of three parts such as `host:cpu_used:ratio`"))]
    pub record: Option<Spanned<String>>,
    /// How series move for the signal to be `$v`: for the tests of its alerts.
    #[schemars(length(min = 1))]
    pub proof: Vec<Spanned<Proof>>,
}

/// What the values of a signal are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A share, 0 to 1; read as percent.
    Ratio,
    /// A length of time in seconds.
    Seconds,
    /// A size in bytes.
    Bytes,
    /// A number of things.
    Count,
}

/// How what a selector picks moves, in sum, for a signal to be `$v`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Proof {
    /// The series, as a selector of a role.
    pub series: Spanned<String>,
    /// Labels whose values depend on `$v`, such as the bound of a bucket.
    #[serde(default)]
    pub labels: Entries<Spanned<Literal>>,
    /// The value that it has, or begins with: arithmetic over `$v` and parameters.
    pub equals: Option<Spanned<Literal>>,
    /// By how much it rises each second.
    pub increases_by: Option<Spanned<Literal>>,
}

/// An alert. It says one of `above`, `below` and `absent_for`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-around" = ["annotations", "labels"]))]
pub struct Alert {
    /// Its name, unique over all packs.
    #[schemars(extend("pattern" = ALERT, "x-expected" = ALERT_EXPECTED))]
    #[schemars(extend("x-known-as" = ["name"]))]
    pub alert: Spanned<String>,
    /// The signal that it looks at.
    pub signal: Spanned<String>,
    /// Fires above this: a parameter such as `$limit`, or a value.
    pub above: Option<Spanned<Literal>>,
    /// Fires below this.
    pub below: Option<Spanned<Literal>>,
    /// Fires when a recorded signal was there within a day and has not been for so long.
    pub absent_for: Option<Spanned<Literal>>,
    /// How long the signal must stay so: a parameter or a duration.
    #[serde(rename = "for")]
    pub pending: Option<Spanned<Literal>>,
    /// What it asks of people.
    pub severity: Severity,
    /// What it is about: `down` silences the `symptom` and `resource` alerts of the same service, and none
    /// of kind `cause`.
    pub kind: Kind,
    /// What is wrong, in one line, with `{name}` for what differs.
    pub summary: Spanned<String>,
    /// What that means, with `{value}` and `{threshold}`.
    pub description: Spanned<String>,
    /// What to do about it.
    pub runbook: Runbook,
}

/// What an alert asks of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Somebody acts now.
    Critical,
    /// Somebody acts in working hours.
    Warning,
    /// Nobody needs to act.
    Info,
}

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The service does not answer at all, which explains all else that is wrong with it.
    Down,
    /// What its users notice. Another service that is down may be the reason.
    Symptom,
    /// Something about it is used up, missing or badly run, whether its users notice or not. That another
    /// service is down is no reason.
    Resource,
    /// Why it may be down, such as a certificate that has ended: told even while it is.
    Cause,
}

impl Kind {
    /// The value of the `kind` label.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Symptom => "symptom",
            Self::Resource => "resource",
            Self::Cause => "cause",
        }
    }
}

/// What somebody does who is woken by an alert.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Runbook {
    /// What the alert says of the world.
    pub meaning: String,
    /// Likely causes, the likeliest first.
    #[schemars(length(min = 1))]
    pub causes: Vec<String>,
    /// The first steps, at least three.
    #[schemars(length(min = 3))]
    pub steps: Vec<String>,
    /// How it is put right.
    pub resolution: String,
    /// When and how to go back to the version before.
    pub rollback: String,
    /// Whom to call, and when.
    pub escalation: String,
}

/// One alert of a pack silences another of the same subject.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inhibit {
    /// The alert that silences.
    pub source: Spanned<String>,
    /// The alert that is silenced.
    pub target: Spanned<String>,
}

/// The schema of keys that are names within a pack.
fn name() -> serde_json::Value {
    serde_json::json!({ "pattern": NAME, "x-expected": NAME_EXPECTED })
}
