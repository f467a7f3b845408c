//! A pack bound to a subject: the expressions with that subject's metrics and labels, the texts with its
//! name and numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Condition;
use super::alert::{self, FOR, Fires, THRESHOLD, VALUE};
use super::compile::Pack;
use super::declare::{Kind, Runbook, Unit};
use super::params::Values;
use super::proof::{self, Movement};
use super::signal;
use super::text::{Part, Words};
use super::value::{Value, bytes};
use crate::promql::{Expr, Filling, LabelSet, Matchers, Selector, Text};
use crate::sli::guard;
use crate::slo::Severity;
use crate::source::{Span, Spanned};
use crate::units::{Duration, Fraction};

/// What a pack is bound to.
#[derive(Debug)]
pub struct Subject<'s> {
    /// The labels that its alerts carry to tell it from others: service, environment, and the key of
    /// what the pack is for.
    pub identity: &'s [(Text, Text)],
    /// The labels that select its series.
    pub matchers: &'s Matchers,
    /// The metrics that play roles, where somebody names them.
    pub metrics: &'s BTreeMap<String, Selector>,
    /// The values of the pack's parameters.
    pub values: &'s Values,
    /// The alerts that are not wanted.
    pub disabled: &'s BTreeSet<String>,
}

/// A pack bound to a subject.
#[derive(Debug)]
pub struct Bound {
    /// The signals that its alerts look at, each once.
    pub signals: Vec<Arc<Signal>>,
    /// Its alerts.
    pub alerts: Vec<Alert>,
    /// Alerts without a metric that they could do without.
    pub left_out: Vec<LeftOut>,
}

/// A signal of a subject.
#[derive(Debug)]
pub struct Signal {
    /// Its name in the pack.
    pub name: String,
    /// What its values are.
    pub unit: Unit,
    /// The labels by which it has several series.
    pub keeps: LabelSet,
    /// The expression over raw series.
    pub expr: Expr,
    /// The series that it is recorded as.
    pub recorded: Option<Selector>,
    /// How far back the expression looks.
    pub window: Duration,
    proof: Proof,
}

/// What it takes to work out how series move.
#[derive(Debug)]
struct Proof {
    signal: Arc<signal::Signal>,
    values: Arc<Values>,
    series: Arc<BTreeMap<String, Selector>>,
}

/// An alert of a subject.
#[derive(Debug)]
pub struct Alert {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// What it looks at.
    pub signal: Arc<Signal>,
    /// When it fires.
    pub condition: Condition,
    /// The threshold as people read it.
    pub threshold: Option<String>,
    /// How long that must last.
    pub pending: Duration,
    /// How long it outlasts its condition. No pack says so: it depends on what the alert silences.
    pub keep_firing_for: Option<Duration>,
    /// How urgent it is in production.
    pub severity: Severity,
    /// What it is about.
    pub kind: Kind,
    /// What is wrong.
    pub summary: Words,
    /// What that means.
    pub description: Words,
    /// What to do about it.
    pub runbook: Arc<Runbook>,
    /// The parameters that have a part in it, each with the place that decides it.
    pub parameters: Vec<(String, Spanned<Value>)>,
}

/// An alert that is not emitted for want of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The alert.
    pub alert: String,
    /// The role that no metric plays.
    pub role: String,
}

/// Something without which alerts cannot be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// No metric plays this role.
    Role(String),
    /// This parameter has no value.
    Param(String),
}

impl Signal {
    /// What its alerts read: the recorded series, or the expression itself.
    pub fn read(&self) -> Expr {
        match &self.recorded {
            Some(series) => series.clone().into(),
            None => self.expr.clone(),
        }
    }

    /// How raw series move for the signal to be `v`. `None` where that cannot be told from the selectors
    /// that the user gave.
    pub fn movements(&self, v: Fraction) -> Option<Vec<Movement>> {
        let Proof {
            signal,
            values,
            series,
        } = &self.proof;
        let fill = |name: &str| fill(name, values, series);
        let movements = proof::movements(&signal.proof, v, values, &fill)?;
        proof::misfit(&movements, &self.expr)
            .is_none()
            .then_some(movements)
    }
}

