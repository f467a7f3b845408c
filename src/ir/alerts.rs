//! Every alert that can be emitted, with the labels by which it is routed and silenced.

use std::borrow::Cow;

use super::{Deployment, Program, Service, Slo, names};
use crate::routing::Labels;
use crate::slo::Severity;

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

/// The alerts of an SLO, the fastest burn first.
pub fn of_slo<'p>(
    service: &'p Service,
    deployment: &'p Deployment,
    slo: &'p Slo,
) -> impl Iterator<Item = Alert<'p>> {
    let alert = move |name: Cow<'p, str>, severity, burn| Alert {
        service,
        deployment,
        slo,
        name,
        severity,
        burn,
    };
    let burns = slo.burn.alerts.iter().map(move |burning| {
        let condition = &burning.condition;
        let name = names::burn_alert(&condition.name);
        alert(
            name.into(),
            condition.severity,
            Some(condition.name.as_str()),
        )
    });
    let warning = deployment.environment.severities.map(Severity::Warning);
    burns.chain([
        alert(names::NO_DATA.into(), warning, None),
        alert(names::BUDGET_SPENT.into(), Severity::Info, None),
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
