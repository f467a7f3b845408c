//! Selectors: which series, and when.

use super::matchers::METRIC_NAME;
use super::{Expr, MatchOp, Matcher, Matchers, Text};
use crate::units::Duration;

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
        Matchers::default().of(name).into()
    }

    /// The metric's name, where exactly one is asked for.
    pub fn name(&self) -> Option<&Text> {
        self.matchers.name()
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
