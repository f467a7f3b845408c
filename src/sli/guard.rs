//! Guards: the parts of generated expressions that keep an alert true where the data is odd.
//!
//! Each is a function with a [`Guard`] beside it that gives its name, its form and its reason;
//! `docs/slos.md` in the output lists them for readers of generated rules.

use serde::Serialize;

use crate::promql::{
    Expr, Number, Selector, clamp_max, clamp_min, count_over_time, present_over_time,
};
use crate::slo::COVERAGE_STEP;
use crate::units::{Duration, Fraction};

/// What a reader of generated rules looks up.
#[derive(Debug, Serialize)]
pub struct Guard {
    /// Its name.
    pub name: &'static str,
    /// How it looks in a rule.
    pub form: &'static str,
    /// Against what it guards, and why it has this form.
    pub reason: &'static str,
}

/// Every guard.
pub static GUARDS: [&Guard; 7] = [
    &MISSING_SERIES_IS_ZERO,
    &NEVER_NEGATIVE,
    &NEVER_NAN,
    &ONLY_WITH_TRAFFIC,
    &MISSING_TIME_IS_CLEAN,
    &ENOUGH_FAILURES,
    &SEEN_WITHIN_A_DAY,
];

static MISSING_SERIES_IS_ZERO: Guard = Guard {
    name: "missing-series-is-zero",
    form: "part or 0 * total",
    reason: "A service that has never failed exposes no series of failures, and a histogram may lack a bucket. The sum \
             over no series is not 0 but nothing, which would blank the ratio. `or vector(0)` is no answer: it would \
             go on saying 0 after the service has died.",
};

/// The sum over `part`, or 0 where `total` has events and `part` no series.
pub fn missing_series_is_zero(part: Expr, total: Expr) -> Expr {
    part.or(Expr::from(0) * total)
}

static NEVER_NEGATIVE: Guard = Guard {
    name: "never-negative",
    form: "clamp_min(bad, 0)",
    reason: "Where bad events are the difference between all and good ones, rounding can make it a little less than \
             nothing.",
};

/// Bad events, not below zero.
pub fn never_negative(bad: Expr) -> Expr {
    clamp_min(bad, 0)
}

static NEVER_NAN: Guard = Guard {
    name: "never-nan",
    form: "rate >= 0",
    reason: "An expression of the user's own may divide by nothing. One NaN in a window makes every sum over that \
             window NaN; with the guard it is absent for a moment.",
};

/// A rate where it is a number, and not below zero.
pub fn never_nan(rate: Expr) -> Expr {
    rate.ge(0)
}

static ONLY_WITH_TRAFFIC: Guard = Guard {
    name: "only-with-traffic",
    form: "bad / (total > 0)",
    reason: "Without traffic the ratio would be 0/0, which is NaN, and one NaN makes every sum over it NaN. With the \
             guard it is absent.",
};

/// A total to divide by.
pub fn only_with_traffic(total: Expr) -> Expr {
    total.gt(0)
}

static MISSING_TIME_IS_CLEAN: Guard = Guard {
    name: "missing-time-is-clean",
    form: "… * clamp_max(count_over_time(total[window:5m]) / steps, 1)",
    reason: "A window longer than the history behaves like a shorter one, so a new service would be alerted for what \
             the whole window tolerates. The factor is the share of the window that has samples: time without samples \
             counts as free of bad events.",
};

/// The share of a window in which `total` has samples, as a factor.
pub fn missing_time_is_clean(total: Expr, window: Duration) -> Expr {
    let steps = window.as_secs().div_ceil(COVERAGE_STEP.as_secs());
    let seen = count_over_time(total.subquery(window, Some(COVERAGE_STEP)));
    clamp_max(seen / Expr::from(steps), 1)
}

static ENOUGH_FAILURES: Guard = Guard {
    name: "enough-failures",
    form: "… and bad rate * seconds > n - 0.5",
    reason: "With little traffic a single failure exceeds any threshold. Rates extrapolate, so n failures are counted \
             as a little more or less than n, and half a failure keeps either side of the line. It is a floor under \
             failures, never under traffic: that would silence a total outage at night.",
};

/// The bad events of a window, where they are more than `failures`.
pub fn enough_failures(bad_rate: Expr, window: Duration, failures: Fraction) -> Expr {
    (bad_rate * Expr::from(window.as_secs())).gt(number(failures))
}

static SEEN_WITHIN_A_DAY: Guard = Guard {
    name: "seen-within-a-day",
    form: "present_over_time(total[1d]) unless total",
    reason: "A bare `absent()` would also fire for a service that was never deployed, or was removed long ago.",
};

/// How far back a series must have been seen for its absence to matter.
const SEEN: Duration = Duration::from_days(1);

/// A series that was there within a day and is not now.
pub fn seen_within_a_day(series: &Selector) -> Expr {
    present_over_time(series.clone().range(SEEN)).unless(series.clone())
}

/// A fraction as a number of PromQL, rounded where it has no end.
pub fn number(fraction: Fraction) -> Expr {
    literal(fraction).into()
}

/// The same as a literal alone.
pub fn literal(fraction: Fraction) -> Number {
    let text = fraction.to_string();
    text.parse().expect("a fraction prints as a decimal")
}
