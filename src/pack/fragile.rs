//! Expressions that Prometheus takes and that make a poor signal: alerts that flap, multiply or mean
//! nothing.

use super::codes::{HIGH_CARDINALITY, NEEDLESS_REGEX, RATE_OF_SUM, TOPK_IN_SIGNAL};
use crate::diag::{Diagnostic, Sink};
use crate::promql::{AggregateOp, Expr, LabelSet, MatchOp, Matcher, Template};
use crate::source::Spanned;

/// Labels with a value for each process, request or user.
const UNBOUNDED: [&str; 12] = [
    "container_id",
    "email",
    "id",
    "instance",
    "ip",
    "path",
    "pod",
    "request_id",
    "session_id",
    "trace_id",
    "url",
    "user_id",
];

/// Reports what makes an expression fragile, which keeps these labels.
pub(super) fn check(text: &Spanned<String>, expr: &Template, keeps: &LabelSet, sink: &mut Sink) {
    for label in keeps.iter().filter(|it| UNBOUNDED.contains(&it.as_str())) {
        let message = format!("an alert would be told for each `{label}`");
        sink.push(
            Diagnostic::at(&HIGH_CARDINALITY, text.span, message)
                .help(format!("aggregate `{label}` away")),
        );
    }
    expr.form().walk(&mut |part| match part {
        Expr::Call { function, args }
            if is_rate(function.as_str()) && args.iter().any(is_of_sum) =>
        {
            let message =
                format!("`{function}` of an aggregation takes a restart of one for a fall of all");
            sink.push(
                Diagnostic::at(&RATE_OF_SUM, text.span, message)
                    .help(format!("write `sum({function}(…))`")),
            );
        }
        Expr::Aggregate(aggregate) if picks_some(aggregate.op) => {
            let message = format!(
                "`{}` picks other series at each evaluation, and each begins its `for` anew",
                aggregate.op.as_str()
            );
            sink.push(
                Diagnostic::at(&TOPK_IN_SIGNAL, text.span, message)
                    .help("write `max` or `min`, or compare every series with the threshold"),
            );
        }
        Expr::Selector(selector) | Expr::Range { selector, .. } => {
            let closed = selector.matchers.iter().filter(|it| !expr.is_open(it));
            for matcher in closed.filter(|it| is_needless(it)) {
                sink.push(spelled_out(text, matcher));
            }
        }
        _ => {}
    });
}

fn is_rate(function: &str) -> bool {
    matches!(function, "rate" | "irate" | "increase")
}

/// Whether a range is one of an aggregation.
fn is_of_sum(arg: &Expr) -> bool {
    matches!(arg, Expr::Subquery(subquery) if matches!(subquery.expr, Expr::Aggregate(_)))
}

fn picks_some(op: AggregateOp) -> bool {
    matches!(
        op,
        AggregateOp::Topk | AggregateOp::Bottomk | AggregateOp::Limitk | AggregateOp::LimitRatio
    )
}

/// Whether a regular expression asks for one text, or anchors what is anchored.
fn is_needless(matcher: &Matcher) -> bool {
    let pattern = matcher.value.as_str();
    let is_anchored = pattern.starts_with('^') || pattern.ends_with('$');
    let is_text = !pattern.is_empty() && regex::escape(pattern) == pattern;
    matches!(matcher.op, MatchOp::Regex | MatchOp::NotRegex) && (is_anchored || is_text)
}

fn spelled_out(text: &Spanned<String>, matcher: &Matcher) -> Diagnostic {
    let pattern = matcher.value.as_str();
    let (label, plain) = (
        &matcher.label,
        pattern.trim_start_matches('^').trim_end_matches('$'),
    );
    let op = match (matcher.op, regex::escape(plain) == plain) {
        (MatchOp::NotRegex, false) => "!~",
        (MatchOp::NotRegex, true) => "!=",
        (_, false) => "=~",
        (_, true) => "=",
    };
    let message = format!("`{matcher}` says more than it needs to: patterns match whole values");
    Diagnostic::at(&NEEDLESS_REGEX, text.span, message)
        .help(format!("write `{label}{op}\"{plain}\"`"))
}
