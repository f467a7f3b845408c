//! The alert that always fires, one for each environment, in a file that each Prometheus loads with
//! the rules of the environments that it scrapes.

use super::FAST;
use super::alerts::labels;
use super::annotations::runbook;
use crate::artifact::{Alert, Artifact, Body, Group, Pairs, Rule, RuleFile};
use crate::emit::of_the_registry;
use crate::ir::{Program, alerts, names};
use crate::promql::{Expr, call};

/// The rule files of the environments.
pub(super) fn rules(program: &Program) -> Vec<Artifact> {
    let file = |alert: &alerts::Alert<'_>| {
        let rules = Body::Rules(RuleFile {
            groups: vec![Group {
                name: names::WATCHDOG_GROUP.to_owned(),
                interval: FAST,
                rules: vec![Rule::Alert(rule(program, alert))],
            }],
        });
        let environment = &alert.subject.environment().name;
        of_the_registry(names::rule_file(environment, names::WATCHDOG_FILE), rules)
    };
    alerts::watchdogs(program).iter().map(file).collect()
}

fn rule(program: &Program, alert: &alerts::Alert<'_>) -> Alert {
    Alert {
        alert: names::WATCHDOG.into(),
        expr: expression(),
        pending: None,
        keep_firing_for: None,
        labels: labels(alert),
        annotations: annotations(program, alert),
    }
}

pub(super) fn expression() -> Expr {
    call("vector", [Expr::from(1)])
}

/// The texts of the alert.
pub(in crate::emit) fn annotations(program: &Program, alert: &alerts::Alert<'_>) -> Pairs<String> {
    let environment = &alert.subject.environment().name;
    let texts = Pairs::default()
        .with("summary", format!("alerting of {environment} is alive"))
        .with(
            "description",
            "This alert always fires. Whoever no longer hears of it knows that Prometheus, Alertmanager or the way \
             from one to the other is broken, and that no other alert arrives.",
        );
    runbook(program, texts, names::WATCHDOG)
}
