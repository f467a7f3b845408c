//! The user's own selectors and expressions: parsed, checked, and reported where they stand.

use std::ops::Range;

use super::codes::{
    BAD_EQUALS_TOTAL, CONSTANT_FALLBACK, NO_WINDOW, NOT_PROMQL, UNEQUAL_GROUPING, WRONG_KIND,
};
use super::dialect::Vocabulary;
use super::{Deployment, Missing, matchers};
use crate::diag::{Diagnostic, Sink};
use crate::promql::{Expr, Fragment, LabelSet, Labels, ParseError, Selector, Timing, ValueKind};
use crate::source::{INVALID_VALUE, Literal, Span, Spanned, is_unfilled};
use crate::units::{Duration, NotADuration};

/// To look at expressions, whose form is the same whatever their window.
pub(super) const ANY_WINDOW: Duration = Duration::from_mins(5);

/// A selector such as `http_requests_total{code=~"5.."}`.
pub(crate) fn selector(text: &Spanned<String>, sink: &mut Sink) -> Option<Selector> {
    const EXAMPLE: &str =
        "write a metric name, with matchers if need be: `requests_total{code=\"500\"}`";
    let selector = Selector::parse(text).map_err(|error| {
        let finding = if Fragment::parse(text).is_ok() {
            Diagnostic::at(&NOT_PROMQL, text.span, error.message)
                .label("rate and range are added by each rule")
                .help(error.help.as_deref().unwrap_or(EXAMPLE))
        } else {
            not_promql(text, error, EXAMPLE)
        };
        sink.push(finding);
    });
    let selector = selector.ok()?;
    if let Some(finding) = unfilled(text, &selector) {
        sink.push(finding);
        return None;
    }
    if selector.name().is_none() {
        sink.push(
            Diagnostic::at(&NOT_PROMQL, text.span, "this selector names no metric").help(EXAMPLE),
        );
        return None;
    }
    if selector.timing != Timing::default() {
        let message = "this selector looks at another time";
        let finding = Diagnostic::at(&NOT_PROMQL, text.span, message);
        sink.push(
            finding
                .label("by `offset` or `@`")
                .help("leave out `offset` and `@`: rules and their tests look at the time that they are about"),
        );
        return None;
    }
    matchers::check(text, &selector, sink);
    Some(selector)
}

/// What is said of a label value that waits to be filled in, as in the tools that fill in text.
fn unfilled(text: &Spanned<String>, selector: &Selector) -> Option<Diagnostic> {
    let mut matchers = selector.matchers.iter();
    let matcher = matchers.find(|matcher| is_unfilled(&matcher.value))?;
    let value = &*matcher.value;
    let place = text
        .find(value)
        .and_then(|at| part_of(text, at..at + value.len()));
    let message = format!("nothing fills in `{value}`");
    let help = format!(
        "leave `{}` out if it is one of the labels under `match:`, which are added; else write its value",
        matcher.label
    );
    Some(
        Diagnostic::at(&NOT_PROMQL, place.unwrap_or(text.span), message)
            .label("no series has such a label")
            .help(help),
    )
}

/// A regular expression for a label's whole value, as Prometheus understands it.
pub(crate) fn regex(text: Option<&Spanned<String>>, sink: &mut Sink) -> Option<String> {
    const EXAMPLE: &str = "write a regular expression such as `5..`";
    let text = text?;
    let probe = Selector::metric("probe").re("label", &text.value);
    match Selector::parse(&Expr::from(probe).to_string()) {
        Ok(_) => Some(text.value.clone()),
        Err(mut error) => {
            error.range = None;
            sink.push(not_promql(text, error, EXAMPLE));
            None
        }
    }
}

/// A selector of a histogram, by the name that its series have in common.
pub(crate) fn histogram(text: &Spanned<String>, sink: &mut Sink) -> Option<Selector> {
    let selector = selector(text, sink)?;
    let name = selector.name()?.as_str();
    let suffix = ["_bucket", "_count", "_sum"]
        .into_iter()
        .find(|suffix| name.ends_with(suffix));
    let Some(suffix) = suffix else {
        return Some(selector);
    };
    let common = name.trim_end_matches(suffix);
    sink.push(
        Diagnostic::at(
            &NOT_PROMQL,
            text.span,
            format!("`{name}` is one series of a histogram"),
        )
        .label(format!("without `{suffix}`"))
        .help(format!("write `{common}`")),
    );
    None
}

