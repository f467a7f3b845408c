//! What rules about routing look at: for all alerts of one kind, what ownership intends and what the
//! routing tree does.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic};
use crate::ir::alerting::{Addressee, Delivery, Routes};
use crate::ir::alerts::{self, Alert};
use crate::ir::{Program, names};
use crate::lint::hours::Clock;
use crate::routing::{Hit, Labels, Tree, Truth};
use crate::units::Duration;

/// The alerts of a service in an environment that have one severity and kind, or the one about the
/// stack: ownership treats them alike. Those of which somebody hears besides go by their names.
pub(super) struct Routed<'p> {
    pub program: &'p Program,
    /// One of them.
    pub alert: Alert<'p>,
    /// What ownership intends.
    pub intended: Delivery,
    /// The months in whose ordinary weeks it leaves no time at which anybody is told.
    pub silent_months: Vec<&'static str>,
    /// The routes at which they arrive.
    pub hits: Vec<Hit>,
    pub tree: &'p Tree,
}

/// Somebody who is told, and when.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Told<'p> {
    /// What people call the destination.
    pub who: &'p str,
    /// How long the alert's group waits before.
    pub wait: Duration,
    /// How long after a notification changes are told.
    pub interval: Duration,
    /// How long after a notification the same is told again.
    pub repeat: Duration,
    /// The labels by which alerts are told together, sorted.
    pub group_by: Vec<&'p str>,
    /// The time intervals outside which nothing is told.
    pub active_in: &'p [String],
    /// The time intervals in which nothing is told.
    pub muted_in: &'p [String],
    /// Whether it is told that an alert no longer fires.
    pub resolved: bool,
}

/// Every kind of alert that can be emitted, and where the tree of `routes` brings it.
pub(super) fn routed<'p>(program: &'p Program, tree: &'p Tree) -> Vec<Routed<'p>> {
    let mut clock = Clock::new(&program.alerting);
    let mut routed = |alert: Alert<'p>| {
        let intended = program.delivery(&alert);
        let hours = clock.hours(&intended);
        Routed {
            intended,
            silent_months: clock.silent_months(&hours),
            hits: tree.route(&labels(&alert)),
            program,
            alert,
            tree,
        }
    };
    let mut all = Vec::new();
    for service in &program.services {
        for deployment in &service.deployments {
            let alerts = alerts::of_deployment(service, deployment);
            let alike: BTreeMap<_, _> = alerts
                .map(|alert| {
                    let name = is_named(&alert).then(|| alert.name.clone());
                    ((alert.severity, alert.subject.kind(), name), alert)
                })
                .collect();
            all.extend(alike.into_values().map(&mut routed));
        }
    }
    all.extend(alerts::watchdogs(program).into_iter().map(routed));
    all
}

/// The labels by which ownership decides.
const OWNERSHIP: [&str; 5] = [
    names::SERVICE,
    names::ENVIRONMENT,
    names::TEAM,
    names::SEVERITY,
    names::KIND,
];

/// Whether the service's entry names the alert, so that its name decides who hears of it.
fn is_named(alert: &Alert<'_>) -> bool {
    names_of(alert).any(|name| name == alert.name)
}

/// The alerts that the service's entry names.
fn names_of<'p>(alert: &Alert<'p>) -> impl Iterator<Item = &'p str> {
    let service = alert.subject.service();
    let named = service.into_iter().flat_map(|(it, _)| &it.remediation);
    named.map(|it| it.alert.as_str())
}

/// The labels by which ownership decides. All others are taken as unknown, so that a route that asks
/// for one of them shows; of the name it is known whether the entry names it.
fn labels<'a>(alert: &'a Alert<'_>) -> Labels<'a> {
    let nothing = Labels::default();
    let named = if is_named(alert) {
        nothing.with(alerts::ALERT_NAME, &*alert.name)
    } else {
        nothing.with_none_of(alerts::ALERT_NAME, names_of(alert))
    };
    let labels = alert.labels().into_iter();
    let labels = labels.fold(named, |all, (name, value)| {
        if OWNERSHIP.contains(&name) {
            all.with(name, value)
        } else {
            all.with_unknown(name)
        }
    });
    // Some alerts have a burn condition, the others of their kind do not.
    labels.with_unknown(names::BURN)
}

