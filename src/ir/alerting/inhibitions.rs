//! Which alerts silence which while they fire. Never by severity: outside production both sides are
//! warnings.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Service, names};
use crate::promql::MatchOp;
use crate::routing::{Inhibition, Matcher};
use crate::units::Duration;

/// The inhibition rules for the alerts of these services.
pub fn inhibitions(services: &[Service]) -> Vec<Inhibition> {
    burns(services)
}

/// A faster burn silences the slower ones of its SLO: they tell of the same failures, later.
fn burns(services: &[Service]) -> Vec<Inhibition> {
    let policies: BTreeSet<Vec<(Duration, &str)>> = services
        .iter()
        .flat_map(|service| &service.deployments)
        .flat_map(|deployment| &deployment.slos)
        .map(|slo| {
            let conditions = slo.burn.alerts.iter().map(|alert| &alert.condition);
            let mut speeds: Vec<_> = conditions
                .map(|condition| (condition.burn.long, condition.name.as_str()))
                .collect();
            speeds.sort_unstable();
            speeds
        })
        .collect();
    let mut slower: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (policy, at) in policies
        .iter()
        .flat_map(|policy| (0..policy.len()).map(move |at| (policy, at)))
    {
        let later = policy[at + 1..].iter().map(|(_, name)| *name);
        slower.entry(policy[at].1).or_default().extend(later);
    }
    // Where policies disagree about which of two names is the faster one, neither silences the other.
    let agreed = slower.iter().map(|(name, others)| {
        let silenced = others.iter().filter(|other| {
            !slower
                .get(**other)
                .is_some_and(|theirs| theirs.contains(name))
        });
        (*name, silenced.copied().collect::<Vec<_>>())
    });
    agreed
        .filter(|(_, silenced)| !silenced.is_empty())
        .map(|(name, silenced)| Inhibition {
            name: format!("burn-{name}"),
            source_matchers: vec![Matcher::eq(names::BURN, name)],
            target_matchers: vec![any_of(names::BURN, &silenced)],
            equal: [names::SERVICE, names::ENVIRONMENT, names::SLO]
                .map(str::to_owned)
                .into(),
        })
        .collect()
}

/// Any of several values of a label.
fn any_of(label: &str, values: &[&str]) -> Matcher {
    if let [only] = values {
        return Matcher::eq(label, *only);
    }
    let alternatives: Vec<_> = values.iter().map(|value| regex::escape(value)).collect();
    Matcher::new(label, MatchOp::Regex, alternatives.join("|"))
        .expect("escaped names make a sound pattern")
}
