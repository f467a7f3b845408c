//! The tests of the budget: what is recorded over a week and over the period, and on which side of a
//! spent budget its alert fires. All SLOs share them, since they are read from recorded averages. They
//! have a file of their own, since a month of evaluations would tell nothing that the last one does not.

use super::course::Course;
use super::feed::{Fed, Feed, MOST_COVERED};
use super::memo::Memo;
use super::traffic::{Traffic, short};
use super::{Subject, file, test};
use crate::artifact::{FiringAlert, Test, TestFile};
use crate::emit::prometheus::alerts;
use crate::emit::prometheus::annotations::{self, Moment};
use crate::emit::prometheus::humanize::float;
use crate::ir::{Slo, names};
use crate::promql::{Expr, Number};
use crate::units::{Duration, Fraction};

const DAY: u64 = 86_400;

/// A little of the budget is left, and a little less than nothing.
const SPENT: [f64; 2] = [0.98, 1.02];

/// What these tests do not judge.
const COVERED: &str = "a few days of each period have samples, since promtool loads no more: that a whole one counts \
    as such is not judged here";

/// The file of these tests: one for each side of a spent budget. None if promtool can hold no SLO's.
pub(super) fn file_of(subjects: &[Subject<'_>], memo: &Memo) -> Option<TestFile> {
    let provable: Vec<_> = subjects.iter().filter(|it| is_provable(it)).collect();
    let days = provable.iter().map(|subject| length(subject.site.slo));
    let at = Duration::from_days(days.max()?.div_ceil(DAY));
    let tests = SPENT.map(|spent| side(&provable, at, spent, memo));
    Some(file(subjects, at, vec![COVERED.to_owned()], tests.into()))
}

/// What is said of SLOs whose budget promtool cannot hold.
pub(super) fn unproved<'s>(subjects: &'s [Subject<'_>]) -> impl Iterator<Item = String> + use<'s> {
    let others = subjects.iter().filter(|subject| !is_provable(subject));
    others.map(|subject| {
        format!(
            "{} of {} is not proved: its budget takes more days to spend than promtool loads",
            names::BUDGET_SPENT,
            subject.name()
        )
    })
}

fn is_provable(subject: &Subject<'_>) -> bool {
    days(subject.site.slo) * DAY <= MOST_COVERED
}

/// The test of one side, which ends `at` the only evaluation. What is recorded is compared on one of them.
fn side(subjects: &[&Subject<'_>], at: Duration, spent: f64, memo: &Memo) -> Test {
    let mut test = test(
        format!("{spent} of the budget is spent ({at})"),
        Feed::averages().step,
        Vec::new(),
    );
    let mut firing = Vec::new();
    for subject in subjects {
        let site = &subject.site;
        let slo = site.slo;
        let key = (*slo.objective, *slo.period, at, spent > 1.0);
        let spending = memo.spending.get(key, || Spending::of(slo, at, spent));
        test.input_series.extend(spending.fed.series(subject, 1));
        if spent > 1.0 {
            let moment = Moment::Known {
                value: spent,
                left: None,
            };
            firing.push(FiringAlert {
                exp_labels: alerts::budget_spent_labels(site),
                exp_annotations: annotations::budget_spent(site, moment),
            });
            continue;
        }
        for (series, bad) in spending.recorded {
            test.value(at, Expr::from(1) - site.series(series), bad);
        }
    }
    test.fires_exactly(at, names::BUDGET_SPENT, firing);
    test
}

/// A history that spends a share of a budget.
#[derive(Debug)]
pub(super) struct Spending {
    fed: Fed,
    /// Recorded series, and what each is short of 1.
    recorded: [(&'static str, Number); 4],
}

impl Spending {
    fn of(slo: &Slo, at: Duration, spent: f64) -> Self {
        let feed = Feed::averages();
        let traffic = history(slo, scale(slo, spent, feed.step));
        let ratio = |window: u64| {
            let (bad, total) = traffic.events(window);
            bad / total
        };
        let recorded = [
            (names::COMPLIANCE_7D, ratio(7 * DAY)),
            (
                names::COMPLIANCE_PERIOD,
                ratio(slo.period.length().as_secs()),
            ),
            (names::BUDGET_REMAINING, spent),
            (names::OBJECTIVE, float(slo.objective.error_budget())),
        ];
        let course = Course {
            every: at,
            step: feed.step,
            pieces: vec![(1, traffic)],
        };
        Self {
            fed: feed.samples(&[], &course),
            recorded: recorded.map(|(series, bad)| (series, super::number(bad))),
        }
    }
}

/// How many of the last days have samples, so that the budget can be spent in them.
fn last_days(slo: &Slo) -> u64 {
    let budget = slo.objective.budget_in_seconds(*slo.period) * Fraction::new(5, 4);
    budget.rounded_duration().as_secs().div_ceil(DAY) + 1
}

/// Days that have samples.
fn days(slo: &Slo) -> u64 {
    last_days(slo) + 4
}

/// Seconds of a history.
fn length(slo: &Slo) -> u64 {
    history(slo, 0.0).seconds()
}

/// The traffic of an SLO's last period and a little before.
fn history(slo: &Slo, scale: f64) -> Traffic {
    let period = slo.period.length().as_secs() / DAY;
    uneven(period, last_days(slo), scale)
}

/// Traffic on both sides of a period's age and of a week's, and in the last days; each differs in its
/// rate and in its ratio of bad events, which is `scale` times so much. Ages are in days.
fn uneven(period: u64, last: u64, scale: f64) -> Traffic {
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
fn scale(slo: &Slo, spent: f64, step: u64) -> f64 {
    let period = slo.period.length().as_secs();
    let traffic = history(slo, 1.0);
    let (bad, total) = traffic.events(period);
    let covered = traffic.covered(period, step);
    short(spent * float(slo.objective.error_budget()) / (bad / total * covered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_more_or_less_of_a_period_or_a_week_changes_what_is_spent() {
        for (period, last) in [(7, 2), (7, 7), (28, 2), (30, 3), (30, 12), (90, 5)] {
            let traffic = uneven(period, last, 0.1);
            let spent = |days: u64| {
                let (bad, total) = traffic.events(days * DAY);
                bad / total
            };
            assert_eq!(traffic.seconds(), (period + 1) * DAY, "{period} {last}");
            assert!(spent(period) < spent(period - 1), "{period} {last}");
            assert!(spent(period) > spent(period + 1), "{period} {last}");
            if period > 9 && last < 6 {
                assert!(spent(7) < spent(6), "{period} {last}");
                assert!(spent(7) > spent(8), "{period} {last}");
            }
        }
    }
}
