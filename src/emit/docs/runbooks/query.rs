//! What to paste into Prometheus at a place where an alert fires.

use serde::Serialize;

use super::group::place;
use crate::emit::prometheus::alerts::expression;
use crate::ir::Program;
use crate::ir::alerts::{Alert, Subject};
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
    /// Those of an alert: its rule, and the raw series behind what the rule reads.
    pub(super) fn new(program: &Program, alert: &Alert<'_>) -> Self {
        let expression_of = |what, expr: &Expr| Expression {
            what,
            code: expr.pretty(WIDTH),
        };
        let mut expressions = vec![expression_of(
            "The alert fires while this has a value",
            &expression(program, alert),
        )];
        match alert.subject {
            Subject::Slo { slo, .. } => expressions.extend([
                expression_of(
                    "Bad events per second, from the raw series",
                    &slo.rates.bad(RECENT),
                ),
                expression_of(
                    "All events per second, from the raw series",
                    &slo.rates.total(RECENT),
                ),
            ]),
            Subject::Pack { alert, .. } => expressions.push(expression_of(
                "The value by itself, from the raw series",
                &alert.signal.expr,
            )),
            Subject::Stack { .. } => {}
        }
        let environment = &alert.subject.environment().name;
        let about = match alert.subject {
            Subject::Slo { slo, .. } => format!("{} in {environment}: {}", place(alert), slo.name),
            Subject::Pack { .. } | Subject::Stack { .. } => {
                format!("{} in {environment}", place(alert))
            }
        };
        Self { about, expressions }
    }
}
