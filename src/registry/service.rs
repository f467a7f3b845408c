//! `observability_services.yml`: services and the teams that own them.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Dependency, PackUse, Subject, name};
use crate::source::{Entries, Literal, Short, ShortForm, Spanned};

/// Services and their owners.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "describes the file; its entries are decoded one by one"
)]
pub(super) struct ServicesFile {
    /// The services, each an entry.
    #[serde(default)]
    services: Vec<Service>,
    /// The teams that own services.
    #[serde(default)]
    owners: Vec<Owner>,
}

/// One service: what it is, whose it is, and what it is held to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-code-missing" = {"owner": "REG003"}))]
pub struct Service {
    /// The name, as it appears in labels and file names.
    #[schemars(extend("pattern" = name::PATTERN, "x-expected" = name::EXPECTED, "x-code-invalid" = name::CODE))]
    pub service_name: Spanned<String>,
    /// What the service does, in a line.
    pub description: Option<Spanned<String>>,
    /// The team that owns it, from `owners`.
    #[schemars(extend("x-names" = "owners"))]
    pub owner: Spanned<String>,
    /// How close it stands to its users: decides the profile and dialect of entries that name none. `internal` unless stated.
    #[schemars(extend("x-names" = "tiers"))]
    pub tier: Option<Spanned<String>>,
    /// Where it runs: names, or objects where an environment needs a URL or selectors of its own.
    #[schemars(length(min = 1))]
    pub environments: Vec<Spanned<Short<EnvironmentUse>>>,
    /// The SLO profile it is held to, or `none`; its tier's unless stated.
    #[schemars(extend("x-names" = "profiles", "x-or-none" = true))]
    pub slo_profile: Option<Spanned<String>>,
    /// Changes to single SLOs of the profile, by SLO name.
    #[serde(default)]
    pub slo_overrides: Entries<SloOverride>,
    /// The Slack channel that hears of its alerts; its owner's contact unless stated.
    #[schemars(extend("x-offers" = "receivers"))]
    pub slack_channel: Option<Spanned<String>>,
    /// The escalation policy for its critical alerts; its owner's unless stated.
    #[schemars(extend("x-names" = "escalation_policies"))]
    pub escalation_policy: Option<Spanned<String>>,
    /// Time intervals in which nobody is told of its alerts, from `platform.yml`.
    #[serde(default)]
    #[schemars(extend("items" = {"type": "string", "x-names": "time_intervals"}))]
    #[schemars(extend("x-known-as" = ["mute", "mute_time_intervals", "downtime"]))]
    pub maintenance: Vec<Spanned<String>>,
    /// The metrics it exposes: a dialect's name, `none`, or an object.
    pub metrics: Option<Spanned<Short<Metrics>>>,
    /// The alert packs that watch it: names, or objects where a pack needs values or metrics.
    #[serde(default)]
    pub alert_packs: Vec<Spanned<Short<PackUse>>>,
    /// Its queues of tasks, for packs that have alerts for each.
    #[serde(default)]
    pub queues: Vec<Spanned<Short<Subject>>>,
    /// The scrape jobs of its targets, for packs that have alerts for each.
    #[serde(default)]
    pub jobs: Vec<Spanned<Short<Subject>>>,
    /// What it calls, for packs that have alerts for each, and services that it cannot do without.
    #[serde(default)]
    #[schemars(extend("x-known-as" = ["dependencies"]))]
    pub depends_on: Vec<Spanned<Short<Dependency>>>,
    /// Alerts of it that somebody hears of besides, such as a bot that restarts what hangs.
    #[serde(default)]
    pub remediation: Vec<Spanned<Remediation>>,
}

/// An alert of the service that goes to one more receiver, whatever its severity.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remediation {
    /// The alert's name.
    pub alert: Spanned<String>,
    /// Who is told as well: a receiver from `platform.yml`, a Slack channel or a mail address.
    #[schemars(extend("x-offers" = "receivers"))]
    pub to: Spanned<String>,
}

/// A change to one SLO of the profile.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct SloOverride {
    /// Another objective, in percent.
    pub objective: Option<Spanned<Literal>>,
    /// `false` leaves the SLO out.
    pub enabled: Option<Spanned<bool>>,
}

/// An environment that a service runs in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentUse {
    /// The environment's name, built in or from `platform.yml`.
    #[schemars(extend("x-names" = "environments"))]
    pub name: Spanned<String>,
    /// The URL that probes ask; the environment's pattern unless stated.
    #[schemars(regex(pattern = r"^https?://[^\s{}]+$"))]
    #[schemars(extend("x-expected" = "a URL that starts with `https://` or `http://`"))]
    #[schemars(extend("x-placeholders" = "write the name itself: `{service}` stands for it under `environments:` of `platform.yml` alone"))]
    pub url: Option<Spanned<String>>,
    /// The labels that select this environment's series, instead of the environment's own.
    #[serde(rename = "match")]
    #[schemars(extend("propertyNames" = name::labels()))]
    pub matchers: Option<Spanned<Entries<Spanned<Literal>>>>,
    /// The machines that it runs on there, for packs that have alerts for each.
    #[serde(default)]
    pub hosts: Vec<Spanned<Short<Subject>>>,
}

/// The metrics that a service exposes. The short form is a dialect's name, or `none`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// The dialect in which the service names its metrics, or `none`; the tier's unless stated.
    #[schemars(extend("x-names" = "dialects", "x-or-none" = true))]
    pub dialect: Option<Spanned<String>>,
    /// The labels that select the service's series, instead of `service="<name>"`.
    #[serde(rename = "match")]
    #[schemars(extend("propertyNames" = name::labels()))]
    pub matchers: Option<Spanned<Entries<Spanned<Literal>>>>,
}

/// A team.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// The team's name, as it appears in the `team` label.
    #[schemars(extend("pattern" = name::PATTERN, "x-expected" = name::EXPECTED, "x-code-invalid" = name::CODE))]
    pub team: Spanned<String>,
    /// What its members may do in Grafana; `viewer` unless stated.
    #[serde(default)]
    pub grafana_role: GrafanaRole,
    /// Where its alerts go: a Slack channel or a mail address.
    #[schemars(extend("x-offers" = "receivers"))]
    pub alert_contact: Spanned<String>,
    /// Where alerts go that ask nothing of anybody; its contact unless stated.
    #[schemars(extend("x-offers" = "receivers"))]
    pub low_urgency_contact: Option<Spanned<String>>,
    /// The escalation policy for its critical alerts.
    #[schemars(extend("x-names" = "escalation_policies"))]
    pub escalation_policy: Option<Spanned<String>>,
}

/// Grafana's organisation roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GrafanaRole {
    /// Reads dashboards.
    #[default]
    Viewer,
    /// Edits dashboards.
    Editor,
    /// Administers the organisation.
    Admin,
}

impl fmt::Display for GrafanaRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        })
    }
}

impl ShortForm for EnvironmentUse {
    const KEY: &'static str = "name";
}

impl ShortForm for Metrics {
    const KEY: &'static str = "dialect";
}
