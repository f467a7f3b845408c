//! The same questions to our model and to `amtool config routes test`.

use std::collections::BTreeSet;

use o11yc::artifact::{AlertmanagerConfig, Global, Receiver, yaml};
use o11yc::routing::{Labels, Matcher, Route, Tree, Value};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rayon::prelude::*;

use crate::random;
use crate::support::{Tool, tool};

const TREES: usize = 25;
const ALERTS: usize = 10;

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
        .flat_map_iter(|(root, alerts)| disagreements(&amtool, root, alerts))
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

/// Questions that the two answer differently.
pub(crate) fn disagreements(tool: &Tool, root: &Route, alerts: &[Labels<'_>]) -> Vec<String> {
    let text = yaml::to_string(&config(root));
    let tree = Tree::new(root.clone());
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
