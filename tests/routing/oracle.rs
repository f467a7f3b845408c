//! The same questions to our model and to `amtool config routes test`: half of them on random trees, half
//! on emitted ones.

use std::collections::BTreeSet;

use camino::Utf8Path;
use o11yc::artifact::{AlertmanagerConfig, Global, Receiver, yaml};
use o11yc::ir::{Program, alerts};
use o11yc::routing::{Labels, Matcher, Route, Tree, Value};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rayon::prelude::*;

use crate::cases::cases;
use crate::random;
use crate::support::{Tool, tool};

const TREES: usize = 25;
const ALERTS: usize = 10;
/// Alerts of each emitted tree, spread over all that there are; each is asked in [`VARIANTS`].
const EMITTED: usize = 12;
/// Questions on emitted trees, at least.
const FEWEST: usize = 250;

#[test]
fn random_trees_route_as_amtool_routes_them() {
    let Some(amtool) = tool("amtool") else { return };
    let mut runner = TestRunner::deterministic();
    let mut draw = || {
        let tree = random::tree()
            .new_tree(&mut runner)
            .expect("a tree")
            .current();
        let labels = || {
            random::labels()
                .new_tree(&mut runner)
                .expect("labels")
                .current()
        };
        (
            tree,
            std::iter::repeat_with(labels)
                .take(ALERTS)
                .collect::<Vec<_>>(),
        )
    };
    let questions: Vec<_> = std::iter::repeat_with(&mut draw).take(TREES).collect();
    let complaints: Vec<_> = questions
        .par_iter()
        .flat_map_iter(|(root, alerts)| disagreements(&amtool, &config(root), alerts))
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

/// How an alert is changed before it is asked about, by its position among those of its tree.
const VARIANTS: [fn(Labels<'static>, usize) -> Labels<'static>; 4] = [
    |emitted, _| emitted,
    |emitted, at| {
        let missing = ["team", "service", "environment", "severity", "alertname"];
        emitted.only(|name| name != missing[at % missing.len()])
    },
    |emitted, _| emitted.with("team", "another-team"),
    |emitted, at| {
        let severity = ["critical", "warning", "info", "page"][at % 4];
        emitted
            .with("service", "unknown")
            .with("severity", severity)
    },
];

#[test]
fn emitted_trees_route_as_amtool_routes_them() {
    let Some(amtool) = tool("amtool") else { return };
    let registries = cases().into_iter().map(|case| case.join("registry"));
    let registries: Vec<_> = registries.chain(["registry".into()]).collect();
    let answers = registries
        .par_iter()
        .map(|registry| ask_about(&amtool, registry));
    let answers: Vec<_> = answers.collect();
    let asked: usize = answers.iter().map(|(asked, _)| asked).sum();
    assert!(asked >= FEWEST, "only {asked} questions");
    let complaints: Vec<_> = answers.into_iter().flat_map(|(_, all)| all).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

/// The number of questions about the tree of a registry, and those that the two answer differently.
fn ask_about(tool: &Tool, registry: &Utf8Path) -> (usize, Vec<String>) {
    let program = o11yc::analyse(registry).expect("readable").program;
    let Some(routes) = &program.routes else {
        return (0, Vec::new());
    };
    let asked = questions(&program);
    let mut config = config(&routes.root);
    config.time_intervals = program.alerting.intervals.values().cloned().collect();
    (asked.len(), disagreements(tool, &config, &asked))
}

fn questions(program: &Program) -> Vec<Labels<'static>> {
    let all: Vec<_> = alerts::all(program).collect();
    let step = all.len().div_ceil(EMITTED).max(1);
    let chosen = all.iter().step_by(step).map(|alert| known(&alert.routed()));
    let asked = chosen.enumerate().flat_map(|(at, labels)| {
        let variants = VARIANTS.into_iter();
        variants.map(move |variant| variant(labels.clone(), at))
    });
    let asked: BTreeSet<_> = asked.collect();
    asked.into_iter().collect()
}

/// The labels with a value for those that the query decides.
fn known(labels: &Labels<'_>) -> Labels<'static> {
    let values = labels.iter().map(|(name, value)| match value {
        Value::Known(value) => (name, value.clone().into_owned()),
        Value::Unknown | Value::NoneOf(_) => (name, "decided-by-the-query".to_owned()),
    });
    values.fold(Labels::default(), |all, (name, value)| {
        all.with(name.to_owned(), value)
    })
}

/// Questions that the two answer differently.
fn disagreements(tool: &Tool, config: &AlertmanagerConfig, alerts: &[Labels<'_>]) -> Vec<String> {
    let text = yaml::to_string(config);
    let tree = Tree::new(config.route.clone());
    let mut complaints = Vec::new();
    for alert in alerts {
        let hits = tree.route(alert);
        let ours: Vec<_> = hits
            .iter()
            .map(|hit| tree.node(hit.node).receiver.as_str())
            .collect();
        let ours = ours.join(",");
        let asked = arguments(alert);
        let mut args = vec!["config", "routes", "test", "--config.file=alertmanager.yml"];
        args.extend(asked.iter().map(String::as_str));
        let theirs = tool.run(&[("alertmanager.yml", &text)], &args);
        if theirs.as_deref().map(str::trim) != Ok(ours.as_str()) {
            complaints.push(format!("{asked:?}: ours {ours}, theirs {theirs:?}\n{text}"));
        }
    }
    complaints
}

fn arguments(alert: &Labels<'_>) -> Vec<String> {
    alert
        .iter()
        .map(|(name, value)| match value {
            Value::Known(value) => Matcher::eq(name, &**value).to_string(),
            Value::Unknown | Value::NoneOf(_) => panic!("amtool must know `{name}`"),
        })
        .collect()
}

/// A configuration whose receivers do nothing.
pub(crate) fn config(root: &Route) -> AlertmanagerConfig {
    let mut names = BTreeSet::new();
    receivers(root, &mut names);
    AlertmanagerConfig {
        global: Global::default(),
        templates: Vec::new(),
        route: root.clone(),
        inhibit_rules: Vec::new(),
        time_intervals: Vec::new(),
        receivers: names
            .into_iter()
            .map(|name| Receiver {
                name,
                ..Receiver::default()
            })
            .collect(),
    }
}

fn receivers(route: &Route, names: &mut BTreeSet<String>) {
    names.extend(route.receiver.clone());
    for child in &route.routes {
        receivers(child, names);
    }
}
