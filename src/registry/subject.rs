//! What a service's alert packs watch: hosts, queues, scrape jobs, and what the service depends on.

use schemars::JsonSchema;
use serde::Deserialize;

use super::name;
use crate::source::{Entries, Literal, ShortForm, Spanned};

/// A host, a queue or a scrape job. The short form is its name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The name, which its alerts carry as a label.
    #[schemars(extend("pattern" = name::SUBJECT, "x-expected" = name::SUBJECT_EXPECTED))]
    pub name: Spanned<String>,
    /// The labels that select its series. Unless stated, a host's are `instance="<name>"` with any port
    /// or none behind the name, a job's `job="<name>"`, a queue's those of the service; a job's and a
    /// queue's get the environment's besides, unless a label of theirs is named here.
    #[serde(rename = "match")]
    #[schemars(extend("propertyNames" = name::labels()))]
    pub matchers: Option<Spanned<Entries<Spanned<Literal>>>>,
    /// The dialect in which its metrics are named; the service's unless stated.
    #[schemars(extend("x-names" = "dialects", "x-known-as" = ["metrics"]))]
    pub dialect: Option<Spanned<String>>,
    /// Values of parameters for it alone.
    #[serde(default)]
    #[schemars(extend("x-strays" = true))]
    pub with: Entries<Spanned<Literal>>,
}

/// What a service depends on: a thing that it calls, another service, or both. The short form is a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The name, which alerts about it carry as a label; alert packs watch what has one.
    #[schemars(extend("pattern" = name::SUBJECT, "x-expected" = name::SUBJECT_EXPECTED))]
    pub name: Option<Spanned<String>>,
    /// The service of this registry that it is.
    pub service: Option<Spanned<String>>,
    /// Whether symptoms of the service are not told while the one that it depends on is down.
    pub inhibit: Option<Spanned<bool>>,
    /// The labels that select its series, instead of the service's own; the environment's are added.
    #[serde(rename = "match")]
    #[schemars(extend("propertyNames" = name::labels()))]
    pub matchers: Option<Spanned<Entries<Spanned<Literal>>>>,
    /// The dialect in which the service names its metrics about it; the service's unless stated.
    #[schemars(extend("x-names" = "dialects"))]
    pub dialect: Option<Spanned<String>>,
    /// Values of parameters for it alone.
    #[serde(default)]
    #[schemars(extend("x-strays" = true))]
    pub with: Entries<Spanned<Literal>>,
}

/// An alert pack that a service has. The short form is its name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackUse {
    /// The pack's name, built in or from `alert_packs/`.
    #[schemars(extend("x-names" = "alert_packs", "x-known-as" = ["name"]))]
    pub pack: Spanned<String>,
    /// Values of its parameters.
    #[serde(default)]
    #[schemars(extend("x-strays" = true, "x-known-as" = ["params", "parameters", "values"]))]
    pub with: Entries<Spanned<Literal>>,
    /// The metrics that play its roles, where neither a dialect nor the pack says so.
    #[serde(default)]
    pub metrics: Entries<Spanned<String>>,
    /// Alerts of the pack that are not wanted.
    #[serde(default)]
    pub disable: Vec<Spanned<String>>,
}

impl ShortForm for Subject {
    const KEY: &'static str = "name";
}

impl ShortForm for Dependency {
    const KEY: &'static str = "name";
}

impl ShortForm for PackUse {
    const KEY: &'static str = "pack";
}
