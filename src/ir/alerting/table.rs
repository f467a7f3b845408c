//! The routing table: who is told of what, as people read it.

use std::collections::BTreeMap;
use std::iter;

use super::{Delivery, Notice};
use crate::ir::{Program, Service, alerts};
use crate::slo::Severity;

/// A line of the table: alerts to which the same happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'p> {
    /// The owner of the services.
    pub team: &'p str,
    /// The services.
    pub services: Vec<&'p str>,
    /// The environments.
    pub environments: Vec<&'p str>,
    /// What the alerts ask of people.
    pub severity: Severity,
    /// What happens to them.
    pub delivery: Delivery,
}

impl Line<'_> {
    /// What the columns are called.
    pub const HEADS: [&'static str; 6] = [
        "team",
        "services",
        "environments",
        "severity",
        "told",
        "again",
    ];

    /// The line in words, column by column. `goes_out` says which notices go out at the moment that
    /// is asked for.
    pub fn cells(&self, goes_out: impl Fn(&Notice) -> bool) -> [String; 6] {
        let told = |notice: &Notice| {
            let not_now = if goes_out(notice) { "" } else { " (not now)" };
            format!("{notice}{not_now}")
        };
        let told: Vec<_> = self.delivery.notices.iter().map(told).collect();
        let told = if told.is_empty() {
            "nobody".to_owned()
        } else {
            told.join("; ")
        };
        let muted = self.delivery.muted_in.iter();
        let muted = muted.map(|interval| format!("not during {interval}"));
        let told: Vec<_> = iter::once(told).chain(muted).collect();
        [
            self.team.to_owned(),
            some(&self.services),
            self.environments.join(", "),
            self.severity.as_str().to_owned(),
            told.join(", "),
            self.delivery.repeat.to_string(),
        ]
    }
}

/// The most services told by name in a cell.
const NAMED: usize = 3;

/// A few names, and how many there are beside.
fn some(names: &[&str]) -> String {
    if names.len() <= NAMED + 1 {
        return names.join(", ");
    }
    let (first, others) = names.split_at(NAMED);
    format!("{} and {} more", first.join(", "), others.len())
}

/// What happens to the alerts of some services in some environments, by severity.
type Treatment = Vec<(Severity, Delivery)>;
/// Environments in which the same happens.
type Treated<'p> = (Vec<&'p str>, Treatment);

/// The routing table of all alerts that can be emitted, by team.
pub fn table(program: &Program) -> Vec<Line<'_>> {
    let mut teams: BTreeMap<&str, Vec<&Service>> = BTreeMap::new();
    for service in &program.services {
        teams.entry(&service.team).or_default().push(service);
    }
    let lines = teams
        .into_iter()
        .map(|(team, services)| of_team(program, team, &services));
    lines.flatten().collect()
}

/// Services to which the same happens share lines, and so do their environments.
fn of_team<'p>(program: &'p Program, team: &'p str, services: &[&'p Service]) -> Vec<Line<'p>> {
    let mut alike: Vec<(Vec<Treated<'_>>, Vec<&str>)> = Vec::new();
    for service in services {
        let treatments = of_service(program, service);
        match alike.iter_mut().find(|(known, _)| *known == treatments) {
            Some((_, names)) => names.push(&service.name),
            None => alike.push((treatments, vec![&service.name])),
        }
    }
    let mut lines = Vec::new();
    for (treatments, services) in alike {
        for (environments, treatment) in treatments {
            lines.extend(treatment.into_iter().map(|(severity, delivery)| Line {
                team,
                services: services.clone(),
                environments: environments.clone(),
                severity,
                delivery,
            }));
        }
    }
    lines
}

/// The environments of a service with what happens in them.
fn of_service<'p>(program: &'p Program, service: &'p Service) -> Vec<Treated<'p>> {
    let mut alike: Vec<Treated<'p>> = Vec::new();
    for deployment in &service.deployments {
        let alerts = alerts::of_deployment(service, deployment);
        let severities: std::collections::BTreeSet<_> =
            alerts.map(|alert| alert.severity).collect();
        let deliver = |severity| {
            let reach = &deployment.environment.reach;
            let delivery = program
                .alerting
                .delivery(&service.contacts, reach, severity);
            (severity, delivery)
        };
        let treatment: Treatment = severities.into_iter().map(deliver).collect();
        match alike.iter_mut().find(|(_, known)| *known == treatment) {
            Some((environments, _)) => environments.push(&deployment.environment.name),
            None => alike.push((vec![&deployment.environment.name], treatment)),
        }
    }
    alike
}
