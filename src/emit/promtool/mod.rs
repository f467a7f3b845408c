//! Unit tests for the rules: for promtool, and for people who want proof that an alert fires when it
//! should and only then.
//!
//! A test is a course of situations, each up to an *instant* at which the rules are evaluated and the
//! alert is compared with what the theory in `slo` says of it. Instants are hours apart, so that they cost a
//! handful of evaluations. Promtool evaluates all tests of a file equally often, so what takes other times has
//! files of its own: windows of days (`~days`), minutes of missing data (`~waits`), what follows a condition
//! that an alert outlasts (`~kept`), a month of a budget (`~budget`), and packs (`~packs`).

mod alert;
mod beside;
mod budget;
mod burning;
mod course;
mod feed;
mod kept;
mod memo;
mod others;
mod packs;
mod proved;
mod shown;
mod situations;
mod subject;
mod traffic;
mod waits;
mod watchdog;

use std::iter;

use beside::side_by_side;
pub(super) use memo::Memo;
use others::Recorded;
use subject::{Subject, subjects};

use super::prometheus::Site;
use super::{Context, Emitter, Unit, artifact, measured};
use crate::artifact::{
    AlertTest, Artifact, Body, ExpectedSample, ExprTest, FiringAlert, InputSeries, Pairs, Test,
    TestFile,
};
use crate::ir::{BurnAlert, Program, names};
use crate::promql::{Expr, Number, Selector, Text, call, count_by, sum_by};
use crate::units::Duration;

/// Names a file of tests, for an environment and a service.
type FileName = fn(&str, &str) -> String;

/// Emits unit tests for promtool.
pub(super) struct Promtool;

impl Emitter for Promtool {
    fn name(&self) -> &'static str {
        "promtool"
    }

    fn units<'p>(&self, program: &'p Program) -> Vec<Unit<'p>> {
        let services = program.services.iter().map(Unit::Service);
        iter::once(Unit::Program).chain(services).collect()
    }

    fn emit(&self, cx: &Context<'_>, unit: Unit<'_>) -> Vec<Artifact> {
        let Unit::Service(service) = unit else {
            return watchdog::tests(cx.program);
        };
        let artifact = |name, tests| artifact(cx, service, name, Body::Tests(tests));
        let of_slos = measured(service).flat_map(|deployment| {
            let environment = &deployment.environment.name;
            let subjects = subjects(cx.program, service, deployment);
            let files: [(FileName, _); 5] = [
                (names::test_file, Some(instants(&subjects, &cx.memo))),
                (names::days_test_file, long_windows(&subjects, &cx.memo)),
                (names::waits_test_file, Some(waits::file_of(&subjects))),
                (names::kept_test_file, kept::file_of(&subjects, &cx.memo)),
                (
                    names::budget_test_file,
                    budget::file_of(&subjects, &cx.memo),
                ),
            ];
            files.map(|(name, tests)| Some(artifact(name(environment, &service.name), tests?)))
        });
        let of_packs = service.deployments.iter().filter_map(|deployment| {
            let name = names::packs_test_file(&deployment.environment.name, &service.name);
            let tests = packs::file(cx.program, service, deployment)?;
            Some(artifact(name, tests))
        });
        of_slos.flatten().chain(of_packs).collect()
    }
}

/// The longest time between instants of a file that are hours apart.
const HOURS: Duration = Duration::from_hours(8);

