//! The tests of the budget: what is recorded over a week and over the period, and on which side of a
//! spent budget its alert fires. All SLOs share them, since they are read from recorded averages.

use super::feed::{Feed, MOST_COVERED};
use super::traffic::{Course, Traffic, number};
use super::{Subject, test};
use crate::artifact::{FiringAlert, Test};
use crate::emit::prometheus::alerts;
use crate::emit::prometheus::annotations::{self, Moment};
use crate::emit::prometheus::humanize::float;
use crate::ir::names;
use crate::promql::Expr;
use crate::units::{Duration, Fraction};

const DAY: u64 = 86_400;
/// The step at which the rules count what is there of a period.
const COVERAGE_STEP: u64 = 300;

/// A little of the budget is left, and a little less than nothing.
const SPENT: [f64; 2] = [0.98, 1.02];

/// A test for each side of a spent budget; SLOs that promtool cannot hold get a note.
pub(super) fn tests(
    subjects: &[Subject<'_>],
    every: Duration,
    notes: &mut Vec<String>,
) -> Vec<Test> {
    let (provable, others): (Vec<_>, Vec<_>) = subjects
        .iter()
        .partition(|subject| days(subject) * DAY <= MOST_COVERED);
    notes.extend(others.iter().map(|subject| {
        format!(
            "{} of {} is not proved: its budget takes more days to spend than promtool loads",
            names::BUDGET_SPENT,
            subject.name()
        )
    }));
    if provable.is_empty() {
        return Vec::new();
    }
    SPENT.map(|spent| side(&provable, every, spent)).into()
}

/// The test of one side.
fn side(subjects: &[&Subject<'_>], every: Duration, spent: f64) -> Test {
    let longest = subjects
        .iter()
        .map(|subject| history(subject, 0.0).seconds())
        .max();
    let instant = longest.unwrap_or(0).div_ceil(every.as_secs());
    let feed = Feed::averages();
    let mut series = Vec::new();
    let mut histories = Vec::new();
    for subject in subjects {
        let traffic = history(subject, scale(subject, spent, feed.step));
        let course = Course {
            every,
            step: feed.step,
            pieces: vec![(instant, traffic.clone())],
        };
        series.extend(feed.series(&subject.site, &[], 1, &course));
        histories.push((subject, traffic));
    }
    let at = Duration::from_secs(instant * every.as_secs());
    let mut test = test(
        format!("{spent} of the budget is spent ({at})"),
        feed.step,
        series,
    );
    let mut firing = Vec::new();
    for (subject, traffic) in histories {
        let site = &subject.site;
        let spent_of = |window: u64| {
            let (bad, total) = traffic.events(window);
            bad / total
        };
        let bad = |series| Expr::from(1) - site.series(series);
        test.value(at, bad(names::COMPLIANCE_7D), spent_of(7 * DAY));
        test.value(
            at,
            bad(names::COMPLIANCE_PERIOD),
            spent_of(site.slo.period.length().as_secs()),
        );
        test.value(at, bad(names::BUDGET_REMAINING), spent);
        test.value(
            at,
            bad(names::OBJECTIVE),
            float(site.slo.objective.error_budget()),
        );
        if spent > 1.0 {
            firing.push(FiringAlert {
                exp_labels: alerts::budget_spent_labels(site),
                exp_annotations: annotations::budget_spent(
                    site,
                    Moment::Known {
                        value: spent,
                        left: None,
                    },
                ),
            });
        }
    }
    test.fires_exactly(at, names::BUDGET_SPENT, firing);
    test
}

/// How many of the last days have samples, so that the budget can be spent in them.
fn last_days(subject: &Subject<'_>) -> u64 {
    let slo = subject.site.slo;
    let budget = slo.objective.budget_in_seconds(*slo.period) * Fraction::new(5, 4);
    budget.rounded_duration().as_secs().div_ceil(DAY) + 1
}

/// Days that have samples.
fn days(subject: &Subject<'_>) -> u64 {
    last_days(subject) + 4
}

/// Traffic on both sides of a period's age and of a week's, and in the last days; each differs in its
/// rate and in its ratio of bad events, which is `scale` times so much.
fn history(subject: &Subject<'_>, scale: f64) -> Traffic {
    let period = subject.site.slo.period.length().as_secs() / DAY;
    let last = last_days(subject);
    let mut traffic = Traffic::default().flow(2 * DAY, 3.0, 0.5 * scale);
    let mut age = period - 1;
    if age > 8 && last < 6 {
        traffic = traffic
            .gone((age - 8) * DAY)
            .flow(2 * DAY, 2.0, 0.8 * scale);
        age = 6;
    }
    traffic
        .gone(age.saturating_sub(last) * DAY)
        .flow(last.min(age) * DAY, 1.0, scale)
}

/// The scale at which this share of the budget is spent: missing time counts as clean.
fn scale(subject: &Subject<'_>, spent: f64, step: u64) -> f64 {
    let slo = subject.site.slo;
    let period = slo.period.length().as_secs();
    let traffic = history(subject, 1.0);
    let (bad, total) = traffic.events(period);
    let covered =
        number(traffic.moments(period, COVERAGE_STEP, step)) / number(period / COVERAGE_STEP);
    spent * float(slo.objective.error_budget()) / (bad / total * covered)
}
