//! Rules of alert packs: a group for each pack, with its recorded signals before its alerts.

use super::words;
use crate::artifact::{Alert, Group, Pairs, Recording, Rule};
use crate::ir::alerts::Alert as Routed;
use crate::ir::{Deployment, PackAlerts, Program, Service, names};
use crate::pack::{self, Condition, Part, Words};
use crate::promql::Text;

/// The groups of the packs of a service in an environment, each with all its subjects.
pub(super) fn groups(program: &Program, service: &Service, deployment: &Deployment) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for bound in &deployment.packs {
        let rules = rules(program, service, deployment, bound);
        let name = names::pack_group(&bound.pack.name);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.rules.extend(rules),
            None => groups.push(Group {
                name,
                interval: super::FAST,
                rules,
            }),
        }
    }
    groups.retain(|group| !group.rules.is_empty());
    groups
}

fn rules(
    program: &Program,
    service: &Service,
    deployment: &Deployment,
    bound: &PackAlerts,
) -> Vec<Rule> {
    let signals = bound.bound.signals.iter();
    let recorded = signals.filter_map(|signal| record(service, deployment, bound, signal));
    let alerts = bound.bound.alerts.iter().map(|alert| {
        let routed = Routed::of_pack(service, deployment, bound, alert);
        Rule::Alert(Alert {
            alert: alert.name.clone().into(),
            expr: alert.expr(),
            pending: Some(alert.pending),
            keep_firing_for: alert.keep_firing_for,
            labels: super::alerts::labels(&routed),
            annotations: annotations(program, alert),
        })
    });
    recorded.chain(alerts).collect()
}

fn record(
    service: &Service,
    deployment: &Deployment,
    bound: &PackAlerts,
    signal: &pack::Signal,
) -> Option<Rule> {
    let name = signal.recorded.as_ref()?.name()?.clone();
    let mut labels: Vec<(&'static str, Text)> = vec![
        (names::SERVICE, (&service.name).into()),
        (names::ENVIRONMENT, (&deployment.environment.name).into()),
    ];
    labels.extend(
        bound
            .key
            .as_ref()
            .map(|(label, name)| (*label, name.into())),
    );
    Some(Rule::Record(Recording {
        record: name.to_string().into(),
        expr: signal.expr.clone(),
        labels: Pairs(labels),
    }))
}

fn annotations(program: &Program, alert: &pack::Alert) -> Pairs<String> {
    let [summary, description, value] = texts(alert).map(|words| words::template(&words));
    in_full(program, alert, summary, description, value)
}

/// The annotations at a moment at which the value's text is known; `None` where they depend on more.
pub(in crate::emit) fn known_annotations(
    program: &Program,
    alert: &pack::Alert,
    value: Option<&str>,
) -> Option<Pairs<String>> {
    let [summary, description, own] = texts(alert).map(|words| words::known(&words, value));
    let own = match alert.condition {
        Condition::Absent => String::new(),
        Condition::Above(_) | Condition::Below(_) => own?,
    };
    Some(in_full(program, alert, summary?, description?, own))
}

/// What is wrong, what that means, and the value.
fn texts(alert: &pack::Alert) -> [Words; 3] {
    let value = Words(vec![Part::Value(alert.signal.unit)]);
    [alert.summary.clone(), alert.description.clone(), value]
}

fn in_full(
    program: &Program,
    alert: &pack::Alert,
    summary: String,
    description: String,
    value: String,
) -> Pairs<String> {
    let texts = Pairs::default()
        .with("summary", summary)
        .with("description", description);
    let texts = match alert.condition {
        Condition::Absent => texts,
        Condition::Above(_) | Condition::Below(_) => texts.with("value", value),
    };
    super::annotations::runbook(program, texts, &alert.name)
}
