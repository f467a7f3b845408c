//! Matchers, written in the subset that every release of Alertmanager reads alike.

use std::collections::BTreeSet;
use std::fmt;

use regex::Regex;
use serde::{Serialize, Serializer};

use super::labels::{Labels, Truth};
use crate::promql::MatchOp;

/// A condition on one label of an alert.
#[derive(Debug, Clone)]
pub struct Matcher {
    label: String,
    op: MatchOp,
    value: String,
    accepts: Accepts,
}

/// The values of a label to which a condition's own leads.
#[derive(Debug, Clone)]
enum Accepts {
    /// The value itself.
    Value,
    /// What it matches as a whole.
    Pattern(Regex),
    /// Those of which it is the alternatives.
    Any(BTreeSet<String>),
}

impl Matcher {
    /// A condition on one label. Fails where `op` takes a regular expression and `value` is none.
    pub fn new(
        label: impl Into<String>,
        op: MatchOp,
        value: impl Into<String>,
    ) -> Result<Self, regex::Error> {
        let value = value.into();
        let accepts = match op {
            MatchOp::Equal | MatchOp::NotEqual => Accepts::Value,
            MatchOp::Regex | MatchOp::NotRegex => {
                Accepts::Pattern(Regex::new(&format!("^(?:{value})$"))?)
            }
        };
        Ok(Self {
            label: label.into(),
            op,
            value,
            accepts,
        })
    }

    /// `label="value"`
    pub fn eq(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            op: MatchOp::Equal,
            value: value.into(),
            accepts: Accepts::Value,
        }
    }

    /// `label=~"one|other"`, or `label="value"` where there is one alone. However many there are, no
    /// regular expression is made of them: thousands would be larger than one may be.
    pub fn one_of<'v>(label: impl Into<String>, values: impl IntoIterator<Item = &'v str>) -> Self {
        let values: BTreeSet<_> = values.into_iter().map(str::to_owned).collect();
        if values.len() == 1 {
            return Self::eq(label, values.into_iter().collect::<String>());
        }
        let alternatives: Vec<_> = values.iter().map(|value| regex::escape(value)).collect();
        Self {
            label: label.into(),
            op: MatchOp::Regex,
            value: alternatives.join("|"),
            accepts: Accepts::Any(values),
        }
    }

    /// The label that is asked for.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// How the label is compared.
    pub fn op(&self) -> MatchOp {
        self.op
    }

    /// The value or pattern that is asked for.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The label and the value that it must have, where one value alone will do.
    pub(super) fn equality(&self) -> Option<(&str, &str)> {
        (self.op == MatchOp::Equal).then_some((&self.label, &self.value))
    }

    /// The values that the label may have, where they can be listed.
    pub fn values(&self) -> Option<Vec<&str>> {
        match &self.accepts {
            Accepts::Any(values) => Some(values.iter().map(String::as_str).collect()),
            Accepts::Value => self.equality().map(|(_, value)| vec![value]),
            Accepts::Pattern(_) => None,
        }
    }

    /// Whether the condition holds.
    pub fn matches(&self, labels: &Labels<'_>) -> Truth {
        let Some(actual) = labels.get(&self.label) else {
            return match self.op {
                MatchOp::Equal if labels.is_never(&self.label, &self.value) => Truth::No,
                MatchOp::NotEqual if labels.is_never(&self.label, &self.value) => Truth::Yes,
                _ => Truth::Maybe,
            };
        };
        let positive = match &self.accepts {
            Accepts::Value => actual == self.value,
            Accepts::Pattern(pattern) => pattern.is_match(actual),
            Accepts::Any(values) => values.contains(actual),
        };
        let negated = matches!(self.op, MatchOp::NotEqual | MatchOp::NotRegex);
        (positive != negated).into()
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        (&self.label, self.op, &self.value) == (&other.label, other.op, &other.value)
    }
}

impl Eq for Matcher {}

/// `label="value"`, with the only three escapes that the old and the new parser share.
impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}\"", self.label, self.op.as_str())?;
        for character in self.value.chars() {
            match character {
                '\\' => f.write_str("\\\\")?,
                '"' => f.write_str("\\\"")?,
                '\n' => f.write_str("\\n")?,
                plain => write!(f, "{plain}")?,
            }
        }
        f.write_str("\"")
    }
}

