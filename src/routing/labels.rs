//! Labels of an alert, as far as they are known before it fires.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{BitAnd, Not};

/// The labels of an alert. A label that is missing is, as everywhere in Prometheus, an empty one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Labels<'a>(BTreeMap<Cow<'a, str>, Value<'a>>);

/// The value of a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<'a> {
    /// The rule states it.
    Known(Cow<'a, str>),
    /// The query decides it when the alert fires; it may also be missing.
    Unknown,
}

/// Whether a condition holds, where labels may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It holds for no value of the unknown labels.
    No,
    /// It depends on them.
    Maybe,
    /// It holds for every value of them.
    Yes,
}

impl<'a> Labels<'a> {
    /// Adds a label whose value the rule states.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.0.insert(name.into(), Value::Known(value.into()));
        self
    }

    /// Adds a label whose value the query decides.
    #[must_use]
    pub fn with_unknown(mut self, name: impl Into<Cow<'a, str>>) -> Self {
        self.0.insert(name.into(), Value::Unknown);
        self
    }

    /// The value under a name, `None` where the query decides it.
    pub fn get(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            None => Some(""),
            Some(Value::Known(value)) => Some(value),
            Some(Value::Unknown) => None,
        }
    }

    /// Names and values, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }
}

impl Truth {
    /// Whether all of the conditions hold.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::Yes;
        for condition in conditions {
            all = all & condition;
            if all == Self::No {
                break;
            }
        }
        all
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::Yes } else { Self::No }
    }
}

impl BitAnd for Truth {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.min(other)
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }
}
