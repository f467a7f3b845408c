//! Which alerts silence which while they fire. Never by severity: outside production both sides are
//! warnings.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ir::alerts::ALERT_NAME;
use crate::ir::{Burn, PackAlerts, Service, names, service_named};
use crate::pack::Kind;
use crate::promql::Text;
use crate::routing::{Inhibition, Matcher};
use crate::slo::Condition;

/// The inhibition rules for the alerts of these services.
pub fn inhibitions(services: &[Service]) -> Vec<Inhibition> {
    let mut all = burns(services);
    all.extend(down(services));
    all.extend(pairs(services));
    all.extend(dependents(services));
    all
}

/// A faster burn silences the slower ones of its SLO: they tell of the same failures, later. Never one
/// that is more urgent or takes more: that would be a page behind a warning. As rules know nothing of
/// conditions but their names, this has to hold wherever two conditions have these names.
fn burns(services: &[Service]) -> Vec<Inhibition> {
    let deployments = services.iter().flat_map(|service| &service.deployments);
    let slos = deployments.flat_map(|deployment| &deployment.slos);
    // What a policy comes to is shared by all SLOs with one objective and period.
    let burns: BTreeMap<_, &Burn> = slos
        .map(|slo| (Arc::as_ptr(&slo.burn), &*slo.burn))
        .collect();
    let (mut silenced, mut heard) = (BTreeSet::new(), BTreeSet::new());
    for burn in burns.into_values() {
        let conditions = || burn.alerts.iter().map(|alert| &alert.condition);
        for source in conditions() {
            for target in conditions() {
                let pairs = if is_exceeded(target, source) {
                    &mut silenced
                } else {
                    &mut heard
                };
                pairs.insert((source.name.as_str(), target.name.as_str()));
            }
        }
    }
    let mut targets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for &(source, target) in silenced.difference(&heard) {
        targets.entry(source).or_default().push(target);
    }
    let rules = targets.into_iter().map(|(source, targets)| Inhibition {
        name: format!("burn-{source}"),
        source_matchers: vec![Matcher::eq(names::BURN, source)],
        target_matchers: vec![Matcher::one_of(names::BURN, targets)],
        equal: [names::SERVICE, names::ENVIRONMENT, names::SLO]
            .map(str::to_owned)
            .into(),
    });
    rules.collect()
}

/// Whether `source` surpasses a condition in something, and falls short of it in nothing.
fn is_exceeded(target: &Condition, source: &Condition) -> bool {
    let comparisons = [
        target.severity.cmp(&source.severity),
        source.burn.factor.cmp(&target.burn.factor),
        target.burn.long.cmp(&source.burn.long),
    ];
    comparisons.contains(&Ordering::Greater) && !comparisons.contains(&Ordering::Less)
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
        target_matchers: vec![Matcher::one_of(
            names::KIND,
            [Kind::Resource, Kind::Symptom].map(Kind::as_str),
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
Inhibition {
            name: format!("{service}-down"),
            source_matchers: vec![
                Matcher::eq(names::SERVICE, service),
                Matcher::eq(names::KIND, Kind::Down.as_str()),
            ],
            target_matchers: vec![
                Matcher::one_of(names::SERVICE, dependents),
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
