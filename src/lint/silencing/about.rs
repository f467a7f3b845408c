//! Which inhibition rules concern which services: in go the rules, out come for a service those that an
//! alert of it may be on a side of.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::names;
use crate::routing::{Inhibition, Matcher};

/// Which rules can have something to do with which services. Most name few: all rules for all services
/// would take a time that grows with the square of the registry.
pub(super) struct About<'p> {
    /// The rules that name no services, by their places.
    all: Vec<usize>,
    /// The others, by the services on either side.
    named: BTreeMap<&'p str, Vec<usize>>,
}

impl<'p> About<'p> {
    /// Sorts rules by what they name.
    pub(super) fn new(rules: &'p [Inhibition]) -> Self {
        let mut about = Self {
            all: Vec::new(),
            named: BTreeMap::new(),
        };
        for (at, rule) in rules.iter().enumerate() {
            let sources = services(&rule.source_matchers);
            let Some((sources, targets)) = sources.zip(services(&rule.target_matchers)) else {
                about.all.push(at);
                continue;
            };
            for service in &sources | &targets {
                about.named.entry(service).or_default().push(at);
            }
        }
        about
    }

    /// The rules that alerts of a service may be on a side of.
    pub(super) fn of(&self, service: &str) -> Vec<usize> {
        let named = self.named.get(service).into_iter().flatten();
        self.all.iter().chain(named).copied().collect()
    }
}

/// The services to which conditions lead, where they name them.
fn services(conditions: &[Matcher]) -> Option<BTreeSet<&str>> {
    let mut named = conditions.iter().filter(|it| it.label() == names::SERVICE);
    let named = named.find_map(Matcher::values)?;
    Some(named.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::MatchOp;

    fn rule(source: Vec<Matcher>, target: Vec<Matcher>) -> Inhibition {
        Inhibition {
            name: "any".to_owned(),
            source_matchers: source,
            target_matchers: target,
            equal: Vec::new(),
        }
    }

    #[test]
    fn a_rule_that_names_services_concerns_no_others() {
        let service = |name| vec![Matcher::eq(names::SERVICE, name)];
        let kind = || vec![Matcher::eq(names::KIND, "down")];
        let dependents = ["api", "web"];
        let pattern = Matcher::new(names::SERVICE, MatchOp::Regex, "a.*").expect("a pattern");
        let rules = [
            rule(
                service("db"),
                vec![Matcher::one_of(names::SERVICE, dependents)],
            ),
            rule(kind(), kind()),
            rule(service("db"), kind()),
            rule(service("db"), vec![pattern]),
            rule(service("web"), service("web")),
        ];
        let about = About::new(&rules);
        for (service, expected) in [
            ("db", vec![1, 2, 3, 0]),
            ("api", vec![1, 2, 3, 0]),
            ("web", vec![1, 2, 3, 0, 4]),
            ("other", vec![1, 2, 3]),
        ] {
            assert_eq!(about.of(service), expected, "{service}");
        }
    }
}
