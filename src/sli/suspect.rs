//! Pairs that can be divided and hardly mean what they say: bad and total events the wrong way round, or
//! bad events that were divided by all events already. In come both expressions, out go warnings, where
//! the trees leave next to no doubt.

use super::codes::{RATIO_AS_RATE, SWAPPED_PAIR};
use crate::diag::{Diagnostic, Sink};
use crate::promql::{AggregateOp, BinaryOp, Expr, Selector, ValueKind};
use crate::source::Spanned;

/// Words in a metric's name that make it count failures.
const FAILURES: [&str; 8] = [
    "bad",
    "error",
    "errors",
    "failed",
    "failure",
    "failures",
    "rejected",
    "unsuccessful",
];

/// Warns of a pair that is hardly meant.
pub(super) fn check(
    (bad_text, bad): (&Spanned<String>, &Expr),
    (total_text, total): (&Spanned<String>, &Expr),
    sink: &mut Sink,
) {
    if is_ratio(bad) && !is_ratio(total) {
        let finding = Diagnostic::at(
            &RATIO_AS_RATE,
            bad_text.span,
            "bad events are a ratio already, and would be divided by all events again",
        );
        sink.push(
            finding
                .label("divides series by series")
                .secondary(total_text.span, "a rate of events")
                .help("write the rate of bad events alone, without the division"),
        );
    } else if let (Some(bad), Some(total)) = (rated(bad), rated(total))
        && (is_narrower(total, bad) || counts_failures_of(total, bad))
    {
        let finding = Diagnostic::at(
            &SWAPPED_PAIR,
            bad_text.span,
            "`bad` seems to count all events, and `total` the bad ones",
        );
        sink.push(
            finding
                .label("counts more than `total`")
                .secondary(total_text.span, "only a part of them")
                .help("swap `bad` and `total`"),
        );
    }
}

/// Whether an expression divides series by series, perhaps scaled by a number or taken from one.
fn is_ratio(expr: &Expr) -> bool {
    let Expr::Binary(binary) = expr else {
        return false;
    };
    let is_vector = |expr: &Expr| matches!(expr.kind(), Ok(ValueKind::Vector));
    match (binary.operator.op, &binary.lhs, &binary.rhs) {
        (BinaryOp::Div, lhs, rhs) if is_vector(lhs) && is_vector(rhs) => true,
        (BinaryOp::Sub | BinaryOp::Mul, Expr::Number(_), ratio)
        | (BinaryOp::Mul | BinaryOp::Div, ratio, Expr::Number(_)) => is_ratio(ratio),
        _ => false,
    }
}

/// The selector of the only series in a sum of rates or increases.
fn rated(expr: &Expr) -> Option<&Selector> {
    let rate = match expr {
        Expr::Aggregate(aggregate) if aggregate.op == AggregateOp::Sum => &aggregate.expr,
        other => other,
    };
    match rate {
        Expr::Call { function, args } if matches!(function.as_str(), "rate" | "increase") => {
            match args.as_slice() {
                [Expr::Range { selector, .. }] => Some(selector),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a selector has the other's matchers, the name among them, and more.
fn is_narrower(selector: &Selector, other: &Selector) -> bool {
    let has = |wanted| selector.matchers.iter().any(|matcher| matcher == wanted);
    selector.timing == other.timing
        && selector.matchers.iter().count() > other.matchers.iter().count()
        && other.matchers.iter().all(has)
}

/// Whether a metric is called as the other is, but for a word that means failures.
fn counts_failures_of(selector: &Selector, other: &Selector) -> bool {
    let (Some(name), Some(other)) = (selector.name(), other.name()) else {
        return false;
    };
    let words = name.as_str().split('_');
    let without = words.filter(|word| !FAILURES.contains(word));
    name != other && without.eq(other.as_str().split('_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::parse;

    /// The code of the finding about a pair.
    fn found(bad: &str, total: &str) -> Option<&'static str> {
        let mut files = crate::source::Files::default();
        let text = format!("{bad}\n{total}\n");
        let split = u32::try_from(bad.len()).expect("short");
        let end = u32::try_from(text.len()).expect("short");
        let file = files.add("registry/slo_profiles.yml", text);
        let spanned = |text: &str, start, end| {
            Spanned::new(text.to_owned(), crate::source::Span::new(file, start, end))
        };
        let (bad_text, total_text) = (spanned(bad, 0, split), spanned(total, split + 1, end));
        let (bad, total) = (parse(bad).expect("PromQL"), parse(total).expect("PromQL"));
        let mut sink = Sink::default();
        check((&bad_text, &bad), (&total_text, &total), &mut sink);
        let report = sink.finish(&files);
        report.diagnostics.first().map(|it| it.code.id)
    }

    #[test]
    fn pairs_the_wrong_way_round() {
        let swapped = Some("SLO032");
        for (less, more) in [
            (
                "sum(rate(jobs{outcome=\"failed\"}[5m]))",
                "sum(rate(jobs[5m]))",
            ),
            (
                "sum(rate(jobs{a=\"b\",c!=\"d\"}[5m]))",
                "sum(rate(jobs{a=\"b\"}[5m]))",
            ),
            ("rate(jobs_failed_total[5m])", "rate(jobs_total[5m])"),
            (
                "sum(rate(a_errors_total{x=\"1\"}[5m]))",
                "sum(rate(a_total{x=\"1\"}[5m]))",
            ),
        ] {
            assert_eq!(found(more, less), swapped, "{more} of {less}");
            assert_eq!(found(less, more), None, "{less} of {more}");
        }
        for (bad, total) in [
            ("sum(rate(failed[5m]))", "sum(rate(done[5m]))"),
            (
                "sum(rate(jobs{a=\"b\"}[5m]))",
                "sum(rate(jobs{a=\"c\",d=\"e\"}[5m]))",
            ),
            (
                "sum(rate(jobs[5m])) - sum(rate(good[5m]))",
                "sum(rate(jobs{a=\"b\"}[5m]))",
            ),
            (
                "sum(rate(jobs[5m] offset 1h))",
                "sum(rate(jobs{a=\"b\"}[5m]))",
            ),
            (
                "sum(rate(jobs_failed[5m]))",
                "sum(rate(jobs_failed_retried[5m]))",
            ),
        ] {
            assert_eq!(found(bad, total), None, "{bad} of {total}");
        }
    }

    #[test]
    fn ratios_for_rates() {
        let total = "sum(rate(b[5m]))";
        for bad in [
            "sum(rate(a[5m])) / sum(rate(b[5m]))",
            "1 - sum(rate(a[5m])) / sum(rate(b[5m]))",
            "100 * (sum(rate(a[5m])) / sum(rate(b[5m])))",
            "sum(rate(a[5m])) / sum(rate(b[5m])) * 100",
        ] {
            assert_eq!(found(bad, total), Some("SLO033"), "{bad}");
            assert_eq!(found(bad, bad), None, "{bad}, both");
        }
        for bad in [
            "sum(increase(a[5m])) / 300",
            "sum(rate(a[5m])) * 2",
            "sum(rate(b[5m])) - sum(rate(a[5m]))",
            "sum(rate(a[5m])) / scalar(sum(up))",
        ] {
            assert_eq!(found(bad, total), None, "{bad}");
        }
    }
}
