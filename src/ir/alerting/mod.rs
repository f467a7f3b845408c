//! Who hears of alerts: destinations, what severities mean, and what ownership intends.
//!
//! `delivery` says what should happen to an alert, from owners and policies alone; `tree` builds
//! routes from deliveries, and `lint` walks alerts through them. What that proves is the way: matchers,
//! order, `continue` and what is inherited bring each alert to what its delivery says, and to nothing
//! else. A delivery that misreads a policy would be built and judged alike.

mod contact;
mod delivery;
mod hours;
mod inhibitions;
mod interval;
mod read;
mod remediation;
mod silence;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod watchdog;

pub(crate) use contact::is_contact;
pub use delivery::{Delivery, Notice, again};
pub use inhibitions::{Side, inhibitions, lacking_side};
pub use silence::Silences;
pub use table::{Line, Tee, table, tees};
pub use tree::{Recipients, Routes, routes};
pub use watchdog::{Heartbeat, Watchdog, environments, heartbeats};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ir::Sourced;
use crate::routing::TimeInterval;
use crate::slo::Severity;
use crate::source::{Span, Spanned};
use crate::units::Duration;

pub(super) use read::Reader;

/// Who hears of alerts, and how.
#[derive(Debug)]
pub struct Alerting {
    /// How messages get to Slack.
    pub slack: SlackAccess,
    /// How mail is sent.
    pub smtp: Option<Smtp>,
    /// Escalation policies by name.
    pub policies: BTreeMap<String, Arc<[Step]>>,
    /// Time intervals by name.
    pub intervals: BTreeMap<String, TimeInterval>,
    /// What severities mean: critical, warning, info.
    pub severities: [SeverityRouting; 3],
    /// The team that runs the stack.
    pub team: Option<Sourced<String>>,
    /// Who listens whether alerting is alive.
    pub watchdog: Option<Watchdog>,
    /// Who is told of alerts that no route takes.
    pub unrouted: Option<Sourced<Arc<Destination>>>,
    /// Where the platform declares what alerts are told through.
    pub declared: Declared,
    /// Where each channel and mail address is first named, by itself.
    pub named: BTreeMap<String, Span>,
    /// Whether the platform's files could be read in full; what is not here may be there otherwise.
    pub is_whole: bool,
    /// The labels by which alerts are put into one notification.
    pub group_by: Vec<Spanned<String>>,
    /// How long a new group waits for more alerts.
    pub wait: Sourced<Duration>,
    /// How long after a notification changes of the group are told.
    pub interval: Sourced<Duration>,
    /// How long after a notification the same is told again.
    pub repeat: Sourced<Duration>,
}

/// Where things are declared in `platform.yml`, by their names.
#[derive(Debug)]
pub struct Declared {
    /// Receivers.
    pub receivers: BTreeMap<String, Span>,
    /// Escalation policies.
    pub policies: BTreeMap<String, Span>,
    /// Time intervals.
    pub intervals: BTreeMap<String, Span>,
}

/// How messages get to Slack.
#[derive(Debug)]
pub enum SlackAccess {
    /// As an app, whose token is in this file.
    App(String),
    /// Through incoming webhooks, whose URLs are in files; `{channel}` stands for the channel's name.
    Webhook(Spanned<String>),
}

/// The server that takes mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Host and port.
    pub smarthost: String,
    /// The sender's address.
    pub from: String,
    /// The user to log in as.
    pub username: Option<String>,
    /// The file that holds the user's password.
    pub password: Option<String>,
    /// Whether the connection must be encrypted.
    pub require_tls: bool,
    /// The file of the authority's certificate, where the system does not know it.
    pub ca: Option<String>,
}

/// Somebody who can be told of alerts, by one way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Destination {
    /// What people call it: a channel, an address, or the name of a receiver.
    pub name: String,
    /// How it is reached.
    pub way: Way,
}

/// How a destination is reached. Paths are of files that hold secrets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A Slack channel, with its `#`.
    Slack(String),
    /// A mail address.
    Email(String),
    /// An HTTP endpoint.
    Webhook {
        /// The file that holds its URL.
        url: String,
        /// The file that holds a bearer token.
        bearer: Option<String>,
    },
    /// A PagerDuty service, by the file of its integration key.
    PagerDuty(String),
    /// An Opsgenie integration, by the file of its key.
    Opsgenie(String),
    /// A Microsoft Teams workflow, by the file of its URL.
    Teams(String),
}

/// What a severity means for those who are told.
#[derive(Debug, Clone, Default)]
pub struct SeverityRouting {
    /// Who is told.
    pub to: Vec<Addressee>,
    /// How long after a notification the same is told again; the platform's unless stated.
    pub repeat: Option<Sourced<Duration>>,
    /// The colour of messages, `#RRGGBB`.
    pub colour: String,
}

/// Who is told, before it is known whose alert it is.
#[derive(Debug, Clone)]
pub enum Addressee {
    /// The service's channel, or else its owner's contact.
    Contact,
    /// Where the owner wants to read what asks nothing of anybody.
    LowUrgency,
    /// The escalation policy.
    Escalation,
    /// A receiver.
    Receiver(Arc<Destination>),
    /// A name that leads nowhere, of which enough has been said.
    Unknown,
}

/// A step of an escalation policy.
#[derive(Debug, Clone)]
pub struct Step {
    /// How long after the alert's first notification; zero for at once.
    pub after: Duration,
    /// The time interval outside which the step is left out.
    pub during: Option<String>,
    /// Who is told.
    pub to: Vec<Spanned<Arc<Destination>>>,
}

/// How far the alerts of an environment reach.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Reach {
    /// Whether they go through escalation policies.
    pub pages: bool,
    /// The time interval outside which nobody is told of them.
    pub active: Option<String>,
}

/// What a service or a team says about its alerts.
#[derive(Debug, Clone)]
pub struct Contacts {
    /// Who is told of its alerts, and where that is said.
    pub contact: Spanned<Arc<Destination>>,
    /// Who is told of what asks nothing of anybody.
    pub low_urgency: Spanned<Arc<Destination>>,
    /// The steps of its escalation policy, none if it has none.
    pub escalation: Arc<[Step]>,
    /// Time intervals in which nobody is told.
    pub maintenance: Vec<String>,
}

/// An alert of a service of which somebody hears besides those whom ownership intends.
#[derive(Debug)]
pub struct Remediation {
    /// The alert's name.
    pub alert: Spanned<String>,
    /// Who is told as well.
    pub to: Arc<Destination>,
}

impl Default for SlackAccess {
    fn default() -> Self {
        Self::App("/run/secrets/slack_app_token".to_owned())
    }
}

impl Alerting {
    /// What a severity means.
    pub fn severity(&self, severity: Severity) -> &SeverityRouting {
        &self.severities[match severity {
            Severity::Critical => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        }]
    }
}
