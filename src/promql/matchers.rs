//! Matchers: conditions on labels. They are a sorted set, so that adding one twice, or in another order,
//! gives the same set.

use std::sync::{Arc, OnceLock};

use super::Text;

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

    /// Whether it asks for one metric.
    fn names_metric(&self) -> bool {
        self.op == MatchOp::Equal && self.label.as_str() == METRIC_NAME
    }
}

/// A set of matchers: the name of a metric, then the others by label, operator and value. All
/// selectors of a service ask for the same labels, of many metrics; they share what they ask for but
/// the name.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matchers {
    /// The least of those that ask for one metric.
    metric: Option<Matcher>,
    others: Arc<Others>,
}

/// The matchers but for the metric's name.
#[derive(Debug, Clone, Default)]
struct Others {
    sorted: Vec<Matcher>,
    /// How they are printed, once they were.
    text: OnceLock<Box<str>>,
}

impl PartialEq for Others {
    fn eq(&self, other: &Self) -> bool {
        self.sorted == other.sorted
    }
}

impl Eq for Others {}

impl Matchers {
    /// The same conditions on the labels of a metric.
    pub fn of(&self, metric: impl Into<Text>) -> Self {
        let mut matchers = self.clone();
        matchers.insert(Matcher::eq(METRIC_NAME, metric));
        matchers
    }

    /// Adds a matcher, unless the very same one is there.
    pub fn insert(&mut self, matcher: Matcher) {
        if !matcher.names_metric() {
            return self.insert_other(matcher);
        }
        match self.metric.take() {
            None => self.metric = Some(matcher),
            Some(metric) if metric == matcher => self.metric = Some(matcher),
            Some(metric) => {
                let (least, other) = (metric.clone().min(matcher.clone()), metric.max(matcher));
                self.metric = Some(least);
                self.insert_other(other);
            }
        }
    }

    fn insert_other(&mut self, matcher: Matcher) {
        if let Err(position) = self.others.sorted.binary_search(&matcher) {
            self.others_mut().insert(position, matcher);
        }
    }

    fn others_mut(&mut self) -> &mut Vec<Matcher> {
        let others = Arc::make_mut(&mut self.others);
        others.text.take();
        &mut others.sorted
    }

    /// Adds all of `others`; a label that both name gets both conditions.
    pub fn merge(&mut self, others: &Self) {
        if self.others.sorted.is_empty() {
            self.others = Arc::clone(&others.others);
        } else {
            for matcher in &others.others.sorted {
                self.insert_other(matcher.clone());
            }
        }
        if let Some(metric) = &others.metric {
            self.insert(metric.clone());
        }
    }

    /// Adds those of `others` whose label has no condition yet, so that the user's own stands.
    pub fn merge_missing(&mut self, others: &Self) {
        let missing = others.iter().filter(|it| !self.constrains(&it.label));
        let missing: Self = missing.cloned().collect();
        self.merge(&missing);
    }

    /// Whether any matcher concerns this label.
    pub fn constrains(&self, label: &str) -> bool {
        self.iter().any(|matcher| matcher.label.as_str() == label)
    }

    /// Whether there is no matcher, not even a metric's name.
    pub fn is_empty(&self) -> bool {
        self.metric.is_none() && self.others.sorted.is_empty()
    }

    /// The matchers in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Matcher> {
        self.metric.iter().chain(&self.others.sorted)
    }

    /// The metric's name, where exactly one is asked for.
    pub(super) fn name(&self) -> Option<&Text> {
        let name = &self.metric.as_ref()?.value;
        let mut others = self.others.sorted.iter();
        let is_sole = !others.any(|matcher| matcher.label.as_str() == METRIC_NAME);
        (is_sole && !name.is_empty()).then_some(name)
    }

    /// All but the metric's name, printed: once for all that share them.
    pub(super) fn text_of_others(&self, print: impl FnOnce(&[Matcher]) -> String) -> &str {
        let others = &self.others;
        others.text.get_or_init(|| print(&others.sorted).into())
    }

    /// Takes out the matchers on one label.
    pub(super) fn remove(&mut self, label: &str) {
        self.metric.take_if(|metric| metric.label.as_str() == label);
        // What is shared is not copied for nothing.
        if self.constrains(label) {
            self.others_mut().retain(|it| it.label.as_str() != label);
        }
    }
}

impl FromIterator<Matcher> for Matchers {
    fn from_iter<I: IntoIterator<Item = Matcher>>(matchers: I) -> Self {
        let mut sorted: Vec<_> = matchers.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let metric = sorted.iter().position(Matcher::names_metric);
        let metric = metric.map(|position| sorted.remove(position));
        let text = OnceLock::new();
        Self {
            metric,
            others: Arc::new(Others { sorted, text }),
        }
    }
}

impl<const N: usize> From<[Matcher; N]> for Matchers {
    fn from(matchers: [Matcher; N]) -> Self {
        Self::from_iter(matchers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_in_which_matchers_come_makes_no_difference() {
        let all = [
            Matcher::eq(METRIC_NAME, "b"),
            Matcher::eq("job", "api"),
            Matcher::eq(METRIC_NAME, "a"),
            Matcher::new(METRIC_NAME, MatchOp::Regex, "a"),
        ];
        let collected: Matchers = all.iter().cloned().collect();
        for first in 0..all.len() {
            let mut inserted = Matchers::default();
            for matcher in all.iter().cycle().skip(first).take(all.len() + 1) {
                inserted.insert(matcher.clone());
            }
            assert_eq!(inserted, collected);
        }
        assert_eq!(collected.iter().count(), all.len());
    }

    #[test]
    fn what_is_shared_is_not_changed() {
        let shared = Matchers::from([Matcher::eq("job", "api")]);
        let text = |it: &Matchers| it.text_of_others(|all| all.len().to_string()).to_owned();
        assert_eq!(text(&shared), "1");
        let mut own = shared.of("up");
        own.insert(Matcher::eq("zone", "a"));
        assert_eq!(
            (text(&own), text(&shared)),
            ("2".to_owned(), "1".to_owned())
        );
        own.remove("zone");
        assert_eq!(own, shared.of("up"));
        assert_eq!(text(&own), "1");
    }
}
