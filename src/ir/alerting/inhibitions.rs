//! Which alerts silence which while they fire. Never by severity: outside production both sides are
//! warnings.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::alerts::ALERT_NAME;
use crate::ir::{PackAlerts, Service, names, service_named};
use crate::pack::Kind;
use crate::promql::{MatchOp, Text};
use crate::routing::{Inhibition, Matcher};
use crate::units::Duration;

/// The inhibition rules for the alerts of these services.
pub fn inhibitions(services: &[Service]) -> Vec<Inhibition> {
    let mut all = burns(services);
    all.extend(down(services));
    all.extend(pairs(services));
    all.extend(dependents(services));
    all
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

/// Every pack of every service, bound.
fn packs(services: &[Service]) -> impl Iterator<Item = &PackAlerts> {
    let deployments = services.iter().flat_map(|service| &service.deployments);
    deployments.flat_map(|deployment| &deployment.packs)
}

fn is_down(bound: &PackAlerts) -> bool {
    bound
        .bound
        .alerts
        .iter()
        .any(|alert| alert.kind == Kind::Down)
}

/// While a service does not answer at all, nobody needs to hear what else is wrong with it.
fn down(services: &[Service]) -> Option<Inhibition> {
    packs(services).any(is_down).then(|| Inhibition {
        name: "down".to_owned(),
        source_matchers: vec![Matcher::eq(names::KIND, Kind::Down.as_str())],
        target_matchers: vec![any_of(
            names::KIND,
            &[Kind::Resource.as_str(), Kind::Symptom.as_str()],
        )],
        equal: [names::SERVICE, names::ENVIRONMENT]
            .map(str::to_owned)
            .into(),
    })
}

/// The pairs that packs name, where both alerts are emitted for one subject. Alerts on one signal are
/// paired by the labels that it keeps as well: a full disk says nothing of another one.
fn pairs(services: &[Service]) -> Vec<Inhibition> {
    let mut pairs: BTreeSet<(&str, &str, Vec<&str>)> = BTreeSet::new();
    for bound in packs(services) {
        let emitted = |name: &str| bound.bound.alerts.iter().find(|alert| alert.name == name);
        pairs.extend(bound.pack.inhibits().filter_map(|(source, target)| {
            let (one, other) = (&emitted(source)?.signal, &emitted(target)?.signal);
            // Where a pack has an alert for each of several things, such as filesystems, one of them
            // says nothing of the others.
            let kept = one.keeps.intersection(&other.keeps).map(Text::as_str);
            let labels = bound.pack.for_each.label().into_iter().chain(kept);
            Some((source, target, labels.collect()))
        }));
    }
    let rules = pairs.into_iter().map(|(source, target, about)| {
        let labels = [names::SERVICE, names::ENVIRONMENT]
            .into_iter()
            .chain(about);
        Inhibition {
            name: format!("{source}-{target}"),
            source_matchers: vec![Matcher::eq(ALERT_NAME, source)],
            target_matchers: vec![Matcher::eq(ALERT_NAME, target)],
            equal: labels.map(str::to_owned).collect(),
        }
    });
    rules.collect()
}

/// A service that is down silences the symptoms of those that say that they cannot do without it.
fn dependents(services: &[Service]) -> Vec<Inhibition> {
    let mut dependents: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for service in services {
        for edge in service.depends_on.iter().filter(|edge| edge.inhibit) {
            let upstream = service_named(services, &edge.service);
            if !upstream.is_some_and(|upstream| is_silenced_by(service, upstream)) {
                continue;
            }
            dependents
                .entry(&edge.service)
                .or_default()
                .insert(&service.name);
        }
    }
    let rules = dependents.into_iter().map(|(service, dependents)| {
        let dependents: Vec<_> = dependents.into_iter().collect();
        Inhibition {
            name: format!("{service}-down"),
            source_matchers: vec![
                Matcher::eq(names::SERVICE, service),
                Matcher::eq(names::KIND, Kind::Down.as_str()),
            ],
            target_matchers: vec![
                any_of(names::SERVICE, &dependents),
                Matcher::eq(names::KIND, Kind::Symptom.as_str()),
            ],
            equal: vec![names::ENVIRONMENT.to_owned()],
        }
    });
    rules.collect()
}

/// Whether an alert tells that `upstream` is down, in an environment of the service that depends on it.
pub fn is_silenced_by(service: &Service, upstream: &Service) -> bool {
    let mut down = upstream
        .deployments
        .iter()
        .filter(|deployment| deployment.packs.iter().any(is_down));
    down.any(|deployment| {
        let mut own = service.deployments.iter();
        own.any(|it| it.environment.name == deployment.environment.name)
    })
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
