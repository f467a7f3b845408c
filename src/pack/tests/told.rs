//! What the built-in packs tell people: kinds, descriptions and runbooks.

use std::collections::BTreeSet;

use super::super::{Condition, Kind};
use super::{bind, built_in, pack, plain, values_of};
use crate::units::Fraction;

#[test]
fn every_alert_is_unique_and_has_a_whole_runbook() {
    let mut names = BTreeSet::new();
    for pack in built_in() {
        for alert in &pack.alerts {
            assert!(
                names.insert(alert.name.value.clone()),
                "{}",
                alert.name.value
            );
            let runbook = &alert.runbook;
            assert!(runbook.causes.len() >= 3 && runbook.steps.len() >= 3);
            let texts = [
                &runbook.meaning,
                &runbook.resolution,
                &runbook.rollback,
                &runbook.escalation,
            ];
            assert!(
                texts.iter().all(|text| text.len() > 20),
                "{}",
                alert.name.value
            );
        }
    }
}

#[test]
fn what_is_done_about_workers_fits_every_kind_of_queue() {
    let queue = pack("queue");
    let mut alerts = queue.alerts.iter();
    let alert = alerts.find(|alert| alert.name.value == "QueueNoWorkers");
    let steps = alert.expect("an alert of the pack").runbook.steps.join(" ");
    assert!(steps.contains("celery -A") && steps.contains("asynq server ls"));
}

#[test]
fn cpus_that_wait_for_a_disk_are_told_from_those_that_work() {
    let host = pack("host");
    let cpu = host
        .alerts
        .iter()
        .filter(|it| it.name.starts_with("HighCPU"));
    for alert in cpu {
        let runbook = &alert.runbook;
        assert!(runbook.causes.iter().any(|it| it.contains("iowait")));
        assert!(runbook.steps.iter().any(|it| it.contains("iostat -x 1")));
    }
}

const BUCKET: &str = "largest finite bucket";

/// A quantile is never more than the largest finite bucket, which nobody knows here.
#[test]
fn that_a_quantile_ends_with_the_buckets_is_said() {
    for pack in built_in() {
        let bound = bind(&pack, &values_of(&pack), &[]).expect("nothing lacks");
        for alert in bound.alerts {
            if !alert
                .signal
                .expr
                .to_string()
                .starts_with("histogram_quantile")
            {
                continue;
            }
            let limits = pack.parameters().filter(|name| name.starts_with("p95"));
            let mut limits = limits.filter(|name| !name.ends_with("_for"));
            let said = |name| pack.parameter(name).is_some_and(|it| it.contains(BUCKET));
            assert!(limits.all(said), "{}", pack.name.value);
            let mut steps = alert.runbook.steps.iter();
            assert!(steps.any(|step| step.contains(BUCKET)), "{}", alert.name);
            let Condition::Above(threshold) = alert.condition else {
                panic!("{} is about what is slow", alert.name);
            };
            // What client libraries have unless told otherwise.
            assert!(threshold < Fraction::from(10), "{}", alert.name);
        }
    }
}

/// A service that is down silences the symptoms of those that depend on it: nothing else may be one.
#[test]
fn only_what_users_notice_is_a_symptom() {
    let packs = built_in();
    let alerts = packs.iter().flat_map(|pack| &pack.alerts);
    let symptoms = alerts.filter(|alert| alert.kind == Kind::Symptom);
    let symptoms: Vec<_> = symptoms.map(|alert| alert.name.as_str()).collect();
    assert_eq!(
        symptoms,
        [
            "ProbeSlow",
            "DependencyHighLatency",
            "DependencyErrorRateHigh",
            "APIErrorRateHigh",
            "APIHighLatency",
            "PipelineLatencyWarning",
            "PipelineLatencyCritical",
            "PipelineFailureRateWarning",
            "PipelineFailureRateCritical",
            "PipelineSilentWarning",
            "PipelineSilentCritical",
            "QueueBacklog",
            "TaskFailureSpike",
        ]
    );
}

#[test]
fn that_an_alert_on_a_missing_signal_ends_by_itself_is_said() {
    let packs = built_in();
    let alerts = packs.iter().flat_map(|pack| {
        let bound = bind(pack, &values_of(pack), &[]).expect("nothing lacks");
        bound.alerts
    });
    for alert in alerts.filter(|alert| alert.condition == Condition::Absent) {
        let description = plain(&alert.description);
        assert!(description.contains("ends a day after"), "{description}");
        let meaning = &alert.runbook.meaning;
        assert!(meaning.contains("ends by itself"), "{meaning}");
    }
}