impl<'p> Routed<'p> {
    /// Who should be told, sorted.
    pub(super) fn intended(&self) -> Vec<Told<'_>> {
        let alerting = &self.program.alerting;
        let group_by = &sorted(alerting.group_by.iter().map(|label| label.as_str()));
        let notices = self.intended.notices.iter();
        let owners = notices.flat_map(|notice| {
            notice.to.iter().map(move |destination| Told {
                who: &destination.name,
                wait: notice.wait,
                interval: self.intended.interval,
                repeat: self.intended.repeat,
                group_by: group_by.clone(),
                active_in: notice.during.as_slice(),
                muted_in: &self.intended.muted_in,
                resolved: self.intended.resolved,
            })
        });
        let besides = self.intended.besides.iter().map(|destination| Told {
            who: &destination.name,
            wait: *alerting.wait,
            interval: *alerting.interval,
            repeat: *alerting.repeat,
            group_by: group_by.clone(),
            active_in: &[],
            muted_in: &[],
            resolved: true,
        });
        let mut intended: Vec<_> = owners.chain(besides).collect();
        intended.sort();
        intended
    }

    /// Who is told, sorted; twice who is told by two routes.
    pub(super) fn told(&self, routes: &'p Routes) -> Vec<Told<'p>> {
        let nodes = self.hits.iter().map(|hit| self.tree.node(hit.node));
        let mut told: Vec<_> = nodes
            .flat_map(|node| {
                let recipients = routes.receivers.get(&node.receiver).into_iter();
                let to = recipients.flat_map(|it| it.to.iter().map(|to| (to, it.resolved)));
                to.map(|(destination, resolved)| Told {
                    resolved,
                    who: &destination.name,
                    wait: node.timing.group_wait,
                    interval: node.timing.group_interval,
                    repeat: node.timing.repeat_interval,
                    group_by: sorted(node.group_by.iter().map(String::as_str)),
                    active_in: &node.active_in,
                    muted_in: &node.muted_in,
                })
            })
            .collect();
        told.sort();
        told
    }

    /// Whether the routes depend on a label that does not belong to ownership.
    pub(super) fn is_uncertain(&self) -> bool {
        self.hits.iter().any(|hit| hit.truth != Truth::Yes)
    }

    /// Whether the severity names somebody who is unknown, which is reported where the name stands.
    pub(super) fn names_unknown(&self) -> bool {
        let severity = self.program.alerting.severity(self.alert.severity);
        let mut to = severity.to.iter();
        to.any(|it| matches!(it, Addressee::Unknown))
    }

    /// The routes at which they arrive, by their matchers.
    pub(super) fn paths(&self) -> impl Iterator<Item = String> {
        self.hits.iter().map(|hit| self.tree.describe(hit.node))
    }

    /// A finding about these alerts, at the service's owner.
    pub(super) fn finding(&self, code: &'static Code, what: &str) -> Diagnostic {
        let Alert {
            subject, severity, ..
        } = &self.alert;
        let (severity, environment) = (severity.as_str(), &subject.environment().name);
        if let Some((service, _)) = subject.service() {
            let whose = format!("of `{}` in {environment} {what}", service.name);
            let message = if is_named(&self.alert) {
                format!("alerts `{}` {whose}", self.alert.name)
            } else {
                format!("{severity} alerts {whose}")
            };
            let place = service.team.span.unwrap_or(service.span);
            Diagnostic::at(code, place, message)
        } else {
            let message = format!("alerts about the stack in {environment} {what}");
            Diagnostic::nowhere(code, message)
        }
    }
}

fn sorted<'p>(labels: impl Iterator<Item = &'p str>) -> Vec<&'p str> {
    let mut labels: Vec<_> = labels.collect();
    labels.sort_unstable();
    labels
}
