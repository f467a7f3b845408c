//! The test of one burn alert: its situations in a row.

use super::burning::{Burning, longest_traffic};
use super::feed::Feed;
use super::traffic::{Course, Traffic, number};
use super::{Subject, test};
use crate::artifact::{FiringAlert, Test};
use crate::emit::prometheus::alerts;
use crate::emit::prometheus::annotations::{self, Moment};
use crate::emit::prometheus::humanize::{float, is_stable_duration, is_stable_percentage};
use crate::ir::{BurnAlert, names};
use crate::units::Duration;

/// The step at which the rules count what is there of a period.
const COVERAGE_STEP: u64 = 300;

/// The tests of an alert, or the reason why there are none.
pub(super) fn tests(
    subject: &Subject<'_>,
    alert: &BurnAlert,
    every: Duration,
) -> Result<Vec<Test>, String> {
    let site = &subject.site;
    let condition = &alert.condition;
    let name = names::burn_alert(&condition.name);
    let slo = subject.name();
    let too_much = || {
        format!("{name} of {slo} is not proved: its windows hold more samples than promtool loads")
    };
    let feed = Feed::of(&condition.burn).ok_or_else(too_much)?;
    let feed = match subject.exposed {
        Some(_) => feed,
        None => feed.without_raw(&condition.burn).ok_or_else(|| {
            format!("{name} of {slo} is not proved: what the SLI's own expressions read cannot be told from them")
        })?,
    };
    let exposed = subject.exposed.as_deref().unwrap_or_default();
    let probed = feed.is_probed(exposed);
    let burning = Burning::new(condition, *site.slo.objective, feed.step, probed);
    let left = |ratio, traffic: &Traffic| {
        feed.tells_budget()
            .then(|| left(subject, ratio, traffic, feed.step))
    };
    let situations = burning.situations(|ratio, traffic| {
        left(ratio, traffic).is_none_or(|left| readable(subject, ratio, left))
    });
    let pieces = feed.pieces(longest_traffic(&condition.burn));
    if pieces == 0 {
        return Err(too_much());
    }
    let chunks = situations.chunks(pieces).enumerate();
    Ok(chunks
        .map(|(n, situations)| {
            let mut course = Course {
                every,
                step: feed.step,
                pieces: Vec::new(),
            };
            let mut instant = 0;
            for situation in situations {
                instant += 1;
                course.pieces.push((instant, situation.traffic.clone()));
                // An evaluation without data ends what outlasts its condition.
                instant += u64::from(situation.fires && alert.keep_firing_for.is_some());
            }
            let instants = course.pieces.iter().map(|(instant, _)| course.at(*instant));
            let told: Vec<_> = situations
                .iter()
                .zip(instants.clone())
                .map(|(situation, at)| format!("{} ({at})", situation.what))
                .collect();
            let mut test = test(
                format!("{name} of {slo}: {}", told.join(", ")),
                feed.step,
                feed.series(site, exposed, burning.probers(), &course),
            );
            for (m, (situation, at)) in situations.iter().zip(instants).enumerate() {
                if !situation.fires {
                    test.silent(at, &name, site);
                } else if (n, m) != (0, 0) || subject.shared {
                    test.fires(at, &name, site);
                } else {
                    let traffic = &situation.traffic;
                    let value = Burning::ratio_above(traffic, condition.burn.long.as_secs());
                    let moment = Moment::Known {
                        value,
                        left: left(value, traffic),
                    };
                    let exactly = FiringAlert {
                        exp_labels: alerts::burn_labels(site, condition),
                        exp_annotations: annotations::burning(site, alert, moment),
                    };
                    test.fires_exactly(at, &name, vec![exactly]);
                }
            }
            test
        })
        .collect())
}

/// What is left of the budget when nothing but this traffic has been measured.
fn left(subject: &Subject<'_>, ratio: f64, traffic: &Traffic, step: u64) -> f64 {
    let slo = subject.site.slo;
    let period = slo.period.length().as_secs();
    let (bad, total) = traffic.events(period);
    let covered =
        number(traffic.moments(period, COVERAGE_STEP, step)) / number(period / COVERAGE_STEP);
    debug_assert!(ratio > 0.0, "of an alert that fires");
    1.0 - bad / total * covered.min(1.0) / float(slo.objective.error_budget())
}

/// Whether no figure of the texts lies where rounding could go either way.
fn readable(subject: &Subject<'_>, ratio: f64, left: f64) -> bool {
    let slo = subject.site.slo;
    let seconds = float(slo.objective.budget_in_seconds(*slo.period)) * left / ratio;
    is_stable_percentage(left) && is_stable_duration(seconds)
}
