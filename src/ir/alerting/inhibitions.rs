//! Which alerts silence which while they fire. Never by severity: outside production both sides are
//! warnings.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ir::alerts::ALERT_NAME;
use crate::ir::{Burn, Deployment, PackAlerts, Service, names, service_named};
use crate::pack::{self, ForEach, Kind};
use crate::promql::Text;
use crate::routing::{Inhibition, Matcher};
use crate::slo::Condition;

/// The inhibition rules for the alerts of these services.
pub fn inhibitions(services: &[Service]) -> Vec<Inhibition> {
    let mut all = burns(services);
    all.extend(down(services));
    all.extend(outside(services));
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
    names_of_down(bound).next().is_some()
}

/// While a service does not answer at all, nobody needs to hear what else is wrong with it.
fn down(services: &[Service]) -> Option<Inhibition> {
    let mut deployments = services.iter().flat_map(|service| &service.deployments);
    let has_both = |deployment: &Deployment| {
        let mut alerts = deployment.packs.iter().flat_map(|it| &it.bound.alerts);
        let is_target = |alert: &pack::Alert| matches!(alert.kind, Kind::Resource | Kind::Symptom);
        deployment.packs.iter().any(is_down)
            && (!deployment.slos.is_empty() || alerts.any(is_target))
    };
    deployments.any(has_both).then(|| Inhibition {
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

/// A service that does not answer probes is down for its users, whatever scrapes of it say. Where both
/// tell that it is down, one is enough, and it is always the same one.
fn outside(services: &[Service]) -> Option<Inhibition> {
    let (mut sources, mut targets) = (BTreeSet::new(), BTreeSet::new());
    let deployments = services.iter().flat_map(|service| &service.deployments);
    for deployment in deployments {
        let down = deployment.packs.iter().filter(|it| is_down(it));
        let (probes, others): (Vec<_>, Vec<_>) =
            down.partition(|it| it.pack.for_each == ForEach::Probe);
        if !probes.is_empty() && !others.is_empty() {
            sources.extend(probes.into_iter().flat_map(names_of_down));
            targets.extend(others.into_iter().flat_map(names_of_down));
        }
    }
    // One of several jobs has an alert of this name too, which is of another kind.
    let side = |alerts: BTreeSet<&str>| {
        vec![
            Matcher::one_of(ALERT_NAME, alerts),
            Matcher::eq(names::KIND, Kind::Down.as_str()),
        ]
    };
    (!sources.is_empty()).then(|| Inhibition {
        name: "down-outside".to_owned(),
        source_matchers: side(sources),
        target_matchers: side(targets),
        equal: [names::SERVICE, names::ENVIRONMENT]
            .map(str::to_owned)
            .into(),
    })
}

/// The alerts of a pack that tell that the service is down.
fn names_of_down(bound: &PackAlerts) -> impl Iterator<Item = &str> {
    let alerts = bound.bound.alerts.iter();
    let down = alerts.filter(|alert| alert.kind == Kind::Down);
    down.map(|alert| alert.name.as_str())
}

/// The pairs that packs name, where both alerts are emitted for one subject. Alerts on one signal are
/// paired by the labels that it keeps as well: a full disk says nothing of another one.
fn pairs(services: &[Service]) -> Vec<Inhibition> {
    let mut pairs: BTreeSet<(&str, &str, Vec<&str>)> = BTreeSet::new();
    for bound in packs(services) {
        let emitted = |name: &str| bound.bound.alerts.iter().find(|alert| alert.name == name);
        pairs.extend(bound.pack.inhibits().filter_map(|(source, target)| {
            let (one, other) = (emitted(source)?, emitted(target)?);
            if one.kind == Kind::Down && other.kind != Kind::Down {
                // It is silenced by that kind.
                return None;
            }
            let (one, other) = (&one.signal, &other.signal);
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
            if upstream.is_none_or(|upstream| lacking_side(service, upstream).is_some()) {
                continue;
            }
            dependents
                .entry(&edge.service)
                .or_default()
                .insert(&service.name);
        }
    }
    let rules = dependents
        .into_iter()
        .map(|(service, dependents)| Inhibition {
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
        });
    rules.collect()
}

/// A side of a dependency for want of which nothing is ever silenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// No alert tells that what is depended on is down.
    Upstream,
    /// The service has no symptoms that could be told.
    Dependent,
}

/// What lacks for symptoms of `service` to be silenced while `upstream` is down, in each environment that
/// both have; `None` where nothing does in one of them.
pub fn lacking_side(service: &Service, upstream: &Service) -> Option<Side> {
    let mut lacking = Side::Upstream;
    for down in &upstream.deployments {
        if !down.packs.iter().any(is_down) {
            continue;
        }
        let own = service.deployments.iter();
        let mut here = own.filter(|it| it.environment.name == down.environment.name);
        if let Some(deployment) = here.next() {
            if has_symptoms(deployment) {
                return None;
            }
            lacking = Side::Dependent;
        }
    }
    Some(lacking)
}

fn has_symptoms(deployment: &Deployment) -> bool {
    let mut alerts = deployment.packs.iter().flat_map(|it| &it.bound.alerts);
    !deployment.slos.is_empty() || alerts.any(|alert| alert.kind == Kind::Symptom)
}

#[cfg(test)]
mod tests {
    /// The names of the rules, and what lint says, of a service with the pack `target` less these alerts.
    fn without(disabled: &str) -> (Vec<String>, Vec<&'static str>) {
        let text = format!(
            "owners: [{{team: web, alert_contact: '#web'}}]\nservices: [{{service_name: api, owner: web, \
             environments: [production], slo_profile: none, jobs: [api], \
             alert_packs: [{{pack: target, disable: [{disabled}]}}]}}]\n"
        );
        let file = ("observability_services.yml", text.as_bytes());
        let analysis = crate::analyse_bytes([file]).unwrap();
        let rules = analysis.program.inhibitions.into_iter();
        let rules = rules.map(|rule| rule.name).collect();
        let report = analysis.sink.finish(&analysis.files);
        let codes = report.diagnostics.iter().map(|it| it.code.id).collect();
        (rules, codes)
    }

    #[test]
    fn a_service_that_only_tells_that_it_is_down_silences_nothing() {
        let (rules, codes) = without("ScrapeTargetPartlyDown");
        assert_eq!(rules, ["down"]);
        assert!(!codes.contains(&"RTE012"), "{codes:?}");
        let (rules, codes) = without("ScrapeTargetPartlyDown, ScrapeTargetMissing");
        assert!(rules.is_empty(), "{rules:?}");
        assert!(!codes.contains(&"RTE012"), "{codes:?}");
    }
}
