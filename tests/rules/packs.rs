//! The tests that the compiler emits for alert packs: they notice every change to when an alert fires.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;
use serde_yaml::Value;

use crate::pool;
use crate::rulefile::RuleFile;
use crate::support::{self, Tool};

/// The services that have packs, every built-in one among them, and one of a pack of its own.
const SERVICES: [&str; 2] = ["production/shop", "production/ledger"];

/// The labels that tell what an alert is about, where that is not the service.
const KEYS: [&str; 5] = ["host", "probe", "queue", "job", "dependency"];

/// The rules of one pack of a service, and the tests of all of them.
struct Pack {
    service: &'static str,
    rules: RuleFile,
    tests: String,
}

/// An alert, and how the names of its tests begin.
struct Judged<'p> {
    pack: &'p Pack,
    rule: Value,
    name: String,
}

/// The packs of the golden registry.
fn packs() -> Vec<Pack> {
    let output = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/packs/generated");
    let read = |path: Utf8PathBuf| {
        std::fs::read_to_string(output.join("prometheus").join(path)).expect("it is committed")
    };
    let packs = SERVICES.iter().flat_map(|service| {
        let rules = RuleFile::parse(&read(format!("rules/{service}.yml").into()));
        let tests = read(format!("tests/{service}~packs.yml").into());
        let groups: Vec<_> = rules.group_names().into_iter().map(str::to_owned).collect();
        let of_packs = groups.into_iter().filter(|name| name.starts_with("pack-"));
        let packs = of_packs.map(move |name| Pack {
            service,
            rules: rules.groups(&name),
            tests: tests.clone(),
        });
        packs.collect::<Vec<_>>()
    });
    packs.collect()
}

/// The alerts of a pack, those that differ in more than what they are about.
fn judged<'p>(pack: &'p Pack, seen: &mut BTreeSet<String>) -> Vec<Judged<'p>> {
    let alerts = pack
        .rules
        .rules()
        .filter(|rule| rule.get("alert").is_some());
    let judged = alerts.map(|rule| {
        let alert = rule["alert"].as_str().expect("a name");
        let labels = &rule["labels"];
        let key = KEYS.iter().find_map(|key| labels.get(*key)?.as_str());
        let name = match key {
            Some(key) => format!("{alert} of {key}:"),
            None => format!("{alert}:"),
        };
        assert!(
            pack.tests.contains(&format!("- name: \"{name} ")),
            "no test is called `{name}`"
        );
        let rule = rule.clone();
        Judged { pack, rule, name }
    });
    let differs = |it: &Judged<'_>| {
        let threshold = threshold(&it.rule).map(|(_, _, number)| number);
        seen.insert(format!(
            "{:?} {threshold:?} {:?} {:?}",
            it.rule["alert"],
            it.rule["for"],
            it.rule.get("keep_firing_for")
        ))
    };
    let judged: Vec<_> = judged.collect();
    judged.into_iter().filter(differs).collect()
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

impl Judged<'_> {
    /// What promtool says of the alert's tests, with this rule in place of its own.
    fn run(&self, promtool: &Tool, rule: &Value) -> Result<String, String> {
        let Pack {
            service,
            rules,
            tests,
        } = self.pack;
        // Rules about other subjects of the pack only cost time.
        let about = |rule: &Value| KEYS.map(|key| rule["labels"].get(key).cloned());
        let rules = rules
            .filtered(|it| about(it) == about(&self.rule))
            .replacing(&self.rule, rule)
            .expect("a rule of the pack");
        let (rules, at) = (rules.to_yaml(), format!("rules/{service}.yml"));
        let path = format!("tests/{service}~packs.yml");
        let only = format!("^{}", regex::escape(&self.name));
        promtool.run(
            &[(&at, &rules), (&path, tests)],
            &["test", "rules", "--run", &only, &path],
        )
    }

    /// The changes that none of its tests notices, and their number.
    fn unnoticed(&self, promtool: &Tool) -> (usize, Vec<String>) {
        if let Err(said) = self.run(promtool, &self.rule) {
            panic!("{} nothing changed: {said}", self.name);
        }
        let changes = changes(&self.rule);
        let unnoticed = changes.iter().filter(|(_, changed)| {
            let said = self.run(promtool, changed).err();
            let said = said.filter(|said| said.contains("FAILED"));
            assert!(
                said.as_ref()
                    .is_none_or(|it| !it.contains("could not parse")),
                "{said:?}"
            );
            said.is_none()
        });
        let unnoticed = unnoticed.map(|(change, _)| format!("{} {change}", self.name));
        (changes.len(), unnoticed.collect())
    }
}

#[test]
fn a_test_of_a_pack_notices_every_change_to_when_its_alert_fires() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let (packs, mut seen) = (packs(), BTreeSet::new());
    let alerts: Vec<_> = packs.iter().flat_map(|it| judged(it, &mut seen)).collect();
    let results = pool::each(&alerts, |(): &mut (), it| Some(it.unnoticed(&promtool)));
    let changes: usize = results.iter().map(|(count, _)| count).sum();
    let unnoticed: BTreeSet<_> = results.into_iter().flat_map(|(_, it)| it).collect();
    assert!(unnoticed.is_empty(), "no test notices {unnoticed:#?}");
    assert!(changes >= 150, "only {changes} changes");
}
