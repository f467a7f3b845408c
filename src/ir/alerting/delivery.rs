//! What ownership intends for an alert: who is told, when, and how often.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::hours::shared_name;
use super::{Addressee, Alerting, Contacts, Destination, Reach, watchdog};
use crate::ir::Program;
use crate::ir::alerts::{Alert, Subject};
use crate::slo::Severity;
use crate::units::Duration;

/// What happens to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Who is told, the earliest first.
    pub notices: Vec<Notice>,
    /// How long after a notification changes are told.
    pub interval: Duration,
    /// How old a notification is at least when the same is told again.
    pub repeat: Duration,
    /// Whether it is told that the alert no longer fires.
    pub resolved: bool,
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
    /// The time interval outside which these are not told: the step's, the environment's, or what they share.
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

impl Delivery {
    /// Who is told, in words: of a notice for which `goes_out` does not hold, that it is not told now.
    pub fn told(&self, goes_out: impl Fn(&Notice) -> bool) -> String {
        let told = |notice: &Notice| {
            let not_now = if goes_out(notice) { "" } else { " (not now)" };
            format!("{notice}{not_now}")
        };
        let told: Vec<_> = self.notices.iter().map(told).collect();
        if told.is_empty() {
            "nobody".to_owned()
        } else {
            told.join("; ")
        }
    }

    /// How often the same is told.
    pub fn again(&self) -> Duration {
        again(self.repeat, self.interval)
    }
}

/// How often the same is told that may be told again after `repeat`: Alertmanager looks once an
/// `interval`, and tells it when it looks next.
pub fn again(repeat: Duration, interval: Duration) -> Duration {
    let looks = repeat.as_millis().div_ceil(interval.as_millis());
    Duration::from_millis(looks * interval.as_millis())
}

impl Program {
    /// What should happen to an alert.
    pub fn delivery(&self, alert: &Alert<'_>) -> Delivery {
        match alert.subject {
            Subject::Stack { listener, .. } => watchdog::delivery(listener),
            Subject::Slo {
                service,
                deployment,
                ..
            }
            | Subject::Pack {
                service,
                deployment,
                ..
            } => {
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
        }
    }
}

impl Alerting {
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
            let during = match (during, &reach.active) {
                (Some(step), Some(environment)) => Some(shared_name(step, environment)),
                (only, None) => only.cloned(),
                (None, only) => only.clone(),
            };
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
            resolved: true,
            muted_in: contacts.maintenance.clone(),
            besides: Vec::new(),
        }
    }
}
