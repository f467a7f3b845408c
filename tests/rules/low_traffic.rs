//! Few requests: a single failure is a high ratio.

use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::series::{Traffic, seconds};
use crate::situations::with_slos;
use crate::slo::{ALL_RATES, Condition, DAY, HOUR, MINUTE, Sli, Slo};

/// At one request a minute a single failure says nothing, a handful may, an outage does.
#[test]
fn a_single_failure_at_low_traffic_is_silent() {
    with_slos(&[Sli::Requests, Sli::Custom], |slo, rules| {
        vec![low_traffic(slo, rules)]
    });
}

fn low_traffic(slo: &Slo, rules: &RuleFile) -> Suite {
    let cases = slo
        .conditions
        .iter()
        .flat_map(|condition| [1, 2, 3, 30].map(|failures| few_failures(slo, condition, failures)));
    Suite::new(
        rules.slo(slo.name).without(&ALL_RATES),
        LOW_TRAFFIC_END,
        cases,
    )
}

const LOW_TRAFFIC_END: u64 = 3 * DAY + HOUR;

/// So many failures in a row at one request a minute.
fn few_failures(slo: &Slo, condition: &Condition, failures: u64) -> Case {
    const REQUEST: f64 = 1.0 / 60.0;
    let failing = MINUTE * failures;
    // The recorded pair tells of all failures only once they have left its five minutes.
    let since = if condition.long > HOUR {
        6 * MINUTE
    } else {
        MINUTE
    };
    let traffic = Traffic::default()
        .flow(LOW_TRAFFIC_END - failing - since, REQUEST, 0.0)
        .flow(failing, REQUEST, 1.0)
        .flow(since, REQUEST, 0.0);
    let name = format!("{failures} failures, {} of {}", condition.alert, slo.name);
    let case = slo.smoothed(&ALL_RATES, slo.raw(Case::new(name, 60), &traffic), &traffic);
    let share = seconds(failing) / seconds(condition.long);
    if failures >= 3 && share > condition.threshold(slo) {
        case.fires(LOW_TRAFFIC_END, condition.alert)
    } else {
        case.silent(LOW_TRAFFIC_END, condition.alert)
    }
}
