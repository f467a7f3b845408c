//! What to paste into Prometheus at a place where an alert fires.

use serde::Serialize;

use super::group::place;
use crate::emit::prometheus::Site;
use crate::emit::prometheus::alerts::{expression, spent};
use crate::ir::alerts::{Alert, Subject};
use crate::ir::{Program, names};
use crate::promql::Expr;
use crate::units::Duration;

/// The widest line of an expression.
const WIDTH: usize = 100;
/// How far back raw rates of an SLO look, as its recorded pair does.
const RECENT: Duration = Duration::from_mins(5);

/// The expressions of one place.
#[derive(Serialize)]
pub(super) struct Query {
    about: String,
    expressions: Vec<Expression>,
}

#[derive(Serialize)]
struct Expression {
    what: &'static str,
    code: String,
}

impl Query {
    /// Those of an alert: its rule, and what lies behind the series that the rule reads.
    pub(super) fn new(program: &Program, alert: &Alert<'_>) -> Self {
        let environment = &alert.subject.environment().name;
        let place = place(alert);
        let about = match alert.subject {
            Subject::Slo { slo, .. } => format!("{place} in {environment}: {}", slo.name),
            Subject::Pack { .. } | Subject::Stack { .. } => format!("{place} in {environment}"),
        };
        let rule = expression(program, alert);
        let rule = ("The alert fires while this has a value", rule);
        let all = std::iter::once(rule).chain(behind(program, alert));
        let expressions = all.map(|(what, expr)| Expression {
            what,
            code: expr.pretty(WIDTH),
        });
        Self {
            about,
            expressions: expressions.collect(),
        }
    }
}

/// What helps to see why a rule has a value, or none.
fn behind(program: &Program, alert: &Alert<'_>) -> Vec<(&'static str, Expr)> {
    match alert.subject {
        Subject::Stack { .. } => Vec::new(),
        Subject::Pack { alert, .. } => vec![(
            "The value by itself, from the raw series",
            alert.signal.expr.clone(),
        )],
        Subject::Slo {
            service,
            deployment,
            slo,
            burn,
        } => {
            let raw = "All events per second, from the raw series";
            let all = (raw, slo.rates.total(RECENT));
            if burn.is_some() {
                let raw = "Bad events per second, from the raw series";
                vec![(raw, slo.rates.bad(RECENT)), all]
            } else if alert.name == names::NO_DATA {
                vec![all]
            } else {
                let site = Site::new(program, service, deployment, slo);
                vec![("The share of the budget that is spent", spent(&site))]
            }
        }
    }
}
