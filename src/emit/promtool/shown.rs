//! What a test shows of an alert: when it fires, to the letter once, and when it is silent.

use super::beside::Told;
use super::course::Course;
use super::proved::Proved;
use super::situations::{Situation, Slot};
use super::subject::Subject;
use crate::artifact::{FiringAlert, Test};
use crate::emit::prometheus::alerts;
use crate::emit::prometheus::annotations::{self, Moment};
use crate::ir::BurnAlert;
use crate::promql::Text;
use crate::units::Duration;

/// What a test shows of an alert.
#[derive(Debug)]
pub(super) struct Shown {
    /// The number of the alert.
    pub(super) alert: usize,
    name: Text,
    pub(super) told: Told,
    /// When the alert is compared to the letter, and what it says then.
    exactly: Option<(Duration, Moment)>,
    /// When it does not fire.
    silent: Vec<Duration>,
    /// When else it fires.
    firing: Vec<Duration>,
    /// When there is no traffic, and what is recorded as 0 then.
    idle: Vec<Duration>,
    records_bad: Vec<Text>,
}

impl Shown {
    /// Of the alert of this number in its group; `None` if nothing is shown of it.
    pub(super) fn of(
        (number, proved): (usize, &Proved),
        moment: Option<Moment>,
        row: &[Slot<'_>],
        course: &Course,
    ) -> Option<Self> {
        let judged = judged(number, row, course);
        let moments = |of: fn(&&Judged<'_>) -> bool| -> Vec<Duration> {
            judged.iter().filter(of).map(|it| it.at).collect()
        };
        let compared = moments(|it| it.compared);
        Some(Self {
            alert: proved.number,
            name: proved.name.clone(),
            told: Told {
                what: format!("{} of", proved.name.as_str()).into(),
                shown: told(&judged)?.into(),
            },
            exactly: compared.first().copied().zip(moment),
            silent: moments(|it| !it.situation.fires),
            firing: moments(|it| it.situation.fires && !it.compared),
            idle: moments(|it| it.situation.traffic.is_idle()),
            records_bad: proved.records_bad.clone(),
        })
    }

    /// Adds what the test expects of the alert of this SLO.
    pub(super) fn expect(&self, test: &mut Test, subject: &Subject<'_>, alert: &BurnAlert) {
        let site = &subject.site;
        if let Some((at, moment)) = self.exactly {
            let exp_labels = alerts::burn_labels(site, alert);
            if subject.shared {
                test.fires_labelled(at, &self.name, site, &exp_labels);
            } else {
                let exactly = FiringAlert {
                    exp_labels,
                    exp_annotations: annotations::burning(site, alert, moment),
                };
                test.fires_exactly(at, &self.name, vec![exactly]);
            }
        }
        for at in &self.silent {
            test.stays_silent(*at, &self.name, subject);
        }
        for at in &self.firing {
            test.fires_alone(*at, &self.name, subject);
        }
        for at in &self.idle {
            for recorded in &self.records_bad {
                test.zero(*at, site.series(recorded));
            }
        }
    }
}

/// A situation of an alert at its instant.
struct Judged<'s> {
    at: Duration,
    situation: &'s Situation,
    /// Whether the alert is compared to the letter.
    compared: bool,
}

/// The situations in a row that are of this alert.
fn judged<'s>(alert: usize, row: &[Slot<'s>], course: &Course) -> Vec<Judged<'s>> {
    let judged = row.iter().zip(1..).filter_map(|(slot, instant)| {
        let (number, situation, compared) = match slot {
            Slot::Compared(number, situation) => (*number, *situation, true),
            Slot::Judged(number, situation) => (*number, *situation, false),
            _ => return None,
        };
        (number == alert).then(|| Judged {
            at: course.at(instant),
            situation,
            compared,
        })
    });
    judged.collect()
}

/// In words when an alert fires and when it does not; `None` if nothing is shown of it.
fn told(judged: &[Judged<'_>]) -> Option<String> {
    let [loud, quiet] = [true, false].map(|fires| {
        let told = judged.iter().filter(|it| it.situation.fires == fires);
        let told: Vec<_> = told
            .map(|it| format!("{} ({})", it.situation.what, it.at))
            .collect();
        told.join(", ")
    });
    match (&*loud, &*quiet) {
        ("", "") => None,
        (loud, "") => Some(format!("fires at {loud}")),
        ("", quiet) => Some(format!("silent at {quiet}")),
        (loud, quiet) => Some(format!("fires at {loud}; silent at {quiet}")),
    }
}
