//! A property of validation: it agrees with what the validator says about the same JSON.

use proptest::prelude::*;
use serde_json::Value;

use super::fixture::{findings, schema};

/// A registry without faults, to be damaged.
fn sound() -> Value {
    serde_json::json!({
        "services": [{
            "service_name": "api",
            "owner": "devs",
            "tier": "internal",
            "environments": ["staging", { "name": "production", "url": "x" }],
            "token": { "file": "a" },
            "replicas": 3,
        }],
        "profiles": { "p": { "slos": [
            { "objective": 99.9, "sli": { "type": "request_ratio", "good": "a", "total": "b" } },
            { "objective": "99", "sli": { "type": "freshness", "metric": "a", "max_age": "5m" } },
        ] } },
    })
}

/// Pointers to a value and all its parts.
fn pointers(value: &Value, path: &str) -> Vec<String> {
    let parts: Vec<(String, &Value)> = match value {
        Value::Array(items) => (0..).map(|at: usize| at.to_string()).zip(items).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        _ => Vec::new(),
    };
    let below = parts
        .into_iter()
        .flat_map(|(name, part)| pointers(part, &format!("{path}/{name}")));
    [path.to_owned()].into_iter().chain(below).collect()
}

const WORDS: [&str; 8] = [
    "api",
    "probe",
    "freshness",
    "internal",
    "5m",
    "99",
    "A b",
    "",
];
const KEYS: [&str; 6] = ["type", "name", "file", "good", "owner", "zz"];

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2..200).prop_map(Value::from),
        Just(Value::from(99.5)),
        prop::sample::select(&WORDS).prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let entries = prop::collection::btree_map(
            prop::sample::select(&KEYS).prop_map(str::to_owned),
            inner.clone(),
            0..3,
        );
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::from),
            entries.prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

proptest! {
    /// `findings` also checks that what is sound can be decoded.
    #[test]
    fn damage_is_told_when_the_same_json_would_be_refused(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any_value()), 0..3),
    ) {
        let mut value = sound();
        for (place, part) in damage {
            let pointers = pointers(&value, "");
            let pointer = place.get(&pointers);
            *value.pointer_mut(pointer).expect("a pointer of this value") = part;
        }
        let told = findings(&value.to_string());
        prop_assert_eq!(told.is_empty(), schema().allows_json(&value), "{:?}", told);
    }
}
