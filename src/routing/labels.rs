//! Labels of an alert, as far as they are known before it fires.

use std::borrow::Cow;
use std::ops::{BitAnd, Not};

/// The labels of an alert. A label that is missing is, as everywhere in Prometheus, an empty one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Labels<'a>(
    /// Sorted by name: of so few, a list is the fastest to make.
    Vec<(Cow<'a, str>, Value<'a>)>,
);

/// The value of a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<'a> {
    /// The rule states it.
    Known(Cow<'a, str>),
    /// The query decides it when the alert fires; it may also be missing.
    Unknown,
    /// Nothing is known but that it is none of these.
    NoneOf(Vec<Cow<'a, str>>),
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
    pub fn with(self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.insert(name.into(), Value::Known(value.into()))
    }

    /// Adds a label whose value the query decides.
    #[must_use]
    pub fn with_unknown(self, name: impl Into<Cow<'a, str>>) -> Self {
        self.insert(name.into(), Value::Unknown)
    }

    /// Adds a label of which nothing is known but that it is none of these values.
    #[must_use]
    pub fn with_none_of(
        self,
        name: impl Into<Cow<'a, str>>,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let values = values.into_iter().map(Cow::from);
        self.insert(name.into(), Value::NoneOf(values.collect()))
    }

    fn insert(mut self, name: Cow<'a, str>, value: Value<'a>) -> Self {
        match self.find(&name) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (name, value)),
        }
        self
    }

    /// Where a name stands, or where it would.
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name))
    }

    /// The labels whose names pass.
    #[must_use]
    pub fn only(&self, passes: impl Fn(&str) -> bool) -> Self {
        let passing = self.0.iter().filter(|(name, _)| passes(name));
        Self(passing.cloned().collect())
    }

    /// The value under a name, `None` where it is not known.
    pub fn get(&self, name: &str) -> Option<&str> {
        match self.find(name).map(|at| &self.0[at].1) {
            Err(_) => Some(""),
            Ok(Value::Known(value)) => Some(value),
            Ok(Value::Unknown | Value::NoneOf(_)) => None,
        }
    }

    /// Whether the value under a name, though it is not known, is certainly another one.
    pub fn is_never(&self, name: &str, value: &str) -> bool {
        match self.find(name).map(|at| &self.0[at].1) {
            Ok(Value::NoneOf(values)) => values.iter().any(|it| it == value),
            Ok(Value::Known(_) | Value::Unknown) | Err(_) => false,
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
