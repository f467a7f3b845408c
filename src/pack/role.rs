//! Roles: the part that a metric plays in a pack, and the names by which expressions call it.

use std::collections::BTreeMap;

use super::declare::{self, RoleType};
use crate::diag::Sink;
use crate::promql::{Hole, Selector};
use crate::sli;
use crate::source::{Entries, Spanned};

/// A role of a pack.
#[derive(Debug)]
pub struct Role {
    /// Its name.
    pub name: Spanned<String>,
    /// What the metric counts or measures.
    pub description: String,
    /// What kind of metric it is.
    pub kind: RoleType,
    /// The labels that the pack matches on.
    pub labels: Vec<Spanned<String>>,
    /// The metric that plays it unless somebody names another; of a histogram without `_bucket`.
    pub metric: Option<Selector>,
    /// Whether its alerts are left out where no metric plays it.
    pub optional: bool,
}

impl Role {
    fn compile(name: &Spanned<String>, declared: &declare::Role, sink: &mut Sink) -> Option<Self> {
        let metric = match &declared.metric {
            Some(text) => Some(metric(declared.kind.value, text, sink)?),
            None => None,
        };
        Some(Self {
            name: name.clone(),
            description: declared.description.value.clone(),
            kind: declared.kind.value,
            labels: declared.labels.clone(),
            metric,
            optional: declared.optional,
        })
    }

    /// What its name ends in where it stands in expressions.
    fn suffixes(&self) -> &'static [&'static str] {
        match self.kind {
            RoleType::Counter | RoleType::Gauge => &[""],
            RoleType::Histogram => &["_bucket", "_count", "_sum"],
        }
    }
}

/// The metric that plays a role of this kind, or a report of why the text names none.
pub fn metric(kind: RoleType, text: &Spanned<String>, sink: &mut Sink) -> Option<Selector> {
    match kind {
        RoleType::Histogram => sli::histogram(text, sink),
        RoleType::Counter | RoleType::Gauge => sli::selector(text, sink),
    }
}

/// The roles of a pack.
#[derive(Debug)]
pub(super) struct Roles(pub(super) Vec<Role>);

impl Roles {
    pub(super) fn compile(declared: &Entries<declare::Role>, sink: &mut Sink) -> Option<Self> {
        let roles = declared.0.iter();
        let compiled: Vec<_> = roles
            .map(|(name, it)| Role::compile(name, it, sink))
            .collect();
        compiled.into_iter().collect::<Option<_>>().map(Self)
    }

    /// What may stand behind `$` for series: each role's name, or those of a histogram's three series.
    pub(super) fn holes(&self) -> Vec<(String, Hole)> {
        let names = self.0.iter().flat_map(|role| {
            let suffixes = role.suffixes().iter();
            suffixes.map(|suffix| format!("{}{suffix}", role.name.value))
        });
        names.map(|name| (name, Hole::Series)).collect()
    }

    /// The role that a name in an expression means, with the rest of the name.
    pub(super) fn of(&self, name: &str) -> Option<(&Role, &'static str)> {
        self.0.iter().find_map(|role| {
            let rest = name.strip_prefix(role.name.as_str())?;
            let suffix = role.suffixes().iter().find(|suffix| **suffix == rest)?;
            Some((role, *suffix))
        })
    }

    /// The series that a name in an expression means where metrics play the roles.
    pub(super) fn series(
        &self,
        name: &str,
        metrics: &BTreeMap<String, Selector>,
    ) -> Option<Selector> {
        let (role, suffix) = self.of(name)?;
        let metric = metrics.get(&role.name.value)?;
        Some(metric.clone().suffixed(suffix))
    }
}
