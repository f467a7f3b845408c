//! Registry layer: node trees become typed declarations.
//!
//! Every file is validated against its JSON Schema in place, then decoded entry by entry, so that
//! a broken entry hides none of the others. Nothing is resolved here: names are still names.

mod alerting;
mod built_in;
pub(crate) mod codes;
mod declared;
mod dialects;
mod file;
mod listing;
mod load;
mod name;
mod platform;
mod profile;
mod redaction;
mod route_tests;
mod secrets;
mod service;
mod subject;
mod watchdog;

pub use alerting::{
    Alertmanager, EscalationStep, Receiver, Routing, SecretFile, Severities, SeverityRouting,
    SlackAccess, Smtp, TimeInterval,
};
pub use built_in::add_built_in;
pub(crate) use declared::duplicate;
pub use declared::{Declaration, Declared};
pub use file::{FileKind, SCHEMA_VERSION};
pub use load::load;
pub(crate) use name::{EXPECTED as NAME_EXPECTED, NONE, is_name};
pub use platform::{Environment, Prometheus, SeverityMap, Tier};
pub use profile::{BurnCondition, BurnPolicy, Profile, Severity, Slo};
pub use redaction::Redaction;
pub use route_tests::{RouteTest, route_tests};
pub use service::{EnvironmentUse, GrafanaRole, Metrics, Owner, Service, SloOverride};
pub use subject::{Dependency, PackUse, Subject};
pub use watchdog::Watchdog;

use std::collections::{BTreeMap, BTreeSet};

use crate::pack;
use crate::sli::Dialect;
use crate::source::{FileId, Span, Spanned};

/// Everything the registry and the built-in files declare.
#[derive(Debug, Default)]
pub struct Registry {
    /// How many entries of services were written, broken ones included.
    pub entries: usize,
    /// Services in source order.
    pub services: Vec<Spanned<Service>>,
    /// Teams by name.
    pub owners: Declared<Owner>,
    /// SLO profiles by name.
    pub profiles: Declared<Profile>,
    /// Burn policies by name.
    pub burn_policies: Declared<BurnPolicy>,
    /// Metric dialects by name.
    pub dialects: Declared<Dialect>,
    /// Alert packs by name.
    pub packs: Declared<pack::declare::Pack>,
    /// Environments by name.
    pub environments: Declared<Environment>,
    /// Tiers by name.
    pub tiers: Declared<Tier>,
    /// Escalation policies by name.
    pub escalation_policies: Declared<Vec<EscalationStep>>,
    /// How Alertmanager reaches the world.
    pub alertmanager: Alertmanager,
    /// Receivers by name.
    pub receivers: Declared<Receiver>,
    /// What severities mean.
    pub severities: Severities,
    /// Time intervals by name.
    pub time_intervals: Declared<TimeInterval>,
    /// What is done with alerts where nobody says anything.
    pub routing: Routing,
    /// What the Prometheus servers do.
    pub prometheus: Prometheus,
    /// Where Grafana is.
    pub grafana_url: Option<Spanned<String>>,
    /// Where the runbooks are.
    pub runbook_base_url: Option<Spanned<String>>,
    /// What the user adds to runbooks, by the names of their alerts: Markdown.
    pub runbooks: BTreeMap<String, FileId>,
    /// What must not enter telemetry.
    pub redaction: Redaction,
    /// Kinds of files of which some could not be read in full: what they would have declared is
    /// unknown, so nothing may be reported as undeclared.
    pub incomplete: BTreeSet<FileKind>,
    /// Where something that may be a secret stands in place of the file that should hold it.
    pub secrets: Vec<Span>,
}
