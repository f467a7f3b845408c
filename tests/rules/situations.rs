//! Odd data: each situation keeps the alerts silent that mean nothing there, and in each of them a
//! total outage still alerts.

use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::series::Traffic;
use crate::slo::{Condition, DAY, HOUR, MINUTE, PAIR, SLOS, Sli, Slo, rules};
use crate::support;

/// Long enough for the condition of six hours.
const OUTAGE: u64 = 45 * MINUTE;

/// All alerts are silent before the outage that ends the traffic, and those given fire at its end.
fn judged(mut case: Case, traffic: &Traffic, alerts: &[Condition], firing: &[&str]) -> Case {
    let end = traffic.seconds();
    case = case.no_nan(end - OUTAGE).no_nan(end);
    for condition in alerts {
        case = case.silent(end - OUTAGE, condition.alert);
    }
    firing
        .iter()
        .fold(case.silent(end, "SLONoData"), |case, alert| {
            case.fires(end, alert)
        })
}

/// Judges the SLOs of these kinds.
pub(crate) fn with_slos(slis: &[Sli], test: impl Fn(&Slo, &RuleFile) -> Vec<Suite>) {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let rules = rules();
    for slo in SLOS.iter().filter(|slo| slis.contains(&slo.sli)) {
        for suite in test(slo, &rules) {
            suite.must_pass(&promtool);
        }
    }
}

fn fast_group(slo: &Slo, rules: &RuleFile, case: Case) -> Suite {
    Suite::new(rules.slo(slo.name).groups("-fast"), 60, [case])
}

#[test]
fn without_traffic_nothing_fires_and_nothing_is_nan() {
    with_slos(&[Sli::Requests, Sli::Latency, Sli::Custom], |slo, rules| {
        no_traffic(slo, rules).into()
    });
}

pub(crate) fn no_traffic(slo: &Slo, rules: &RuleFile) -> [Suite; 2] {
    let name = format!("no traffic, {}", slo.name);
    let traffic = |quiet| {
        Traffic::default()
            .flow(quiet, 0.0, 0.0)
            .flow(OUTAGE, 1.0, 1.0)
    };
    let raw = traffic(2 * HOUR);
    let case = slo.raw(Case::new(&*name, 30), &raw);
    let case = judged(case, &raw, slo.conditions, &["SLOFastBurn", "SLOSlowBurn"])
        .holds(HOUR, &format!("{} == 0", slo.recorded(PAIR[0])), true)
        .holds(HOUR, &format!("{} == 0", slo.recorded(PAIR[1])), true)
        .holds(HOUR, &slo.recorded("slo:sli_error:ratio_rate5m"), false)
        .holds(HOUR, &slo.recorded("slo:sli_error:ratio_rate30m"), false)
        .holds(HOUR, &slo.recorded("slo:sli_error:ratio_rate1h"), false)
        .holds(HOUR, &slo.recorded("slo:sli_error:ratio_rate6h"), false);
    let pair = traffic(DAY);
    let slow: Vec<_> = slo
        .conditions
        .iter()
        .filter(|condition| condition.is_slow())
        .map(|condition| condition.alert)
        .collect();
    let recorded = slo.smoothed(&PAIR, Case::new(name, 300), &pair);
    let mut recorded = judged(recorded, &pair, slo.conditions, &slow);
    for name in [
        "slo:compliance:ratio_7d",
        "slo:compliance:ratio_period",
        "slo:error_budget_remaining:ratio",
    ] {
        recorded = recorded.holds(HOUR, &slo.recorded(name), false);
    }
    for condition in slo
        .conditions
        .iter()
        .filter(|condition| condition.is_slow())
    {
        for hours in [condition.long, condition.short].map(|window| window / HOUR) {
            let window = if hours < 24 {
                format!("{hours}h")
            } else {
                format!("{}d", hours / 24)
            };
            recorded = recorded.holds(
                HOUR,
                &slo.recorded(&format!("slo:sli_error:ratio_rate{window}")),
                false,
            );
        }
    }
    let slow = Suite::new(rules.slo(slo.name).without(&PAIR), 300, [recorded]);
    [fast_group(slo, rules, case), slow]
}

/// Nothing has ever failed, so no series says so.
#[test]
fn a_missing_error_series_means_no_errors() {
    with_slos(&[Sli::Requests, Sli::Custom], |slo, rules| {
        vec![no_errors(slo, rules)]
    });
}

