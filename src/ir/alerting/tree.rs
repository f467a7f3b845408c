//! The routing tree that brings every alert to those whom ownership intends.
//!
//! The root; first a route for each alert that tells that alerting is alive; then one for each alert
//! that somebody hears of besides, after which the search goes on; then one for each team, in it one for
//! each service that differs from its team, and one for each severity, in environments that page and in the
//! others. Matchers name stable labels and single values, because Alertmanager tells all firing alerts anew
//! where the matchers above them change: services that are told alike share no route.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::watchdog::{self, Heartbeat, heartbeats};
use super::{Alerting, Contacts, Delivery, Destination, Notice, Reach, Remediation};
use crate::ir::alerts::{ALERT_NAME, META};
use crate::ir::{Service, Team, names};
use crate::routing::{Matcher, Route};
use crate::slo::Severity;
use crate::units::Duration;

/// Severities in the order of their routes.
const SEVERITIES: [Severity; 3] = [Severity::Critical, Severity::Warning, Severity::Info];

/// A routing tree and the receivers that it names.
#[derive(Debug, Clone)]
pub struct Routes {
    /// The tree.
    pub root: Route,
    /// Whom a receiver tells, by its name.
    pub receivers: BTreeMap<String, Recipients>,
}

/// Whom a receiver tells, and of what.
#[derive(Debug, Clone)]
pub struct Recipients {
    /// Who is told.
    pub to: Vec<Arc<Destination>>,
    /// Whether they are told that an alert no longer fires.
    pub resolved: bool,
}

impl Routes {
    /// Whom the receiver of this name tells.
    pub fn told_by(&self, receiver: &str) -> &[Arc<Destination>] {
        let recipients = self.receivers.get(receiver);
        recipients.map_or(&[], |it| it.to.as_slice())
    }

    /// Everybody who is told of anything, once for each receiver.
    pub fn destinations(&self) -> impl Iterator<Item = &Arc<Destination>> {
        self.receivers.values().flat_map(|it| &it.to)
    }
}

/// The routing tree of services and their teams. `None` where it is not known who hears of alerts
/// that no route takes.
pub fn routes(
    alerting: &Alerting,
    teams: &BTreeMap<String, Team>,
    services: &[Service],
) -> Option<Routes> {
    let unrouted = alerting.unrouted.as_ref()?;
    let mut builder = Builder {
        alerting,
        receivers: BTreeMap::new(),
    };
    let mut root = Route {
        receiver: Some(builder.receiver(std::slice::from_ref(&unrouted.value))),
        group_by: Some(
            alerting
                .group_by
                .iter()
                .map(|label| label.value.clone())
                .collect(),
        ),
        group_wait: Some(*alerting.wait),
        group_interval: Some(*alerting.interval),
        repeat_interval: Some(*alerting.repeat),
        ..Route::default()
    };
    root.routes.extend(
        heartbeats(alerting, services)
            .iter()
            .map(|it| builder.heartbeat(it)),
    );
    for service in services {
        let tees = service.remediation.iter();
        root.routes.extend(tees.map(|it| builder.tee(service, it)));
    }
    let mut owned: BTreeMap<&str, Vec<&Service>> = BTreeMap::new();
    for service in services {
        owned.entry(&service.team).or_default().push(service);
    }
    for (team, services) in owned {
        if let Some(contacts) = teams.get(team).and_then(|team| team.contacts.as_ref()) {
            root.routes.push(builder.team(team, contacts, &services));
        }
    }
    Some(Routes {
        root,
        receivers: builder.receivers,
    })
}

/// The names of environments by how far their alerts reach.
type Reaches<'p> = BTreeMap<&'p Reach, BTreeSet<&'p str>>;

/// Builds routes, and remembers the receivers that they name.
struct Builder<'p> {
    alerting: &'p Alerting,
    receivers: BTreeMap<String, Recipients>,
}

/// What a route's children inherit, as far as it matters to them.
#[derive(Clone)]
struct Inherited {
    /// `None` where every child has to name its own.
    receiver: Option<String>,
    repeat: Duration,
}

impl Inherited {
    /// What the children of `route` inherit.
    fn through(&self, route: &Route) -> Self {
        Self {
            receiver: route.receiver.clone().or_else(|| self.receiver.clone()),
            repeat: route.repeat_interval.unwrap_or(self.repeat),
        }
    }
}

