//! Burn policies, and what they come to for an objective, a period and an environment.

use super::{SeverityMap, Told, names, values};
use crate::diag::{Diagnostic, Sink};
use crate::registry;
use crate::sli::duration;
use crate::slo::{
    Condition, Objective, Period, PolicyCondition, Problem, Repair, Severity, Trigger,
    keep_firing_for, resolve,
};
use crate::source::{INVALID_VALUE, Literal, Span, Spanned};
use crate::units::{Duration, Fraction};
use std::collections::BTreeMap;

/// A burn policy with its quantities read.
#[derive(Debug)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// What it is good for.
    pub description: Option<String>,
    /// Its conditions, as stated.
    pub conditions: Vec<PolicyCondition>,
    /// Where each condition stands.
    places: Vec<Places>,
}

/// Where the parts of a condition stand.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    /// The factor or the share of the budget.
    pub trigger: Span,
    /// The long window.
    pub long: Span,
    /// The short window, or the long one where it follows from that.
    pub short: Span,
}

impl Policy {
    /// Reads the quantities of a policy, or reports those that cannot be read.
    pub(super) fn read(name: &str, policy: &registry::BurnPolicy, sink: &mut Sink) -> Option<Self> {
        let reference = match &policy.period {
            Some(text) => Some(values::period(text, sink)?),
            None => None,
        };
        report_same_alerts(policy, sink);
        let conditions: Vec<_> = policy
            .conditions
            .iter()
            .map(|it| condition(it, it.span, reference, sink))
            .collect();
        let places = policy.conditions.iter().map(|it| Places {
            trigger: written_trigger(it).map_or(it.name.span, |trigger| trigger.span),
            long: it.long.span,
            short: it.short.as_ref().map_or(it.long.span, |short| short.span),
        });
        Some(Self {
            name: name.to_owned(),
            description: policy.description.as_ref().map(|text| text.value.clone()),
            places: places.collect(),
            conditions: conditions.into_iter().collect::<Option<_>>()?,
        })
    }

    /// Where the condition of this name stands.
    pub fn places(&self, condition: &str) -> Option<Places> {
        let at = self.conditions.iter().position(|it| it.name == condition)?;
        self.places.get(at).copied()
    }
}

/// Two conditions whose names give one alert could not be told apart by any route or inhibition.
fn report_same_alerts(policy: &registry::BurnPolicy, sink: &mut Sink) {
    let mut seen = BTreeMap::new();
    for condition in &policy.conditions {
        let name = &condition.name;
        if let Some(first) = seen.insert(names::burn_alert(name), name.span) {
            sink.push(registry::duplicate(
                "burn condition",
                name,
                name.span,
                first,
            ));
        }
    }
}

fn condition(
    written: &registry::BurnCondition,
    extent: Span,
    reference: Option<Period>,
    sink: &mut Sink,
) -> Option<PolicyCondition> {
    // A factor that could not be read is not missing.
    if written_trigger(written).is_none() && sink.has_errors_in(extent) {
        return None;
    }
    let trigger = trigger(written, reference, sink);
    let long = duration(&written.long, "1h", sink);
    let short = match &written.short {
        Some(short) => Some(duration(short, "5m", sink)?),
        None => None,
    };
    Some(PolicyCondition {
        name: written.name.value.clone(),
        trigger: trigger?,
        long: long?,
        short,
        severity: severity(*written.severity),
        min_failures: written
            .min_failures
            .as_deref()
            .copied()
            .unwrap_or(PolicyCondition::DEFAULT_MIN_FAILURES),
    })
}

/// The factor or the share, whichever is written.
fn written_trigger(written: &registry::BurnCondition) -> Option<&Spanned<Literal>> {
    written.factor.as_ref().or(written.budget_share.as_ref())
}

fn trigger(
    written: &registry::BurnCondition,
    reference: Option<Period>,
    sink: &mut Sink,
) -> Option<Trigger> {
    match (&written.factor, &written.budget_share) {
        (Some(factor), None) => {
            let factor = values::factor(factor, sink)?;
            Some(match reference {
                Some(reference) => Trigger::Factor { factor, reference },
                None => Trigger::Fixed(factor),
            })
        }
        (None, Some(share)) => {
            let percent = values::budget_share(share, sink)?;
            Some(Trigger::Share(percent / Fraction::from(100)))
        }
        (given, _) => {
            let name = &written.name;
            let what = if given.is_some() {
                "both a factor and a budget share"
            } else {
                "no factor"
            };
            sink.push(
                Diagnostic::at(
                    &INVALID_VALUE,
                    name.span,
                    format!("burn condition `{}` has {what}", name.value),
                )
                .help("write either `factor:` or `budget_share:`"),
            );
            None
        }
    }
}

/// The severity that the registry means.
pub(super) fn severity(written: registry::Severity) -> Severity {
    match written {
        registry::Severity::Critical => Severity::Critical,
        registry::Severity::Warning => Severity::Warning,
        registry::Severity::Info => Severity::Info,
    }
}

/// A policy resolved for an objective and a period in an environment.
#[derive(Debug)]
pub struct Burn {
    /// The alerts, from fastest to slowest.
    pub alerts: Vec<BurnAlert>,
    /// What was changed to make the policy fit.
    pub repairs: Vec<Repair>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A condition to alert on.
#[derive(Debug)]
pub struct BurnAlert {
    /// Factor, windows and severity; the severity is the environment's.
    pub condition: Condition,
    /// How long the alert outlasts its condition.
    pub keep_firing_for: Option<Duration>,
    /// What both come to.
    pub figures: Figures,
    /// The same, as rules say it.
    pub told: Told,
}

/// What a burn alert comes to for its objective and period: the same for all SLOs that are held to
/// them, and so worked out once. [`slo`](crate::slo) has the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// The error ratio that both windows must exceed, 0 to 1.
    pub threshold: Fraction,
    /// The share of the period's budget that is spent by then, 0 to 1.
    pub budget_share: Fraction,
    /// Seconds from the start of a total outage until the condition holds.
    pub detection_time: Fraction,
    /// Seconds from the end of a total outage until the condition holds no more.
    pub condition_reset: Fraction,
    /// Seconds from the end of a total outage to the end of the alert.
    pub alert_reset: Fraction,
}

impl BurnAlert {
    fn new(
        condition: Condition,
        keep_firing_for: Option<Duration>,
        objective: Objective,
        period: Period,
    ) -> Self {
        let burn = &condition.burn;
        let kept = keep_firing_for.map_or(Fraction::ZERO, Fraction::from);
        let figures = Figures {
            threshold: burn.threshold(objective),
            budget_share: burn.budget_share(period),
            detection_time: burn.detection_time(objective),
            condition_reset: burn.reset_time(objective),
            alert_reset: burn.reset_time(objective) + kept,
        };
        Self {
            told: Told::new(&condition, &figures, objective, period),
            condition,
            keep_firing_for,
            figures,
        }
    }
}

impl Burn {
    pub(super) fn resolve(
        policy: &Policy,
        objective: Objective,
        period: Period,
        severities: SeverityMap,
    ) -> Self {
        let mut resolved = resolve(objective, period, &policy.conditions);
        for condition in &mut resolved.conditions {
            condition.severity = severities.map(condition.severity);
        }
        let outlast = keep_firing_for(&resolved.conditions);
        let alerts = resolved.conditions.into_iter().zip(outlast);
        Self {
            alerts: alerts
                .map(|(condition, kept)| BurnAlert::new(condition, kept, objective, period))
                .collect(),
            repairs: resolved.repairs,
            problems: resolved.problems,
        }
    }
}
