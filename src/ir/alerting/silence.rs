//! What policies intend for alerts that fire together: which of them need not be told while another
//! one is. Never computed from the inhibition rules, so that it can judge them.

use std::collections::BTreeSet;

use crate::ir::alerts::{Alert, Subject};
use crate::ir::{BurnAlert, Program};
use crate::pack::{ForEach, Kind};

/// Which alerts are to silence which.
#[derive(Debug)]
pub struct Silences<'p> {
    /// Names of burn conditions, the first of which does not say all that the second does, in some SLO.
    /// Rules know nothing of conditions but their names, so such pairs are left alone everywhere.
    doubtful: BTreeSet<(&'p str, &'p str)>,
    /// Pairs of services, the first of which the second cannot do without.
    dependents: BTreeSet<(&'p str, &'p str)>,
}

impl<'p> Silences<'p> {
    /// What the policies of a program intend.
    pub fn new(program: &'p Program) -> Self {
        let edges = program.services.iter().flat_map(|dependent| {
            let edges = dependent.depends_on.iter().filter(|edge| edge.inhibit);
            edges.map(|edge| (edge.service.as_str(), dependent.name.as_str()))
        });
        Self {
            doubtful: doubtful(program),
            dependents: edges.collect(),
        }
    }

    /// Pairs of services, the first of which the second cannot do without.
    pub fn dependents(&self) -> impl Iterator<Item = (&'p str, &'p str)> {
        self.dependents.iter().copied()
    }

    /// Whether nobody needs to hear of `target` while `source` fires: in the same environment, what is
    /// wrong with a service that is down, and the symptoms of those that cannot do without it.
    pub fn is_meant(&self, source: &Alert<'_>, target: &Alert<'_>) -> bool {
        let services = source.subject.service().zip(target.subject.service());
        let Some(((service, here), (other, there))) = services else {
            return false;
        };
        if here.environment.name != there.environment.name {
            return false;
        }
        if service.name != other.name {
            let pair = (service.name.as_str(), other.name.as_str());
            return self.dependents.contains(&pair)
                && is_of(source, Kind::Down)
                && is_of(target, Kind::Symptom);
        }
        self.is_slower(source, target)
            || names(source, target)
            || explains(source, target)
            || is_seen_from_outside(source, target)
    }

    /// A faster burn tells of the failures of a slower one of the same SLO.
    fn is_slower(&self, source: &Alert<'_>, target: &Alert<'_>) -> bool {
        let (Some((slo, fast)), Some((other, slow))) = (burning(source), burning(target)) else {
            return false;
        };
        let names = (&*fast.condition.name, &*slow.condition.name);
        slo == other && says_all_of(fast, slow) && !self.doubtful.contains(&names)
    }
}

/// The SLO of an alert for a burn condition, and the condition.
fn burning<'a>(alert: &Alert<'a>) -> Option<(&'a str, &'a BurnAlert)> {
    match alert.subject {
        Subject::Slo { slo, burn, .. } => burn.map(|burn| (&*slo.name, burn)),
        Subject::Pack { .. } | Subject::Stack { .. } => None,
    }
}

/// Whether nobody misses `slow` while `fast` fires: that is no less urgent, takes no smaller an error
/// ratio, and comes no later. Of two that are alike in all of this both are told.
fn says_all_of(fast: &BurnAlert, slow: &BurnAlert) -> bool {
    let (one, other) = (&fast.condition, &slow.condition);
    let is_as_urgent = one.severity <= other.severity;
    let is_as_strict = fast.figures.threshold >= slow.figures.threshold;
    let is_as_quick = one.burn.long <= other.burn.long;
    let is_alike = one.severity == other.severity
        && fast.figures.threshold == slow.figures.threshold
        && one.burn.long == other.burn.long;
    is_as_urgent && is_as_strict && is_as_quick && !is_alike
}

/// See [`Silences::doubtful`].
fn doubtful(program: &Program) -> BTreeSet<(&str, &str)> {
    let deployments = program.services.iter().flat_map(|it| &it.deployments);
    let slos = deployments.flat_map(|deployment| &deployment.slos);
    let pairs = slos.flat_map(|slo| {
        let alerts = || slo.burn.alerts.iter();
        alerts().flat_map(move |one| alerts().map(move |other| (one, other)))
    });
    let doubtful = pairs.filter(|(one, other)| !says_all_of(one, other));
    let names = doubtful.map(|(one, other)| (&*one.condition.name, &*other.condition.name));
    names.collect()
}

/// Whether the pack of both says so, for what both are about.
fn names(source: &Alert<'_>, target: &Alert<'_>) -> bool {
    let (Subject::Pack { bound, .. }, Subject::Pack { bound: other, .. }) =
        (&source.subject, &target.subject)
    else {
        return false;
    };
    let mut named = bound.pack.inhibits();
    bound.key == other.key && named.any(|pair| pair == (&*source.name, &*target.name))
}

/// Whether the service of both is down.
fn explains(source: &Alert<'_>, target: &Alert<'_>) -> bool {
    is_of(source, Kind::Down) && (is_of(target, Kind::Resource) || is_of(target, Kind::Symptom))
}

/// Whether both tell that their service is down, and users see but the first.
fn is_seen_from_outside(source: &Alert<'_>, target: &Alert<'_>) -> bool {
    let is_probed = |alert: &Alert<'_>| match alert.subject {
        Subject::Pack { bound, .. } => bound.pack.for_each == ForEach::Probe,
        Subject::Slo { .. } | Subject::Stack { .. } => false,
    };
    let are_down = is_of(source, Kind::Down) && is_of(target, Kind::Down);
    are_down && is_probed(source) && !is_probed(target)
}

/// Whether an alert is of a kind.
fn is_of(alert: &Alert<'_>, kind: Kind) -> bool {
    alert.subject.kind() == kind.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::alerts;
    use crate::routing::Truth;

    #[test]
    fn a_certificate_is_told_of_while_its_service_is_down() {
        let services = "owners: [{team: web, alert_contact: '#web'}]\nservices:\n  \
            - {service_name: shop, owner: web, alert_packs: [blackbox], \
               environments: [{name: production, url: 'https://shop.example.com'}]}\n";
        let files = [("observability_services.yml", services.as_bytes())];
        let program = crate::analyse_bytes(files).unwrap().program;
        let alerts: Vec<_> = alerts::all(&program).collect();
        let named = |name: &str| alerts.iter().find(|it| it.name == name).unwrap();
        let down = named("HostDown");
        for (name, is_silenced) in [
            ("CertificateExpiryCritical", false),
            ("CertificateExpiryWarning", false),
            ("ProbeSlow", true),
            ("ProbeMissing", true),
        ] {
            let target = named(name);
            let mut rules = program.inhibitions.iter();
            let told = rules.any(|it| it.inhibits(&down.routed(), &target.routed()) == Truth::Yes);
            assert_eq!(told, is_silenced, "{name}");
            let is_meant = Silences::new(&program).is_meant(down, target);
            assert_eq!(is_meant, is_silenced, "{name}");
        }
    }
}
