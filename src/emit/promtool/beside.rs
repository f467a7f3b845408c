//! Tests of SLOs side by side: those whose instants coincide and which see nothing of each other become one
//! test. Promtool pays for each test (a storage, all rules read anew) and for each instant (all rules of
//! the service), and hardly for a series more.

use super::subject::Subject;
use crate::artifact::{AlertTest, Test};
use crate::promql::picks;

/// A test of one SLO, which has no name yet.
pub(super) struct Solo<'s> {
    pub(super) subject: &'s Subject<'s>,
    /// What is tested, up to the SLO's name, and what is shown of it, and when.
    pub(super) told: Vec<Told>,
    /// What happens at each instant. At one where others expect something, the same must happen.
    pub(super) schedule: Vec<(u64, &'static str)>,
    pub(super) test: Test,
}

/// What a test shows: `alert of` which SLO, and `silent at` which instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) what: String,
    pub(super) shown: String,
}

/// As few tests as these can be run in.
pub(super) fn side_by_side(solos: Vec<Solo<'_>>) -> Vec<Test> {
    let mut tests: Vec<Vec<Solo<'_>>> = Vec::new();
    for solo in solos {
        let fits = |test: &&mut Vec<Solo<'_>>| test.iter().all(|other| other.goes_with(&solo));
        match tests.iter_mut().find(fits) {
            Some(test) => test.push(solo),
            None => tests.push(vec![solo]),
        }
    }
    tests.into_iter().filter_map(together).collect()
}

impl Solo<'_> {
    /// Whether both can be run at once, and neither changes what the other finds.
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
        let mut fed = other.test.input_series.iter();
        let read = &self.subject.read;
        fed.any(|fed| read.iter().any(|selector| picks(selector, &fed.series)))
    }
}

/// One test out of some that go with each other.
fn together(solos: Vec<Solo<'_>>) -> Option<Test> {
    let name = name(&solos);
    let mut test = solos.into_iter().map(|solo| solo.test).reduce(both)?;
    test.name = name;
    Some(test)
}

/// What all of them test. Those that show the same at the same moments are named together.
fn name(solos: &[Solo<'_>]) -> String {
    let mut shown: Vec<(&Told, String)> = Vec::new();
    let alerts = solos.first().map_or(0, |solo| solo.told.len());
    for alert in 0..alerts {
        for solo in solos {
            let (told, name) = (&solo.told[alert], solo.subject.name());
            match shown.iter_mut().find(|(other, _)| *other == told) {
                Some((_, names)) => names.extend([", ", name]),
                None => shown.push((told, format!("{} {name}", told.what))),
            }
        }
    }
    let shown = shown.into_iter();
    let shown: Vec<_> = shown
        .map(|(told, names)| format!("{names}: {}", told.shown))
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
