//! Steady levels: what is recorded over each window, and on which side of its thresholds an alert
//! fires. Rules are evaluated once, at the end, so that a suite costs a fraction of a second.

use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::series::{Traffic, seconds};
use crate::slo::{ALL_RATES, AVERAGES, Condition, DAY, HOUR, MINUTE, PAIR, SLOS, Sli, Slo, rules};
use crate::support;

/// Just below and just above.
const BELOW: f64 = 0.98;
const ABOVE: f64 = 1.02;
/// Clearly above.
const FAR: f64 = 2.0;
/// The fewest failures that alert are three; rates extrapolate, so the line is drawn at half one less.
const FAILURES: f64 = 2.5;

/// Traffic whose error ratio is `long` over the condition's long window and `short` over its short
/// one, at `rate` events per second, and which ends at second `end`.
fn burning(condition: &Condition, end: u64, rate: f64, (long, short): (f64, f64)) -> Traffic {
    let (l, s) = (seconds(condition.long), seconds(condition.short));
    let before = (long * l - short * s) / (l - s);
    assert!((0.0..=1.0).contains(&before), "no such traffic");
    let lead = 15 * MINUTE;
    let quiet = end - condition.long - lead;
    let traffic = if quiet == 0 {
        Traffic::default()
    } else {
        Traffic::default().gone(quiet)
    };
    traffic
        .flow(lead, rate, 0.0)
        .flow(condition.long - condition.short, rate, before)
        .flow(condition.short, rate, short)
}

/// The cases on both sides of each threshold of a condition, and whether its alert fires.
fn sides(slo: &Slo, condition: &Condition, end: u64) -> Vec<(String, Traffic, bool)> {
    let threshold = condition.threshold(slo);
    let level = |name: &str, rate: f64, (long, short): (f64, f64), fires: bool| {
        let ratios = (long * threshold, short * threshold);
        let name = format!("{} of {}: {name}", condition.alert, slo.name);
        (name, burning(condition, end, rate, ratios), fires)
    };
    // So many events that this many failures are twice the tolerated share.
    let rate_for = |failures: f64| failures / (FAR * threshold * seconds(condition.long));
    let mut sides = vec![
        level("both windows below", 10.0, (BELOW, BELOW), false),
        level("both windows above", 10.0, (ABOVE, ABOVE), true),
        level("long window below", 10.0, (BELOW, FAR), false),
        level("long window above", 10.0, (ABOVE, FAR), true),
        level("short window below", 10.0, (FAR, BELOW), false),
        level("short window above", 10.0, (FAR, ABOVE), true),
        level("short window alone", 10.0, (0.1, 1.1), false),
        level("long window alone", 10.0, (FAR, 0.0), false),
    ];
    // Each probe is a sample: their number is the scrape interval's affair.
    if slo.sli != Sli::Probe {
        sides.push(level(
            "too few failures",
            rate_for(BELOW * FAILURES),
            (FAR, FAR),
            false,
        ));
        sides.push(level(
            "just enough failures",
            rate_for(ABOVE * FAILURES),
            (FAR, FAR),
            true,
        ));
    }
    sides
}

fn cases(
    slo: &Slo,
    end: u64,
    step: u64,
    feed: impl Fn(&Slo, Case, &Traffic) -> Case,
    accept: impl Fn(&Condition) -> bool,
) -> Vec<Case> {
    let conditions = slo.conditions.iter().filter(|condition| accept(condition));
    let sides = conditions.flat_map(|condition| {
        sides(slo, condition, end)
            .into_iter()
            .map(move |side| (condition, side))
    });
    let case = |(condition, (name, traffic, fires)): (&Condition, (String, Traffic, bool))| {
        let case = feed(slo, Case::new(name, step), &traffic);
        if fires {
            case.fires(end, condition.alert)
        } else {
            case.silent(end, condition.alert)
        }
    };
    sides.map(case).collect()
}

/// The condition of an hour, from raw series.
pub(crate) fn raw(slo: &Slo, rules: &RuleFile) -> Suite {
    const END: u64 = 2 * HOUR;
    let mut cases = cases(slo, END, 15, Slo::raw, |condition| condition.long == HOUR);
    cases.push(raw_staircase(slo, END));
    Suite::new(rules.slo(slo.name).groups("-fast"), END, cases)
}

