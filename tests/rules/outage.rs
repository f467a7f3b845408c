//! A total outage: every alert fires when theory says, not before, and ends when theory says.

use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::series::{Traffic, seconds};
use crate::slo::{Condition, DAY, HOUR, MINUTE, PAIR, SLOS, Slo, rules};
use crate::support;

/// Checks an outage from second `start` for `lasting` seconds, evaluated `every` so often.
fn judged(
    mut case: Case,
    slo: &Slo,
    conditions: &[&Condition],
    start: u64,
    lasting: u64,
    every: u64,
) -> Case {
    // Times are counted in evaluations; a scrape passes before a change is seen.
    let before = |since: u64, time: f64| since + every * below(time / seconds(every));
    let after = |since: u64, time: f64| since + every * (below(time / seconds(every)) + 1);
    let scrape = seconds(case.step());
    for condition in conditions {
        let (earliest, latest) = condition.detection(slo);
        case = case
            .silent(before(start, earliest), condition.alert)
            .fires(after(start, latest + scrape), condition.alert);
        let (earliest, latest) = condition.reset(slo);
        let end = start + lasting;
        case = case
            .fires(before(end, earliest - seconds(every)), condition.alert)
            .silent(after(end, latest + scrape), condition.alert);
    }
    case
}

/// The last whole number before this one.
fn below(number: f64) -> u64 {
    let mut whole = 0;
    while seconds(whole + 1) < number {
        whole += 1;
    }
    whole
}

fn conditions(slo: &Slo, slow: bool) -> Vec<&'static Condition> {
    slo.conditions
        .iter()
        .filter(|condition| condition.is_slow() == slow)
        .collect()
}

/// From raw series: the pair, the conditions of an hour and six.
pub(crate) fn fast(slo: &Slo, rules: &RuleFile) -> Suite {
    const HISTORY: u64 = 6 * HOUR + 10 * MINUTE;
    const OUTAGE: u64 = 40 * MINUTE;
    let traffic = Traffic::default()
        .flow(HISTORY, 10.0, 0.0)
        .flow(OUTAGE, 10.0, 1.0)
        .flow(45 * MINUTE, 10.0, 0.0);
    let case = slo.raw(Case::new(format!("outage of {}", slo.name), 30), &traffic);
    let case = judged(case, slo, &conditions(slo, false), HISTORY, OUTAGE, 60).no_nan(HISTORY);
    Suite::new(rules.slo(slo.name).groups("-fast"), 60, [case])
}

#[test]
fn fast_conditions_detect_and_reset_in_time() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let rules = rules();
    for slo in &SLOS {
        fast(slo, &rules).must_pass(&promtool);
    }
}

/// Long enough for the slow conditions.
const LONG_OUTAGE: u64 = 52 * MINUTE;

/// From the recorded pair: the conditions of a day and three.
#[test]
fn slow_conditions_detect_and_reset_in_time() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let rules = rules();
    for slo in SLOS
        .into_iter()
        .filter(|slo| slo.name.starts_with("workbook"))
    {
        for history in [3 * DAY, 10 * HOUR] {
            let traffic = Traffic::default()
                .flow(history, 10.0, 0.0)
                .flow(LONG_OUTAGE, 10.0, 1.0)
                .flow(6 * HOUR + 40 * MINUTE, 10.0, 0.0);
            let case = Case::new(format!("outage of {} after {history} s", slo.name), 240);
            let case = slo.smoothed(&PAIR, case, &traffic);
            let case = judged(
                case,
                &slo,
                &conditions(&slo, true),
                history,
                LONG_OUTAGE,
                240,
            );
            Suite::new(rules.slo(slo.name).without(&PAIR), 240, [case]).must_pass(&promtool);
        }
    }
}
