//! Every alert that can be emitted, with the labels by which it is routed and silenced. The rules
//! take their labels from here, so that what is judged is what is emitted.

use std::borrow::Cow;

use super::{Deployment, Program, Service, Slo, names};
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
    /// The SLO that it guards.
    pub slo: &'p Slo,
    /// The alert's name.
    pub name: Cow<'p, str>,
    /// What it asks of people.
    pub severity: Severity,
    /// The burn condition, if it is one.
    pub burn: Option<&'p str>,
}

impl Alert<'_> {
    /// The labels that the rule states, in the order in which they are written.
    pub fn labels(&self) -> Vec<(&'static str, &str)> {
        let mut labels = vec![
            (names::SERVICE, self.service.name.as_str()),
            (names::ENVIRONMENT, &self.deployment.environment.name),
            (names::SLO, &self.slo.name),
            (names::TEAM, &self.service.team),
            (names::SEVERITY, self.severity.as_str()),
            (names::KIND, SYMPTOM),
        ];
        labels.extend(self.burn.map(|burn| (names::BURN, burn)));
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
            slo,
            name: names::burn_alert(&condition.name).into(),
            severity: condition.severity,
            burn: Some(&condition.name),
        }
    }

    /// The alert for missing data of an SLO.
    pub fn no_data(service: &'p Service, deployment: &'p Deployment, slo: &'p Slo) -> Self {
        Self {
            service,
            deployment,
            slo,
            name: names::NO_DATA.into(),
            severity: deployment.environment.severities.map(Severity::Warning),
            burn: None,
        }
    }

    /// The alert for a spent budget of an SLO. Nobody needs to act at once on it.
    pub fn budget_spent(service: &'p Service, deployment: &'p Deployment, slo: &'p Slo) -> Self {
        Self {
            service,
            deployment,
            slo,
            name: names::BUDGET_SPENT.into(),
            severity: Severity::Info,
            burn: None,
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
    slos.flat_map(move |slo| of_slo(service, deployment, slo))
}

/// All alerts, by service, environment and SLO.
pub fn all(program: &Program) -> impl Iterator<Item = Alert<'_>> {
    program.services.iter().flat_map(|service| {
        let deployments = service.deployments.iter();
        deployments.flat_map(move |deployment| of_deployment(service, deployment))
    })
}
