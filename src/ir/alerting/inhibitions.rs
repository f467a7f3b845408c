//! Which alerts silence which while they fire. Never by severity: outside production both sides are
//! warnings.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::alerts::{self, ALERT_NAME};
use crate::ir::{Deployment, PackAlerts, Service, names, service_named};
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
    let silenced = [Kind::Resource.as_str(), Kind::Symptom.as_str()];
    let mut deployments = services.iter().flat_map(|service| {
        let deployments = service.deployments.iter();
        deployments.map(move |it| (service, it))
    });
    let is_needed = packs(services).any(is_down)
        && deployments.any(|(service, it)| has_kind(&silenced, service, it));
    is_needed.then(|| Inhibition {
        name: "down".to_owned(),
        source_matchers: vec![Matcher::eq(names::KIND, Kind::Down.as_str())],
        target_matchers: vec![any_of(names::KIND, &silenced)],
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

/// Whether `upstream` can silence the service that depends on it: in an environment of both an alert
/// tells that the one is down, and another of symptoms of the other.
pub fn is_silenced_by(service: &Service, upstream: &Service) -> bool {
    let symptoms = [Kind::Symptom.as_str()];
    shared(service, upstream).any(|own| has_kind(&symptoms, service, own))
}

/// Whether an alert tells that `upstream` is down, in an environment of the service that depends on it.
pub fn is_told_down(service: &Service, upstream: &Service) -> bool {
    shared(service, upstream).next().is_some()
}

/// Where a service runs in the environments in which an alert tells that `upstream` is down.
fn shared<'s>(service: &'s Service, upstream: &Service) -> impl Iterator<Item = &'s Deployment> {
    let down = upstream.deployments.iter();
    let down = down.filter(|deployment| deployment.packs.iter().any(is_down));
    let down: BTreeSet<&str> = down.map(|it| it.environment.name.as_str()).collect();
    let own = service.deployments.iter();
    own.filter(move |it| down.contains(it.environment.name.as_str()))
}

/// Whether a service has an alert of one of these kinds there.
fn has_kind(kinds: &[&str], service: &Service, deployment: &Deployment) -> bool {
    let mut alerts = alerts::of_deployment(service, deployment);
    alerts.any(|alert| kinds.contains(&alert.subject.kind()))
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
