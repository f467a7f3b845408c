//! Text that is meant to break out of its quotes does not.

use o11yc::promql::{self, MatchOp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::compile;
use crate::registry::Registry;

/// Text with all that YAML, PromQL, Go templates and Markdown give a meaning to.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("`".to_owned()),
        Just("\\".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("{{ .Labels.x }}".to_owned()),
        Just("{% raw %}".to_owned()),
        Just("}".to_owned()),
        Just("\"} or vector(1) #".to_owned()),
        Just("$window".to_owned()),
        Just(": ".to_owned()),
        Just(" #".to_owned()),
        Just("- ".to_owned()),
        Just("| ".to_owned()),
        Just("-->".to_owned()),
        Just("\u{2028}".to_owned()),
        Just("no".to_owned()),
        Just("0755".to_owned()),
        "[a-zA-Z0-9 é😀]{1,4}",
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

/// A registry in which every free text is hostile; names of channels are not free. JSON is YAML.
fn registry(value: &str, words: &str) -> Registry {
    let services = json!({
        "services": [{
            "service_name": "api",
            "description": words,
            "owner": "web",
            "tier": "user-facing",
            "slo_profile": "mine",
            "metrics": {"match": {"app": value}},
            "environments": [{"name": "production", "url": "https://acme.dev", "match": {"zone": value}}],
        }],
        "owners": [{"team": "web", "alert_contact": "#障害_é-0755"}],
    });
    let profiles = json!({
        "profiles": {"mine": {
            "description": words,
            "slos": {
                "availability": {"description": words, "objective": 99.9, "sli": "probe"},
                "success": {"objective": 99, "sli": {"type": "request_ratio", "routes": [value]}},
                "latency": {"objective": 95, "sli": {"type": "latency", "threshold": "500ms"}},
            },
        }},
    });
    Registry::from([
        ("observability_services.yml", services.to_string()),
        ("slo_profiles.yml", profiles.to_string()),
    ])
}

/// What a file says, as two readers agree on it.
fn read(file: &str) -> Value {
    let one: Value = serde_yaml::from_str(file).expect("the first reader reads it");
    let other: Value = serde_saphyr::from_str(file).expect("the second reader reads it");
    assert_eq!(one, other);
    one
}

/// The rules of a file.
fn rules(file: &str) -> Vec<Value> {
    let file = read(file);
    let groups = file["groups"].as_array().expect("a list of groups").iter();
    groups
        .flat_map(|group| group["rules"].as_array().expect("a list of rules").clone())
        .collect()
}

/// The values that the expression of a rule matches a label with.
fn matched(rule: &Value, label: &str) -> Vec<String> {
    let text = rule["expr"].as_str().expect("an expression");
    let expr = promql::parse(text).unwrap_or_else(|error| panic!("{error:?} in {text}"));
    let mut values = Vec::new();
    expr.visit_selectors(|selector| {
        let matchers = selector.matchers.iter();
        let equal =
            matchers.filter(|matcher| *matcher.label == *label && matcher.op == MatchOp::Equal);
        values.extend(equal.map(|matcher| matcher.value.to_string()));
    });
    values
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_stays_text(value in text(), words in text()) {
        let (files, counts) = compile(&registry(&value, &words));
        let below = |directory| files.iter().filter(move |(path, _)| path.starts_with(directory));
        let rules: Vec<_> = below("prometheus/rules/").flat_map(|(_, file)| rules(file)).collect();
        prop_assert_eq!(rules.len(), counts.rules);
        prop_assert!(below("prometheus/tests/").all(|(_, file)| read(file)["tests"].is_array()));
        for label in ["app", "zone"] {
            let values: Vec<_> = rules.iter().flat_map(|rule| matched(rule, label)).collect();
            prop_assert!(!values.is_empty());
            prop_assert!(values.iter().all(|it| *it == value), "{values:?}");
        }
    }
}
