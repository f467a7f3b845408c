//! What becomes of alerts that fire: as our model says, and as a live Alertmanager says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use o11yc::routing::{Inhibition, Labels, Route, Tree, Truth, Value};
use serde::de::DeserializeOwned;

use crate::alertmanager::Alertmanager;

/// The labels of an alert or of a group.
pub(crate) type Set = BTreeMap<String, String>;

/// What becomes of alerts.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// The receivers that are told of an alert, in the order of the tree.
    receivers: BTreeMap<Set, Vec<String>>,
    /// The groups: a receiver, the labels that its alerts share, and these, sorted.
    groups: Vec<(String, Set, BTreeSet<Set>)>,
    /// The alerts that are silenced, with those that silence them.
    pub(crate) silenced: BTreeMap<Set, BTreeSet<Set>>,
    /// The alerts about which it depends on the order of events whether they are silenced.
    undecided: BTreeSet<Set>,
}

/// The labels of an alert, all of which are known.
pub(crate) fn set(labels: &Labels<'_>) -> Set {
    let pairs = labels.iter().map(|(name, value)| match value {
        Value::Known(value) => (name.to_owned(), value.clone().into_owned()),
        Value::Unknown | Value::NoneOf(_) => panic!("the server must know `{name}`"),
    });
    pairs.collect()
}

impl Answer {
    /// What our model says.
    pub(crate) fn of_model(root: &Route, rules: &[Inhibition], firing: &[Labels<'_>]) -> Self {
        let tree = Tree::new(root.clone());
        let mut answer = Self::default();
        let mut groups: BTreeMap<(usize, Set), BTreeSet<Set>> = BTreeMap::new();
        for alert in firing {
            let hits = tree.route(alert);
            for hit in &hits {
                let shared = tree.node(hit.node).group(alert);
                let group = groups.entry((hit.node, set(&shared))).or_default();
                group.insert(set(alert));
            }
            let receivers = hits.iter().map(|hit| tree.node(hit.node).receiver.clone());
            answer.receivers.insert(set(alert), receivers.collect());
            let sources: BTreeSet<_> = firing
                .iter()
                .filter(|source| {
                    let mut rules = rules.iter();
                    rules.any(|rule| rule.inhibits(source, alert) == Truth::Yes)
                })
                .map(set)
                .collect();
            if !sources.is_empty() {
                answer.silenced.insert(set(alert), sources);
            }
            if rules.iter().any(|rule| is_undecided(rule, alert, firing)) {
                answer.undecided.insert(set(alert));
            }
        }
        let groups = groups
            .into_iter()
            .map(|((node, labels), alerts)| (tree.node(node).receiver.clone(), labels, alerts));
        answer.groups = groups.collect();
        answer.groups.sort();
        answer
    }

    /// What a live server says at this moment.
    pub(crate) fn of_server(server: &Alertmanager) -> Self {
        let mut answer = Self::default();
        let alerts = server.ask("alerts");
        let alerts = alerts.as_array().expect("a list");
        let by_fingerprint: BTreeMap<&str, Set> = alerts
            .iter()
            .filter_map(|alert| Some((alert["fingerprint"].as_str()?, read(&alert["labels"]))))
            .collect();
        for alert in alerts {
            let labels: Set = read(&alert["labels"]);
            let receivers = names(&alert["receivers"]);
            let by: Vec<String> = read(&alert["status"]["inhibitedBy"]);
            let by: BTreeSet<_> = by.iter().map(|by| by_fingerprint[&**by].clone()).collect();
            if !by.is_empty() {
                answer.silenced.insert(labels.clone(), by);
            }
            answer.receivers.insert(labels, receivers);
        }
        let groups = server.ask("alerts/groups");
        for group in groups.as_array().expect("a list") {
            let alerts = group["alerts"].as_array().expect("a list").iter();
            let receiver = read(&group["receiver"]["name"]);
            answer.groups.push((
                receiver,
                read(&group["labels"]),
                alerts.map(|alert| read(&alert["labels"])).collect(),
            ));
        }
        answer.groups.sort();
        answer
    }

    /// In what a server's answer differs from ours. It names one alert that silences another, of all
    /// that do.
    pub(crate) fn differences(&self, theirs: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if self.receivers != theirs.receivers {
            differences.push(told(&self.receivers, &theirs.receivers));
        }
        if self.groups != theirs.groups {
            differences.push(told(&self.groups, &theirs.groups));
        }
        for alert in self.receivers.keys() {
            let (ours, theirs) = (self.silenced.get(alert), theirs.silenced.get(alert));
            let agreed = match (ours, theirs) {
                (Some(ours), Some(theirs)) => theirs.is_subset(ours),
                (ours, theirs) => ours == theirs,
            };
            if !agreed && !self.undecided.contains(alert) {
                differences.push(format!("{alert:?} is silenced: {}", told(&ours, &theirs)));
            }
        }
        differences
    }
}

/// Alertmanager remembers one source for all equal labels of a rule, any of them. It matters which
/// where the target is a source as well, since then one that is a target does not silence it.
fn is_undecided(rule: &Inhibition, target: &Labels<'_>, firing: &[Labels<'_>]) -> bool {
    let mut equal_sources = firing.iter().filter(|source| {
        let equal = |label: &String| source.get(label) == target.get(label);
        rule.is_source(source) == Truth::Yes && rule.equal.iter().all(equal)
    });
    let is_both =
        |labels: &Labels<'_>| (rule.is_source(labels) & rule.is_target(labels)) == Truth::Yes;
    is_both(target) && equal_sources.any(|source| !is_both(source))
}

fn told(ours: &impl Debug, theirs: &impl Debug) -> String {
    format!("ours {ours:#?}\ntheirs {theirs:#?}")
}

fn names(receivers: &serde_json::Value) -> Vec<String> {
    let receivers = receivers.as_array().expect("a list").iter();
    receivers.map(|receiver| read(&receiver["name"])).collect()
}

fn read<T: DeserializeOwned>(value: &serde_json::Value) -> T {
    T::deserialize(value).unwrap_or_else(|error| panic!("{value}: {error}"))
}
