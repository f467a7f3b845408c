//! Tests side by side: those whose instants coincide and which see nothing of each other become one test.
//! Promtool pays for each test (a storage, all rules read anew) and for each instant (all rules of the
//! service), and hardly for a series more.

use super::subject::Subject;
use crate::artifact::{AlertTest, Test};
use crate::promql::picks;

/// A test that others may be run beside, and which has no name yet.
pub(super) trait Beside {
    /// What is tested, up to the name of what that is about.
    fn what(&self) -> &str;
    /// What it is about, unless the service itself.
    fn subject(&self) -> Option<&str>;
    /// What is shown of it, and when.
    fn told(&self) -> &str;
    /// Whether both can be run at once, and neither changes what the other finds.
    fn goes_with(&self, other: &Self) -> bool;
    /// The test alone.
    fn into_test(self) -> Test;
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
    /// What is tested, up to the SLO's name.
    pub(super) what: String,
    /// What is shown of it, and when.
    pub(super) told: String,
    /// What happens at each instant. At one where others expect something, the same must happen.
    pub(super) schedule: Vec<(u64, &'static str)>,
    pub(super) test: Test,
}

impl Beside for Solo<'_> {
    fn what(&self) -> &str {
        &self.what
    }

    fn subject(&self) -> Option<&str> {
        Some(self.subject.name())
    }

    fn told(&self) -> &str {
        &self.told
    }

    fn goes_with(&self, other: &Self) -> bool {
        self.what == other.what
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
    fn is_in_step_with(&self, other: &Self) -> bool {
        let differs = |(instant, what): &(u64, &str)| {
            let mut others = other.schedule.iter();
            others.any(|(at, other)| at == instant && other != what)
        };
        !self.schedule.iter().any(differs)
    }

    /// Whether the SLO reads a series that is fed for the other.
    fn sees(&self, other: &Self) -> bool {
        let mut fed = other.test.input_series.iter();
        let read = &self.subject.read;
        fed.any(|fed| read.iter().any(|selector| picks(selector, &fed.series)))
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
    let mut shown: Vec<(&S, String)> = Vec::new();
    for solo in solos {
        let same =
            |(it, _): &&mut (&S, String)| it.what() == solo.what() && it.told() == solo.told();
        match (shown.iter_mut().find(same), solo.subject()) {
            (Some((_, names)), subject) => names.extend([", ", subject.unwrap_or_default()]),
            (None, Some(subject)) => shown.push((solo, format!("{} {subject}", solo.what()))),
            (None, None) => shown.push((solo, solo.what().to_owned())),
        }
    }
    let shown = shown.into_iter();
    let shown: Vec<_> = shown
        .map(|(solo, names)| format!("{names}: {}", solo.told()))
        .collect();
    shown.join(". ")
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
    one.promql_expr_test.extend(other.promql_expr_test);
    one
}