/// The tests whose instants are hours apart.
fn instants(subjects: &[Subject<'_>], memo: &Memo) -> TestFile {
    let alerts = subjects.iter().flat_map(Subject::alerts);
    let hours = alerts.filter_map(hours_apart);
    let every = hours.max().unwrap_or(HOURS);
    let (mut notes, mut solos) = (Vec::new(), Vec::new());
    for subject in subjects {
        if subject.shared {
            notes.push(format!(
                "the texts of alerts of {} are not compared: other SLOs of the service read the same series",
                subject.name()
            ));
        }
        for alert in subject
            .alerts()
            .iter()
            .filter(|it| hours_apart(it).is_some())
        {
            let (proof, note) = alert::tests(subject, &[alert], every, memo);
            solos.extend(proof);
            notes.extend(note);
        }
        solos.push(others::do_not_count(subject, every, memo));
    }
    notes.extend(budget::unproved(subjects));
    let mut tests = side_by_side(solos);
    tests.push(waits::last_seen(subjects, every));
    file(subjects, every, notes, tests)
}

/// The tests whose instants are days apart; none if no window is that long.
fn long_windows(subjects: &[Subject<'_>], memo: &Memo) -> Option<TestFile> {
    let long = subjects.iter().map(|subject| {
        let alerts = subject.alerts().iter();
        let alerts = alerts.filter(|it| hours_apart(it).is_none());
        (subject, alerts.collect::<Vec<_>>())
    });
    let long: Vec<_> = long.filter(|(_, alerts)| !alerts.is_empty()).collect();
    let days = long.iter().map(|(subject, alerts)| {
        let longest = alerts
            .iter()
            .map(|it| burning::longest_traffic(&it.condition.burn));
        let period = subject.site.slo.period.length();
        feed::days_apart(&longest.collect::<Vec<_>>(), period)
    });
    let every = days.max()?;
    let (mut notes, mut solos) = (Vec::new(), Vec::new());
    for (subject, alerts) in &long {
        let (proof, note) = alert::tests(subject, alerts, every, memo);
        solos.extend(proof);
        notes.extend(note);
    }
    Some(file(subjects, every, notes, side_by_side(solos)))
}

/// Whole hours, as many as the longest piece of traffic, so that no instant sees that of another; `None` where
/// that takes days.
fn hours_apart(alert: &BurnAlert) -> Option<Duration> {
    let longest = burning::longest_traffic(&alert.condition.burn);
    let hours = Duration::from_hours(longest.div_ceil(3_600));
    (hours <= HOURS).then_some(hours)
}

/// How many instants a test has at most, so long after each other and with so many seconds of traffic before
/// each. Promtool keeps a day and a half in memory. Then it begins to write blocks, and sleeps for half a second
/// whenever a rule reads what has been written; a test whose last instant is the first beyond is spared that.
/// Where days lie between instants, one long test sleeps least.
fn held(seconds: u64, every: Duration) -> usize {
    const HELD: u64 = 36 * 3_600;
    let more = HELD.saturating_sub(seconds) / every.as_secs();
    match usize::try_from(more + 1) {
        Ok(instants) if every <= HOURS => instants,
        _ => usize::MAX,
    }
}

fn file(
    subjects: &[Subject<'_>],
    every: Duration,
    notes: Vec<String>,
    tests: Vec<Test>,
) -> TestFile {
    let groups = subjects.iter().flat_map(|subject| {
        [
            names::fast_group(subject.name()),
            names::slow_group(subject.name()),
        ]
    });
    let (service, environment) = subjects.first().map_or(("", ""), |subject| {
        let site = &subject.site;
        (&*site.service.name, &*site.deployment.environment.name)
    });
    TestFile {
        notes,
        rule_files: vec![names::rules_of_tests(environment, service)],
        evaluation_interval: every,
        group_eval_order: groups.collect(),
        tests,
    }
}

/// A test with what it must show still to come.
fn test(name: String, step: u64, input_series: Vec<InputSeries>) -> Test {
    Test {
        name,
        interval: Duration::from_secs(step),
        input_series,
        alert_rule_test: Vec::new(),
        promql_expr_test: Vec::new(),
    }
}

impl Test {
    /// Exactly these alerts of this name fire, to the letter.
    fn fires_exactly(
        &mut self,
        at: Duration,
        alert: impl Into<Text>,
        exp_alerts: Vec<FiringAlert>,
    ) {
        self.alert_rule_test.push(AlertTest {
            eval_time: at,
            alertname: alert.into(),
            exp_alerts,
        });
    }

    /// The alert of this SLO fires.
    fn fires(&mut self, at: Duration, alert: &Text, site: &Site<'_>) {
        self.gives(at, call("count", [firing(alert, site).into()]), 1);
    }

    /// The alert of this SLO fires, and of no other unless that is said as well.
    fn fires_alone(&mut self, at: Duration, alert: &Text, subject: &Subject<'_>) {
        if subject.shared {
            return self.fires(at, alert, &subject.site);
        }
        self.only_fire(at, alert, [subject]);
    }

    /// The alert of these SLOs fires, and of no other unless that is said as well.
    fn only_fire<'s>(
        &mut self,
        at: Duration,
        alert: &Text,
        subjects: impl IntoIterator<Item = &'s Subject<'s>>,
    ) {
        self.is_one_for_each(at, sum_by([names::SLO], all_firing(alert)), subjects);
    }

    /// The expression is 1 for each of these SLOs, and has nothing for any other.
    fn is_one_for_each<'s>(
        &mut self,
        at: Duration,
        by_slo: Expr,
        subjects: impl IntoIterator<Item = &'s Subject<'s>>,
    ) {
        let sample = |subject: &Subject<'_>| ExpectedSample {
            labels: Selector::default().eq(names::SLO, &subject.site.slo.name),
            value: 1,
        };
        self.promql_expr_test.push(ExprTest {
            expr: by_slo,
            eval_time: at,
            exp_samples: subjects.into_iter().map(sample).collect(),
        });
    }

    /// The alert of this SLO fires with exactly these labels; others of its name may as well.
    fn fires_labelled(&mut self, at: Duration, alert: &Text, site: &Site<'_>, labels: &Pairs) {
        let fired = all_firing(alert);
        let labels = labels.0.iter();
        self.promql_expr_test.push(ExprTest {
            expr: firing(alert, site).into(),
            eval_time: at,
            exp_samples: vec![ExpectedSample {
                labels: labels.fold(fired, |series, (name, value)| series.eq(*name, value)),
                value: 1,
            }],
        });
    }

    /// No alert of this name fires, or not that of this SLO, where others read its series as well.
    fn stays_silent(&mut self, at: Duration, alert: &Text, subject: &Subject<'_>) {
        if subject.shared {
            self.silent(at, alert, &subject.site);
        } else {
            self.fires_exactly(at, alert, Vec::new());
        }
    }

    /// The alert of this SLO does not fire.
    fn silent(&mut self, at: Duration, alert: &Text, site: &Site<'_>) {
        self.promql_expr_test.push(ExprTest {
            expr: call("count", [firing(alert, site).into()]),
            eval_time: at,
            exp_samples: Vec::new(),
        });
    }

    /// A series of this SLO has this value, within a hundredth of it.
    fn value(&mut self, at: Duration, series: impl Into<Expr>, value: Number) {
        self.gives(at, call("count", [close(series, value)]), 1);
    }

    /// What is recorded under a name for all these SLOs, which are those of a service, has this value.
    fn value_of_all(
        &mut self,
        at: Duration,
        name: &'static str,
        value: Number,
        subjects: &[Subject<'_>],
    ) {
        if let Some(subject) = subjects.first() {
            let series = subject.site.series_of_all(name);
            self.is_one_for_each(at, count_by([names::SLO], close(series, value)), subjects);
        }
    }

    /// All these series of the SLO are there and have their value, within a hundredth of it.
    fn values(&mut self, at: Duration, site: &Site<'_>, recorded: &Recorded) {
        let [least, most] = recorded.between;
        let series = site.named(&recorded.names);
        let close = Expr::from(series).gt(least).lt(most);
        self.gives(at, call("count", [close]), recorded.count);
    }

    /// A series of this SLO is there, and 0.
    fn zero(&mut self, at: Duration, series: Selector) {
        self.gives(at, call("count", [Expr::from(series).equal_to(0)]), 1);
    }

    /// The expression is one number.
    fn gives(&mut self, at: Duration, expr: Expr, value: u64) {
        self.promql_expr_test.push(ExprTest {
            expr,
            eval_time: at,
            exp_samples: vec![ExpectedSample {
                labels: Selector::default(),
                value,
            }],
        });
    }
}

/// What is within a hundredth of a value.
fn close(series: impl Into<Expr>, value: Number) -> Expr {
    const TOLERANCE: (i64, u8) = (1, 2);
    let relative = (series.into() / Expr::from(value)) - Expr::from(1);
    call("abs", [relative]).lt(Number::decimal(TOLERANCE.0, TOLERANCE.1))
}

/// The alerts of this name that the SLO has firing.
fn firing(alert: &Text, site: &Site<'_>) -> Selector {
    all_firing(alert).eq(names::SLO, &site.slo.name)
}

/// The alerts of this name that are firing.
fn all_firing(alert: &Text) -> Selector {
    Selector::metric("ALERTS")
        .eq("alertname", alert)
        .eq("alertstate", "firing")
}

/// A double as a number that people read.
fn number(value: f64) -> Number {
    Number::from_double(traffic::short(value))
}
