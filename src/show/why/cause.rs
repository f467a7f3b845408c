//! What makes an alert fire, in plain words. Every kind of alert has its words here, and nowhere else.

use super::Figures;
use crate::emit;
use crate::ir::alerts::{Alert, Subject};
use crate::ir::{self, Deployment, Service, Slo, names};
use crate::pack::{self, Condition};
use crate::show::sheet::Decimal;

/// What an alert tells.
pub(super) struct Cause {
    /// What it is about.
    pub about: String,
    /// What it means that it fires.
    pub meaning: String,
    /// What makes it fire.
    pub fires: Vec<String>,
    /// When it ends.
    pub ends: String,
    /// The numbers, if it has a threshold.
    pub figures: Option<Figures>,
}

/// What makes an alert fire.
pub(super) fn cause(alert: &Alert<'_>) -> Cause {
    let environment = &alert.subject.environment().name;
    match alert.subject {
        Subject::Slo {
            service,
            deployment,
            slo,
            burn,
        } => {
            let cause = match burn {
                Some(burning) => of_burn(slo, burning),
                None => other(service, deployment, slo, &alert.name),
            };
            Cause {
                about: format!("{} of {} in {environment}", slo.name, service.name),
                ..cause
            }
        }
        Subject::Pack {
            service,
            bound,
            alert,
            ..
        } => Cause {
            about: match &bound.key {
                Some((label, name)) => {
                    format!("{label} {name} of {} in {environment}", service.name)
                }
                None => format!("{} in {environment}", service.name),
            },
            ..of_pack(alert)
        },
        Subject::Stack { .. } => Cause {
            about: format!("alerting of {environment}"),
            meaning: "Alerting is alive: this alert always fires, and nobody needs to act on it."
                .to_owned(),
            fires: vec!["always".to_owned()],
            ends: "never: where it is no longer heard, no other alert is either".to_owned(),
            figures: None,
        },
    }
}

fn of_pack(alert: &pack::Alert) -> Cause {
    let pending = alert.pending;
    let threshold = alert.threshold.as_deref().unwrap_or_default();
    let (fires, over) = match alert.condition {
        Condition::Above(_) => (
            format!("when what the rule reads stays above {threshold} for {pending}"),
            format!("the value is {threshold} or less"),
        ),
        Condition::Below(_) => (
            format!("when what the rule reads stays below {threshold} for {pending}"),
            format!("the value is {threshold} or more"),
        ),
        Condition::Absent => (
            format!("after {}", alert.fires()),
            format!("there is data again, or after a day and {pending} without"),
        ),
    };
    let ends = match alert.keep_firing_for {
        Some(kept) => format!("{kept} after {over}: not before the pages that it silences"),
        None => format!("as soon as {over}"),
    };
    Cause {
        about: String::new(),
        meaning: alert.runbook.meaning.clone(),
        fires: vec![fires],
        ends,
        figures: None,
    }
}

fn of_burn(slo: &Slo, alert: &ir::BurnAlert) -> Cause {
    let (condition, figures) = (&alert.condition, &alert.figures);
    let (long, short) = (condition.burn.long, condition.burn.short);
    let threshold = figures.threshold.percent();
    let period = slo.period.length();
    let mut fires = vec![format!(
        "when more than {threshold:.3} % of events were bad over the last {long}, and over the last {short}"
    )];
    match condition.min_failures {
        0 | 1 => {}
        fewest => fires.push(format!(
            "and at least {fewest} were bad over the last {long}"
        )),
    }
    fires.push(format!(
        "a total outage gets there in {}",
        alert.told.detection_time
    ));
    Cause {
        about: String::new(),
        meaning: format!(
            "Too many events are bad: at this rate, what may fail in {period} is used up in {} or less.",
            condition
                .burn
                .time_to_exhaustion(*slo.period)
                .rounded_duration()
        ),
        fires,
        ends: format!("{} after a total outage is over", alert.told.alert_reset),
        figures: Some(Figures {
            threshold_percent: Decimal(threshold),
            long,
            short,
            factor: Decimal(condition.burn.factor),
            objective_percent: Decimal(slo.objective.percent()),
            period,
            budget_share_percent: Decimal(figures.budget_share.percent()),
            min_failures: condition.min_failures,
            detection_seconds: Decimal(figures.detection_time),
            reset_seconds: Decimal(figures.alert_reset),
        }),
    }
}

/// An alert of an SLO that is not about how fast its budget burns.
fn other(service: &Service, deployment: &Deployment, slo: &Slo, name: &str) -> Cause {
    let others = emit::other_alerts(service, deployment, slo);
    let fires = others.into_iter().filter(|it| it.alert.name == name);
    let (when, meaning, ends) = if name == names::NO_DATA {
        (
            "after",
            "Nothing is measured any more: the service, its metrics or their scrape is gone. Until that is \
             mended, no other alert of this SLO can fire."
                .to_owned(),
            "as soon as events are measured again, or after a day without".to_owned(),
        )
    } else {
        let period = slo.period.length();
        (
            "once",
            format!(
                "More has failed in the last {period} than was promised: {} of total outage, or as much in \
                 smaller pieces.",
                slo.objective
                    .budget_in_seconds(*slo.period)
                    .rounded_duration()
            ),
            format!("when enough of it is more than {period} ago"),
        )
    };
    Cause {
        about: String::new(),
        meaning,
        fires: fires.map(|it| format!("{when} {}", it.fires)).collect(),
        ends,
        figures: None,
    }
}
