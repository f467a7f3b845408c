//! The test of one burn alert: its situations in a row.

use super::beside::Solo;
use super::burning::{Burning, Situation, longest_traffic};
use super::feed::{Fed, Feed};
use super::memo::Memo;
use super::traffic::{Course, Traffic};
use super::{Subject, test};
use crate::artifact::FiringAlert;
use crate::emit::prometheus::alerts;
use crate::emit::prometheus::annotations::{self, Moment};
use crate::emit::prometheus::humanize::{float, is_stable_duration, is_stable_percentage};
use crate::ir::{BurnAlert, Slo, names};
use crate::sli::Says;
use crate::units::Duration;

/// What is said of an alert whose windows are fed as ratios.
const OF_RATIOS: &str = "is proved from recorded series, the ratios of its windows among them: what the \
    SLI's own expressions read cannot be told from them";

/// What happens while an alert outlasts its condition.
const KEPT: &str = "kept";

/// The tests of an alert, and what a reader must know of them, or why there are none.
pub(super) fn tests<'s>(
    subject: &'s Subject<'s>,
    alert: &BurnAlert,
    every: Duration,
    memo: &Memo,
) -> (Vec<Solo<'s>>, Option<String>) {
    let key = (alert.into(), every, subject.kinds.clone());
    let proof = memo.proofs.get(key, || {
        Proof::of(subject.site.slo, alert, every, subject.kinds.as_deref())
    });
    let name = names::burn_alert(&alert.condition.name);
    let note = |what: &str| format!("{name} of {} {what}", subject.name());
    match &*proof {
        Ok(proof) => {
            let tests = proof.tests(subject, alert, &name);
            (tests, proof.of_ratios.then(|| note(OF_RATIOS)))
        }
        Err(why) => (Vec::new(), Some(note(why))),
    }
}

/// The tests of an alert but for the names in them.
#[derive(Debug)]
pub(super) struct Proof {
    /// What the first situation, whose alert is compared to the letter, makes the alert say.
    moment: Moment,
    probers: u64,
    /// Seconds between two samples.
    step: u64,
    /// Whether the ratios of windows are fed.
    of_ratios: bool,
    /// What is recorded as 0 where there is no traffic.
    records_bad: Vec<String>,
    parts: Vec<Part>,
}

/// One of the tests.
#[derive(Debug)]
struct Part {
    /// Its situations in words.
    told: String,
    /// They and the alerts that outlast them, at their instants.
    schedule: Vec<(u64, &'static str)>,
    fed: Fed,
    /// When the first situation is judged, if the alert fires in it.
    first: Option<Duration>,
    /// When the alert does not fire.
    silent: Vec<Duration>,
    /// When there is no traffic.
    idle: Vec<Duration>,
    /// At how many evaluations it does, up to the last one.
    firing: u64,
    last: Duration,
}

impl Proof {
    fn of(
        slo: &Slo,
        alert: &BurnAlert,
        every: Duration,
        kinds: Option<&[Says]>,
    ) -> Result<Self, &'static str> {
        const TOO_MUCH: &str = "is not proved: its windows hold more samples than promtool loads";
        const TOO_MANY: &str =
            "is not proved: at its threshold, `min_failures` takes more probers than a test holds";
        const TOO_FINE: &str =
            "is not proved: counters in a test have too few digits for its threshold";
        let condition = &alert.condition;
        let feed = Feed::of(&condition.burn).ok_or(TOO_MUCH)?;
        let feed = match kinds {
            Some(_) => feed,
            None => feed.without_raw(&condition.burn),
        };
        let kinds = kinds.unwrap_or_default();
        let burning = Burning::new(condition, *slo.objective, feed.step, feed.is_probed(kinds))
            .ok_or(TOO_MANY)?;
        if !feed.tells(burning.threshold) {
            return Err(TOO_FINE);
        }
        let left = |ratio, traffic: &Traffic| {
            feed.tells_budget()
                .then(|| left(slo, ratio, traffic, feed.step))
        };
        let situations = burning.situations(|ratio, traffic| {
            left(ratio, traffic).is_none_or(|left| readable(slo, ratio, left))
        });
        let pieces = feed.pieces(longest_traffic(&condition.burn), every, slo.period.length());
        if pieces == 0 {
            return Err(TOO_MUCH);
        }
        let long = condition.burn.long.as_secs();
        let first = situations[0].as_ref().filter(|it| it.fires);
        let value = first.map_or(0.0, |it| Burning::ratio_above(&it.traffic, long));
        let kept = alert.keep_firing_for.is_some();
        Ok(Self {
            moment: Moment::Known {
                value,
                left: first.and_then(|it| left(value, &it.traffic)),
            },
            probers: burning.probers,
            step: feed.step,
            of_ratios: feed.is_instant(),
            records_bad: feed.records_bad(&condition.burn),
            parts: situations
                .chunks(pieces)
                .filter_map(|situations| Part::of(situations, every, kept, feed, kinds))
                .collect(),
        })
    }

