//! Every alert that can be emitted, with the labels by which it is routed and silenced. The rules
//! take their labels from here, so that what is judged is what is emitted.

use std::borrow::Cow;
use std::sync::Arc;

use super::alerting::{Destination, Heartbeat, heartbeats};
use super::{BurnAlert, Deployment, Environment, PackAlerts, Program, Service, Slo, names};
use crate::pack;
use crate::promql::Text;
use crate::routing::Labels;
use crate::slo::Severity;

/// The label under which Alertmanager sees an alert's name.
pub const ALERT_NAME: &str = "alertname";
/// What SLO alerts are about: what users notice.
const SYMPTOM: &str = "symptom";
/// What alerts about alerting itself are about.
pub const META: &str = "meta";

/// An alert that can be emitted.
#[derive(Debug, Clone)]
pub struct Alert<'p> {
    /// What it is about.
    pub subject: Subject<'p>,
    /// The alert's name.
    pub name: Cow<'p, str>,
    /// What it asks of people.
    pub severity: Severity,
}

/// What an alert is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'p> {
    /// An SLO of a service in an environment.
    Slo {
        /// Whose it is.
        service: &'p Service,
        /// Where it fires.
        deployment: &'p Deployment,
        /// The SLO that it guards.
        slo: &'p Slo,
        /// How it burns, if it is about that.
        burn: Option<&'p BurnAlert>,
    },
    /// What a pack of a service watches in an environment.
    Pack {
        /// Whose it is.
        service: &'p Service,
        /// Where it fires.
        deployment: &'p Deployment,
        /// The pack, bound to what it watches.
        bound: &'p PackAlerts,
        /// The pack's alert.
        alert: &'p pack::Alert,
    },
    /// The stack itself.
    Stack {
        /// The team that runs it.
        team: &'p str,
        /// Where it fires.
        environment: &'p Environment,
        /// Who hears of it.
        listener: &'p Arc<Destination>,
    },
}

impl<'p> Subject<'p> {
    /// The service that it is about, and where that runs.
    pub fn service(&self) -> Option<(&'p Service, &'p Deployment)> {
        match *self {
            Self::Slo {
                service,
                deployment,
                ..
            }
            | Self::Pack {
                service,
                deployment,
                ..
            } => Some((service, deployment)),
            Self::Stack { .. } => None,
        }
    }

    /// The team that owns it.
    pub fn team(&self) -> &'p str {
        match *self {
            Self::Slo { service, .. } | Self::Pack { service, .. } => &service.team,
            Self::Stack { team, .. } => team,
        }
    }

    /// Where it fires.
    pub fn environment(&self) -> &'p Environment {
        match *self {
            Self::Slo { deployment, .. } | Self::Pack { deployment, .. } => &deployment.environment,
            Self::Stack { environment, .. } => environment,
        }
    }

    /// Whether it is something that users notice, or alerting itself.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Slo { .. } => SYMPTOM,
            Self::Pack { alert, .. } => alert.kind.as_str(),
            Self::Stack { .. } => META,
        }
    }
}

impl Alert<'_> {
    /// The labels by which alerts of this name are told apart: whose it is, where it fires, and what it
    /// is about there, an SLO or a host, queue or job that a pack watches.
    pub fn identity(&self) -> Vec<(&'static str, &str)> {
        let subject = &self.subject;
        let mut labels = Vec::new();
        labels.extend(
            subject
                .service()
                .map(|(service, _)| (names::SERVICE, service.name.as_str())),
        );
        labels.push((names::ENVIRONMENT, &subject.environment().name));
        match subject {
            Subject::Slo { slo, .. } => labels.push((names::SLO, &slo.name)),
            Subject::Pack { bound, .. } => {
                let key = bound.key.as_ref();
                labels.extend(key.map(|(label, name)| (*label, name.as_str())));
            }
            Subject::Stack { .. } => {}
        }
        labels
    }

    /// The labels that the rule states, in the order in which they are written.
    pub fn labels(&self) -> Vec<(&'static str, &str)> {
        let subject = &self.subject;
        let mut labels = self.identity();
        labels.extend([
            (names::TEAM, subject.team()),
            (names::SEVERITY, self.severity.as_str()),
            (names::KIND, subject.kind()),
        ]);
        if let Subject::Slo {
            burn: Some(burn), ..
        } = subject
        {
            labels.push((names::BURN, &burn.condition.name));
        }
        labels
    }

    /// The labels that the query decides.
    pub fn kept(&self) -> impl Iterator<Item = &str> {
        let kept = match &self.subject {
            Subject::Pack { alert, .. } => Some(&alert.signal.keeps),
            Subject::Slo { .. } | Subject::Stack { .. } => None,
        };
        kept.into_iter().flatten().map(Text::as_str)
    }

    /// The labels as Alertmanager sees them.
    pub fn routed(&self) -> Labels<'_> {
        let named = Labels::default().with(ALERT_NAME, &*self.name);
        let named = self.kept().fold(named, Labels::with_unknown);
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
        burn: &'p BurnAlert,
    ) -> Self {
        let condition = &burn.condition;
        Self {
            subject: Subject::Slo {
                service,
                deployment,
                slo,
                burn: Some(burn),
            },
            name: names::burn_alert(&condition.name).into(),
            severity: condition.severity,
        }
    }

    /// The alert for missing data of an SLO.
    pub fn no_data(service: &'p Service, deployment: &'p Deployment, slo: &'p Slo) -> Self {
        Self {
            subject: Subject::Slo {
                service,
                deployment,
                slo,
                burn: None,
            },
            name: names::NO_DATA.into(),
            severity: deployment.environment.severities.map(Severity::Warning),
        }
    }

    /// The alert for a spent budget of an SLO. Nobody needs to act at once on it.
    pub fn budget_spent(service: &'p Service, deployment: &'p Deployment, slo: &'p Slo) -> Self {
        Self {
            severity: Severity::Info,
            name: names::BUDGET_SPENT.into(),
            ..Self::no_data(service, deployment, slo)
        }
    }

    /// An alert of a pack.
    pub fn of_pack(
        service: &'p Service,
        deployment: &'p Deployment,
        bound: &'p PackAlerts,
        alert: &'p pack::Alert,
    ) -> Self {
        Self {
            subject: Subject::Pack {
                service,
                deployment,
                bound,
                alert,
            },
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
    let burns = burning.map(move |burn| Alert::burn(service, deployment, slo, burn));
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

/// The alerts that always fire, one for each environment that has a listener: who no longer hears of one
/// knows that alerting is dead there.
pub fn watchdogs<'p>(program: &'p Program) -> Vec<Alert<'p>> {
    let Some(team) = &program.alerting.team else {
        return Vec::new();
    };
    let heartbeats = heartbeats(&program.alerting, &program.services).into_iter();
    let watchdog = |heartbeat: Heartbeat<'p>| Alert {
        subject: Subject::Stack {
            team,
            environment: heartbeat.environment,
            listener: heartbeat.listener,
        },
        name: names::WATCHDOG.into(),
        severity: Severity::Info,
    };
    heartbeats.map(watchdog).collect()
}

/// All alerts, by service, environment, and SLO or pack; then those about the stack.
pub fn all(program: &Program) -> impl Iterator<Item = Alert<'_>> {
    let of_services = program.services.iter().flat_map(|service| {
        let deployments = service.deployments.iter();
        deployments.flat_map(move |deployment| of_deployment(service, deployment))
    });
    of_services.chain(watchdogs(program))
}
