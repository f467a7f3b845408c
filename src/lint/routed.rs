//! What rules about routing look at: for all alerts of one kind, what ownership intends and what the
//! routing tree does.

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic};
use crate::ir::alerting::{Delivery, Notice, Routes};
use crate::ir::{Deployment, Program, Service, alerts, names};
use crate::routing::{Hit, Labels, Tree, Truth, is_ever_open};
use crate::slo::Severity;
use crate::units::Duration;

/// The alerts of a service in an environment that have one severity: ownership treats them alike.
pub(super) struct Routed<'p> {
    pub program: &'p Program,
    pub service: &'p Service,
    pub deployment: &'p Deployment,
    pub severity: Severity,
    /// What ownership intends.
    pub intended: Delivery,
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
    /// How long after a notification the same is told again.
    pub repeat: Duration,
    /// The time intervals outside which nothing is told.
    pub active_in: &'p [String],
    /// The time intervals in which nothing is told.
    pub muted_in: &'p [String],
}

/// Every kind of alert that can be emitted, and where the tree of `routes` brings it.
pub(super) fn routed<'p>(program: &'p Program, tree: &'p Tree) -> Vec<Routed<'p>> {
    let mut all = Vec::new();
    for service in &program.services {
        for deployment in &service.deployments {
            let alerts = alerts::of_deployment(service, deployment);
            let severities: BTreeSet<_> = alerts.map(|alert| alert.severity).collect();
            all.extend(severities.into_iter().map(|severity| Routed {
                program,
                service,
                deployment,
                severity,
                intended: program.alerting.delivery(
                    &service.contacts,
                    &deployment.environment.reach,
                    severity,
                ),
                hits: tree.route(&labels(service, deployment, severity)),
                tree,
            }));
        }
    }
    all
}

/// The labels by which ownership decides. All others are taken as unknown, so that a route that asks
/// for one of them shows.
fn labels<'p>(service: &'p Service, deployment: &'p Deployment, severity: Severity) -> Labels<'p> {
    let known = Labels::default()
        .with(names::SERVICE, &*service.name)
        .with(names::ENVIRONMENT, &*deployment.environment.name)
        .with(names::TEAM, service.team.as_str())
        .with(names::SEVERITY, severity.as_str());
    [alerts::ALERT_NAME, names::SLO, names::BURN, names::KIND]
        .into_iter()
        .fold(known, Labels::with_unknown)
}

impl<'p> Routed<'p> {
    /// Who should be told, sorted.
    pub(super) fn intended(&self) -> Vec<Told<'_>> {
        let notices = self.intended.notices.iter();
        let mut intended: Vec<_> = notices
            .flat_map(|notice| {
                notice.to.iter().map(move |destination| Told {
                    who: &destination.name,
                    wait: notice.wait,
                    repeat: self.intended.repeat,
                    active_in: notice.during.as_slice(),
                    muted_in: &self.intended.muted_in,
                })
            })
            .collect();
        intended.sort();
        intended
    }

    /// Who is told, sorted; twice who is told by two routes.
    pub(super) fn told(&self, routes: &'p Routes) -> Vec<Told<'p>> {
        let nodes = self.hits.iter().map(|hit| self.tree.node(hit.node));
        let mut told: Vec<_> = nodes
            .flat_map(|node| {
                let to = routes.receivers.get(&node.receiver).into_iter().flatten();
                to.map(|destination| Told {
                    who: &destination.name,
                    wait: node.timing.group_wait,
                    repeat: node.timing.repeat_interval,
                    active_in: &node.active_in,
                    muted_in: &node.muted_in,
                })
            })
            .collect();
        told.sort();
        told
    }

    /// Whether there is a time of an ordinary week at which a notice is told.
    pub(super) fn is_ever_told(&self, notice: &Notice) -> bool {
        let intervals = &self.program.alerting.intervals;
        let active: Vec<_> = notice
            .during
            .iter()
            .filter_map(|name| intervals.get(name))
            .collect();
        let muted = self.intended.muted_in.iter();
        let muted: Vec<_> = muted.filter_map(|name| intervals.get(name)).collect();
        is_ever_open(&active, &muted)
    }

    /// Whether the routes depend on a label that does not belong to ownership.
    pub(super) fn is_uncertain(&self) -> bool {
        self.hits.iter().any(|hit| hit.truth != Truth::Yes)
    }

    /// A finding about these alerts, at the service's owner.
    pub(super) fn finding(&self, code: &'static Code, what: &str) -> Diagnostic {
        let message = format!(
            "{} alerts of `{}` in {} {what}",
            self.severity.as_str(),
            self.service.name,
            self.deployment.environment.name
        );
        let team = &self.service.team;
        match team.span {
            Some(span) => Diagnostic::at(code, span, message),
            None => Diagnostic::at(code, self.service.span, message),
        }
    }

    /// The routes to a hit, by their matchers.
    pub(super) fn path(&self, hit: Hit) -> String {
        let path = self.tree.path(hit.node);
        let steps = path.into_iter().map(|at| {
            let matchers = &self.tree.node(at).matchers;
            let matchers: Vec<_> = matchers.iter().map(ToString::to_string).collect();
            if matchers.is_empty() {
                "root".to_owned()
            } else {
                format!("{{{}}}", matchers.join(", "))
            }
        });
        steps.collect::<Vec<_>>().join(" > ")
    }
}
