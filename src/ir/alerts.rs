//! Every alert that can be emitted, with the labels by which it is routed and silenced. The rules
//! take their labels from here, so that what is judged is what is emitted.

use std::borrow::Cow;

use super::{Deployment, PackAlerts, Program, Service, Slo, names};
use crate::pack;
use crate::routing::Labels;
use crate::slo::{Condition, Severity};

/// The label under which Alertmanager sees an alert's name.
pub const ALERT_NAME: &str = "alertname";
/// What SLO alerts are about: what users notice.
const SYMPTOM: &str = "symptom";

/// An alert that can be emitted.
#[derive(Debug, Clone)]
pub struct Alert<'p> {
    /// Whose it is.
    pub service: &'p Service,
    /// Where it fires.
    pub deployment: &'p Deployment,
    /// What it guards.
    pub guards: Guards<'p>,
    /// The alert's name.
    pub name: Cow<'p, str>,
    /// What it asks of people.
    pub severity: Severity,
}

/// What an alert guards.
#[derive(Debug, Clone, Copy)]
pub enum Guards<'p> {
    /// An SLO, by a burn condition if one is named.
    Slo(&'p Slo, Option<&'p str>),
    /// What a pack watches.
    Pack(&'p PackAlerts, &'p pack::Alert),
}

impl Alert<'_> {
    /// The labels that the rule states, in the order in which they are written.
    pub fn labels(&self) -> Vec<(&'static str, &str)> {
        let mut labels = vec![
            (names::SERVICE, self.service.name.as_str()),
            (names::ENVIRONMENT, &self.deployment.environment.name),
        ];
        let (kind, burn) = match self.guards {
            Guards::Slo(slo, burn) => {
                labels.push((names::SLO, &slo.name));
                (SYMPTOM, burn)
            }
            Guards::Pack(bound, alert) => {
                labels.extend(
                    bound
                        .key
                        .as_ref()
                        .map(|(label, name)| (*label, name.as_str())),
                );
                (alert.kind.as_str(), None)
            }
        };
        labels.push((names::TEAM, &self.service.team));
        labels.push((names::SEVERITY, self.severity.as_str()));
        labels.push((names::KIND, kind));
        labels.extend(burn.map(|burn| (names::BURN, burn)));
        labels
    }

    /// The labels as Alertmanager sees them.
    pub fn routed(&self) -> Labels<'_> {
        let named = Labels::default().with(ALERT_NAME, &*self.name);
        let labels = self.labels().into_iter();
        labels.fold(named, |all, (name, value)| all.with(name, value))
    }
}

impl<'p> Alert<'p> {
    /// The alert for a burn condition of an SLO.
    pub fn burn(
        service: &'p Service,
        deployment: &'p Deployment,
        slo: &'p Slo,
        condition: &'p Condition,
    ) -> Self {
        Self {
            service,
            deployment,
            guards: Guards::Slo(slo, Some(&condition.name)),
            name: names::burn_alert(&condition.name).into(),
            severity: condition.severity,
        }
    }

    /// The alert for missing data of an SLO.
    pub fn no_data(service: &'p Service, deployment: &'p Deployment, slo: &'p Slo) -> Self {
        Self {
            service,
            deployment,
            guards: Guards::Slo(slo, None),
            name: names::NO_DATA.into(),
            severity: deployment.environment.severities.map(Severity::Warning),
        }
    }

    /// The alert for a spent budget of an SLO. Nobody needs to act at once on it.
    pub fn budget_spent(service: &'p Service, deployment: &'p Deployment, slo: &'p Slo) -> Self {
        Self {
            service,
            deployment,
            guards: Guards::Slo(slo, None),
            name: names::BUDGET_SPENT.into(),
            severity: Severity::Info,
        }
    }
}

impl<'p> Alert<'p> {
    /// An alert of a pack.
    pub fn of_pack(
        service: &'p Service,
        deployment: &'p Deployment,
        bound: &'p PackAlerts,
        alert: &'p pack::Alert,
    ) -> Self {
        Self {
            service,
            deployment,
            guards: Guards::Pack(bound, alert),
            name: alert.name.as_str().into(),
            severity: deployment.environment.severities.map(alert.severity),
        }
    }
}

/// The alerts of an SLO, the fastest burn first.
pub fn of_slo<'p>(
    service: &'p Service,
    deployment: &'p Deployment,
    slo: &'p Slo,
) -> impl Iterator<Item = Alert<'p>> {
    let burning = slo.burn.alerts.iter();
    let burns = burning.map(move |alert| Alert::burn(service, deployment, slo, &alert.condition));
    burns.chain([
        Alert::no_data(service, deployment, slo),
        Alert::budget_spent(service, deployment, slo),
    ])
}

/// The alerts of a service in an environment.
pub fn of_deployment<'p>(
    service: &'p Service,
    deployment: &'p Deployment,
) -> impl Iterator<Item = Alert<'p>> {
    let slos = deployment.slos.iter();
    let of_slos = slos.flat_map(move |slo| of_slo(service, deployment, slo));
    let packs = deployment.packs.iter();
    of_slos.chain(packs.flat_map(move |bound| {
        let alerts = bound.bound.alerts.iter();
        alerts.map(move |alert| Alert::of_pack(service, deployment, bound, alert))
    }))
}

/// All alerts, by service, environment, and SLO or pack.
pub fn all(program: &Program) -> impl Iterator<Item = Alert<'_>> {
    program.services.iter().flat_map(|service| {
        let deployments = service.deployments.iter();
        deployments.flat_map(move |deployment| of_deployment(service, deployment))
    })
}
