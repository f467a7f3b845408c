//! Unit tests for the rules: for promtool, and for people who want proof that an alert fires when it
//! should and only then.
//!
//! A test is a course of situations, each up to an *instant* at which the rules are evaluated and the
//! alert is compared with what the theory in `slo` says of it. Instants are days apart, so that a
//! month costs a handful of evaluations; what takes minutes (`for`, `keep_firing_for`) has a second
//! file, evaluated every two minutes.

mod alert;
mod budget;
mod burning;
mod feed;
mod subject;
mod traffic;
mod waits;

use subject::{Subject, subjects};

use super::prometheus::Site;
use super::{Context, Emitter, Unit, path};
use crate::artifact::{
    AlertTest, Artifact, Body, ExpectedSample, ExprTest, FiringAlert, InputSeries, Origin, Test,
    TestFile,
};
use crate::ir::{Program, names};
use crate::promql::{Expr, Number, Selector, call};
use crate::units::Duration;

/// Emits unit tests for promtool.
pub(super) struct Promtool;

impl Emitter for Promtool {
    fn name(&self) -> &'static str {
        "promtool"
    }

    fn units<'p>(&self, program: &'p Program) -> Vec<Unit<'p>> {
        program.services.iter().map(Unit::Service).collect()
    }

    fn emit(&self, cx: &Context<'_>, unit: Unit<'_>) -> Vec<Artifact> {
        let Unit::Service(service) = unit else {
            return Vec::new();
        };
        let measured = service
            .deployments
            .iter()
            .filter(|deployment| !deployment.slos.is_empty());
        measured
            .flat_map(|deployment| {
                let environment = &deployment.environment.name;
                let subjects = subjects(cx.program, service, deployment);
                let artifact = |name, tests| Artifact {
                    path: path(name),
                    body: Body::Tests(tests),
                    origin: Origin {
                        file: cx.files.name(service.span).to_string(),
                        entry: Some(service.name.clone()),
                    },
                };
                [
                    artifact(
                        names::test_file(environment, &service.name),
                        instants(&subjects),
                    ),
                    artifact(
                        names::waits_test_file(environment, &service.name),
                        waits::file_of(&subjects),
                    ),
                ]
            })
            .collect()
    }
}

/// The tests whose instants are days apart.
fn instants(subjects: &[Subject<'_>]) -> TestFile {
    let every = days_between_instants(subjects);
    let mut notes = Vec::new();
    let mut tests = Vec::new();
    for subject in subjects {
        if subject.shared {
            notes.push(format!(
                "the texts of alerts of {} are not compared: other SLOs of the service read the same series",
                subject.name()
            ));
        }
        for alert in subject.alerts() {
            match alert::tests(subject, alert, every) {
                Ok(proof) => tests.extend(proof),
                Err(note) => notes.push(note),
            }
        }
    }
    tests.extend(budget::tests(subjects, every, &mut notes));
    tests.push(waits::last_seen(subjects, every));
    file(subjects, every, notes, tests)
}

/// As many whole days as the longest piece of traffic, so that no instant sees that of another.
fn days_between_instants(subjects: &[Subject<'_>]) -> Duration {
    let alerts = subjects.iter().flat_map(Subject::alerts);
    let longest = alerts
        .map(|alert| burning::longest_traffic(&alert.condition.burn))
        .max();
    Duration::from_days(longest.unwrap_or(0).div_ceil(86_400).max(1))
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
    fn fires_exactly(&mut self, at: Duration, alert: &str, exp_alerts: Vec<FiringAlert>) {
        self.alert_rule_test.push(AlertTest {
            eval_time: at,
            alertname: alert.to_owned().into(),
            exp_alerts,
        });
    }

    /// The alert of this SLO fires.
    fn fires(&mut self, at: Duration, alert: &str, site: &Site<'_>) {
        self.holds(at, firing(alert, site));
    }

    /// The alert of this SLO does not fire.
    fn silent(&mut self, at: Duration, alert: &str, site: &Site<'_>) {
        self.promql_expr_test.push(ExprTest {
            expr: firing(alert, site),
            eval_time: at,
            exp_samples: Vec::new(),
        });
    }

    /// A series of this SLO has this value, within a hundredth of it.
    fn value(&mut self, at: Duration, series: impl Into<Expr>, value: f64) {
        const TOLERANCE: (i64, u8) = (1, 2);
        let relative = (series.into() / number(value)) - Expr::from(1);
        let close = call("abs", [relative]).lt(Number::decimal(TOLERANCE.0, TOLERANCE.1));
        self.holds(at, call("count", [close]));
    }

    /// The expression is 1.
    fn holds(&mut self, at: Duration, expr: Expr) {
        self.promql_expr_test.push(ExprTest {
            expr,
            eval_time: at,
            exp_samples: vec![ExpectedSample {
                labels: Selector::default(),
                value: 1,
            }],
        });
    }
}

/// How many alerts of this name the SLO has firing.
fn firing(alert: &str, site: &Site<'_>) -> Expr {
    let firing = Selector::metric("ALERTS")
        .eq("alertname", alert.to_owned())
        .eq("alertstate", "firing")
        .eq(names::SLO, site.slo.name.to_string());
    call("count", [firing.into()])
}

/// A double as a number of PromQL.
fn number(value: f64) -> Expr {
    let number: Number = value
        .to_string()
        .parse()
        .expect("a double prints as a decimal");
    number.into()
}
