//! The tests of alerts that are kept: how long each outlasts its condition.

use std::sync::Arc;

use super::beside::{Solo, Told, side_by_side};
use super::burning::{Burning, TOO_MANY};
use super::course::Course;
use super::feed::{Fed, Feed, TOO_MUCH};
use super::memo::Memo;
use super::traffic::Traffic;
use super::{Subject, file, test};
use crate::artifact::TestFile;
use crate::ir::{BurnAlert, names};
use crate::promql::Text;
use crate::sli::Says;
use crate::slo::Objective;
use crate::units::Duration;

/// How many evaluations the shortest of them is kept for.
const KEPT: u64 = 5;

/// The most evaluations in a test: each takes promtool some milliseconds.
const MOST_EVALUATIONS: u64 = 500;

/// The most minutes between two evaluations: rules record averages every four.
const MOST_MINUTES: u64 = 4;

/// The file of these tests; `None` if no alert is kept.
pub(super) fn file_of(subjects: &[Subject<'_>], memo: &Memo) -> Option<TestFile> {
    let kept = subjects.iter().flat_map(|subject| {
        let alerts = subject.alerts().iter();
        alerts.filter_map(move |alert| Some((subject, alert, alert.keep_firing_for?)))
    });
    let kept: Vec<_> = kept.collect();
    let shortest = kept.iter().map(|(_, _, kept)| kept.as_secs()).min()?;
    let every = Duration::from_mins((shortest / KEPT / 60).clamp(1, MOST_MINUTES));
    let (mut notes, mut solos) = (Vec::new(), Vec::new());
    for (subject, alert, kept) in kept {
        match test_of(subject, alert, (kept, every), memo) {
            Ok(solo) => solos.push(solo),
            Err(note) => notes.push(note),
        }
    }
    Some(file(subjects, every, notes, side_by_side(solos)))
}

/// An outage that has raised the alert is over: the alert ends as much later as it is kept.
fn test_of<'s>(
    subject: &'s Subject<'s>,
    alert: &BurnAlert,
    (kept, every): (Duration, Duration),
    memo: &Memo,
) -> Result<Solo<'s>, String> {
    let site = &subject.site;
    let kinds = &subject.kinds;
    let name = Text::from(names::burn_alert(&alert.condition.name));
    let shared = memo
        .outlasting
        .get((alert.into(), every, kinds.clone()), || {
            Outlasting::of(alert, (kept, every), *site.slo.objective, kinds.as_deref())
        });
    let Outlasting {
        outage,
        still,
        last,
        step,
        probers,
        fed,
    } = (*shared).as_ref().map_err(|why| {
        format!(
            "that {name} of {} is kept for {kept} is not proved: {why}",
            subject.name()
        )
    })?;
    let mut test = test(String::new(), *step, fed.series(subject, *probers));
    test.fires(*still, &name, site);
    test.silent(*last, &name, site);
    Ok(Solo {
        subject,
        told: vec![Told {
            what: format!("{name} of").into(),
            shown: format!("kept for {kept} after an outage that ends at {outage}").into(),
        }],
        schedule: Arc::default(),
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
        (kept, every): (Duration, Duration),
        objective: Objective,
        kinds: Option<&[Says]>,
    ) -> Result<Self, &'static str> {
        const OPAQUE: &str = "what its SLI's own expressions read cannot be told from them";
        const TOO_LONG: &str = "it takes longer than promtool should be made to run";
        const TOO_SHORT: &str = "when its condition ends cannot be told as exactly as that";
        let burn = &alert.condition.burn;
        let feed = Feed::of(burn, kinds).ok_or(TOO_MUCH)?;
        if feed.is_instant() || feed.reads_pair() {
            return Err(OPAQUE);
        }
        let feed = feed.live();
        let kinds = kinds.unwrap_or_default();
        let burning = Burning::new(&alert.condition, objective, feed, kinds).ok_or(TOO_MANY)?;
        let seconds = every.as_secs();
        let (soonest, latest) = burning.ended(seconds);
        let outage = burning.outage_felt_for(latest).next_multiple_of(seconds);
        let last = outage + latest + kept.as_secs().next_multiple_of(seconds);
        if last / seconds > MOST_EVALUATIONS {
            return Err(TOO_LONG);
        }
        if !feed.holds(last, kinds) {
            return Err(TOO_MUCH);
        }
        let traffic = Traffic::default().flow(outage, burning.rate, 1.0).flow(
            last - outage,
            burning.rate,
            0.0,
        );
        let course = Course {
            every,
            step: feed.step,
            pieces: vec![(last / seconds, traffic)],
        };
        let still = (outage + soonest + kept.as_secs() - 1) / seconds * seconds;
        if still < outage + latest {
            return Err(TOO_SHORT);
        }
        Ok(Self {
            outage: Duration::from_secs(outage),
            still: Duration::from_secs(still),
            last: Duration::from_secs(last),
            step: feed.step,
            probers: burning.probers,
            fed: feed.samples(kinds, &course),
        })
    }
}
