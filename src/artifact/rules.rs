//! Prometheus rule files, as Prometheus' own `rulefmt` has them.

use std::borrow::Cow;
use std::ops::Deref;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::promql::{Expr, Text};
use crate::units::Duration;

/// A file of rule groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleFile {
    /// The groups; their names are unique in the file.
    pub groups: Vec<Group>,
}

/// Rules that are evaluated one after the other, at the same moment; later ones see what earlier
/// ones recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The name.
    pub name: String,
    /// How often the group is evaluated.
    pub interval: Duration,
    /// The rules in order.
    pub rules: Vec<Rule>,
}

/// A rule of either kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// Records a series.
    Record(Recording),
    /// Raises an alert.
    Alert(Alert),
}

/// Records the value of an expression as a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recording {
    /// The metric name.
    pub record: Cow<'static, str>,
    /// What is recorded.
    #[serde(serialize_with = "pretty")]
    pub expr: Expr,
    /// Labels of the series.
    pub labels: Pairs,
}

/// Raises an alert for every element that an expression has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alert {
    /// The alert's name.
    pub alert: Cow<'static, str>,
    /// What must have an element.
    #[serde(serialize_with = "pretty")]
    pub expr: Expr,
    /// How long it must have one.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub pending: Option<Duration>,
    /// How long the alert goes on after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_firing_for: Option<Duration>,
    /// Labels of the alert.
    pub labels: Pairs,
    /// Texts for people, as Go templates.
    pub annotations: Pairs<String>,
}

/// Names and values in the order in which they are written. Values are shared unless they are long
/// texts of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs<T = Text>(pub Vec<(&'static str, T)>);

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Deref<Target = str>> Pairs<T> {
    /// Adds a pair.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<T>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| &**value)
    }
}

impl RuleFile {
    /// The number of rules in all groups.
    pub fn rules(&self) -> usize {
        self.groups.iter().map(|group| group.rules.len()).sum()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Record(rule) => rule.serialize(serializer),
            Self::Alert(rule) => rule.serialize(serializer),
        }
    }
}

impl<T: Deref<Target = str>> Serialize for Pairs<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, &**value)?;
        }
        map.end()
    }
}

/// The widest line of an expression.
const WIDTH: usize = 100;

fn pretty<S: Serializer>(expr: &Expr, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&expr.pretty(WIDTH))
}
