//! Alerts of a pack: what they look at, when they fire, and what they tell whom.

use std::sync::Arc;

use super::codes::{ALERT_CONDITION, UNKNOWN_NAME};
use super::declare::{self, Kind, Runbook, Unit};
use super::params::{Params, Values};
use super::signal::Signal;
use super::text::Pattern;
use super::value::Value;
use crate::diag::{Diagnostic, Sink};
use crate::promql::Text;
use crate::slo::Severity;
use crate::source::{Literal, Span, Spanned, nearest};
use crate::units::{Duration, Fraction};

/// Names that stand in texts for the service and where it runs: the labels of all alerts.
pub(super) const IDENTITY: [&str; 2] = ["service", "environment"];
/// Names that stand in texts for the signal's value, what it is compared with, and how long it was so.
pub(super) const VALUE: &str = "value";
pub(super) const THRESHOLD: &str = "threshold";
pub(super) const FOR: &str = "for";

/// An alert, its terms and texts parsed.
#[derive(Debug)]
pub(super) struct Alert {
    pub(super) name: Spanned<String>,
    pub(super) signal: Arc<Signal>,
    pub(super) fires: Fires,
    pub(super) pending: Term,
    pub(super) severity: Severity,
    pub(super) kind: Kind,
    pub(super) summary: Pattern,
    pub(super) description: Pattern,
    pub(super) runbook: Arc<Runbook>,
}

/// When an alert fires, its threshold perhaps a parameter.
#[derive(Debug)]
pub(super) enum Fires {
    Above(Term),
    Below(Term),
    Absent,
}

/// A value, or the parameter that gives it.
#[derive(Debug)]
pub(super) enum Term {
    Fixed(Value),
    Param(String),
}

impl Term {
    /// Its value where parameters have these.
    pub(super) fn value<'v>(&'v self, values: &'v Values) -> Option<&'v Value> {
        match self {
            Self::Fixed(value) => Some(value),
            Self::Param(name) => values.get(name).map(|it| &it.value),
        }
    }

    /// Its value in figures; a duration in seconds.
    pub(super) fn number(&self, values: &Values) -> Option<Fraction> {
        self.value(values)?.number()
    }

    /// Its value as a length of time.
    pub(super) fn duration(&self, values: &Values) -> Option<Duration> {
        match self.value(values)? {
            Value::Duration(duration) => Some(*duration),
            _ => None,
        }
    }
}

/// What alerts refer to.
pub(super) struct Scope<'s> {
    pub(super) params: &'s Params,
    pub(super) signals: &'s [Arc<Signal>],
    /// The label of the pack's subjects.
    pub(super) key: Option<&'static str>,
}

impl Alert {
    pub(super) fn compile(
        declared: &Spanned<declare::Alert>,
        scope: &Scope<'_>,
        sink: &mut Sink,
    ) -> Option<Self> {
        let signal = scope.signal(&declared.signal, sink)?;
        let (fires, pending) = fires(declared, signal, scope, sink)?;
        let mut known: Vec<&str> = IDENTITY.to_vec();
        known.extend(scope.key);
        known.extend(signal.keeps.iter().map(Text::as_str));
        known.extend(scope.params.0.iter().map(|param| param.name.as_str()));
        known.push(FOR);
        if !matches!(fires, Fires::Absent) {
            known.extend([VALUE, THRESHOLD]);
        }
        let summary = Pattern::read(&declared.summary, &known, sink);
        let description = Pattern::read(&declared.description, &known, sink);
        Some(Self {
            name: declared.alert.clone(),
            signal: Arc::clone(signal),
            fires,
            pending,
            severity: match declared.severity {
                declare::Severity::Critical => Severity::Critical,
                declare::Severity::Warning => Severity::Warning,
                declare::Severity::Info => Severity::Info,
            },
            kind: declared.kind,
            summary: summary?,
            description: description?,
            runbook: Arc::new(declared.runbook.clone()),
        })
    }

    /// Shows `visit` the placeholders that it reads: roles' and parameters' names, and others.
    pub(super) fn names(&self, visit: &mut impl FnMut(&str)) {
        self.signal.names(visit);
        self.summary.names(visit);
        self.description.names(visit);
        let threshold = match &self.fires {
            Fires::Above(term) | Fires::Below(term) => Some(term),
            Fires::Absent => None,
        };
        for term in threshold.into_iter().chain([&self.pending]) {
            if let Term::Param(name) = term {
                visit(name);
            }
        }
    }
}