impl Builder<'_> {
    /// The route of the alert that tells that alerting of an environment is alive.
    fn heartbeat(&mut self, heartbeat: &Heartbeat<'_>) -> Route {
        let listener = &heartbeat.listener.value;
        let delivery = watchdog::delivery(listener);
        // Whoever hears of other alerts as well hears through another receiver when these are over.
        let receiver = format!("{} ({})", listener.name, names::WATCHDOG);
        let recipients = Recipients {
            to: vec![Arc::clone(listener)],
            resolved: delivery.resolved,
        };
        self.receivers.insert(receiver.clone(), recipients);
        Route {
            matchers: vec![
                Matcher::eq(names::KIND, META),
                Matcher::eq(names::ENVIRONMENT, &heartbeat.environment.name),
            ],
            receiver: Some(receiver),
            group_wait: delivery.notices.first().map(|notice| notice.wait),
            group_interval: Some(delivery.interval),
            repeat_interval: Some(delivery.repeat),
            ..Route::default()
        }
    }

    /// The route of an alert to somebody who hears of it besides.
    fn tee(&mut self, service: &Service, remediation: &Remediation) -> Route {
        Route {
            matchers: vec![
                Matcher::eq(ALERT_NAME, &remediation.alert.value),
                Matcher::eq(names::SERVICE, &service.name),
            ],
            receiver: Some(self.receiver(std::slice::from_ref(&remediation.to))),
            and_continue: true,
            ..Route::default()
        }
    }

    fn team(&mut self, team: &str, contacts: &Contacts, services: &[&Service]) -> Route {
        let root = Inherited {
            receiver: None,
            repeat: *self.alerting.repeat,
        };
        let mut route = self.scope(
            Matcher::eq(names::TEAM, team),
            contacts,
            &reaches(services),
            &root,
        );
        let inherited = root.through(&route);
        let mut overrides = Vec::new();
        for service in services {
            if self.differs(service, contacts) {
                overrides.push(self.scope(
                    Matcher::eq(names::SERVICE, &service.name),
                    &service.contacts,
                    &reaches(&[service]),
                    &inherited,
                ));
            }
        }
        route.routes.splice(0..0, overrides);
        route
    }

    /// Whether something else happens to a service's alerts than to its team's.
    fn differs(&self, service: &Service, team: &Contacts) -> bool {
        service.deployments.iter().any(|deployment| {
            let reach = &deployment.environment.reach;
            let delivery = |contacts, severity| self.alerting.delivery(contacts, reach, severity);
            SEVERITIES
                .iter()
                .any(|&severity| delivery(&service.contacts, severity) != delivery(team, severity))
        })
    }

    /// The routes of a team or a service. It takes what asks nothing of anybody itself, and has a child for
    /// each severity to which something else happens: first where alerts reach further than elsewhere, or
    /// keep hours, then in all other environments.
    fn scope(
        &mut self,
        matcher: Matcher,
        contacts: &Contacts,
        reaches: &Reaches<'_>,
        above: &Inherited,
    ) -> Route {
        let alerting = self.alerting;
        let plain = Reach::default();
        let delivery = |severity| alerting.delivery(contacts, &plain, severity);
        let least = delivery(Severity::Info);
        let own = match self.leaves(&[], &least, above).as_mut_slice() {
            [only] if only.group_wait.is_none() => Some(std::mem::take(only)),
            _ => None,
        };
        let takes_least = own.is_some();
        let mut route = own.unwrap_or_default();
        route.matchers = vec![matcher];
        let inherited = above.through(&route);
        for (reach, environments) in reaches.iter().rev() {
            if **reach != plain {
                let environments =
                    Matcher::one_of(names::ENVIRONMENT, environments.iter().copied());
                let further = self.further(&environments, contacts, reach, &inherited);
                route.routes.extend(further);
            }
        }
        for severity in SEVERITIES {
            let delivery = delivery(severity);
            if !(takes_least && delivery == least) {
                let leaves = self.leaves(&[of(severity)], &delivery, &inherited);
                route.routes.extend(leaves);
            }
        }
        route
    }

    /// The routes of environments with this reach: one for each severity to which something else happens
    /// than in others.
    fn further(
        &mut self,
        environments: &Matcher,
        contacts: &Contacts,
        reach: &Reach,
        above: &Inherited,
    ) -> Vec<Route> {
        let (alerting, plain) = (self.alerting, Reach::default());
        let delivery = |reach, severity| alerting.delivery(contacts, reach, severity);
        let differs = |severity| delivery(reach, severity) != delivery(&plain, severity);
        // Where even the least is told in another way, the last route takes all that is left.
        let takes_all = differs(Severity::Info);
        let mut routes = Vec::new();
        for severity in SEVERITIES {
            if takes_all || differs(severity) {
                let is_rest = takes_all && severity == Severity::Info;
                let of_severity = (!is_rest).then(|| of(severity));
                let matchers = [environments.clone()].into_iter().chain(of_severity);
                let matchers: Vec<_> = matchers.collect();
                routes.extend(self.leaves(&matchers, &delivery(reach, severity), above));
            }
        }
        routes
    }

    /// A route for each notice; all but the last let the search go on.
    fn leaves(
        &mut self,
        matchers: &[Matcher],
        delivery: &Delivery,
        above: &Inherited,
    ) -> Vec<Route> {
        let mut leaves = Vec::new();
        for (at, notice) in delivery.notices.iter().enumerate() {
            let Notice { wait, during, to } = notice;
            let receiver = self.receiver(to);
            leaves.push(Route {
                matchers: matchers.to_vec(),
                receiver: Some(receiver).filter(|name| above.receiver.as_ref() != Some(name)),
                group_wait: Some(*wait).filter(|wait| *wait != *self.alerting.wait),
                repeat_interval: Some(delivery.repeat).filter(|it| *it != above.repeat),
                and_continue: at + 1 < delivery.notices.len(),
                muted_in: delivery.muted_in.clone(),
                active_in: during.iter().cloned().collect(),
                ..Route::default()
            });
        }
        leaves
    }

    /// The name of the receiver that tells all of these.
    fn receiver(&mut self, to: &[Arc<Destination>]) -> String {
        let names: Vec<_> = to.iter().map(|it| it.name.as_str()).collect();
        let name = names.join(" + ");
        if !self.receivers.contains_key(&name) {
            let recipients = Recipients {
                to: to.to_vec(),
                resolved: true,
            };
            self.receivers.insert(name.clone(), recipients);
        }
        name
    }
}

fn reaches<'p>(services: &[&'p Service]) -> Reaches<'p> {
    let mut reaches = Reaches::new();
    for deployment in services.iter().flat_map(|service| &service.deployments) {
        let environment = &deployment.environment;
        let names = reaches.entry(&environment.reach).or_default();
        names.insert(&environment.name);
    }
    reaches
}

/// Alerts of a severity.
fn of(severity: Severity) -> Matcher {
    Matcher::eq(names::SEVERITY, severity.as_str())
}