impl Alert {
    /// When it fires, in words that follow the name of what it looks at.
    pub fn fires(&self) -> String {
        let threshold = self.threshold.as_deref().unwrap_or_default();
        let pending = self.pending;
        match self.condition {
            Condition::Above(_) => format!("above {threshold} for {pending}"),
            Condition::Below(_) => format!("below {threshold} for {pending}"),
            Condition::Absent => format!("no data for {pending}, but some within the last day"),
        }
    }

    /// What fires while it has a value.
    pub fn expr(&self) -> Expr {
        match (self.condition, &self.signal.recorded) {
            (Condition::Above(threshold), _) => self.signal.read().gt(guard::number(threshold)),
            (Condition::Below(threshold), _) => self.signal.read().lt(guard::number(threshold)),
            (Condition::Absent, Some(series)) => guard::seen_within_a_day(series),
            // No pack compiles in which such a signal is not recorded.
            (Condition::Absent, None) => self.signal.read(),
        }
    }
}

impl Pack {
    /// Binds the pack, or says what lacks.
    pub fn bind(&self, subject: &Subject<'_>) -> Result<Bound, BTreeSet<Lack>> {
        let series = Arc::new(self.series(subject));
        let values = Arc::new(subject.values.clone());
        let mut bound = Bound {
            signals: Vec::new(),
            alerts: Vec::new(),
            left_out: Vec::new(),
        };
        let mut lacking = BTreeSet::new();
        for alert in &self.alerts {
            if subject.disabled.contains(&alert.name.value) {
                continue;
            }
            let lacks = self.lacks(alert, subject.values, &series);
            let left_out = lacks.iter().find_map(|lack| self.optional(lack));
            if let Some(role) = left_out {
                bound.left_out.push(LeftOut {
                    alert: alert.name.value.clone(),
                    role,
                });
            } else if lacks.is_empty() {
                let signal = bound.signal(&alert.signal, subject, &values, &series);
                bound.alerts.extend(bind_alert(alert, signal, subject));
            } else {
                lacking.extend(lacks);
            }
        }
        if lacking.is_empty() {
            Ok(bound)
        } else {
            Err(lacking)
        }
    }

    /// The subject's series by the names that expressions have for them.
    fn series(&self, subject: &Subject<'_>) -> BTreeMap<String, Selector> {
        let metrics = self.roles.0.iter().filter_map(|role| {
            let stated = subject.metrics.get(&role.name.value);
            let metric = stated.or(role.metric.as_ref())?.clone();
            Some((
                role.name.value.clone(),
                metric.merge_missing(subject.matchers),
            ))
        });
        let metrics: BTreeMap<_, _> = metrics.collect();
        let names = self.roles.holes().into_iter();
        let series = names.filter_map(|(name, _)| {
            let series = self.roles.series(&name, &metrics)?;
            Some((name, series))
        });
        series.collect()
    }

    /// What an alert needs and does not have.
    fn lacks(
        &self,
        alert: &alert::Alert,
        values: &Values,
        series: &BTreeMap<String, Selector>,
    ) -> BTreeSet<Lack> {
        let mut lacks = BTreeSet::new();
        alert.names(&mut |name| {
            if let Some((role, _)) = self.roles.of(name) {
                if !series.contains_key(name) {
                    lacks.insert(Lack::Role(role.name.value.clone()));
                }
            } else if self.params.0.iter().any(|param| param.name.value == name)
                && !values.contains_key(name)
            {
                lacks.insert(Lack::Param(name.to_owned()));
            }
        });
        lacks
    }

    /// The role, if that is what lacks and alerts may do without.
    fn optional(&self, lack: &Lack) -> Option<String> {
        let Lack::Role(name) = lack else {
            return None;
        };
        let role = self.roles.0.iter().find(|role| role.name.value == *name)?;
        role.optional.then(|| name.clone())
    }
}

