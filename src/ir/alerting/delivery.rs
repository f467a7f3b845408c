//! What ownership intends for an alert: who is told, when, and how often.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::tree::HEARTBEAT;
use super::{Addressee, Alerting, Contacts, Destination, Reach};
use crate::ir::Program;
use crate::ir::alerts::Alert;
use crate::slo::Severity;
use crate::source::Spanned;
use crate::units::Duration;

/// What happens to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Who is told, the earliest first.
    pub notices: Vec<Notice>,
    /// How long after a notification changes are told.
    pub interval: Duration,
    /// How long after a notification the same is told again.
    pub repeat: Duration,
    /// Time intervals in which nobody is told.
    pub muted_in: Vec<String>,
    /// Who is told as well, whatever the severity and the hour: at the platform's times.
    pub besides: Vec<Arc<Destination>>,
}

/// Destinations that are told at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How long the alert's group waits before.
    pub wait: Duration,
    /// The time interval outside which these are not told.
    pub during: Option<String>,
    /// Who is told.
    pub to: Vec<Arc<Destination>>,
}

/// `#web and pager after 30s, during office`
impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to: Vec<_> = self.to.iter().map(|it| it.name.as_str()).collect();
        let to = to.join(" and ");
        if self.wait == Duration::default() {
            write!(f, "{to} at once")?;
        } else {
            write!(f, "{to} after {}", self.wait)?;
        }
        match &self.during {
            Some(interval) => write!(f, ", during {interval}"),
            None => Ok(()),
        }
    }
}

impl Program {
    /// What should happen to an alert.
    pub fn delivery(&self, alert: &Alert<'_>) -> Delivery {
        match alert.subject.service() {
            Some((service, deployment)) => {
                let reach = &deployment.environment.reach;
                let named = service.remediation.iter();
                let named = named.filter(|it| *it.alert.value == *alert.name);
                Delivery {
                    besides: named.map(|it| Arc::clone(&it.to)).collect(),
                    ..self
                        .alerting
                        .delivery(&service.contacts, reach, alert.severity)
                }
            }
            None => self.alerting.heartbeat(),
        }
    }
}

impl Alerting {
    /// What should happen to an alert that tells that alerting is alive.
    fn heartbeat(&self) -> Delivery {
        let notice = |listener: &Spanned<Arc<Destination>>| Notice {
            wait: Duration::default(),
            during: None,
            to: vec![Arc::clone(&listener.value)],
        };
        Delivery {
            notices: self.watchdog.iter().map(notice).collect(),
            interval: HEARTBEAT,
            repeat: HEARTBEAT,
            muted_in: Vec::new(),
            besides: Vec::new(),
        }
    }

    /// What ownership alone says of an alert of somebody, in an environment of this reach.
    pub fn delivery(&self, contacts: &Contacts, reach: &Reach, severity: Severity) -> Delivery {
        let routing = self.severity(severity);
        let mut told: BTreeMap<(Duration, Option<String>), Vec<Arc<Destination>>> = BTreeMap::new();
        let mut tell = |after: Duration, during: Option<&String>, who: &Arc<Destination>| {
            let wait = if after == Duration::from_secs(0) {
                *self.wait
            } else {
                after
            };
            let during = during.or(reach.active.as_ref()).cloned();
            let together = told.entry((wait, during)).or_default();
            if !together.contains(who) {
                together.push(Arc::clone(who));
            }
        };
        let at_once = Duration::from_secs(0);
        for addressee in &routing.to {
            match addressee {
                Addressee::Contact => tell(at_once, None, &contacts.contact),
                Addressee::LowUrgency => tell(at_once, None, &contacts.low_urgency),
                Addressee::Receiver(receiver) => tell(at_once, None, receiver),
                Addressee::Escalation if reach.pages => {
                    for step in contacts.escalation.iter() {
                        for who in &step.to {
                            tell(step.after, step.during.as_ref(), who);
                        }
                    }
                }
                Addressee::Escalation | Addressee::Unknown => {}
            }
        }
        let notices = told
            .into_iter()
            .map(|((wait, during), to)| Notice { wait, during, to });
        Delivery {
            notices: notices.collect(),
            interval: *self.interval,
            repeat: *routing.repeat.unwrap_or(self.repeat),
            muted_in: contacts.maintenance.clone(),
            besides: Vec::new(),
        }
    }
}
