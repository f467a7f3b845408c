//! The children of a route: in go their matchers, out come those that an alert may match. A root has a
//! child for each of hundreds of teams, so they are found by the label for which most of them ask.

use std::collections::BTreeMap;

use super::{Labels, Matcher};

/// The children of a route, by their positions in the tree.
#[derive(Debug, Clone, Default)]
pub(super) struct Children {
    /// All of them, in order.
    all: Vec<usize>,
    /// The label for which most of them ask.
    label: String,
    /// Those that an alert with this value of the label may match, in order.
    by_value: BTreeMap<String, Vec<usize>>,
    /// Those that an alert with any other value may match, in order.
    others: Vec<usize>,
}

impl Children {
    /// Children in order, each with its matchers.
    pub(super) fn new<'m>(children: impl Iterator<Item = (usize, &'m [Matcher])> + Clone) -> Self {
        let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
        for (label, _) in children
            .clone()
            .flat_map(|(_, matchers)| equalities(matchers))
        {
            *asked.entry(label).or_default() += 1;
        }
        let most = asked.into_iter().max_by_key(|&(_, times)| times);
        let label = most.map_or("", |(label, _)| label);
        let value = |matchers| equalities(matchers).find(|&(asked, _)| asked == label);
        let values = children.clone().filter_map(|(_, matchers)| value(matchers));
        let values = values.map(|(_, value)| (value.to_owned(), Vec::new()));
        let mut this = Self {
            all: children.clone().map(|(at, _)| at).collect(),
            label: label.to_owned(),
            by_value: values.collect(),
            others: Vec::new(),
        };
        for (at, matchers) in children {
            if let Some((_, value)) = value(matchers) {
                this.by_value.entry(value.to_owned()).or_default().push(at);
            } else {
                this.by_value.values_mut().for_each(|list| list.push(at));
                this.others.push(at);
            }
        }
        this
    }

    /// The children that an alert may match, in order.
    pub(super) fn for_alert(&self, labels: &Labels<'_>) -> &[usize] {
        match labels.get(&self.label) {
            Some(value) => self.by_value.get(value).unwrap_or(&self.others),
            None => &self.all,
        }
    }
}

/// The labels for which matchers ask by `=`, with the values.
fn equalities(matchers: &[Matcher]) -> impl Iterator<Item = (&str, &str)> {
    matchers.iter().filter_map(Matcher::equality)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::MatchOp;

    #[test]
    fn only_children_that_ask_for_another_value_are_left_out() {
        let eq = |label: &str, value: &str| vec![Matcher::eq(label, value)];
        let pattern = Matcher::new("team", MatchOp::Regex, "w.*").unwrap();
        let matchers = [
            eq("alertname", "Watchdog"),
            eq("team", "web"),
            eq("team", "db"),
            vec![pattern],
            eq("team", ""),
        ];
        let children = Children::new(matchers.iter().map(Vec::as_slice).enumerate());
        let labels = Labels::default();
        let web = labels.clone().with("team", "web");
        assert_eq!(children.for_alert(&web), [0, 1, 3]);
        let other = labels.clone().with("team", "other");
        assert_eq!(children.for_alert(&other), [0, 3]);
        assert_eq!(children.for_alert(&labels), [0, 3, 4]);
        let unknown = labels.with_unknown("team");
        assert_eq!(children.for_alert(&unknown), [0, 1, 2, 3, 4]);
    }
}
