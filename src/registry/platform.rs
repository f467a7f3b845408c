//! `platform.yml`: the stack that everything is compiled for.

use schemars::JsonSchema;
use serde::Deserialize;

use super::alerting::{Alertmanager, EscalationStep, Receiver, Routing, Severities, TimeInterval};
use super::name;
use super::profile::Severity;
use crate::source::{Entries, Literal, Spanned};

/// The stack, its environments and tiers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "describes the file; its entries are decoded one by one"
)]
pub(super) struct PlatformFile {
    /// Environments by name.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name::names()))]
    environments: Entries<Environment>,
    /// Tiers by name.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name::names()))]
    tiers: Entries<Tier>,
    /// Escalation policies by name: steps in order.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name::names()))]
    escalation_policies: Entries<Vec<EscalationStep>>,
    /// How Alertmanager reaches the world.
    alertmanager: Option<Alertmanager>,
    /// Who can be told of alerts beside Slack channels and mail addresses, by name.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name::names()))]
    receivers: Entries<Receiver>,
    /// What severities mean for those who are told.
    severities: Option<Severities>,
    /// Stretches of time by name, for maintenance and on-call hours.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name::names()))]
    time_intervals: Entries<TimeInterval>,
    /// What is done with alerts where nobody says anything.
    routing: Option<Routing>,
    /// What the Prometheus servers do.
    prometheus: Option<Prometheus>,
    /// Where Grafana is, such as `https://grafana.example.com`: alerts link to its dashboards.
    #[schemars(regex(pattern = r"^https?://[^\s{}]+$"))]
    #[schemars(extend("x-expected" = "a URL that starts with `https://` or `http://`"))]
    #[schemars(extend("x-placeholders" = "write the address itself"))]
    grafana_url: Option<Spanned<String>>,
    /// Where the runbooks are: an alert links to `<base>/<alert name>.md`.
    #[schemars(regex(pattern = r"^https?://[^\s{}]+$"))]
    #[schemars(extend("x-expected" = "a URL that starts with `https://` or `http://`"))]
    #[schemars(extend("x-placeholders" = "write the address of the folder alone: the alert's name and `.md` are added to it"))]
    runbook_base_url: Option<Spanned<String>>,
}

/// An environment that services run in.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Environment {
    /// Whether it serves users. Outside production critical alerts become warnings.
    pub production: Option<Spanned<bool>>,
    /// The labels that select its series; `environment="<name>"` unless stated, `{}` where no series carries one.
    #[serde(rename = "match")]
    #[schemars(extend("propertyNames" = name::labels()))]
    #[schemars(extend("x-known-as" = ["labels", "matchers"]))]
    pub matchers: Option<Spanned<Entries<Spanned<Literal>>>>,
    /// A pattern for the URL that probes ask, with `{service}` for the service's name.
    #[schemars(regex(pattern = r"^https?://([^\s{}]|\{service\})+$"))]
    #[schemars(extend("x-expected" = "a URL that starts with `https://` or `http://`, with `{service}` as the only placeholder"))]
    pub url: Option<Spanned<String>>,
    /// Severities that become another one here, such as `critical: warning`.
    pub severity_map: Option<Spanned<SeverityMap>>,
    /// Whether alerts go through escalation policies; they do in production unless stated.
    pub pages: Option<Spanned<bool>>,
    /// The time interval outside which nobody is told of alerts.
    #[schemars(extend("x-names" = "time_intervals"))]
    #[schemars(extend("x-known-as" = ["active_time_intervals"]))]
    pub active: Option<Spanned<String>>,
}

/// What each severity becomes; one that is not named stays.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeverityMap {
    /// What critical alerts become.
    pub critical: Option<Severity>,
    /// What warnings become.
    pub warning: Option<Severity>,
}

/// How close services stand to their users.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Who notices when such a service fails.
    pub description: Option<Spanned<String>>,
    /// The SLO profile of services that name none; without it they have no SLOs.
    #[schemars(extend("x-names" = "profiles", "x-or-none" = true))]
    pub slo_profile: Option<Spanned<String>>,
    /// The metric dialect of services that name none.
    #[schemars(extend("x-names" = "dialects", "x-or-none" = true))]
    pub metrics: Option<Spanned<String>>,
}

/// What the Prometheus servers do.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prometheus {
    /// How often targets are scraped; 15s unless stated.
    pub scrape_interval: Option<Spanned<Literal>>,
    /// How long samples are kept; an SLO's period must fit.
    #[schemars(extend("x-known-as" = ["retention_time"]))]
    pub retention: Option<Spanned<Literal>>,
}

impl Environment {
    /// Takes from `base` what this declaration leaves open.
    pub(super) fn inherit(&mut self, base: Self) {
        self.production = self.production.take().or(base.production);
        self.matchers = self.matchers.take().or(base.matchers);
        self.url = self.url.take().or(base.url);
        self.severity_map = self.severity_map.take().or(base.severity_map);
        self.pages = self.pages.take().or(base.pages);
        self.active = self.active.take().or(base.active);
    }
}

impl Tier {
    /// Takes from `base` what this declaration leaves open.
    pub(super) fn inherit(&mut self, base: Self) {
        self.description = self.description.take().or(base.description);
        self.slo_profile = self.slo_profile.take().or(base.slo_profile);
        self.metrics = self.metrics.take().or(base.metrics);
    }
}

impl Prometheus {
    /// Takes from `base` what this declaration leaves open.
    pub(super) fn inherit(&mut self, base: Self) {
        self.scrape_interval = self.scrape_interval.take().or(base.scrape_interval);
        self.retention = self.retention.take().or(base.retention);
    }
}
