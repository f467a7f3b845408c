//! Tests side by side: those whose instants coincide and which see nothing of each other become one test.
//! Promtool pays for each test (a storage, all rules read anew) and for each instant (all rules of the
//! service), and hardly for a series more.

use std::sync::Arc;

use super::subject::Subject;
use crate::artifact::{AlertTest, ExprTest, Test};
use crate::promql::{Selector, Text};

/// A test that others may be run beside, and which has no name yet.
pub(super) trait Beside {
    /// What it is about, unless the service itself.
    fn subject(&self) -> Option<&str>;
    /// What it shows of that.
    fn told(&self) -> &[Told];
    /// Whether both can be run at once, and neither changes what the other finds.
    fn goes_with(&self, other: &Self) -> bool;
    /// The test alone.
    fn into_test(self) -> Test;
}

/// What a test shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// What is tested, up to the name of what that is about: `alert of`.
    pub(super) what: Text,
    /// What is shown, and when: `silent at` some instants.
    pub(super) shown: Text,
}

/// As few tests as these can be run in.
pub(super) fn side_by_side<S: Beside>(solos: Vec<S>) -> Vec<Test> {
    let mut tests: Vec<Vec<S>> = Vec::new();
    for solo in solos {
        let fits = |test: &&mut Vec<S>| test.iter().all(|other| other.goes_with(&solo));
        match tests.iter_mut().find(fits) {
            Some(test) => test.push(solo),
            None => tests.push(vec![solo]),
        }
    }
    tests.into_iter().filter_map(together).collect()
}

/// A test of one SLO.
pub(super) struct Solo<'s> {
    pub(super) subject: &'s Subject<'s>,
    pub(super) told: Vec<Told>,
    /// What happens at each instant. At one where others expect something, the same must happen.
    pub(super) schedule: Arc<[(u64, &'static str)]>,
    pub(super) test: Test,
}

impl Beside for Solo<'_> {
    fn subject(&self) -> Option<&str> {
        Some(self.subject.name())
    }

    fn told(&self) -> &[Told] {
        &self.told
    }

    fn goes_with(&self, other: &Self) -> bool {
        self.tests_what(other)
            && self.test.interval == other.test.interval
            && self.subject.name() != other.subject.name()
            && !self.subject.shared
            && !other.subject.shared
            && self.is_in_step_with(other)
            && !self.sees(other)
            && !other.sees(self)
    }

    fn into_test(self) -> Test {
        self.test
    }
}

impl Solo<'_> {
    fn tests_what(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|it| it.told.iter().map(|told| &told.what));
        own.eq(others)
    }

    fn is_in_step_with(&self, other: &Self) -> bool {
        let differs = |(instant, what): &(u64, &str)| {
            let mut others = other.schedule.iter();
            others.any(|(at, other)| at == instant && other != what)
        };
        !self.schedule.iter().any(differs)
    }

    /// Whether the SLO reads a series that is fed for the other.
    fn sees(&self, other: &Self) -> bool {
        let fed = || other.test.input_series.iter().map(|it| &it.series);
        let strange =
            |series| other.subject.strangers.contains(series) && self.subject.reads(series);
        if other.subject.among_others && fed().any(strange) {
            return true;
        }
        let recorded = |series: &Selector| series.name().is_some_and(|name| name.contains(':'));
        if fed().all(recorded) {
            return fed().any(|series| self.subject.reads(series));
        }
        self.subject.may_see(other.subject)
    }
}

/// One test out of some that go with each other.
fn together<S: Beside>(solos: Vec<S>) -> Option<Test> {
    let name = name(&solos);
    let mut test = solos.into_iter().map(S::into_test).reduce(both)?;
    test.name = name;
    Some(test)
}

/// What all of them test. Those that show the same at the same moments are named together.
fn name<S: Beside>(solos: &[S]) -> String {
    let mut shown: Vec<(&Told, Vec<&str>)> = Vec::new();
    let most = solos.iter().map(|solo| solo.told().len()).max();
    let told = (0..most.unwrap_or(0)).flat_map(|n| {
        let solos = solos.iter();
        solos.filter_map(move |solo| Some((solo.told().get(n)?, solo.subject())))
    });
    for (told, subject) in told {
        match shown.iter_mut().find(|(other, _)| *other == told) {
            Some((_, subjects)) => subjects.extend(subject),
            None => shown.push((told, subject.into_iter().collect())),
        }
    }
    let sentence = |(told, subjects): (&Told, Vec<&str>)| {
        let of = if subjects.is_empty() { "" } else { " " };
        format!("{}{of}{}: {}", told.what, subjects.join(", "), told.shown)
    };
    let sentences: Vec<_> = shown.into_iter().map(sentence).collect();
    sentences.join(". ")
}

/// What either feeds, once, and what either expects.
fn both(mut one: Test, other: Test) -> Test {
    for series in other.input_series {
        if !one.input_series.iter().any(|it| it.series == series.series) {
            one.input_series.push(series);
        }
    }
    for alerts in other.alert_rule_test {
        let same = |it: &&mut AlertTest| {
            it.eval_time == alerts.eval_time && it.alertname == alerts.alertname
        };
        match one.alert_rule_test.iter_mut().find(same) {
            Some(expected) => expected.exp_alerts.extend(alerts.exp_alerts),
            None => one.alert_rule_test.push(alerts),
        }
    }
    for expected in other.promql_expr_test {
        let same =
            |it: &&mut ExprTest| it.eval_time == expected.eval_time && it.expr == expected.expr;
        match one.promql_expr_test.iter_mut().find(same) {
            Some(one) => {
                let mut samples = expected.exp_samples;
                samples.retain(|sample| !one.exp_samples.contains(sample));
                one.exp_samples.append(&mut samples);
            }
            None => one.promql_expr_test.push(expected),
        }
    }
    one
}