/// An expression for a rate, with `$window` where its range stands.
pub(super) fn rate(text: &Spanned<String>, sink: &mut Sink) -> Option<Fragment> {
    const EXAMPLE: &str = "write a rate such as `sum(rate(requests_total[$window]))`";
    let parsed = Fragment::parse(text).map_err(|error| sink.push(not_promql(text, error, EXAMPLE)));
    let fragment = parsed.ok()?;
    let expr = fragment.at(ANY_WINDOW);
    let mut placeholder = None;
    expr.visit_selectors(|selector| {
        placeholder = placeholder.take().or_else(|| unfilled(text, selector));
    });
    if let Some(finding) = placeholder {
        sink.push(finding);
        return None;
    }
    if fragment.kind() != ValueKind::Vector {
        sink.push(
            Diagnostic::at(
                &WRONG_KIND,
                text.span,
                format!("this expression gives {}, not a rate", fragment.kind()),
            )
            .label("an instant vector is expected")
            .help(EXAMPLE),
        );
        return None;
    }
    if let Some(constant) = constant(&fragment) {
        sink.push(
            Diagnostic::at(
                &CONSTANT_FALLBACK,
                text.span,
                format!("`{constant}` stands in for missing data"),
            )
            .label("would go on after the service has died")
            .help("leave it out: a missing series of bad events counts as none already"),
        );
        return None;
    }
    if !fragment.has_window() {
        let help = match fixed_range(&fragment) {
            Some(range) => format!("write `[$window]` instead of `[{range}]`"),
            None => "write `[$window]` where the range of the rate stands".to_owned(),
        };
        sink.push(
            Diagnostic::at(
                &NO_WINDOW,
                text.span,
                "this expression has the same value for every window",
            )
            .label("`$window` is missing")
            .help(help),
        );
        return None;
    }
    if let Some((label, help)) = odd_step(&fragment) {
        let message = "this expression has no value for some windows, or the same for all";
        let finding = Diagnostic::at(&NO_WINDOW, text.span, message);
        sink.push(finding.label(label).help(help));
        return None;
    }
    expr.visit_selectors(|selector| matchers::check(text, selector, sink));
    Some(fragment)
}

/// The function by which an expression has a value without any series.
fn constant(fragment: &Fragment) -> Option<String> {
    let mut found = None;
    fragment.walk(&mut |expr| {
        if let Expr::Call { function, .. } = expr
            && matches!(function.as_str(), "vector" | "absent" | "absent_over_time")
        {
            found = Some(function.to_string());
        }
    });
    found
}

/// What is wrong with the step of a subquery, and what to write: `$window` belongs before the colon, and steps
/// through the shortest of windows several times.
fn odd_step(fragment: &Fragment) -> Option<(String, &'static str)> {
    /// So odd that nobody writes it in figures.
    const OPEN: Duration = Duration::from_millis(ANY_WINDOW.as_millis() + 1);
    let mut found = None;
    fragment.at(OPEN).walk(&mut |expr| {
        let Expr::Subquery(subquery) = expr else {
            return;
        };
        let Some(step) = subquery.step else { return };
        if step == OPEN {
            let help = "write `$window` before the colon, such as `[$window:1m]`";
            found = Some(("`$window` is the step here".to_owned(), help));
        } else if subquery.range == OPEN && step > ANY_WINDOW {
            let label = format!("a step of {step} is longer than a window of {ANY_WINDOW}");
            found = Some((label, "write a short step, such as `[$window:1m]`"));
        }
    });
    found
}

/// A range that is written in figures.
fn fixed_range(fragment: &Fragment) -> Option<Duration> {
    let mut found = None;
    fragment.walk(&mut |expr| {
        if let Expr::Range { range, .. } = expr {
            found = found.or(Some(*range));
        }
    });
    found
}

/// A text that PromQL cannot read.
pub(crate) fn not_promql(text: &Spanned<String>, error: ParseError, example: &str) -> Diagnostic {
    let span = error
        .range
        .and_then(|range| part_of(text, range))
        .unwrap_or(text.span);
    Diagnostic::at(
        &NOT_PROMQL,
        span,
        format!("this is not PromQL: {}", error.message),
    )
    .help(error.help.as_deref().unwrap_or(example))
}

/// Where a range of bytes of a scalar stands in its file; `None` where the scalar is not written
/// byte for byte, as in a block or with escapes.
fn part_of(text: &Spanned<String>, range: Range<usize>) -> Option<Span> {
    let Span { file, start, end } = text.span;
    let quote = match ((end - start) as usize).checked_sub(text.len())? {
        0 => 0,
        2 => 1,
        _ => return None,
    };
    let at = |byte: usize| u32::try_from(byte).ok().map(|byte| start + quote + byte);
    Some(Span::new(file, at(range.start)?, at(range.end)?))
}

