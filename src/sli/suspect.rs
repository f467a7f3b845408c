//! Pairs that can be divided and hardly mean what they say: bad and total events the wrong way round, of
//! different times, or in another unit than events per second. In come both expressions, out goes one
//! warning, where the trees leave next to no doubt.

use super::codes::{NOT_PER_SECOND, RATIO_AS_RATE, SWAPPED_PAIR, UNEQUAL_TIMES};
use super::unit::{Scale, Unit, unit};
use crate::diag::{Diagnostic, Sink};
use crate::promql::{AggregateOp, Expr, Selector, Timing};
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

/// One side of a pair: its text and its tree.
type Side<'s> = (&'s Spanned<String>, &'s Expr);

/// Warns of a pair that is hardly meant.
pub(super) fn check(bad: Side<'_>, total: Side<'_>, sink: &mut Sink) {
    let finding = ratio_as_rate(bad, total)
        .or_else(|| swapped(bad, total))
        .or_else(|| not_per_second(bad, total))
        .or_else(|| unequal_times(bad, total));
    if let Some(finding) = finding {
        sink.push(finding);
    }
}

fn ratio_as_rate((text, bad): Side<'_>, (total_text, total): Side<'_>) -> Option<Diagnostic> {
    if unit(bad) != Some(Unit::Ratio) || unit(total) == Some(Unit::Ratio) {
        return None;
    }
    let message = "bad events are a ratio already, and would be divided by all events again";
    let finding = Diagnostic::at(&RATIO_AS_RATE, text.span, message);
    Some(
        finding
            .label("divides series by series")
            .secondary(total_text.span, "a rate of events")
            .help("write the rate of bad events alone, without the division"),
    )
}

fn swapped((text, bad): Side<'_>, (total_text, total): Side<'_>) -> Option<Diagnostic> {
    let (bad, total) = (rated(bad)?, rated(total)?);
    if !is_narrower(total, bad) && !counts_failures_of(total, bad) {
        return None;
    }
    let message = "`bad` seems to count all events, and `total` the bad ones";
    let finding = Diagnostic::at(&SWAPPED_PAIR, text.span, message);
    Some(
        finding
            .label("counts more than `total`")
            .secondary(total_text.span, "only a part of them")
            .help("swap `bad` and `total`"),
    )
}

/// A side that counts something else than events per second. What both sides have in common, such as a
/// factor, is gone once they are divided.
fn not_per_second(bad: Side<'_>, total: Side<'_>) -> Option<Diagnostic> {
    let units = (unit(bad.1), unit(total.1));
    let cancels_out = match units.0 {
        Some(Unit::Scaled(scale)) => scale != Scale::Zero,
        Some(Unit::PerSeries(_)) => true,
        _ => false,
    };
    if cancels_out && units.0 == units.1 {
        return None;
    }
    let of_bad = finding_about("bad", bad.0, units.0, total.0);
    of_bad.or_else(|| finding_about("total", total.0, units.1, total.0))
}

fn finding_about(
    side: &str,
    text: &Spanned<String>,
    unit: Option<Unit>,
    total: &Spanned<String>,
) -> Option<Diagnostic> {
    let (label, help) = match unit? {
        Unit::PerSecond | Unit::Ratio => return None,
        Unit::PerWindow => (
            "events of the whole window",
            "write `rate(…)` instead of `increase(…)`, in `bad` and `total`".to_owned(),
        ),
        Unit::AtLast => (
            "the last two samples, whatever the window",
            "write `rate(…)` instead of `irate(…)`, in `bad` and `total`".to_owned(),
        ),
        Unit::PerSeries(op) => (
            "the rate of one series",
            format!(
                "write `sum(…)` instead of `{}(…)`, in `bad` and `total`",
                op.as_str()
            ),
        ),
        Unit::Series => (
            "a number of series",
            "write `sum(…)` instead of `count(…)`, in `bad` and `total`".to_owned(),
        ),
        Unit::Level => (
            "what was counted up to the last sample, whatever the window",
            "write `rate(…)` instead of `last_over_time(…)`, in `bad` and `total`".to_owned(),
        ),
        Unit::Change => (
            "the change of a gauge; a counter that starts anew takes it below zero",
            "write `rate(…)` instead of `delta(…)`, in `bad` and `total`".to_owned(),
        ),
        Unit::Negative => (
            "below zero, so that nothing fails",
            "leave out the `-`".to_owned(),
        ),
        Unit::Scaled(scale) => of_scaled(scale),
        Unit::Quantile => (
            "a duration, which is no number of events",
            "write `sli: {type: latency, threshold: 500ms}`, with the threshold that is promised"
                .to_owned(),
        ),
        Unit::NumberLessRate => ("a number less a rate", {
            let taken = text.split_once('-').map_or("", |(_, taken)| taken.trim());
            format!(
                "subtract the rate of good events from that of all: `{} - {taken}`",
                total.trim()
            )
        }),
    };
    let message = format!("`{side}` is not in events per second");
    let finding = Diagnostic::at(&NOT_PER_SECOND, text.span, message);
    Some(finding.label(label).help(help))
}

