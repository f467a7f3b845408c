//! Alerts of one name that differ in nothing but where they fire: a row of the page, however many
//! services share it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::emit::other_alerts;
use crate::ir::BurnAlert;
use crate::ir::alerts::{Alert, Subject};
use crate::slo::{Objective, Period, Severity};
use crate::units::Duration;

/// How many places a row names.
const MOST_PLACES: usize = 40;

/// What alerts of one row have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Numbers<'p> {
    environment: &'p str,
    severity: Severity,
    cause: Cause<'p>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Cause<'p> {
    Slo {
        name: &'p str,
        objective: Objective,
        period: Period,
        profile: &'p str,
        policy: &'p str,
    },
    Pack {
        name: &'p str,
        threshold: Option<&'p str>,
        pending: Duration,
        kept: Option<Duration>,
    },
    Stack,
}

impl<'p> Numbers<'p> {
    /// Those of an alert.
    pub(super) fn of(alert: &Alert<'p>) -> Self {
        let cause = match alert.subject {
            Subject::Slo { slo, .. } => Cause::Slo {
                name: &slo.name,
                objective: *slo.objective,
                period: *slo.period,
                profile: &slo.profile,
                policy: &slo.policy.name,
            },
            Subject::Pack { bound, alert, .. } => Cause::Pack {
                name: &bound.pack.name.value,
                threshold: alert.threshold.as_deref(),
                pending: alert.pending,
                kept: alert.keep_firing_for,
            },
            Subject::Stack { .. } => Cause::Stack,
        };
        Self {
            environment: &alert.subject.environment().name,
            severity: alert.severity,
            cause,
        }
    }
}

/// Alerts with the same numbers.
#[derive(Default)]
pub(super) struct Group<'p> {
    /// The first of them.
    pub(super) alerts: Vec<Alert<'p>>,
    /// How many there are.
    pub(super) places: usize,
    /// Whose they are.
    pub(super) teams: BTreeSet<&'p str>,
}

/// What a page says of a group.
#[derive(Serialize)]
pub(super) struct Row<'p> {
    environment: &'p str,
    of: String,
    fires: String,
    severity: &'static str,
    places: String,
}

impl<'p> Group<'p> {
    /// Takes in one more, in the order of services.
    pub(super) fn add(&mut self, alert: Alert<'p>) {
        self.places += 1;
        self.teams.insert(alert.subject.team());
        if self.alerts.len() < MOST_PLACES {
            self.alerts.push(alert);
        }
    }

    /// Their row.
    pub(super) fn row(&self) -> Option<Row<'p>> {
        let first = self.alerts.first()?;
        let mut places: Vec<_> = self.alerts.iter().map(place).collect();
        let others = self.places - places.len();
        if others > 0 {
            places.push(format!("and {others} more"));
        }
        Some(Row {
            environment: &first.subject.environment().name,
            of: match first.subject {
                Subject::Slo { slo, .. } => format!("SLO {}", slo.name),
                Subject::Pack { bound, .. } => format!("pack {}", bound.pack.name.value),
                Subject::Stack { .. } => "alerting itself".to_owned(),
            },
            fires: fires(first),
            severity: first.severity.as_str(),
            places: places.join(", "),
        })
    }
}

/// `shop (host app-1)`
pub(super) fn place(alert: &Alert<'_>) -> String {
    let service = match alert.subject.service() {
        Some((service, _)) => &service.name,
        None => "the stack",
    };
    match alert.subject {
        Subject::Pack { bound, .. } => match &bound.key {
            Some((label, name)) => format!("{service} ({label} {name})"),
            None => service.to_owned(),
        },
        Subject::Slo { .. } | Subject::Stack { .. } => service.to_owned(),
    }
}

/// When it fires.
fn fires(alert: &Alert<'_>) -> String {
    match alert.subject {
        Subject::Pack { alert, .. } => match alert.keep_firing_for {
            Some(kept) => format!("{}; ends {kept} after that is over", alert.fires()),
            None => alert.fires(),
        },
        Subject::Stack { .. } => "always".to_owned(),
        Subject::Slo {
            service,
            deployment,
            slo,
            burn,
        } => {
            if let Some(burn) = burn {
                return burns(burn);
            }
            let others = other_alerts(service, deployment, slo).into_iter();
            let words = others.filter(|other| other.alert.name == alert.name);
            words.map(|other| other.fires).collect()
        }
    }
}

fn burns(alert: &BurnAlert) -> String {
    let (burn, threshold) = (&alert.condition.burn, alert.figures.threshold.percent());
    let both = format!(
        "more than {threshold}% of events bad over {} and over {}",
        burn.long, burn.short
    );
    match alert.condition.min_failures {
        0 | 1 => both,
        fewest => format!("{both}, and at least {fewest} of them"),
    }
}
