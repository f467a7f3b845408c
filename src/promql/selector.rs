//! Selectors: which series, and when. Matchers are a sorted set, so that adding one twice, or in
//! another order, gives the same selector.

use super::{Expr, Text};
use crate::units::Duration;

/// The label under which Prometheus keeps a metric's name.
pub(super) const METRIC_NAME: &str = "__name__";

/// How a matcher compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`, anchored at both ends
    Regex,
    /// `!~`, anchored at both ends
    NotRegex,
}

impl MatchOp {
    /// The operator's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Regex => "=~",
            Self::NotRegex => "!~",
        }
    }
}

/// A condition on one label.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matcher {
    /// The label; any text, Prometheus quotes what is not a plain name.
    pub label: Text,
    /// The comparison.
    pub op: MatchOp,
    /// The value or regular expression; any text.
    pub value: Text,
}

impl Matcher {
    /// A condition on one label.
    pub fn new(label: impl Into<Text>, op: MatchOp, value: impl Into<Text>) -> Self {
        Self {
            label: label.into(),
            op,
            value: value.into(),
        }
    }

    /// `label="value"`
    pub fn eq(label: impl Into<Text>, value: impl Into<Text>) -> Self {
        Self::new(label, MatchOp::Equal, value)
    }
}

/// A set of matchers, sorted by label, operator and value.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matchers(Vec<Matcher>);

impl Matchers {
    /// Adds a matcher, unless the very same one is there.
    pub fn insert(&mut self, matcher: Matcher) {
        if let Err(position) = self.0.binary_search(&matcher) {
            self.0.insert(position, matcher);
        }
    }

    /// Adds all of `others`; a label that both name gets both conditions.
    pub fn merge(&mut self, others: &Self) {
        self.0.reserve_exact(others.0.len());
        for matcher in &others.0 {
            self.insert(matcher.clone());
        }
    }

    /// Adds those of `others` whose label has no condition yet, so that the user's own stands.
    pub fn merge_missing(&mut self, others: &Self) {
        let missing = others.0.iter().filter(|m| !self.constrains(&m.label));
        let missing = Self(missing.cloned().collect());
        self.merge(&missing);
    }

    /// Whether any matcher concerns this label.
    pub fn constrains(&self, label: &str) -> bool {
        self.0.iter().any(|matcher| matcher.label.as_str() == label)
    }

    /// Whether there is no matcher, not even a metric's name.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The matchers in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Matcher> {
        self.0.iter()
    }

    /// Takes out the matchers on one label.
    pub(super) fn remove(&mut self, label: &str) {
        self.0.retain(|matcher| matcher.label.as_str() != label);
    }
}

impl FromIterator<Matcher> for Matchers {
    fn from_iter<I: IntoIterator<Item = Matcher>>(matchers: I) -> Self {
        let mut sorted: Vec<_> = matchers.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        Self(sorted)
    }
}

impl<const N: usize> From<[Matcher; N]> for Matchers {
    fn from(matchers: [Matcher; N]) -> Self {
        Self::from_iter(matchers)
    }
}

/// An absolute time, as in `@ 1609746000` or `@ end()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Milliseconds since 1970.
    Millis(i64),
    /// Where the query begins.
    Start,
    /// Where the query ends.
    End,
}

/// When a selector or subquery looks, other than now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timing {
    /// The time to look from.
    pub at: Option<At>,
    /// Milliseconds to look back from there; a negative number looks ahead.
    pub offset: i64,
}

/// A selector of instant vectors. The metric's name is the matcher on `__name__`.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector {
    /// Which series.
    pub matchers: Matchers,
    /// When.
    pub timing: Timing,
}

impl Selector {
    /// All series of a metric.
    pub fn metric(name: impl Into<Text>) -> Self {
        Matchers(vec![Matcher::eq(METRIC_NAME, name)]).into()
    }

