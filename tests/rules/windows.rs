//! What is recorded over each window, of traffic that is different in each of them.

use crate::levels::{ABOVE, BELOW, every_slo};
use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::series::{Traffic, seconds};
use crate::slo::{ALL_RATES, AVERAGES, Condition, DAY, HOUR, MINUTE, PAIR, Sli, Slo};
use crate::stairs::Staircase;

/// The recorded series that are read from raw ones.
pub(crate) fn raw(slo: &Slo, rules: &RuleFile) -> Suite {
    let end = 2 * HOUR;
    let stairs = Staircase::of(&[end, HOUR, 30 * MINUTE, 5 * MINUTE, 4 * MINUTE]);
    // A probe is a sample every second, whatever the traffic.
    let stairs = if slo.sli == Sli::Probe {
        stairs.even()
    } else {
        stairs
    };
    let case = Case::new(format!("raw windows of {}", slo.name), 1);
    let case = slo.raw(case, &stairs.traffic(end));
    let (bad, total) = stairs.events(5 * MINUTE);
    let (bad_hour, total_hour) = stairs.events(HOUR);
    let (bad_half, total_half) = stairs.events(30 * MINUTE);
    let case = case
        .value(end, &slo.recorded("slo:sli_bad:rate5m"), bad / 300.0)
        .value(end, &slo.recorded("slo:sli_total:rate5m"), total / 300.0)
        .value(
            end,
            &slo.recorded("slo:sli_error:ratio_rate5m"),
            bad / total,
        )
        .value(
            end,
            &slo.recorded("slo:sli_error:ratio_rate30m"),
            bad_half / total_half,
        )
        .value(end, &slo.recorded("slo:sli_bad:rate1h"), bad_hour / 3600.0)
        .value(
            end,
            &slo.recorded("slo:sli_error:ratio_rate1h"),
            bad_hour / total_hour,
        );
    Suite::new(rules.slo(slo.name).groups("-fast"), end, [case])
}

/// The recorded series that are read from recorded ones, over a whole period: without what is left
/// of the budget, since its coverage holds more samples than promtool lets a query load.
pub(crate) fn month(slo: &Slo, rules: &RuleFile) -> Suite {
    let case = recorded_windows(slo, &stairs(END_OF_MONTH), END_OF_MONTH);
    let rules = rules.slo(slo.name).without(&ALL_RATES);
    Suite::new(
        rules.without(&["slo:error_budget_remaining:ratio"]),
        END_OF_MONTH,
        [case],
    )
}

/// The same with less history, and what is left of the budget.
pub(crate) fn young(slo: &Slo, rules: &RuleFile) -> Suite {
    let cases = [12 * DAY, 2 * DAY, 10 * HOUR, 3 * HOUR].map(|history| {
        let stairs = stairs(history);
        let case = recorded_windows(slo, &stairs, history);
        budget(
            case,
            slo,
            stairs.ratio(30 * DAY) * covered(history, 30 * DAY),
        )
    });
    let rules = rules.slo(slo.name).without(&ALL_RATES);
    Suite::new(rules, END_OF_MONTH, cases.into_iter().chain([gap(slo)]))
}

/// A target that was gone for half of the last day and more of the last three, and whose pair lacks
/// one of the last six hours: what was missed counts as clean, however much there was before.
fn gap(slo: &Slo) -> Case {
    const BAD: f64 = 0.004;
    let until_today = Traffic::default()
        .gone(END_OF_MONTH - 5 * DAY)
        .flow(2 * DAY, 10.0, BAD)
        .gone(36 * HOUR)
        .flow(12 * HOUR, 10.0, BAD)
        .gone(12 * HOUR)
        .flow(6 * HOUR, 10.0, BAD);
    let pair = until_today.clone().gone(HOUR).flow(5 * HOUR, 10.0, BAD);
    let averages = until_today.flow(6 * HOUR, 10.0, BAD);
    let case = Case::new(format!("gaps, {}", slo.name), 300);
    let case = slo.levels(&PAIR, case, &pair);
    let case = slo.levels(&AVERAGES, case, &averages);
    let windows = [("6h", 5.0 / 6.0), ("1d", 12.0 / 24.0), ("3d", 24.0 / 72.0)];
    let windows = windows.into_iter().take(slo.conditions.len() - 1);
    windows.fold(case, |case, (window, seen)| {
        let ratio = slo.recorded(&format!("slo:sli_error:ratio_rate{window}"));
        case.value(END_OF_MONTH, &ratio, BAD * seen)
    })
}

const END_OF_MONTH: u64 = 31 * DAY;

/// Stairs that rise this long ago, with a step at each window.
fn stairs(history: u64) -> Staircase {
    let ages = [
        END_OF_MONTH,
        30 * DAY,
        7 * DAY,
        3 * DAY,
        DAY,
        6 * HOUR,
        2 * HOUR,
        HOUR,
    ];
    let inner = ages.into_iter().filter(|age| *age < history);
    Staircase::of(&[history].into_iter().chain(inner).collect::<Vec<_>>())
}

