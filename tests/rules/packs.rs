//! The tests that the compiler emits for alert packs: they notice every change to thresholds and waits.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;
use regex::Regex;
use serde_yaml::Value;

use crate::fixture::{self, Built};
use crate::odd_packs;
use crate::rulefile::RuleFile;
use crate::support::{self, Tool};
use crate::tree;

/// The services that have packs, every built-in one among them, and one of a pack of its own.
const SERVICES: [&str; 2] = ["production/shop", "production/ledger"];

/// The rules of all packs of a service, and their tests.
struct Packs {
    service: &'static str,
    rules: RuleFile,
    tests: String,
}

/// A rule of an alert, changed.
struct Change {
    rule: Value,
    changed: Value,
    told: String,
}

/// The packs of the golden registry, and odd ones.
fn packs() -> Vec<Packs> {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = tree::Workspace::new();
    let golden = fixture::build_from(&root.join("tests/golden/packs/registry"), &workspace.path);
    let golden = SERVICES.map(|service| Packs::of(&golden, service));
    let odd = Packs::of(&odd_packs::build(), odd_packs::SERVICE);
    golden.into_iter().chain([odd]).collect()
}

/// The expression up to its last comparison, that, and the number behind it.
fn threshold(rule: &Value) -> Option<(String, String, f64)> {
    let expr = rule["expr"].as_str().expect("an expression");
    let compared = Regex::new(r"(?s)^(.*\s)([<>])\s+([0-9.]+)$").expect("a pattern");
    let found = compared.captures(expr)?;
    let number = found[3].parse().expect("a number");
    Some((found[1].to_owned(), found[2].to_owned(), number))
}

/// Another threshold, the opposite comparison, a minute more or less to wait or to last.
fn changes(rule: &Value) -> Vec<(String, Value)> {
    let with = |key: &str, value: String| {
        let mut changed = rule.clone();
        changed[key] = value.clone().into();
        (format!("{key}: {value}"), changed)
    };
    let mut changes = Vec::new();
    if let Some((signal, comparison, number)) = threshold(rule) {
        // Gauges that count have no values between two numbers, and a hundredth of few is none.
        let others = if number.fract() == 0.0 && number < 100.0 {
            [number - 1.0, number + 1.0]
        } else {
            [number * 0.97, number * 1.03]
        };
        let opposite = if comparison == ">" { "<" } else { ">" };
        changes.extend(others.map(|it| with("expr", format!("{signal}{comparison} {it}"))));
        changes.push(with("expr", format!("{signal}{opposite} {number}")));
    }
    for key in ["for", "keep_firing_for"] {
        if let Some(wait) = rule.get(key) {
            let wait = minutes(wait.as_str().expect("a duration"));
            changes.extend([wait - 1, wait + 1].map(|wait| with(key, format!("{wait}m"))));
        }
    }
    changes
}

fn minutes(wait: &str) -> u32 {
    let parts = Regex::new(r"^(?:(\d+)h)?(?:(\d+)m)?$").expect("a pattern");
    let parts = parts.captures(wait).expect("hours and minutes");
    let part = |n| {
        parts
            .get(n)
            .map_or(0, |it| it.as_str().parse().expect("digits"))
    };
    60 * part(1) + part(2)
}

/// All changes to alerts that differ in more than what they are about, in rounds. In each round an alert of
/// one name is changed once, so that what promtool says of that name tells whether the change is noticed.
fn rounds(packs: &Packs, seen: &mut BTreeSet<String>) -> Vec<BTreeMap<String, Change>> {
    let mut rounds: Vec<BTreeMap<String, Change>> = Vec::new();
    for rule in packs.rules.rules() {
        let Some(alert) = rule.get("alert").and_then(Value::as_str) else {
            continue;
        };
        let threshold = threshold(rule).map(|(_, _, number)| number);
        let (pending, kept) = (&rule["for"], rule.get("keep_firing_for"));
        if !seen.insert(format!("{alert} {threshold:?} {pending:?} {kept:?}")) {
            continue;
        }
        for (told, changed) in changes(rule) {
            let rule = rule.clone();
            let change = Change {
                rule,
                changed,
                told,
            };
            let free = rounds.iter_mut().find(|round| !round.contains_key(alert));
            match free {
                Some(round) => drop(round.insert(alert.to_owned(), change)),
                None => rounds.push(BTreeMap::from([(alert.to_owned(), change)])),
            }
        }
    }
    rounds
}

impl Packs {
    fn of(built: &Built, service: &'static str) -> Self {
        Self {
            service,
            rules: RuleFile::parse(&built.rules[&format!("{service}.yml")]).packs(),
            tests: built.tests[&format!("{service}~packs.yml")].clone(),
        }
    }

    /// What promtool says of the tests with these rules.
    fn run(&self, promtool: &Tool, rules: &RuleFile) -> Result<String, String> {
        let (rules, at) = (rules.to_yaml(), format!("rules/{}.yml", self.service));
        let path = format!("tests/{}~packs.yml", self.service);
        promtool.run(
            &[(&at, &rules), (&path, &self.tests)],
            &["test", "rules", &path],
        )
    }

    /// The changes of a round that no test notices.
    fn unnoticed(&self, promtool: &Tool, round: &BTreeMap<String, Change>) -> Vec<String> {
        let rules = round.values().fold(self.rules.clone(), |rules, change| {
            rules
                .replacing(&change.rule, &change.changed)
                .expect("a rule of the packs")
        });
        let said = self.run(promtool, &rules).err().unwrap_or_default();
        assert!(!said.contains("could not parse"), "{said}");
        let unnoticed = round.iter().filter(|(alert, _)| {
            let exactly = said.contains(&format!("alertname: {alert}, time: "));
            let counted = said.contains(&format!(r#"alertname=\"{alert}\""#));
            !exactly && !counted
        });
        unnoticed
            .map(|(alert, change)| format!("{alert}: {}", change.told))
            .collect()
    }
}

#[test]
fn a_test_of_a_pack_notices_every_change_to_when_its_alert_fires() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let (mut seen, mut changes) = (BTreeSet::new(), 0);
    for packs in packs() {
        if let Err(said) = packs.run(&promtool, &packs.rules) {
            panic!("{}, nothing changed: {said}", packs.service);
        }
        assert!(!packs.tests.contains("is not proved"), "{}", packs.tests);
        for round in rounds(&packs, &mut seen) {
            changes += round.len();
            let unnoticed = packs.unnoticed(&promtool, &round);
            assert!(unnoticed.is_empty(), "no test notices {unnoticed:#?}");
        }
    }
    assert!(changes >= 150, "only {changes} changes");
}