/// What a scaled rate is, and what to write instead.
fn of_scaled(scale: Scale) -> (&'static str, String) {
    let (label, help) = match scale {
        Scale::Percent => (
            "a hundred times the rate",
            "leave out the factor `100`: only objectives are in percent",
        ),
        Scale::Minute => ("events per minute", "leave out the factor `60`"),
        Scale::Hour => ("events per hour", "leave out the factor `3600`"),
        Scale::Zero => (
            "multiplied or divided by 0",
            "write the rate alone, without the `0`",
        ),
    };
    (label, help.to_owned())
}

/// Sides that look at different times, each at one alone.
fn unequal_times(bad: Side<'_>, total: Side<'_>) -> Option<Diagnostic> {
    let (of_bad, of_total) = (timing(bad.1)?, timing(total.1)?);
    if of_bad == of_total {
        return None;
    }
    let (moved, other) = if of_bad == Timing::default() {
        (total, bad)
    } else {
        (bad, total)
    };
    let message = "bad events and all events are of different times";
    let finding = Diagnostic::at(&UNEQUAL_TIMES, moved.0.span, message);
    Some(
        finding
            .label("looks at another time")
            .secondary(other.0.span, "than this")
            .help("write the same `offset` or `@` in both, or leave it out"),
    )
}

/// The time that all selectors look at.
fn timing(expr: &Expr) -> Option<Timing> {
    let mut timings = Vec::new();
    expr.visit_selectors(|selector| timings.push(selector.timing));
    let first = timings.first().copied();
    first.filter(|first| timings.iter().all(|timing| timing == first))
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

    #[test]
    fn sides_that_are_not_in_events_per_second() {
        let odd = Some("SLO035");
        for (bad, total) in [
            ("sum(increase(a[5m]))", "sum(rate(b[5m]))"),
            ("sum(rate(a[5m]))", "sum(increase(b[5m]))"),
            ("sum(increase(a[5m]))", "sum(increase(b[5m]))"),
            ("sum(irate(a[5m]))", "sum(irate(b[5m]))"),
            ("avg(rate(a[5m]))", "sum(rate(b[5m]))"),
            ("max(rate(a[5m]))", "sum(rate(b[5m]))"),
            ("count(rate(a[5m]))", "count(rate(b[5m]))"),
            ("sum(last_over_time(a[5m]))", "sum(last_over_time(b[5m]))"),
            ("sum(delta(a[5m]))", "sum(delta(b[5m]))"),
            ("-sum(rate(a[5m]))", "-sum(rate(b[5m]))"),
            ("100 * sum(rate(a[5m]))", "sum(rate(b[5m]))"),
            ("sum(rate(a[5m])) * 60", "sum(rate(b[5m]))"),
            ("sum(rate(a[5m])) * 0", "sum(rate(b[5m])) * 0"),
            ("1 - sum(rate(a[5m]))", "sum(rate(b[5m]))"),
            (
                "histogram_quantile(0.9, sum by (le) (rate(a[5m])))",
                "sum(rate(b[5m]))",
            ),
        ] {
            assert_eq!(found(bad, total), odd, "{bad} of {total}");
        }
        for (bad, total) in [
            ("avg(rate(a[5m]))", "avg(rate(b[5m]))"),
            ("100 * sum(rate(a[5m]))", "100 * sum(rate(b[5m]))"),
            ("sum(rate(b[5m])) - sum(rate(a[5m]))", "sum(rate(b[5m]))"),
        ] {
            assert_eq!(found(bad, total), None, "{bad} of {total}");
        }
    }

    #[test]
    fn sides_of_different_times() {
        let (now, earlier) = ("sum(rate(a[5m]))", "sum(rate(b[5m] offset 1h))");
        assert_eq!(found(now, earlier), Some("SLO036"));
        assert_eq!(found(earlier, now), Some("SLO036"));
        assert_eq!(found("sum(rate(a[5m] offset 1h))", earlier), None);
        let both = "sum(rate(b[5m])) + sum(rate(b[5m] offset 1h))";
        assert_eq!(found(now, both), None);
    }
}
