//! The resolved model: references followed, profiles and tiers applied, environments expanded.
//!
//! In goes the `Registry`, whose names are only names; out comes the [`Program`], in which every
//! value is final and remembers where it came from. Emitters and lint rules read nothing else.

pub mod alerting;
pub mod alerts;
mod alike;
mod burn;
mod catalogue;
pub(crate) mod codes;
mod dependencies;
mod lacks;
mod literal;
mod lower;
mod misspelt;
pub mod names;
mod outlast;
mod packs;
mod referents;
mod resolve;
mod roles;
mod service;
mod sourced;
mod subjects;
mod told;
pub(crate) mod unwatched;
mod values;

pub use alerting::Alerting;
use alerting::{Contacts, Reach, Remediation, Routes};
pub use burn::{Burn, BurnAlert, Figures, Places, Policy};
pub(crate) use catalogue::{DEFAULT_PERIOD, DEFAULT_POLICY, severities};
pub use lower::lower;
pub use outlast::EVALUATION;
pub use packs::PackAlerts;
pub(crate) use service::DEFAULT_TIER;
pub use sourced::{Layer, Sourced};
pub use told::Told;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::promql::Matchers;
use crate::registry::{GrafanaRole, Redaction};
use crate::routing::Inhibition;
use crate::sli::{Missing, Rates, Sli, Vocabulary};
use crate::slo::{Objective, Period, Severity};
use crate::source::{FileId, Span, Spanned};
use crate::units::Duration;

/// Everything there is to compile.
#[derive(Debug)]
pub struct Program {
    /// Services by name.
    pub services: Vec<Service>,
    /// Services that cannot be resolved, for reasons that are reported: their names, and where their
    /// entries stand.
    pub unresolved: Vec<Spanned<String>>,
    /// Teams by name.
    pub teams: BTreeMap<String, Team>,
    /// Tiers by name.
    pub tiers: BTreeMap<String, Tier>,
    /// Dialects by name: what services call their metrics.
    pub dialects: BTreeMap<String, Vocabulary>,
    /// Who hears of alerts.
    pub alerting: Alerting,
    /// The routing tree; `None` where it is not known who hears of alerts that no route takes.
    pub routes: Option<Routes>,
    /// Which alerts silence which.
    pub inhibitions: Vec<Inhibition>,
    /// The stack.
    pub platform: Platform,
    /// What the user adds to runbooks, by the names of their alerts: Markdown.
    pub runbooks: BTreeMap<String, FileId>,
    /// What must not enter telemetry.
    pub redaction: Redaction,
}

impl Program {
    /// The service of this name, if it can be resolved.
    pub fn service(&self, name: &str) -> Option<&Service> {
        service_named(&self.services, name)
    }
}

/// The service of this name, among services by name.
fn service_named<'s>(services: &'s [Service], name: &str) -> Option<&'s Service> {
    let at = services.binary_search_by(|service| service.name.as_str().cmp(name));
    at.ok().map(|at| &services[at])
}

/// A service.
#[derive(Debug)]
pub struct Service {
    /// Its name: the `service` label.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What it does.
    pub description: Option<Sourced<String>>,
    /// The team that owns it: the `team` label.
    pub team: Sourced<String>,
    /// How close it stands to its users.
    pub tier: Sourced<String>,
    /// Where its alerts go, as written.
    pub contact: Sourced<String>,
    /// Who hears of its alerts.
    pub contacts: Contacts,
    /// The SLO profile that it is held to.
    pub profile: Option<Sourced<String>>,
    /// The dialect in which it names its metrics; `None` if it exposes none that are known.
    pub dialect: Option<Sourced<String>>,
    /// The labels that select its series.
    pub matchers: Sourced<Matchers>,
    /// The SLOs of the profile that its entry leaves out.
    pub left_out: Vec<Sourced<Arc<str>>>,
    /// Services of the registry that it depends on.
    pub depends_on: Vec<DependsOn>,
    /// Its alerts that somebody hears of besides.
    pub remediation: Vec<Remediation>,
    /// The service in each of its environments.
    pub deployments: Vec<Deployment>,
}

/// A service that another one depends on.
#[derive(Debug)]
pub struct DependsOn {
    /// Its name.
    pub service: Spanned<String>,
    /// Whether the other's symptoms are not told while it is down.
    pub inhibit: bool,
}