impl Serialize for Matcher {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(label: &str, op: MatchOp, value: &str) -> Truth {
        let labels = Labels::default()
            .with("team", "web")
            .with("note", "a\nb")
            .with_unknown("instance");
        Matcher::new(label, op, value).unwrap().matches(&labels)
    }

    #[test]
    fn a_missing_label_is_an_empty_one() {
        assert_eq!(matches("owner", MatchOp::Equal, ""), Truth::Yes);
        assert_eq!(matches("owner", MatchOp::NotEqual, "web"), Truth::Yes);
        assert_eq!(matches("owner", MatchOp::Regex, ".*"), Truth::Yes);
        assert_eq!(matches("owner", MatchOp::Regex, ".+"), Truth::No);
        assert_eq!(matches("team", MatchOp::Equal, ""), Truth::No);
    }

    #[test]
    fn regular_expressions_match_the_whole_value() {
        assert_eq!(matches("team", MatchOp::Regex, "we"), Truth::No);
        assert_eq!(matches("team", MatchOp::Regex, "we|web"), Truth::Yes);
        assert_eq!(matches("team", MatchOp::NotRegex, "we"), Truth::Yes);
        assert_eq!(matches("note", MatchOp::Regex, "a.b"), Truth::No);
    }

    #[test]
    fn one_of_several_values_matches_as_the_pattern_that_is_printed() {
        let one_of = Matcher::one_of("team", ["web", "a.b", "data"]);
        assert_eq!(one_of.to_string(), r#"team=~"a\\.b|data|web""#);
        let pattern = Matcher::new("team", MatchOp::Regex, one_of.value()).unwrap();
        assert_eq!(one_of, pattern);
        for (team, expected) in [
            ("web", Truth::Yes),
            ("a.b", Truth::Yes),
            ("a-b", Truth::No),
            ("we", Truth::No),
            ("webs", Truth::No),
        ] {
            let labels = Labels::default().with("team", team);
            for matcher in [&one_of, &pattern] {
                assert_eq!(matcher.matches(&labels), expected, "{matcher} {team}");
            }
        }
        let unknown = Labels::default().with_unknown("team");
        assert_eq!(one_of.matches(&unknown), Truth::Maybe);
        assert_eq!(Matcher::one_of("team", ["web"]), Matcher::eq("team", "web"));
    }

    #[test]
    fn as_many_values_as_there_are_services_make_a_matcher() {
        let names: Vec<_> = (0..5_000).map(|nth| format!("{nth:063}")).collect();
        let matcher = Matcher::one_of("service", names.iter().map(String::as_str));
        let labels = Labels::default().with("service", &names[4_321]);
        assert_eq!(matcher.matches(&labels), Truth::Yes);
    }

    #[test]
    fn a_value_that_is_excluded_is_not_the_label_s() {
        let labels = Labels::default().with_none_of("alertname", ["HostDown", "HighCPU"]);
        let matches = |op, value| {
            Matcher::new("alertname", op, value)
                .unwrap()
                .matches(&labels)
        };
        assert_eq!(matches(MatchOp::Equal, "HighCPU"), Truth::No);
        assert_eq!(matches(MatchOp::NotEqual, "HighCPU"), Truth::Yes);
        assert_eq!(matches(MatchOp::Equal, "DiskUsage"), Truth::Maybe);
        assert_eq!(matches(MatchOp::Regex, "HighCPU"), Truth::Maybe);
    }

    #[test]
    fn what_the_query_decides_is_not_known() {
        assert_eq!(matches("instance", MatchOp::Equal, "a:9100"), Truth::Maybe);
        assert_eq!(matches("instance", MatchOp::NotEqual, ""), Truth::Maybe);
    }

    #[test]
    fn prints_what_every_parser_reads() {
        let value = "a\"b\\c\nd";
        let printed = Matcher::eq("team", value).to_string();
        assert_eq!(printed, r#"team="a\"b\\c\nd""#);
    }
}
