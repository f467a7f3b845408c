//! The tests of missing data: how long it must be missing, and how long ago it must have been seen.

use super::course::Course;
use super::feed::Feed;
use super::traffic::Traffic;
use super::{Subject, file, test};
use crate::artifact::{FiringAlert, Test, TestFile};
use crate::emit::prometheus::{alerts, annotations};
use crate::ir::names;
use crate::promql::Number;
use crate::units::Duration;

/// How often rules are evaluated here: short beside what is waited for.
const EVERY: Duration = Duration::from_mins(2);

/// How long a series lives on after its last sample.
const LOOKBACK: u64 = 300;

const HOUR: u64 = 3_600;

/// The file of the test that takes minutes, since promtool evaluates all tests of a file equally often.
pub(super) fn file_of(subjects: &[Subject<'_>]) -> TestFile {
    file(subjects, EVERY, Vec::new(), vec![no_data(subjects)])
}

/// Events are measured, and the averages of the last four minutes with them; then they are missing, then
/// measured again.
fn no_data(subjects: &[Subject<'_>]) -> Test {
    const MEASURED: u64 = 360;
    const MISSING: u64 = 1_080;
    // The four minutes of the averages, and a sample.
    const BUSY: u64 = 255;
    let feed = Feed::pair(15);
    let traffic = Traffic::default()
        .flow(MEASURED - BUSY, 10.0, 0.1)
        .flow(BUSY, 20.0, 0.2)
        .gone(MISSING)
        .flow(120, 10.0, 0.1);
    let instant = traffic.seconds() / EVERY.as_secs();
    let course = Course {
        every: EVERY,
        step: feed.step,
        pieces: vec![(instant, traffic)],
    };
    let samples = feed.samples(&[], &course);
    let series = subjects
        .iter()
        .flat_map(|subject| samples.series(subject, 1));
    let mut test = test(
        format!("{}: missing, and back", names::NO_DATA),
        feed.step,
        series.collect(),
    );
    let busy = Duration::from_secs(MEASURED);
    for (average, value) in [(names::BAD_AVG, 4), (names::TOTAL_AVG, 20)] {
        test.value_of_all(busy, average, Number::from(value), subjects);
    }
    // The evaluation that first finds nothing starts the wait.
    let first = (MEASURED + LOOKBACK).next_multiple_of(EVERY.as_secs());
    let fires = Duration::from_secs(first + alerts::NO_DATA_FOR.as_secs());
    let before = Duration::from_secs(fires.as_secs() - EVERY.as_secs());
    let firing = |subject: &Subject<'_>| FiringAlert {
        exp_labels: alerts::no_data_labels(&subject.site),
        exp_annotations: annotations::no_data(&subject.site),
    };
    test.fires_exactly(before, names::NO_DATA, Vec::new());
    test.fires_exactly(fires, names::NO_DATA, subjects.iter().map(firing).collect());
    test.fires_exactly(course.at(instant), names::NO_DATA, Vec::new());
    test
}

/// Series that were seen less than a day ago are missed, others are not. The rules are evaluated at least
/// twice while something is missing, which makes the alert fire however long it waits.
pub(super) fn last_seen(subjects: &[Subject<'_>], every: Duration) -> Test {
    /// Hours after which the series still count as seen, and surely no longer do.
    const AGES: [u64; 2] = [20, 28];
    let feed = Feed::pair(240);
    let [recent, old] = AGES.map(|hours| hours * HOUR);
    let forgotten = (HOUR + old).div_ceil(every.as_secs());
    let missed = forgotten - (old - recent).div_ceil(every.as_secs());
    let traffic = Traffic::default().flow(HOUR, 10.0, 0.0).gone(old);
    let course = Course {
        every,
        step: feed.step,
        pieces: vec![(forgotten, traffic)],
    };
    let [missed, forgotten] = [missed, forgotten].map(|instant| course.at(instant));
    let samples = feed.samples(&[], &course);
    let series = subjects
        .iter()
        .flat_map(|subject| samples.series(subject, 1));
    let name = format!(
        "{}: seen within a day ({missed}), not within a day ({forgotten})",
        names::NO_DATA,
    );
    let mut test = test(name, feed.step, series.collect());
    test.only_fire(missed, &names::NO_DATA.into(), subjects);
    test.fires_exactly(forgotten, names::NO_DATA, Vec::new());
    test
}