impl Bound {
    /// The signal bound, once for all its alerts.
    fn signal(
        &mut self,
        signal: &Arc<signal::Signal>,
        subject: &Subject<'_>,
        values: &Arc<Values>,
        series: &Arc<BTreeMap<String, Selector>>,
    ) -> Arc<Signal> {
        if let Some(known) = self.signals.iter().find(|it| it.name == signal.name.value) {
            return Arc::clone(known);
        }
        let expr = signal.expr.fill(|name| fill(name, values, series));
        let identity = |name: &Text| {
            let labels = subject.identity.iter();
            labels.fold(Selector::metric(name), |series, (label, value)| {
                series.eq(label, value)
            })
        };
        let bound = Arc::new(Signal {
            name: signal.name.value.clone(),
            unit: signal.unit,
            keeps: signal.keeps.clone(),
            window: longest_range(&expr),
            expr,
            recorded: signal.record.as_ref().map(identity),
            proof: Proof {
                signal: Arc::clone(signal),
                values: Arc::clone(values),
                series: Arc::clone(series),
            },
        });
        self.signals.push(Arc::clone(&bound));
        bound
    }
}

fn fill(name: &str, values: &Values, series: &BTreeMap<String, Selector>) -> Filling {
    match values.get(name) {
        Some(value) => value.filling(),
        None => Filling::Series(series.get(name).cloned().unwrap_or_default()),
    }
}

fn longest_range(expr: &Expr) -> Duration {
    let mut longest = Duration::from_secs(0);
    expr.walk(&mut |part| match part {
        Expr::Range { range, .. } => longest = longest.max(*range),
        Expr::Subquery(subquery) => longest = longest.max(subquery.range),
        _ => {}
    });
    longest
}

/// `None` where a parameter has no value, which has been told before.
fn bind_alert(alert: &alert::Alert, signal: Arc<Signal>, subject: &Subject<'_>) -> Option<Alert> {
    let values = subject.values;
    let (condition, threshold) = match &alert.fires {
        Fires::Above(term) => (Condition::Above(term.number(values)?), Some(term)),
        Fires::Below(term) => (Condition::Below(term.number(values)?), Some(term)),
        Fires::Absent => (Condition::Absent, None),
    };
    let pending = alert.pending.duration(values)?;
    let threshold = match threshold {
        Some(term) => Some(in_unit(term.value(values)?, signal.unit)),
        None => None,
    };
    let words = |name: &str| match name {
        VALUE => Some(Part::Value(signal.unit)),
        THRESHOLD => threshold.clone().map(Part::Plain),
        FOR => Some(Part::Plain(pending.to_string())),
        _ => values
            .get(name)
            .map(|value| Part::Plain(value.in_words()))
            .or_else(|| identity(subject, name))
            .or_else(|| {
                signal
                    .keeps
                    .get(name)
                    .map(|label| Part::Label(label.clone()))
            }),
    };
    Some(Alert {
        name: alert.name.value.clone(),
        span: alert.name.span,
        condition,
        threshold: threshold.clone(),
        pending,
        keep_firing_for: None,
        severity: alert.severity,
        kind: alert.kind,
        summary: alert.summary.fill(&words),
        description: alert.description.fill(&words),
        runbook: Arc::clone(&alert.runbook),
        parameters: parameters(alert, values),
        signal,
    })
}

fn in_unit(value: &Value, unit: Unit) -> String {
    match (unit, value.number()) {
        (Unit::Bytes, Some(number)) => bytes(number),
        _ => value.in_words(),
    }
}

fn identity(subject: &Subject<'_>, name: &str) -> Option<Part> {
    let (_, value) = subject
        .identity
        .iter()
        .find(|(label, _)| label.as_str() == name)?;
    Some(Part::Plain(value.to_string()))
}

fn parameters(alert: &alert::Alert, values: &Values) -> Vec<(String, Spanned<Value>)> {
    let mut names = BTreeSet::new();
    alert.names(&mut |name| {
        names.insert(name.to_owned());
    });
    let used = names.into_iter().filter_map(|name| {
        let value = values.get(&name)?.clone();
        Some((name, value))
    });
    used.collect()
}