impl<'s> Scope<'s> {
    fn signal(&self, name: &Spanned<String>, sink: &mut Sink) -> Option<&'s Arc<Signal>> {
        let found = self.signals.iter().find(|it| it.name.value == name.value);
        if found.is_none() {
            let names = self.signals.iter().map(|it| it.name.as_str());
            let message = format!("there is no signal `{}`", name.value);
            let help = match nearest(name, names.clone()) {
                Some(near) => format!("write `{near}`"),
                None => "declare it under `signals:`".to_owned(),
            };
            sink.push(Diagnostic::at(&UNKNOWN_NAME, name.span, message).help(help));
        }
        found
    }

    /// Reads a parameter's name behind `$`, or a value by `read`.
    fn term(
        &self,
        text: &Spanned<Literal>,
        fits: impl Fn(&Value) -> bool,
        expected: &str,
        read: impl FnOnce(&mut Sink) -> Option<Value>,
        sink: &mut Sink,
    ) -> Option<Term> {
        let Some(name) = text.strip_prefix('$') else {
            let name = &text.value.0;
            if self.params.0.iter().any(|param| param.name.value == *name) {
                let message = format!("parameter `{name}` is written without its `$`");
                return report(text.span, message, &format!("write `${name}`"), sink);
            }
            return read(sink).map(Term::Fixed);
        };
        let name = Spanned::new(name.to_owned(), text.span);
        let param = self.params.find(&name, sink)?;
        if fits(&Value::any(param.kind)) {
            return Some(Term::Param(name.value));
        }
        let message = format!("`${}` is not {expected}", name.value);
        let help = format!("name a parameter that is {expected}, or write one");
        sink.push(Diagnostic::at(&ALERT_CONDITION, text.span, message).help(help));
        None
    }

    fn duration(&self, text: &Spanned<Literal>, sink: &mut Sink) -> Option<Term> {
        let read = |sink: &mut Sink| crate::sli::duration(text, "5m", sink).map(Value::Duration);
        let fits = |value: &Value| matches!(value, Value::Duration(_));
        self.term(text, fits, "a duration", read, sink)
    }

    fn threshold(&self, text: &Spanned<Literal>, unit: Unit, sink: &mut Sink) -> Option<Term> {
        let (kind, expected) = match unit {
            Unit::Ratio => (declare::ParamType::Ratio, "a ratio"),
            Unit::Seconds => (declare::ParamType::Duration, "a duration"),
            Unit::Bytes | Unit::Count => (declare::ParamType::Number, "a number"),
        };
        let read =
            |sink: &mut Sink| Value::read(kind, "the threshold", text, &Value::any(kind), sink);
        let fits = |value: &Value| {
            std::mem::discriminant(value) == std::mem::discriminant(&Value::any(kind))
        };
        self.term(text, fits, expected, read, sink)
    }
}

/// When an alert fires, and how long that must last.
fn fires(
    declared: &declare::Alert,
    signal: &Signal,
    scope: &Scope<'_>,
    sink: &mut Sink,
) -> Option<(Fires, Term)> {
    let unit = signal.unit;
    let place = declared.alert.span;
    match (
        &declared.above,
        &declared.below,
        &declared.absent_for,
        &declared.pending,
    ) {
        (Some(above), None, None, Some(pending)) => {
            let threshold = scope.threshold(above, unit, sink)?;
            Some((Fires::Above(threshold), scope.duration(pending, sink)?))
        }
        (None, Some(below), None, Some(pending)) => {
            let threshold = scope.threshold(below, unit, sink)?;
            Some((Fires::Below(threshold), scope.duration(pending, sink)?))
        }
        (None, None, Some(absent), None) if signal.record.is_some() => {
            Some((Fires::Absent, scope.duration(absent, sink)?))
        }
        (None, None, Some(absent), None) => {
            let message = format!(
                "signal `{}` is not recorded, so nobody knows when it was there last",
                signal.name.value
            );
            report(
                absent.span,
                message,
                "give the signal a `record:` name",
                sink,
            )
        }
        (None, None, Some(absent), Some(_)) => {
            let message = "`for` has no meaning beside `absent_for`";
            report(absent.span, message.to_owned(), "delete `for:`", sink)
        }
        (_, _, _, None) => report(
            place,
            format!(
                "`{}` does not say how long its signal must stay so",
                declared.alert.value
            ),
            "add `for: 5m`",
            sink,
        ),
        _ => report(
            place,
            format!("`{}` does not fire on one condition", declared.alert.value),
            "write one of `above:`, `below:` and `absent_for:`",
            sink,
        ),
    }
}

fn report<T>(span: Span, message: String, help: &str, sink: &mut Sink) -> Option<T> {
    sink.push(Diagnostic::at(&ALERT_CONDITION, span, message).help(help));
    None
}