/// A duration above zero.
pub(crate) fn duration(
    text: &Spanned<Literal>,
    example: &str,
    sink: &mut Sink,
) -> Option<Duration> {
    let read = text.parse::<Duration>();
    let duration = read.ok().filter(|duration| !duration.is_zero());
    if duration.is_none() {
        let label = if read.is_ok() {
            "must be longer than nothing"
        } else if read == Err(NotADuration::TooLong) {
            "must be at most 100 years"
        } else if text.parse::<f64>().is_ok() {
            "a unit is missing"
        } else {
            "a number and a unit are expected"
        };
        let meant = || Duration::meant(text).map(|meant| meant.to_string());
        let suggestion = months(text, example).or_else(meant);
        let help = match suggestion.or_else(|| with_unit(text, example)) {
            Some(meant) => format!("write `{meant}`"),
            None => format!("write a duration such as `{example}`"),
        };
        let what = match read {
            Err(NotADuration::TooLong) => "is too long",
            _ => "is not a duration",
        };
        let message = format!("`{}` {what}", text.value);
        let finding = Diagnostic::at(&INVALID_VALUE, text.span, message);
        sink.push(finding.label(label).help(help));
    }
    duration
}

/// `1M` for a month, where days are usual; elsewhere it is meant for minutes.
fn months(text: &str, example: &str) -> Option<String> {
    let months: u32 = text.strip_suffix('M')?.trim().parse().ok()?;
    let days = months.checked_mul(30)?;
    example.ends_with('d').then(|| format!("{days}d"))
}

/// A bare number with the example's unit, where that is of the example's order: at most ten times as
/// long or as short. Of others nobody knows in which unit they were meant.
fn with_unit(number: &str, example: &str) -> Option<String> {
    let (usual, unit) = example.split_at(example.find(|c: char| !c.is_ascii_digit())?);
    if unit.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (usual, given) = (usual.parse::<u64>().ok()?, number.parse::<u32>().ok()?);
    let given = u64::from(given);
    (given * 10 >= usual && given <= usual * 10).then(|| format!("{given}{unit}"))
}

/// Bad and all events of a custom pair can be divided: they differ, and keep the same labels.
pub(super) fn check_pair(
    bad: (&Spanned<String>, &Fragment),
    total: (&Spanned<String>, &Fragment),
    sink: &mut Sink,
) -> Option<()> {
    check_differ(bad, total, sink)?;
    let ((bad_text, bad), (total_text, total)) = (bad, total);
    if bad.labels() == total.labels() {
        return Some(());
    }
    sink.push(
        Diagnostic::at(
            &UNEQUAL_GROUPING,
            bad_text.span,
            "bad and total events are grouped differently",
        )
        .label(format!("keeps {}", in_words(&bad.labels())))
        .secondary(
            total_text.span,
            format!("keeps {}", in_words(&total.labels())),
        )
        .help("aggregate both in the same way, such as with a plain `sum(…)`"),
    );
    None
}

/// Bad events are not all events.
pub(super) fn check_differ<T: PartialEq>(
    (bad_text, bad): (&Spanned<String>, &T),
    (total_text, total): (&Spanned<String>, &T),
    sink: &mut Sink,
) -> Option<()> {
    if bad != total {
        return Some(());
    }
    sink.push(
        Diagnostic::at(
            &BAD_EQUALS_TOTAL,
            bad_text.span,
            "bad events are the same as all events",
        )
        .secondary(total_text.span, "the same expression")
        .help("pick the bad events with a matcher, such as `{outcome=\"failed\"}`"),
    );
    None
}

fn in_words(labels: &Labels) -> String {
    let listed = |labels: &LabelSet| {
        let names: Vec<_> = labels.iter().map(|label| format!("`{label}`")).collect();
        names.join(", ")
    };
    match labels {
        Labels::None => "no labels".to_owned(),
        Labels::By(labels) if labels.is_empty() => "no labels".to_owned(),
        Labels::By(labels) => listed(labels),
        Labels::Without(labels) if labels.is_empty() => "all labels".to_owned(),
        Labels::Without(labels) => format!("all labels but {}", listed(labels)),
    }
}

/// The deployment's vocabulary, which an SLI without selectors needs.
pub(super) fn vocabulary<'d>(deployment: &Deployment<'d>) -> Result<&'d Vocabulary, Missing> {
    deployment.vocabulary.ok_or_else(|| Missing {
        reason: "the service is not known to expose metrics".to_owned(),
        switch_on: "name a dialect in the service's entry, such as `metrics: prom-http`".to_owned(),
    })
}

/// A dialect lacks what an SLI needs.
pub(super) fn not_in_dialect(vocabulary: &Vocabulary, what: &str, field: &str) -> Missing {
    Missing {
        reason: format!("dialect `{}` names no {what}", vocabulary.name),
        switch_on: format!(
            "add `{field}:` to `{}` in `dialects.yml`, or give the SLI selectors of its own",
            vocabulary.name
        ),
    }
}