/// The share of a window that has samples: missing time counts as clean.
fn covered(history: u64, window: u64) -> f64 {
    (seconds(history) / seconds(window)).min(1.0)
}

fn recorded_windows(slo: &Slo, stairs: &Staircase, history: u64) -> Case {
    let end = END_OF_MONTH;
    let case = Case::new(
        format!(
            "recorded windows of {} with {history} s of history",
            slo.name
        ),
        300,
    );
    // The pair has twice the events of its averages, so that none can stand in for the other.
    let case = slo.levels(&PAIR, case, &stairs.times(2.0).traffic(end));
    let case = slo.levels(&AVERAGES, case, &stairs.traffic(end));
    let long = |case: Case, name: &str, window: u64| {
        let times = if window < DAY { 2.0 } else { 1.0 };
        let rate = times * stairs.events(window).0 / seconds(window);
        let ratio = stairs.ratio(window) * covered(history, window);
        case.value(end, &slo.recorded(&format!("slo:sli_bad:rate{name}")), rate)
            .value(
                end,
                &slo.recorded(&format!("slo:sli_error:ratio_rate{name}")),
                ratio,
            )
    };
    let mut case = long(case, "6h", 6 * HOUR);
    if slo.conditions.iter().any(Condition::is_slow) {
        let ratio = stairs.ratio(2 * HOUR);
        case = long(long(case, "1d", DAY), "3d", 3 * DAY).value(
            end,
            &slo.recorded("slo:sli_error:ratio_rate2h"),
            ratio,
        );
    }
    // These are close to 1, so that their complements are what can be compared.
    [
        ("slo:compliance:ratio_7d", stairs.ratio(7 * DAY)),
        ("slo:compliance:ratio_period", stairs.ratio(30 * DAY)),
        ("slo:objective:ratio", slo.budget),
    ]
    .into_iter()
    .fold(case, |case, (name, value)| {
        case.value(end, &format!("(1 - {})", slo.recorded(name)), value)
    })
}

/// What is left of the budget after this share of all events was bad.
fn budget(case: Case, slo: &Slo, bad: f64) -> Case {
    let remaining = 1.0 - bad / slo.budget;
    let case = case.value(
        END_OF_MONTH,
        &slo.recorded("slo:error_budget_remaining:ratio"),
        remaining,
    );
    if remaining > 0.0 {
        case.silent(END_OF_MONTH, "SLOBudgetSpent")
    } else {
        case.fires(END_OF_MONTH, "SLOBudgetSpent")
    }
}

/// Both sides of a spent budget, in a history of twelve of its thirty days.
pub(crate) fn edge_of_the_budget(slo: &Slo, rules: &RuleFile) -> Suite {
    const HISTORY: u64 = 12 * DAY;
    let cases = [BELOW, ABOVE].map(|spent| {
        let bad = spent * slo.budget / covered(HISTORY, 30 * DAY);
        let traffic = Traffic::default()
            .gone(END_OF_MONTH - HISTORY)
            .flow(HISTORY, 10.0, bad);
        let case = Case::new(
            format!("{spent} of the budget of {} is spent", slo.name),
            300,
        );
        budget(
            slo.levels(&AVERAGES, case, &traffic),
            slo,
            bad * covered(HISTORY, 30 * DAY),
        )
    });
    Suite::new(
        rules.slo(slo.name).without(&ALL_RATES).groups("-slow"),
        END_OF_MONTH,
        cases,
    )
}

/// The averages of the pair, from which longer ranges are read.
pub(crate) fn averages(slo: &Slo, rules: &RuleFile) -> Suite {
    const END: u64 = 20 * MINUTE;
    let stairs = Staircase::of(&[END, 5 * MINUTE, 4 * MINUTE, 3 * MINUTE]);
    let (bad, total) = stairs.events(4 * MINUTE);
    let step = 15;
    let case = Case::new(format!("averages of {}", slo.name), step);
    let case = slo
        .levels(&PAIR, case, &stairs.traffic(END))
        .value(END, &slo.recorded("slo:sli_bad:avg4m"), bad / 240.0)
        .value(END, &slo.recorded("slo:sli_total:avg4m"), total / 240.0);
    let only = |name: &str| AVERAGES.contains(&name);
    let rules = rules
        .slo(slo.name)
        .filtered(|rule| rule["record"].as_str().is_some_and(only));
    Suite::new(rules, END, [case])
}

#[test]
fn raw_windows() {
    every_slo(raw);
}

#[test]
fn recorded_windows_of_a_month() {
    every_slo(month);
}

#[test]
fn recorded_windows_and_budgets_of_young_services() {
    every_slo(young);
}

#[test]
fn budgets_are_spent_when_they_are() {
    every_slo(edge_of_the_budget);
}

#[test]
fn averages_of_the_pair() {
    every_slo(averages);
}
