//! Steady levels: on which side of its thresholds an alert fires. Rules are evaluated once, at the
//! end, so that a suite costs a fraction of a second.

use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::series::{Traffic, seconds};
use crate::slo::{ALL_RATES, Condition, DAY, HOUR, MINUTE, PAIR, SLOS, Sli, Slo, rules};
use crate::support;

/// Just below and just above.
pub(crate) const BELOW: f64 = 0.98;
pub(crate) const ABOVE: f64 = 1.02;
/// Clearly above.
const FAR: f64 = 2.0;
/// The fewest failures that alert are three; rates extrapolate, so the line is drawn at half one less.
const FAILURES: f64 = 2.5;

/// Traffic whose error ratio is `long` over the condition's long window and `short` over the halves
/// of its short one, at `rate` events per second, and which ends at second `end`.
fn burning(condition: &Condition, end: u64, rate: f64, (long, short): (f64, [f64; 2])) -> Traffic {
    let (l, s) = (seconds(condition.long), seconds(condition.short));
    let before = (long * l - f64::midpoint(short[0], short[1]) * s) / (l - s);
    assert!((0.0..=1.0).contains(&before), "no such traffic");
    let lead = 15 * MINUTE;
    let quiet = end - condition.long - lead;
    let half = condition.short / 2;
    Traffic::default()
        .gone(quiet)
        .flow(lead, rate, 0.0)
        .flow(condition.long - condition.short, rate, before)
        .flow(half, rate, short[0])
        .flow(condition.short - half, rate, short[1])
}

/// The cases on both sides of each threshold of a condition, and whether its alert fires.
fn sides(slo: &Slo, condition: &Condition, end: u64) -> Vec<(String, Traffic, bool)> {
    let threshold = condition.threshold(slo);
    let level = |name: &str, rate: f64, (long, short): (f64, [f64; 2]), fires: bool| {
        let ratios = (long * threshold, short.map(|short| short * threshold));
        let name = format!("{} of {}: {name}", condition.alert, slo.name);
        (name, burning(condition, end, rate, ratios), fires)
    };
    let steady = |name: &str, (long, short): (f64, f64), fires: bool| {
        level(name, 10.0, (long, [short; 2]), fires)
    };
    let mut sides = vec![
        steady("both windows below", (BELOW, BELOW), false),
        steady("both windows above", (ABOVE, ABOVE), true),
        steady("long window below", (BELOW, FAR), false),
        steady("long window above", (ABOVE, FAR), true),
        steady("short window below", (FAR, BELOW), false),
        steady("short window above", (FAR, ABOVE), true),
        steady("short window alone", (0.1, 1.1), false),
        steady("long window alone", (FAR, 0.0), false),
        level("ending well", 10.0, (FAR, [FAR * 2.0, 0.0]), true),
    ];
    // Each probe is a sample: their number is the scrape interval's affair.
    if slo.sli != Sli::Probe {
        // Twice the tolerated share are bad, and so many in number; of late they are more.
        let failing = |name: &str, failures: f64, fires: bool| {
            let rate = failures / (FAR * threshold * seconds(condition.long));
            level(name, rate, (FAR, [FAR * 1.5; 2]), fires)
        };
        sides.push(failing("too few failures", BELOW * FAILURES, false));
        sides.push(failing("just enough failures", ABOVE * FAILURES, true));
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
    let cases = cases(slo, END, 15, Slo::raw, |condition| condition.long == HOUR);
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
/// Judges the rules of every SLO.
pub(crate) fn every_slo(suite: impl Fn(&Slo, &RuleFile) -> Suite) {
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