    /// The metric's name, where exactly one is asked for.
    pub fn name(&self) -> Option<&Text> {
        let mut names = self
            .matchers
            .iter()
            .filter(|m| m.label.as_str() == METRIC_NAME);
        match (names.next(), names.next()) {
            (Some(name), None) if name.op == MatchOp::Equal && !name.value.is_empty() => {
                Some(&name.value)
            }
            _ => None,
        }
    }

    /// With `label="value"` added.
    pub fn eq(self, label: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.with(Matcher::eq(label, value))
    }

    /// With `label!="value"` added.
    pub fn ne(self, label: impl Into<Text>, value: impl Into<Text>) -> Self {
        self.with(Matcher::new(label, MatchOp::NotEqual, value))
    }

    /// With `label=~"regex"` added.
    pub fn re(self, label: impl Into<Text>, regex: impl Into<Text>) -> Self {
        self.with(Matcher::new(label, MatchOp::Regex, regex))
    }

    /// The metric whose name is this one's with a suffix, such as a histogram's `_bucket`.
    pub fn suffixed(mut self, suffix: &str) -> Self {
        if let Some(name) = self.name().map(|name| format!("{name}{suffix}")) {
            self.matchers.remove(METRIC_NAME);
            self.matchers.insert(Matcher::eq(METRIC_NAME, name));
        }
        self
    }

    /// With a matcher added.
    pub fn with(mut self, matcher: Matcher) -> Self {
        self.matchers.insert(matcher);
        self
    }

    /// With all of `matchers` added; see [`Matchers::merge`].
    pub fn merge(mut self, matchers: &Matchers) -> Self {
        self.matchers.merge(matchers);
        self
    }

    /// With those of `matchers` added whose label is free; see [`Matchers::merge_missing`].
    pub fn merge_missing(mut self, matchers: &Matchers) -> Self {
        self.matchers.merge_missing(matchers);
        self
    }

    /// As it was `duration` ago.
    pub fn offset(mut self, duration: Duration) -> Self {
        self.timing.offset = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        self
    }

    /// As it was at a given time.
    pub fn at(mut self, at: At) -> Self {
        self.timing.at = Some(at);
        self
    }

    /// All samples of the last `range`.
    pub fn range(self, range: Duration) -> Expr {
        Expr::Range {
            selector: self,
            range,
        }
    }
}

impl From<Matchers> for Selector {
    fn from(matchers: Matchers) -> Self {
        Self {
            matchers,
            timing: Timing::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity() -> Matchers {
        Matchers::from([
            Matcher::eq("service", "api"),
            Matcher::eq("environment", "production"),
        ])
    }

    #[test]
    fn merging_keeps_equal_matchers_once_and_unequal_ones_both() {
        let selector = Selector::metric("up").eq("service", "api");
        assert_eq!(
            selector.clone().merge(&identity()).to_string(),
            r#"up{environment="production",service="api"}"#
        );
        assert_eq!(
            selector.eq("service", "web").merge(&identity()).to_string(),
            r#"up{environment="production",service="api",service="web"}"#
        );
    }

    #[test]
    fn merging_what_is_missing_leaves_the_users_condition_alone() {
        let selector = Selector::metric("up").re("service", "api-.*");
        assert_eq!(
            selector.merge_missing(&identity()).to_string(),
            r#"up{environment="production",service=~"api-.*"}"#
        );
    }

    #[test]
    fn two_missing_conditions_on_one_label_are_both_added() {
        let mut both = identity();
        both.insert(Matcher::new("service", MatchOp::NotEqual, ""));
        assert_eq!(
            Selector::metric("up").merge_missing(&both).to_string(),
            r#"up{environment="production",service="api",service!=""}"#
        );
    }

    #[test]
    fn has_a_name_only_if_one_is_asked_for_exactly() {
        let selector = Selector::metric("up");
        assert_eq!(selector.name().map(Text::as_str), Some("up"));
        assert_eq!(selector.re(METRIC_NAME, "u.*").name(), None);
        assert_eq!(Selector::metric("").name(), None);
        assert_eq!(Selector::default().name(), None);
    }
}