    fn tests<'s>(&self, subject: &'s Subject<'s>, alert: &BurnAlert, name: &str) -> Vec<Solo<'s>> {
        let site = &subject.site;
        let tests = self.parts.iter().enumerate().map(|(n, part)| {
            let mut test = test(
                String::new(),
                self.step,
                part.fed.series(subject, self.probers),
            );
            if let Some(first) = part.first.filter(|_| n == 0) {
                let exp_labels = alerts::burn_labels(site, alert);
                if subject.shared {
                    test.fires_labelled(first, name, site, &exp_labels);
                } else {
                    let exp_annotations = annotations::burning(site, alert, self.moment);
                    let exactly = FiringAlert {
                        exp_labels,
                        exp_annotations,
                    };
                    test.fires_exactly(first, name, vec![exactly]);
                }
            }
            for at in &part.silent {
                test.stays_silent(*at, name, subject);
            }
            for at in &part.idle {
                for recorded in &self.records_bad {
                    test.zero(*at, site.series(recorded.clone()));
                }
            }
            test.fires_often(part.last, name, site, part.firing);
            Solo {
                subject,
                what: format!("{name} of"),
                told: part.told.clone(),
                schedule: part.schedule.clone(),
                test,
            }
        });
        tests.collect()
    }
}

impl Part {
    /// A test of those situations that can be; `None` if none of them can.
    fn of(
        situations: &[Option<Situation>],
        every: Duration,
        kept: bool,
        feed: Feed,
        kinds: &[Says],
    ) -> Option<Self> {
        let mut course = Course {
            every,
            step: feed.step,
            pieces: Vec::new(),
        };
        let (mut told, mut silent, mut idle) = ([Vec::new(), Vec::new()], Vec::new(), Vec::new());
        let (mut schedule, mut instant, mut firing) = (Vec::new(), 0, 0);
        for situation in situations {
            instant += 1;
            let Some(situation) = situation else { continue };
            schedule.push((instant, situation.what));
            let at = course.at(instant);
            course.pieces.push((instant, situation.traffic.clone()));
            told[usize::from(situation.fires)].push(format!("{} ({at})", situation.what));
            if situation.fires {
                firing += 1;
                if kept {
                    // An evaluation without data ends what outlasts its condition; the alert still
                    // fires at it.
                    instant += 1;
                    firing += 1;
                    schedule.push((instant, KEPT));
                }
            } else {
                silent.push(at);
            }
            if situation.traffic.events(situation.traffic.seconds()).1 == 0.0 {
                idle.push(at);
            }
        }
        let last = course.at(schedule.last()?.0);
        let [quiet, loud] = told.map(|told| told.join(", "));
        let told = match (&*loud, &*quiet) {
            (loud, "") => format!("fires at {loud}"),
            ("", quiet) => format!("silent at {quiet}"),
            (loud, quiet) => format!("fires at {loud}; silent at {quiet}"),
        };
        let first = situations[0].as_ref().filter(|it| it.fires);
        Some(Self {
            told,
            schedule,
            fed: feed.samples(kinds, &course),
            first: first.map(|_| course.at(1)),
            silent,
            idle,
            firing,
            last,
        })
    }
}

/// What is left of the budget when nothing but this traffic has been measured.
fn left(slo: &Slo, ratio: f64, traffic: &Traffic, step: u64) -> f64 {
    let period = slo.period.length().as_secs();
    let (bad, total) = traffic.events(period);
    let covered = traffic.covered(period, step);
    debug_assert!(ratio > 0.0, "of an alert that fires");
    1.0 - bad / total * covered / float(slo.objective.error_budget())
}

/// Whether no figure of the texts lies where rounding could go either way.
fn readable(slo: &Slo, ratio: f64, left: f64) -> bool {
    let seconds = float(slo.objective.budget_in_seconds(*slo.period)) * left / ratio;
    is_stable_percentage(left) && is_stable_duration(seconds)
}
