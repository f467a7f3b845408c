//! Inhibition: alerts that silence others while they fire.

use serde::Serialize;

use super::{Labels, Matcher, Truth};

/// A rule by which some alerts silence others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inhibition {
    /// The rule's name, for people.
    pub name: String,
    /// What a silencing alert must satisfy; all of them.
    pub source_matchers: Vec<Matcher>,
    /// What a silenced alert must satisfy; all of them.
    pub target_matchers: Vec<Matcher>,
    /// The labels in which both must be equal; two missing ones are equal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<String>,
}

impl Inhibition {
    /// Whether an alert can silence others by this rule.
    pub fn is_source(&self, labels: &Labels<'_>) -> Truth {
        all(&self.source_matchers, labels)
    }

    /// Whether an alert can be silenced by this rule.
    pub fn is_target(&self, labels: &Labels<'_>) -> Truth {
        all(&self.target_matchers, labels)
    }

    /// Whether `target` is silent while `source` fires. An alert on both sides of the rule is never
    /// silenced by another one that is on both sides, nor by itself.
    pub fn inhibits(&self, source: &Labels<'_>, target: &Labels<'_>) -> Truth {
        let both_two_sided = self.is_source(target) & self.is_target(source);
        let equal = self.equal.iter().map(|label| same(label, source, target));
        self.is_source(source) & self.is_target(target) & Truth::all(equal) & !both_two_sided
    }
}

fn all(matchers: &[Matcher], labels: &Labels<'_>) -> Truth {
    Truth::all(matchers.iter().map(|matcher| matcher.matches(labels)))
}

fn same(label: &str, one: &Labels<'_>, other: &Labels<'_>) -> Truth {
    match (one.get(label), other.get(label)) {
        (Some(one), Some(other)) => (one == other).into(),
        _ => Truth::Maybe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert(name: &'static str) -> Labels<'static> {
        Labels::default()
            .with("alertname", name)
            .with("service", "shop")
    }

    fn rule(source: &str, target: &str) -> Inhibition {
        Inhibition {
            name: "down".to_owned(),
            source_matchers: vec![Matcher::eq("alertname", source)],
            target_matchers: vec![Matcher::eq("alertname", target)],
            equal: vec!["service".to_owned(), "host".to_owned()],
        }
    }

    #[test]
    fn labels_must_be_equal_and_two_missing_ones_are() {
        let rule = rule("HostDown", "HighCPU");
        let (down, cpu) = (alert("HostDown"), alert("HighCPU"));
        assert_eq!(rule.inhibits(&down, &cpu), Truth::Yes);
        assert_eq!(rule.inhibits(&cpu, &down), Truth::No);
        let on_a_host = cpu.clone().with("host", "a");
        assert_eq!(rule.inhibits(&down, &on_a_host), Truth::No);
        assert_eq!(
            rule.inhibits(&down, &cpu.with_unknown("host")),
            Truth::Maybe
        );
    }

    #[test]
    fn nothing_silences_itself_or_its_like() {
        let rule = rule("HostDown", "HostDown");
        let down = alert("HostDown");
        assert_eq!(rule.inhibits(&down, &down), Truth::No);
    }
}
