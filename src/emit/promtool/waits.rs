//! The tests of what takes minutes: how long data must be missing, and how long an alert outlasts its
//! condition. They have a file of their own, since promtool evaluates all tests of a file equally often.

use super::beside::{Solo, Told, side_by_side};
use super::burning::Burning;
use super::feed::{Fed, Feed};
use super::memo::Memo;
use super::traffic::{Course, Traffic};
use super::{Subject, file, test};
use crate::artifact::{FiringAlert, Test, TestFile};
use crate::emit::prometheus::{alerts, annotations};
use crate::ir::{BurnAlert, names};
use crate::sli::Says;
use crate::slo::Objective;
use crate::units::Duration;

/// How often rules are evaluated here: short beside all that is waited for.
const EVERY: Duration = Duration::from_mins(2);

/// How long a series lives on after its last sample.
const LOOKBACK: u64 = 300;

const HOUR: u64 = 3_600;

/// The file of these tests.
pub(super) fn file_of(subjects: &[Subject<'_>], memo: &Memo) -> TestFile {
    let outlasting = subjects.iter().flat_map(|subject| {
        let alerts = subject.alerts().iter();
        alerts.filter_map(|alert| outlasting(subject, alert, memo))
    });
    let mut tests = vec![no_data(subjects)];
    tests.extend(side_by_side(outlasting.collect()));
    file(subjects, EVERY, Vec::new(), tests)
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
    for subject in subjects {
        test.value(busy, subject.site.series(names::BAD_AVG), 4.0);
        test.value(busy, subject.site.series(names::TOTAL_AVG), 20.0);
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
    for subject in subjects {
        test.fires(missed, names::NO_DATA, &subject.site);
    }
    test.fires_exactly(forgotten, names::NO_DATA, Vec::new());
    test
}

/// An outage that has raised the alert is over: the alert ends as much later as it is kept.
fn outlasting<'s>(subject: &'s Subject<'s>, alert: &BurnAlert, memo: &Memo) -> Option<Solo<'s>> {
    let kept = alert.keep_firing_for?;
    let site = &subject.site;
    let kinds = &subject.kinds;
    let shared = memo.outlasting.get((alert.into(), kinds.clone()), || {
        Outlasting::of(alert, kept, *site.slo.objective, kinds.as_deref())
    });
    let Outlasting {
        outage,
        still,
        last,
        step,
        probers,
        fed,
    } = shared.as_ref().as_ref()?;
    let name = names::burn_alert(&alert.condition.name);
    let mut test = test(String::new(), *step, fed.series(subject, *probers));
    test.fires(*still, &name, site);
    test.silent(*last, &name, site);
    Some(Solo {
        subject,
        told: vec![Told {
            what: format!("{name} of"),
            shown: format!("kept for {kept} after an outage that ends at {outage}"),
        }],
        schedule: Vec::new(),
        test,
    })
}

/// An outage after which an alert is kept.
#[derive(Debug)]
pub(super) struct Outlasting {
    /// When the outage ends.
    outage: Duration,
    /// When the alert surely still fires.
    still: Duration,
    /// When it has surely ended.
    last: Duration,
    /// Seconds between two samples.
    step: u64,
    probers: u64,
    fed: Fed,
}

impl Outlasting {
    fn of(
        alert: &BurnAlert,
        kept: Duration,
        objective: Objective,
        kinds: Option<&[Says]>,
    ) -> Option<Self> {
        let burn = &alert.condition.burn;
        let feed = Feed::of(burn)?;
        let feed = match kinds {
            Some(_) => feed,
            None => Some(feed.without_raw(burn)).filter(|feed| !feed.is_instant())?,
        }
        .live();
        let kinds = kinds.unwrap_or_default();
        let probed = feed.is_probed(kinds);
        let burning = Burning::new(&alert.condition, objective, feed.step, probed)?;
        let every = EVERY.as_secs();
        let (soonest, latest) = burning.ended(every);
        let outage = burning.outage_felt_for(latest).next_multiple_of(every);
        let last = outage + latest + kept.as_secs().next_multiple_of(every);
        let traffic = Traffic::default().flow(outage, burning.rate, 1.0).flow(
            last - outage,
            burning.rate,
            0.0,
        );
        let course = Course {
            every: EVERY,
            step: feed.step,
            pieces: vec![(last / every, traffic)],
        };
        let still = (outage + soonest + kept.as_secs() - 1) / every * every;
        Some(Self {
            outage: Duration::from_secs(outage),
            still: Duration::from_secs(still),
            last: Duration::from_secs(last),
            step: feed.step,
            probers: burning.probers,
            fed: feed.samples(kinds, &course),
        })
    }
}
