//! The test of one burn alert: its situations in a row.

use super::burning::{Burning, Situation, longest_traffic};
use super::feed::{Fed, Feed};
use super::memo::Memo;
use super::traffic::{Course, Traffic};
use super::{Subject, test};
use crate::artifact::{FiringAlert, Test};
use crate::emit::prometheus::alerts;
use crate::emit::prometheus::annotations::{self, Moment};
use crate::emit::prometheus::humanize::{float, is_stable_duration, is_stable_percentage};
use crate::ir::{BurnAlert, Slo, names};
use crate::sli::Says;
use crate::units::Duration;

/// The tests of an alert, or the reason why there are none.
pub(super) fn tests(
    subject: &Subject<'_>,
    alert: &BurnAlert,
    every: Duration,
    memo: &Memo,
) -> Result<Vec<Test>, String> {
    let key = (alert.into(), every, subject.kinds.clone());
    let proof = memo.proofs.get(key, || {
        Proof::of(subject.site.slo, alert, every, subject.kinds.as_deref())
    });
    let name = names::burn_alert(&alert.condition.name);
    match &*proof {
        Ok(proof) => Ok(proof.tests(subject, alert, &name)),
        Err(why) => Err(format!("{name} of {} is not proved: {why}", subject.name())),
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
    /// What is recorded as 0 where there is no traffic.
    records_bad: Vec<String>,
    parts: Vec<Part>,
}

/// One of the tests.
#[derive(Debug)]
struct Part {
    /// Its situations in words.
    told: String,
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
        const TOO_MUCH: &str = "its windows hold more samples than promtool loads";
        let condition = &alert.condition;
        let feed = Feed::of(&condition.burn).ok_or(TOO_MUCH)?;
        let feed = match kinds {
            Some(_) => feed,
            None => feed
                .without_raw(&condition.burn)
                .ok_or("what the SLI's own expressions read cannot be told from them")?,
        };
        let kinds = kinds.unwrap_or_default();
        let burning = Burning::new(condition, *slo.objective, feed.step, feed.is_probed(kinds))
            .ok_or("at its threshold, `min_failures` takes more probers than a test holds")?;
        if !feed.tells(burning.threshold) {
            return Err("counters in a test have too few digits for its threshold");
        }
        let left = |ratio, traffic: &Traffic| {
            feed.tells_budget()
                .then(|| left(slo, ratio, traffic, feed.step))
        };
        let situations = burning.situations(|ratio, traffic| {
            left(ratio, traffic).is_none_or(|left| readable(slo, ratio, left))
        });
        let pieces = feed.pieces(longest_traffic(&condition.burn));
        if pieces == 0 {
            return Err(TOO_MUCH);
        }
        let long = condition.burn.long.as_secs();
        let first = situations.first().filter(|it| it.fires);
        let value = first.map_or(0.0, |it| Burning::ratio_above(&it.traffic, long));
        let kept = alert.keep_firing_for.is_some();
        Ok(Self {
            moment: Moment::Known {
                value,
                left: first.and_then(|it| left(value, &it.traffic)),
            },
            probers: burning.probers,
            step: feed.step,
            records_bad: feed.records_bad(&condition.burn),
            parts: situations
                .chunks(pieces)
                .map(|situations| Part::of(situations, every, kept, feed, kinds))
                .collect(),
        })
    }

    fn tests(&self, subject: &Subject<'_>, alert: &BurnAlert, name: &str) -> Vec<Test> {
        let site = &subject.site;
        let tests = self.parts.iter().enumerate().map(|(n, part)| {
            let mut test = test(
                format!("{name} of {}: {}", subject.name(), part.told),
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
            test
        });
        tests.collect()
    }
}

impl Part {
    fn of(
        situations: &[Situation],
        every: Duration,
        kept: bool,
        feed: Feed,
        kinds: &[Says],
    ) -> Self {
        let mut course = Course {
            every,
            step: feed.step,
            pieces: Vec::new(),
        };
        let (mut told, mut silent, mut idle) = ([Vec::new(), Vec::new()], Vec::new(), Vec::new());
        let (mut instant, mut firing) = (0, 0);
        for situation in situations {
            instant += 1;
            let at = course.at(instant);
            course.pieces.push((instant, situation.traffic.clone()));
            told[usize::from(situation.fires)].push(format!("{} ({at})", situation.what));
            if situation.fires {
                // An evaluation without data ends what outlasts its condition; the alert still
                // fires at it.
                instant += u64::from(kept);
                firing += 1 + u64::from(kept);
            } else {
                silent.push(at);
            }
            if situation.traffic.events(situation.traffic.seconds()).1 == 0.0 {
                idle.push(at);
            }
        }
        let [quiet, loud] = told.map(|told| told.join(", "));
        let told = match (&*loud, &*quiet) {
            (loud, "") => format!("fires at {loud}"),
            ("", quiet) => format!("silent at {quiet}"),
            (loud, quiet) => format!("fires at {loud}; silent at {quiet}"),
        };
        Self {
            told,
            fed: feed.samples(kinds, &course),
            first: situations
                .first()
                .filter(|it| it.fires)
                .map(|_| course.at(1)),
            silent,
            idle,
            firing,
            last: course.at(instant),
        }
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
