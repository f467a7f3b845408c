//! Recording rules: bad and total events as rates, divided last.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Site;
use crate::artifact::{Recording, Rule};
use crate::ir::names;
use crate::promql::{BinaryOp, Expr, avg_over_time, sum_over_time, vector};
use crate::sli::guard::{self, number};
use crate::slo::{AVERAGES_STEP, PAIR_WINDOW, ReadFrom, read_from};
use crate::units::{Duration, Fraction};

/// The window of the compliance that is comparable between SLOs of any period.
const WEEK: Duration = Duration::from_days(7);

impl Site<'_> {
    fn record(&self, record: impl Into<Cow<'static, str>>, expr: Expr) -> Rule {
        let (record, labels) = (record.into(), self.labels());
        Rule::Record(Recording {
            record,
            expr,
            labels,
        })
    }

    /// The recorded rates that a window is read from.
    fn pair(&self, window: Duration) -> (Expr, Expr) {
        let (bad, total) = match read_from(window) {
            ReadFrom::Averages => (names::BAD_AVG, names::TOTAL_AVG),
            ReadFrom::Pair | ReadFrom::Raw => (names::BAD_5M, names::TOTAL_5M),
        };
        (
            self.series(bad).range(window),
            self.series(total).range(window),
        )
    }

    /// The rate of all events over a window.
    fn total(&self, window: Duration) -> Expr {
        match read_from(window) {
            ReadFrom::Raw => self.slo.rates.total(window),
            _ => avg_over_time(self.pair(window).1),
        }
    }

    /// The share of a window that has samples.
    fn coverage(&self, window: Duration) -> Expr {
        let total = match read_from(window) {
            ReadFrom::Averages => names::TOTAL_AVG,
            _ => names::TOTAL_5M,
        };
        guard::missing_time_is_clean(self.series(total).into(), window)
    }
}

/// The pair that all longer windows are read from.
pub(super) fn pair(site: &Site<'_>) -> Vec<Rule> {
    let rates = &site.slo.rates;
    vec![
        site.record(names::BAD_5M, rates.bad(PAIR_WINDOW)),
        site.record(names::TOTAL_5M, rates.total(PAIR_WINDOW)),
    ]
}

/// The pair averaged over the slow group's interval, from which a month is read in milliseconds.
pub(super) fn averages(site: &Site<'_>) -> Vec<Rule> {
    [
        (names::BAD_AVG, names::BAD_5M),
        (names::TOTAL_AVG, names::TOTAL_5M),
    ]
    .map(|(average, rate)| {
        site.record(
            average,
            avg_over_time(site.series(rate).range(AVERAGES_STEP)),
        )
    })
    .into()
}

/// Bad rates over the long windows that `accept` accepts, and error ratios over all such windows.
pub(super) fn windows(site: &Site<'_>, accept: impl Fn(Duration) -> bool) -> Vec<Rule> {
    let burns = || {
        site.slo
            .burn
            .alerts
            .iter()
            .map(|alert| alert.condition.burn)
    };
    let long: BTreeSet<_> = burns()
        .map(|burn| burn.long)
        .filter(|window| accept(*window))
        .collect();
    let short = burns()
        .map(|burn| burn.short)
        .chain([PAIR_WINDOW])
        .filter(|window| accept(*window));
    let all: BTreeSet<_> = long.iter().copied().chain(short).collect();

    let bad_rates = long
        .iter()
        .map(|&window| site.record(names::bad_rate(window), bad_rate(site, window)));
    let ratios = all.iter().map(|&window| {
        let ratio = if long.contains(&window) {
            long_ratio(site, window)
        } else {
            short_ratio(site, window)
        };
        site.record(names::error_ratio(window), ratio)
    });
    bad_rates.chain(ratios).collect()
}

/// The rate of bad events over a long window. Beyond an hour, missing time counts as clean: the rate
/// times the window is the number of bad events that were seen.
fn bad_rate(site: &Site<'_>, window: Duration) -> Expr {
    match read_from(window) {
        ReadFrom::Raw => site.slo.rates.bad(window),
        _ => avg_over_time(site.pair(window).0) * site.coverage(window),
    }
}

/// The error ratio of a long window, over its recorded bad rate. Raw totals have no labels, recorded
/// ones have the same as the bad rate.
fn long_ratio(site: &Site<'_>, window: Duration) -> Expr {
    let bad: Expr = site.series(names::bad_rate(window)).into();
    let total = guard::only_with_traffic(site.total(window));
    match read_from(window) {
        ReadFrom::Raw => bad.apply(BinaryOp::Div.on::<&str>([]), total),
        _ => bad / total,
    }
}

/// The error ratio of a window that is only ever the short one.
fn short_ratio(site: &Site<'_>, window: Duration) -> Expr {
    let (bad, total) = match read_from(window) {
        _ if window == PAIR_WINDOW => (
            site.series(names::BAD_5M).into(),
            site.series(names::TOTAL_5M).into(),
        ),
        ReadFrom::Raw => (site.slo.rates.bad(window), site.slo.rates.total(window)),
        _ => {
            let (bad, total) = site.pair(window);
            (avg_over_time(bad), avg_over_time(total))
        }
    };
    bad / guard::only_with_traffic(total)
}

/// Compliance over a week and over the period, and what is left of the period's error budget.
pub(super) fn budget(site: &Site<'_>) -> Vec<Rule> {
    let period = site.slo.period.length();
    let budget = site.slo.objective.error_budget();
    let error = Expr::from(1) - site.series(names::COMPLIANCE_PERIOD);
    let spent = error * site.coverage(period) / number(budget);
    vec![
        site.record(names::COMPLIANCE_7D, compliance(site, WEEK)),
        site.record(names::COMPLIANCE_PERIOD, compliance(site, period)),
        site.record(names::BUDGET_REMAINING, Expr::from(1) - spent),
    ]
}

/// The share of good events, weighted by traffic: a sum over a sum, not an average of ratios.
fn compliance(site: &Site<'_>, window: Duration) -> Expr {
    let (bad, total) = site.pair(window);
    Expr::from(1) - sum_over_time(bad) / guard::only_with_traffic(sum_over_time(total))
}

/// What dashboards show beside: the objective, and all that may change in labels of its own series.
pub(super) fn facts(site: &Site<'_>) -> Vec<Rule> {
    let slo = site.slo;
    let labels = site
        .labels()
        .with(names::TEAM, &site.service.team.value)
        .with("tier", &site.service.tier.value)
        .with("profile", &slo.profile)
        .with("objective", percent(slo.objective.ratio()))
        .with("period", slo.period.length().to_string());
    vec![
        site.record(names::OBJECTIVE, vector(number(slo.objective.ratio()))),
        Rule::Record(Recording {
            record: names::INFO.into(),
            expr: vector(1),
            labels,
        }),
    ]
}

fn percent(ratio: Fraction) -> String {
    ratio.percent().to_string()
}