/// The condition of six hours, whose short window is read from raw series.
pub(crate) fn six_hours(slo: &Slo, rules: &RuleFile) -> Suite {
    const END: u64 = 7 * HOUR;
    let both = |slo: &Slo, case: Case, traffic: &Traffic| {
        slo.levels(&ALL_RATES, slo.raw(case, traffic), traffic)
    };
    let cases = cases(slo, END, 60, both, |condition| condition.long == 6 * HOUR);
    Suite::new(
        rules.slo(slo.name).groups("-fast").without(&PAIR),
        END,
        cases,
    )
}

/// The condition of a day, and that of three.
pub(crate) fn days(slo: &Slo, rules: &RuleFile) -> [Suite; 2] {
    [DAY, 3 * DAY].map(|long| {
        let end = long + HOUR;
        let recorded =
            |slo: &Slo, case: Case, traffic: &Traffic| slo.levels(&ALL_RATES, case, traffic);
        let cases = cases(slo, end, 240, recorded, |condition| condition.long == long);
        Suite::new(rules.slo(slo.name).without(&ALL_RATES), end, cases)
    })
}

/// A traffic of one rate and one ratio up to each of these ages, the oldest first.
struct Staircase(Vec<(u64, f64, f64)>);

impl Staircase {
    fn of(ages: &[u64]) -> Self {
        let steps = ages.iter().zip(1_u32..).map(|(age, n)| {
            let n = f64::from(n);
            (
                *age,
                4.0 + (n * 7.0) % 5.0,
                0.001 * (1.0 + (n * 5.0) % 11.0),
            )
        });
        Self(steps.collect())
    }

    /// The same ratios of so many times as many events.
    fn times(&self, times: f64) -> Self {
        Self(
            self.0
                .iter()
                .map(|(age, rate, bad)| (*age, rate * times, *bad))
                .collect(),
        )
    }

    fn traffic(&self, end: u64) -> Traffic {
        let oldest = self.0[0].0;
        let start = if end == oldest {
            Traffic::default()
        } else {
            Traffic::default().gone(end - oldest)
        };
        let next = self.0.iter().skip(1).map(|step| step.0).chain([0]);
        self.0
            .iter()
            .zip(next)
            .fold(start, |traffic, ((age, rate, bad), next)| {
                traffic.flow(age - next, *rate, *bad)
            })
    }

    /// Bad and all events of the last `window` seconds.
    fn events(&self, window: u64) -> (f64, f64) {
        let next = self.0.iter().skip(1).map(|step| step.0).chain([0]);
        self.0
            .iter()
            .zip(next)
            .fold((0.0, 0.0), |(bad, total), ((age, rate, share), next)| {
                let events = rate * seconds((*age).min(window).saturating_sub(next));
                (bad + events * share, total + events)
            })
    }

    fn ratio(&self, window: u64) -> f64 {
        let (bad, total) = self.events(window);
        bad / total
    }
}

/// The recorded series that are read from raw ones, over traffic that is different in each window.
fn raw_staircase(slo: &Slo, end: u64) -> Case {
    let stairs = Staircase::of(&[end, HOUR, 30 * MINUTE, 5 * MINUTE, 4 * MINUTE]);
    let case = slo.raw(
        Case::new(format!("raw windows of {}", slo.name), 1),
        &stairs.traffic(end),
    );
    // A probe is a sample every second, whatever the traffic.
    let per_event = |window: u64| {
        if slo.sli == Sli::Probe {
            probes(&stairs, window)
        } else {
            stairs.events(window)
        }
    };
    let (bad, total) = per_event(5 * MINUTE);
    let (bad_hour, total_hour) = per_event(HOUR);
    let (bad_half, total_half) = per_event(30 * MINUTE);
    case.value(end, &slo.recorded("slo:sli_bad:rate5m"), bad / 300.0)
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
        )
}

fn probes(stairs: &Staircase, window: u64) -> (f64, f64) {
    let even = Staircase(
        stairs
            .0
            .iter()
            .map(|(age, _, bad)| (*age, 1.0, *bad))
            .collect(),
    );
    even.events(window)
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
            slo.levels(&ALL_RATES, case, &traffic),
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

fn every_slo(suite: impl Fn(&Slo, &RuleFile) -> Suite) {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let rules = rules();
    for slo in &SLOS {
        suite(slo, &rules).must_pass(&promtool);
    }
}

#[test]
fn raw_windows_and_their_thresholds() {
    every_slo(raw);
}

#[test]
fn six_hours_and_their_thresholds() {
    every_slo(six_hours);
}

#[test]
fn days_and_their_thresholds() {
    every_slo(|slo, rules| days(slo, rules)[0].clone());
    every_slo(|slo, rules| days(slo, rules)[1].clone());
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