/// A service in one environment.
#[derive(Debug)]
pub struct Deployment {
    /// The environment.
    pub environment: Arc<Environment>,
    /// Where its name stands in the service's entry.
    pub span: Span,
    /// The URL that probes ask.
    pub url: Option<Sourced<String>>,
    /// The labels that select the environment's series.
    pub matchers: Sourced<Matchers>,
    /// The SLOs that can be measured.
    pub slos: Vec<Slo>,
    /// Those that cannot, for want of something that the registry does not say.
    pub inactive: Vec<InactiveSlo>,
    /// The alert packs of the service, for each subject here.
    pub packs: Vec<PackAlerts>,
}

/// An environment.
#[derive(Debug)]
pub struct Environment {
    /// Its name: the `environment` label.
    pub name: String,
    /// Whether it serves users.
    pub production: bool,
    /// The labels that select its series.
    pub matchers: Sourced<Matchers>,
    /// The pattern of the URLs that probes ask.
    pub url: Option<Sourced<String>>,
    /// What severities become here.
    pub severities: SeverityMap,
    /// How far its alerts reach.
    pub reach: Reach,
}

/// An SLO of a service in an environment.
#[derive(Debug)]
pub struct Slo {
    /// Its name: the `slo` label.
    pub name: Arc<str>,
    /// What is promised.
    pub description: Option<Sourced<Arc<str>>>,
    /// The profile that it comes from.
    pub profile: Arc<str>,
    /// Whom the profile is for.
    pub profile_description: Option<Arc<str>>,
    /// The share of good events.
    pub objective: Sourced<Objective>,
    /// The time over which the objective holds.
    pub period: Sourced<Period>,
    /// What is measured.
    pub sli: Sourced<Arc<dyn Sli>>,
    /// The rates of bad and of all events.
    pub rates: Arc<dyn Rates>,
    /// The burn policy.
    pub policy: Sourced<Arc<Policy>>,
    /// When the burning budget alerts: what the policy comes to for objective and period.
    pub burn: Arc<Burn>,
}

/// An SLO that is not compiled.
#[derive(Debug)]
pub struct InactiveSlo {
    /// Its name.
    pub name: Arc<str>,
    /// The profile that it comes from.
    pub profile: Arc<str>,
    /// What is not known, and what would switch it on.
    pub missing: Missing,
}

/// A team.
#[derive(Debug)]
pub struct Team {
    /// Where its name stands.
    pub span: Span,
    /// What its members may do in Grafana.
    pub grafana_role: GrafanaRole,
    /// Where its alerts go, as written.
    pub contact: String,
    /// The escalation policy of its critical alerts.
    pub escalation_policy: Option<Sourced<String>>,
    /// Who hears of its alerts; `None` where that cannot be told.
    pub contacts: Option<Contacts>,
}

/// How close services stand to their users.
#[derive(Debug)]
pub struct Tier {
    /// Who notices when such a service fails.
    pub description: Option<String>,
    /// The profile of services that name none.
    pub profile: Option<String>,
    /// The dialect of services that name none.
    pub dialect: Option<String>,
}

/// The stack.
#[derive(Debug)]
pub struct Platform {
    /// How often targets are scraped.
    pub scrape_interval: Sourced<Duration>,
    /// How long samples are kept, where that is stated.
    pub retention: Option<Sourced<Duration>>,
    /// Where Grafana is.
    pub grafana_url: Option<Spanned<String>>,
    /// Where the runbooks are.
    pub runbook_base_url: Option<Spanned<String>>,
}

/// What severities become in an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeverityMap {
    critical: Severity,
    warning: Severity,
}

impl SeverityMap {
    /// What an environment does that says nothing: outside production nobody is paged.
    fn usual(production: bool) -> Self {
        let critical = if production {
            Severity::Critical
        } else {
            Severity::Warning
        };
        Self {
            critical,
            warning: Severity::Warning,
        }
    }

    /// What a severity becomes.
    pub fn map(self, severity: Severity) -> Severity {
        match severity {
            Severity::Critical => self.critical,
            Severity::Warning => self.warning,
            Severity::Info => Severity::Info,
        }
    }
}
