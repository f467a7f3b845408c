//! The test of the alert that always fires: it fires from the first evaluation on, without any series.

use super::test;
use crate::artifact::{Artifact, Body, FiringAlert, TestFile};
use crate::emit::of_the_registry;
use crate::emit::prometheus::{alerts as rules, watchdog};
use crate::ir::{Program, alerts, names};
use crate::units::Duration;

/// How often the rule is evaluated.
const EVERY: Duration = Duration::from_mins(1);

/// The test files of the environments.
pub(super) fn tests(program: &Program) -> Vec<Artifact> {
    let file = |alert: &alerts::Alert<'_>| {
        let environment = &alert.subject.environment().name;
        let file = Body::Tests(file(program, alert, environment));
        of_the_registry(names::test_file(environment, names::WATCHDOG_FILE), file)
    };
    alerts::watchdogs(program).iter().map(file).collect()
}

fn file(program: &Program, alert: &alerts::Alert<'_>, environment: &str) -> TestFile {
    let name = format!("{}: always fires", names::WATCHDOG);
    let mut test = test(name, EVERY.as_secs(), Vec::new());
    for at in [Duration::default(), EVERY, Duration::from_days(1)] {
        let firing = FiringAlert {
            exp_labels: rules::labels(alert),
            exp_annotations: watchdog::annotations(program, alert),
        };
        test.fires_exactly(at, names::WATCHDOG, vec![firing]);
    }
    TestFile {
        notes: Vec::new(),
        rule_files: vec![names::rules_of_tests(environment, names::WATCHDOG_FILE)],
        evaluation_interval: EVERY,
        group_eval_order: vec![names::WATCHDOG_GROUP.to_owned()],
        tests: vec![test],
    }
}
