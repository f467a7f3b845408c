//! Secrets that stand where the path of a file with the secret belongs.
//!
//! In comes the tree of `platform.yml`, out come the places of all values below a secret's field that are
//! no path: whatever form the secret has, nothing that is said of the mistake may quote it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::source::{Kind, Node, Span};

/// The fields that take a file with a secret, as the schema of `platform.yml` has them.
pub(super) fn fields(platform: &Value) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    collect(platform, &mut fields);
    fields
}

fn collect(schema: &Value, fields: &mut BTreeSet<String>) {
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        if property.get("$ref") == Some(&json!("#/$defs/SecretFile")) {
            fields.insert(name.clone());
        }
    }
    let types = schema.get("$defs").and_then(Value::as_object);
    for (_, schema) in types.into_iter().flatten() {
        collect(schema, fields);
    }
}

/// The parts of `platform.yml` that have such fields; elsewhere a field of the same name is no secret's.
const PARTS: [&str; 2] = ["alertmanager", "receivers"];

/// The places of values below one of these fields that are no absolute path.
pub(super) fn misplaced(platform: &Node<'_>, fields: &BTreeSet<String>) -> Vec<Span> {
    let mut places = Vec::new();
    for part in PARTS.iter().filter_map(|part| platform.get(part)) {
        look(part, false, fields, &mut places);
    }
    places
}

fn look(node: &Node<'_>, within: bool, fields: &BTreeSet<String>, places: &mut Vec<Span>) {
    match &node.kind {
        Kind::Map(entries) => {
            for (key, value) in entries {
                look(value, within || fields.contains(&*key.name), fields, places);
            }
        }
        Kind::Seq(items) => {
            for item in items {
                look(item, within, fields, places);
            }
        }
        Kind::Str(text) if within && !text.is_empty() && !text.starts_with('/') => {
            places.push(node.span);
        }
        Kind::Number(_) if within => places.push(node.span),
        Kind::Str(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Null => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::FileKind;
    use super::*;
    use crate::diag::Sink;
    use crate::source::{self, Files, Limits};

    #[track_caller]
    fn assert_misplaced(text: &str, expected: &[&str]) {
        let mut files = Files::default();
        let file = files.add("platform.yml", text.to_owned());
        let node = source::parse(&files, file, &Limits::default(), &mut Sink::default());
        let fields = fields(&FileKind::Platform.schema());
        let places = misplaced(&node.expect("it is YAML"), &fields);
        let found: Vec<_> = places.into_iter().map(|place| files.text(place)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_fields_are_those_that_take_a_file() {
        let fields = fields(&FileKind::Platform.schema());
        let fields: Vec<_> = fields.iter().map(String::as_str).collect();
        let expected = [
            "api_key",
            "app_token",
            "bearer",
            "ca",
            "password",
            "routing_key",
            "url",
            "webhook",
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    fn what_is_no_path_below_a_secrets_field_is_misplaced() {
        for value in ["hunter2", "\"hunter2\"", "20122012", "'hunter''s 2'"] {
            for written in ["{file: V}", "{value: V}", "V", "[V]", "{file: [V]}"] {
                let text = format!(
                    "receivers: {{ops: {{pagerduty: {{routing_key: {}}}}}}}\n",
                    written.replace('V', value)
                );
                assert_misplaced(&text, &[value]);
            }
        }
        assert_misplaced(
            "alertmanager:\n  smtp:\n    username: ops\n    password:\n      # the password\n      file: hunter2\n",
            &["hunter2"],
        );
    }

    #[test]
    fn paths_and_other_fields_are_none_of_it() {
        assert_misplaced(
            "receivers:\n  ops: {webhook: {url: {file: /run/url}, bearer: {file: ''}}}\n  web: {slack: '#web'}\n",
            &[],
        );
        assert_misplaced(
            "environments: {canary: {url: 'https://canary.acme.dev'}}\n",
            &[],
        );
    }
}
