//! The routing table: who is told of what, as people read it.

use std::collections::BTreeMap;
use std::iter;

use super::{Delivery, Notice};
use crate::ir::{Program, Service, alerts};
use crate::slo::Severity;
use crate::units::Duration;

/// A line of the table: alerts to which the same happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'p> {
    /// The owner of the services.
    pub team: &'p str,
    /// The services; none where it is about the stack itself.
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
        let told = self.delivery.told(goes_out);
        let muted = self.delivery.muted_in.iter();
        let muted = muted.map(|interval| format!("not during {interval}"));
        let told: Vec<_> = iter::once(told).chain(muted).collect();
        let services = if self.services.is_empty() {
            "(the stack)".to_owned()
        } else {
            some(&self.services)
        };
        [
            self.team.to_owned(),
            services,
            self.environments.join(", "),
            self.severity.as_str().to_owned(),
            told.join(", "),
            self.delivery.again().to_string(),
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

/// An alert of which somebody is told as well, whatever its severity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tee<'p> {
    /// The alert's name.
    pub alert: &'p str,
    /// The service whose alert it is.
    pub service: &'p str,
    /// Who is told.
    pub to: &'p str,
    /// How long after a notification the same is told again.
    pub repeat: Duration,
}

impl Tee<'_> {
    /// What the columns are called.
    pub const HEADS: [&'static str; 4] = ["alert", "service", "told as well", "again"];

    /// The line in words, column by column.
    pub fn cells(&self) -> [String; 4] {
        let repeat = self.repeat.to_string();
        [self.alert, self.service, self.to, &repeat].map(str::to_owned)
    }
}

/// The alerts of which somebody is told as well, by service.
pub fn tees(program: &Program) -> impl Iterator<Item = Tee<'_>> {
    let repeat = *program.alerting.repeat;
    program.services.iter().flat_map(move |service| {
        let remediation = service.remediation.iter();
        remediation.map(move |it| Tee {
            alert: &it.alert,
            service: &service.name,
            to: &it.to.name,
            repeat,
        })
    })
}

/// The routing table of all alerts that can be emitted, by team.
pub fn table(program: &Program) -> Vec<Line<'_>> {
    let mut teams: BTreeMap<&str, Vec<&Service>> = BTreeMap::new();
    for service in &program.services {
        teams.entry(&service.team).or_default().push(service);
    }
    let lines = teams
        .into_iter()
        .map(|(team, services)| of_team(program, team, &services));
    lines.flatten().chain(of_the_stack(program)).collect()
}

/// What tells that alerting is alive: a line for each who hears of it.
fn of_the_stack(program: &Program) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for alert in alerts::watchdogs(program) {
        let delivery = program.delivery(&alert);
        let environment = alert.subject.environment().name.as_str();
        match lines.iter_mut().find(|line| line.delivery == delivery) {
            Some(line) => line.environments.push(environment),
            None => lines.push(Line {
                team: alert.subject.team(),
                services: Vec::new(),
                environments: vec![environment],
                severity: alert.severity,
                delivery,
            }),
        }
    }
    lines
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
