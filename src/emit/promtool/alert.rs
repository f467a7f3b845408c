//! The test of one burn alert: its situations in a row.

use super::burning::{Burning, Situation};
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

/// The test of an alert, or the reason why there is none.
pub(super) fn test_of(
    subject: &Subject<'_>,
    alert: &BurnAlert,
    every: Duration,
) -> Result<Test, String> {
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
    let longest = situations
        .iter()
        .map(|situation| situation.traffic.seconds())
        .max()
        .unwrap_or(0);
    let spacing = feed.spacing(longest, site.slo.period.length().as_secs());
    let apart = spacing.ok_or_else(too_much)?.div_ceil(every.as_secs());
    let mut course = Course {
        every,
        step: feed.step,
        pieces: Vec::new(),
    };
    let mut instant = 0;
    let mut told = Vec::new();
    for Situation {
        what,
        traffic,
        fires,
    } in situations
    {
        instant += apart;
        told.push((instant, what, fires));
        course.pieces.push((instant, traffic));
        // An evaluation without data ends what outlasts its condition.
        instant += u64::from(fires && alert.keep_firing_for.is_some());
    }
    let title: Vec<_> = told
        .iter()
        .map(|(instant, what, _)| format!("{what} ({})", course.at(*instant)))
        .collect();
    let mut test = test(
        format!("{name} of {slo}: {}", title.join(", ")),
        feed.step,
        feed.series(site, exposed, burning.probers(), &course),
    );
    for (n, (instant, _, fires)) in told.into_iter().enumerate() {
        let at = course.at(instant);
        if n == 0 && fires {
            let traffic = &course.pieces[0].1;
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
        } else if fires {
            test.fires(at, &name, site);
        } else {
            test.silent(at, &name);
        }
    }
    Ok(test)
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
