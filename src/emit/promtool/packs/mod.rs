//! Tests of alert packs: the raw series of each signal are driven to a hundredth on either side of each
//! threshold, and made to vanish where an alert waits for that. Alerts that see nothing of each other's
//! series share a test.

mod course;
mod expect;
mod known;
mod level;
mod proof;
mod response;
mod solo;
mod stairs;

use std::cmp::Reverse;

use proof::Proof;
use solo::Readers;

use super::beside::side_by_side;
use crate::artifact::TestFile;
use crate::ir::{Deployment, PackAlerts, Program, Service, names};
use crate::units::Duration;

/// The tests for the packs of a service in an environment, if it has any.
pub(super) fn file(
    program: &Program,
    service: &Service,
    deployment: &Deployment,
) -> Option<TestFile> {
    let bound = || deployment.packs.iter();
    let every = evaluations(bound());
    let readers = Readers::of(deployment);
    let (mut notes, mut solos) = (Vec::new(), Vec::new());
    for packed in bound() {
        for alert in &packed.bound.alerts {
            let proof = Proof {
                program,
                service,
                deployment,
                bound: packed,
                alert,
                readers: &readers,
                every: every.as_secs(),
            };
            match proof.tests() {
                Ok(proved) => solos.extend(proved),
                Err(why) => notes.push(format!("{} is not proved: {why}", proof.name())),
            }
        }
    }
    let mut groups: Vec<_> = bound()
        .filter(|it| !it.bound.alerts.is_empty())
        .map(|it| names::pack_group(&it.pack.name))
        .collect();
    groups.dedup();
    // A test takes as long as its longest: long ones together leave the others short.
    solos.sort_by_key(|solo| Reverse(solo.end()));
    (!groups.is_empty()).then(|| TestFile {
        notes,
        rule_files: vec![names::rules_of_tests(
            &deployment.environment.name,
            &service.name,
        )],
        evaluation_interval: every,
        group_eval_order: groups,
        tests: side_by_side(solos),
    })
}

/// The longest time between two evaluations at which all waits and windows end with one.
fn evaluations<'p>(packs: impl Iterator<Item = &'p PackAlerts>) -> Duration {
    let alerts = packs.flat_map(|it| &it.bound.alerts);
    let ends = alerts.flat_map(|alert| {
        let window = response::Response::of(&alert.signal.expr).and_then(|it| it.window);
        [Some(alert.pending), alert.keep_firing_for, window]
            .into_iter()
            .flatten()
    });
    let ends: Vec<_> = ends.map(Duration::as_secs).collect();
    let divides = |every: &u64| ends.iter().all(|end| end.is_multiple_of(*every));
    let every = [60, 30, 20, 15, 10, 5, 2].into_iter().find(divides);
    Duration::from_secs(every.unwrap_or(1))
}