pub(crate) fn no_errors(slo: &Slo, rules: &RuleFile) -> Suite {
    const CALM: u64 = 2 * HOUR;
    let traffic = Traffic::default()
        .flow(CALM, 10.0, 0.0)
        .flow(OUTAGE, 10.0, 1.0);
    let (name, good, bad) = match slo.sli {
        Sli::Custom => ("jobs_total", r#"outcome="done""#, r#"outcome="failed""#),
        _ => ("http_requests_total", r#"status="200""#, r#"status="500""#),
    };
    let labels = r#"service="shop",environment="production""#;
    let newborn = Traffic::default().gone(CALM).flow(OUTAGE, 10.0, 1.0);
    let case = Case::new(format!("no error series, {}", slo.name), 30)
        .series(
            format!("{name}{{{labels},{good}}}"),
            traffic.counter(30, |bad| 1.0 - bad),
        )
        .series(
            format!("{name}{{{labels},{bad}}}"),
            newborn.counter(30, |_| 1.0),
        );
    let case = ["5m", "30m", "1h", "6h"].iter().fold(case, |case, window| {
        case.holds(
            CALM,
            &format!(
                "{} == 0",
                slo.recorded(&format!("slo:sli_error:ratio_rate{window}"))
            ),
            true,
        )
    });
    fast_group(
        slo,
        rules,
        judged(
            case,
            &traffic,
            slo.conditions,
            &["SLOFastBurn", "SLOSlowBurn"],
        ),
    )
}

/// What stands in for a missing series is there as long as all events are, and no longer.
#[test]
fn no_errors_are_recorded_of_a_target_that_is_gone() {
    with_slos(&[Sli::Requests, Sli::Latency, Sli::Custom], |slo, rules| {
        vec![gone_without_errors(slo, rules)]
    });
}

pub(crate) fn gone_without_errors(slo: &Slo, rules: &RuleFile) -> Suite {
    const GONE: u64 = HOUR + 10 * MINUTE;
    let traffic = Traffic::default().flow(GONE, 10.0, 0.0).gone(70 * MINUTE);
    let series = match slo.sli {
        Sli::Latency => r#"http_request_duration_seconds_count{status="200","#,
        Sli::Custom => r#"jobs_total{outcome="done","#,
        _ => r#"http_requests_total{status="200","#,
    };
    let case = Case::new(format!("gone without errors, {}", slo.name), 15).series(
        format!(r#"{series}service="shop",environment="production"}}"#),
        traffic.counter(15, |_| 1.0),
    );
    let recorded = [
        (5 * MINUTE, "slo:sli_bad:rate5m"),
        (5 * MINUTE, "slo:sli_total:rate5m"),
        (30 * MINUTE, "slo:sli_error:ratio_rate30m"),
        (HOUR, "slo:sli_bad:rate1h"),
        (HOUR, "slo:sli_error:ratio_rate1h"),
    ];
    // Two samples make a rate.
    let case = recorded.iter().fold(case, |case, (window, name)| {
        let series = slo.recorded(name);
        case.holds(GONE + window - 30, &series, true)
            .holds(GONE + window, &series, false)
    });
    Suite::new(rules.slo(slo.name).groups("-fast"), 30, [case])
}

/// The histogram has no bucket at the threshold: nothing is known to be fast enough.
#[test]
fn a_missing_bucket_is_not_read_as_perfect() {
    with_slos(&[Sli::Latency], |slo, rules| {
        vec![missing_bucket(slo, rules)]
    });
}

pub(crate) fn missing_bucket(slo: &Slo, rules: &RuleFile) -> Suite {
    let requests = Traffic::default().flow(HOUR, 10.0, 0.0);
    let all = requests.counter(30, |_| 1.0);
    let labels = r#"service="shop",environment="production",status="200""#;
    let name = "http_request_duration_seconds";
    let mut case = Case::new("no bucket", 30)
        .series(format!("{name}_count{{{labels}}}"), &*all)
        .series(format!(r#"{name}_bucket{{{labels},le="0.25"}}"#), "0x120")
        .series(format!(r#"{name}_bucket{{{labels},le="1.0"}}"#), &*all)
        .series(format!(r#"{name}_bucket{{{labels},le="+Inf"}}"#), all)
        .fires(HOUR, "SLOFastBurn");
    for window in ["5m", "30m", "1h"] {
        case = case.value(
            HOUR,
            &slo.recorded(&format!("slo:sli_error:ratio_rate{window}")),
            1.0,
        );
    }
    fast_group(slo, rules, case)
}

/// A scrape between two increments can find more fast requests than requests.
#[test]
fn a_torn_histogram_is_not_better_than_perfect() {
    with_slos(&[Sli::Latency], |slo, rules| {
        vec![torn_histogram(slo, rules)]
    });
}

pub(crate) fn torn_histogram(slo: &Slo, rules: &RuleFile) -> Suite {
    let labels = r#"service="shop",environment="production",status="200""#;
    let name = "http_request_duration_seconds";
    let case = Case::new("torn histogram", 30)
        .series(format!("{name}_count{{{labels}}}"), "0+100x120")
        .series(
            format!(r#"{name}_bucket{{{labels},le="0.5"}}"#),
            "0+101x120",
        );
    let recorded = [
        "bad:rate5m",
        "bad:rate1h",
        "error:ratio_rate5m",
        "error:ratio_rate30m",
        "error:ratio_rate1h",
    ];
    let case = recorded.iter().fold(case, |case, name| {
        case.value(HOUR, &slo.recorded(&format!("slo:sli_{name}")), 0.0)
    });
    fast_group(slo, rules, case)
}

/// A target that goes is missed after ten minutes; one that comes back and fails is paged.
#[test]
fn a_vanished_target_is_missed() {
    with_slos(
        &[Sli::Requests, Sli::Latency, Sli::Probe, Sli::Custom],
        |slo, rules| vec![vanished(slo, rules)],
    );
}

pub(crate) fn vanished(slo: &Slo, rules: &RuleFile) -> Suite {
    const SEEN: u64 = HOUR;
    const GONE: u64 = 40 * MINUTE;
    let traffic = Traffic::default()
        .flow(SEEN, 10.0, 0.0)
        .gone(GONE)
        .flow(OUTAGE, 10.0, 1.0);
    let case = slo.raw(
        Case::new(format!("target gone, {}", slo.name), 30),
        &traffic,
    );
    // The rate lives on while two samples are within its five minutes.
    let (earliest, latest) = (
        SEEN + 4 * MINUTE + 10 * MINUTE,
        SEEN + 5 * MINUTE + 10 * MINUTE,
    );
    let case = judged(
        case,
        &traffic,
        slo.conditions,
        &["SLOFastBurn", "SLOSlowBurn"],
    )
    .silent(earliest - MINUTE, "SLONoData")
    .fires(latest + MINUTE, "SLONoData")
    .fires(SEEN + GONE, "SLONoData")
    .silent(SEEN + GONE + 2 * MINUTE, "SLONoData");
    fast_group(slo, rules, case)
}

/// What nobody has seen for a day, or ever, is not missed.
#[test]
fn a_removed_or_unknown_service_is_not_missed() {
    with_slos(&[Sli::Requests], |slo, rules| vec![removed(slo, rules)]);
}

pub(crate) fn removed(slo: &Slo, rules: &RuleFile) -> Suite {
    let end = HOUR + DAY + HOUR;
    let traffic = Traffic::default().flow(HOUR, 10.0, 0.0).gone(end - HOUR);
    let removed = slo
        .smoothed(&PAIR, Case::new("removed", 240), &traffic)
        .silent(HOUR, "SLONoData")
        .fires(HOUR + 20 * MINUTE, "SLONoData")
        .fires(HOUR + DAY - 8 * MINUTE, "SLONoData")
        .silent(HOUR + DAY + 12 * MINUTE, "SLONoData")
        .silent(end, "SLONoData");
    let unknown = Case::new("unknown", 240)
        .holds(end, r#"ALERTS{slo!="stranger"}"#, false)
        .holds(
            end,
            r#"{__name__=~"slo:sli_.+|slo:compliance.+|slo:error_budget.+"}"#,
            false,
        );
    Suite::new(
        rules
            .slo(slo.name)
            .filtered(|rule| rule["alert"] == "SLONoData"),
        240,
        [removed, unknown],
    )
}

/// A burn that a whole window would not tolerate, but has only lasted for a part of it.
#[test]
fn a_young_history_does_not_alert_early() {
    with_slos(&[Sli::Requests], young_history);
}

pub(crate) fn young_history(slo: &Slo, rules: &RuleFile) -> Vec<Suite> {
    let young = |condition: &Condition, history: u64| {
        let twice = 2.0 * condition.threshold(slo);
        let traffic = Traffic::default()
            .flow(history, 10.0, twice)
            .flow(OUTAGE, 10.0, 1.0);
        let alone = std::slice::from_ref(condition);
        let case = slo.smoothed(
            &PAIR,
            Case::new(format!("{history} s of history, {}", slo.name), 60),
            &traffic,
        );
        let case = judged(case, &traffic, alone, &[]);
        (traffic, case)
    };
    let slow = slo
        .conditions
        .iter()
        .filter(|condition| condition.long > HOUR);
    slow.map(|condition| {
        let history = if condition.is_slow() {
            10 * HOUR
        } else {
            2 * HOUR
        };
        let (traffic, case) = young(condition, history);
        // The short window of six hours is read from raw series.
        let case = slo
            .raw(case, &traffic)
            .fires(traffic.seconds(), condition.alert);
        Suite::new(rules.slo(slo.name).without(&PAIR), 180, [case])
    })
    .collect()
}
