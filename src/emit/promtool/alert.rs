//! The tests of burn alerts: their situations in a row.

use std::sync::Arc;

use super::beside::Solo;
use super::course::Course;
use super::feed::Fed;
use super::memo::Memo;
use super::proved::{Proved, groups, situations};
use super::shown::Shown;
use super::situations::{Slot, rows};
use super::{Subject, test};
use crate::emit::prometheus::annotations::Moment;
use crate::ir::{BurnAlert, Slo, names};
use crate::sli::Says;
use crate::units::Duration;

/// What is said of an alert whose windows are fed as ratios.
const OF_RATIOS: &str = "is proved from recorded series, the ratios of its windows among them, so that the \
    rules that record those are not: what the SLI's own expressions read cannot be told from them";

/// What is said of an alert whose floor under failures is not judged.
const BUT_FOR_FLOOR: &str = "is proved but for `min_failures`: probes that exceed its threshold have failed at \
    least so often";

/// What happens while an alert outlasts its condition.
const KEPT: &str = "kept";

/// The tests of some alerts of an SLO, with so long between instants, and what a reader must know of them,
/// or why there are none.
pub(super) fn tests<'s>(
    subject: &'s Subject<'s>,
    alerts: &[&BurnAlert],
    every: Duration,
    memo: &Memo,
) -> (Vec<Solo<'s>>, Vec<String>) {
    let ids = alerts.iter().map(|alert| (*alert).into()).collect();
    let key = (ids, every, subject.kinds.clone());
    let proof = memo.proofs.get(key, || {
        Proof::of(subject.site.slo, alerts, every, subject.kinds.as_deref())
    });
    let parts = proof.parts.iter();
    let solos = parts.map(|part| part.test(subject, alerts)).collect();
    let notes = alerts.iter().zip(&proof.notes).filter_map(|(alert, note)| {
        let name = names::burn_alert(&alert.condition.name);
        Some(format!("{name} of {} {}", subject.name(), note.as_ref()?))
    });
    (solos, notes.collect())
}

/// The tests of some alerts but for the names in them.
#[derive(Debug)]
pub(super) struct Proof {
    /// What must be known of each alert.
    notes: Vec<Option<String>>,
    parts: Vec<Part>,
}

impl Proof {
    fn of(slo: &Slo, alerts: &[&BurnAlert], every: Duration, kinds: Option<&[Says]>) -> Self {
        let known: Vec<_> = alerts
            .iter()
            .enumerate()
            .map(|(number, alert)| Proved::of(number, slo, alert, every, kinds))
            .collect();
        let note = |proved: &Result<Proved, &'static str>| match proved {
            Ok(proved) if proved.feed.is_instant() => Some(OF_RATIOS.to_owned()),
            Ok(proved) if proved.burning.leaves_floor() => Some(BUT_FOR_FLOOR.to_owned()),
            Ok(_) => None,
            Err(why) => Some(format!("is not proved: {why}")),
        };
        let notes = known.iter().map(note).collect();
        let kinds = kinds.unwrap_or_default();
        let groups = groups(slo, known.into_iter().flatten(), every).into_iter();
        let parts = groups.flat_map(|(instants, group)| {
            let group = &*group;
            let (situations, moments) = situations(slo, group, every);
            let rows = rows(&situations, instants).into_iter();
            let parts = rows.map(|row| Part::of(group, &moments, &row, every, kinds));
            parts.flatten().collect::<Vec<_>>()
        });
        Self {
            notes,
            parts: parts.collect(),
        }
    }
}

/// One of the tests.
#[derive(Debug)]
struct Part {
    probers: u64,
    /// Seconds between two samples.
    step: u64,
    fed: Fed,
    /// Situations and alerts that outlast them, at their instants.
    schedule: Arc<[(u64, &'static str)]>,
    shown: Vec<Shown>,
}

impl Part {
    /// A test of those situations that can be; `None` if none of them can.
    fn of(
        group: &[Proved],
        moments: &[Option<Moment>],
        row: &[Slot<'_>],
        every: Duration,
        kinds: &[Says],
    ) -> Option<Self> {
        let mut course = Course {
            every,
            step: group[0].feed.step,
            pieces: Vec::new(),
        };
        let (mut feeds, mut schedule) = (Vec::new(), Vec::new());
        for (slot, instant) in row.iter().zip(1..) {
            match slot {
                Slot::Compared(alert, situation) | Slot::Judged(alert, situation) => {
                    course.pieces.push((instant, situation.traffic.clone()));
                    feeds.push(group[*alert].feed);
                    schedule.push((instant, situation.what));
                }
                Slot::Outlasting => schedule.push((instant, KEPT)),
                Slot::Empty => {}
            }
        }
        let known = group.iter().zip(moments).enumerate();
        let shown: Vec<_> = known
            .filter_map(|(n, (proved, moment))| Shown::of((n, proved), *moment, row, &course))
            .collect();
        (!shown.is_empty()).then(|| Self {
            probers: group[0].burning.probers,
            step: course.step,
            fed: group[0].feed.samples_like(&feeds, kinds, &course),
            schedule: schedule.into(),
            shown,
        })
    }

    fn test<'s>(&self, subject: &'s Subject<'s>, alerts: &[&BurnAlert]) -> Solo<'s> {
        let series = self.fed.series(subject, self.probers);
        let mut test = test(String::new(), self.step, series);
        let told = self.shown.iter().map(|shown| {
            shown.expect(&mut test, subject, alerts[shown.alert]);
            shown.told.clone()
        });
        Solo {
            subject,
            told: told.collect(),
            schedule: Arc::clone(&self.schedule),
            test,
        }
    }
}
