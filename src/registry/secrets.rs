//! Secrets that stand where the path of a file with the secret belongs.
//!
//! In comes `platform.yml`, as a tree or, where it is not YAML, as text, out come the places of all values
//! below a secret's field that are no path: whatever form the secret has, nothing that is said of the mistake
//! may quote it.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::{Value, json};

use crate::source::{FileId, Kind, Node, Span, offset, one_slip};

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

/// What the names of secrets hold, wherever they come from.
const NAMES: [&str; 3] = ["password", "secret", "token"];

/// Whether a key is one of these fields, or meant to be.
fn names_secret(key: &str, fields: &BTreeSet<String>) -> bool {
    let is_field = fields.contains(key) || fields.iter().any(|field| one_slip(key, field));
    is_field || sounds_secret(key)
}

fn sounds_secret(key: &str) -> bool {
    NAMES.iter().any(|name| key.contains(name))
}

/// The values that are no absolute path behind these fields, in a text of which nobody knows the tree.
pub(super) fn unparsed(file: FileId, text: &str, fields: &BTreeSet<String>) -> Vec<Span> {
    const VALUE_ENDS: [char; 5] = ['\n', '"', '\'', '{', '}'];
    // A key, and those below it down to the value; a colon may have been forgotten.
    let keys = Regex::new(
        r#"[\w-]+["']?(?:[ \t]*[:=][\s{]*|[ \t]+)(?:["']?[\w-]+["']?[ \t]*:[\s{]+)*["']?"#,
    );
    let keys = keys.expect("it is a pattern");
    let names_secret = |keys: &str| {
        let mut words = keys.split(|c: char| !c.is_alphanumeric() && !"_-".contains(c));
        words.any(|word| names_secret(word, fields))
    };
    let of_secrets = keys.find_iter(text).filter(|it| names_secret(it.as_str()));
    let values = of_secrets.map(|keys| {
        let rest = &text[keys.end()..];
        let value = &rest[..rest.find(VALUE_ENDS).unwrap_or(rest.len())];
        (keys.end(), value.trim_end())
    });
    let secrets = values.filter(|(_, value)| !value.is_empty() && !value.starts_with('/'));
    secrets
        .map(|(start, value)| Span::new(file, offset(start), offset(start + value.len())))
        .collect()
}

/// The places of values below one of these fields that are no absolute path, in the parts of `platform.yml`
/// that have such fields; elsewhere a field of the same name is no secret's.
pub(super) fn misplaced(platform: &Node<'_>, fields: &BTreeSet<String>) -> Vec<Span> {
    let alertmanager = platform.get("alertmanager").into_iter();
    let receivers = platform.get("receivers").into_iter();
    let receivers = receivers.flat_map(|receivers| match &receivers.kind {
        // A receiver may have any name, also one that sounds of secrets.
        Kind::Map(entries) => entries.iter().map(|(_, receiver)| receiver).collect(),
        _ => vec![receivers],
    });
    let mut places = Vec::new();
    for part in alertmanager.chain(receivers) {
        look(part, false, fields, &mut places);
    }
    // As Alertmanager's own configuration has it, `smtp_auth_password`.
    if let Kind::Map(entries) = &platform.kind {
        let outside = entries.iter().filter(|(key, _)| sounds_secret(&key.name));
        outside.for_each(|(_, value)| look(value, true, fields, &mut places));
    }
    places
}

fn look(node: &Node<'_>, within: bool, fields: &BTreeSet<String>, places: &mut Vec<Span>) {
    match &node.kind {
        Kind::Map(entries) => {
            for (key, value) in entries {
                look(
                    value,
                    within || names_secret(&key.name, fields),
                    fields,
                    places,
                );
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
    fn a_key_of_which_a_secret_may_be_meant_is_a_secrets_field() {
        assert_misplaced("smtp_auth_password: hunter2\n", &["hunter2"]);
        for key in [
            "pasword",
            "smtp_password",
            "auth_token",
            "secret",
            "routing-key",
        ] {
            assert_misplaced(
                &format!("receivers: {{ops: {{{key}: hunter2}}}}\n"),
                &["hunter2"],
            );
        }
    }

    #[test]
    fn where_the_text_is_no_yaml_the_value_behind_the_name_is_the_secret() {
        let fields = fields(&FileKind::Platform.schema());
        for text in [
            "smtp:\n  password hunter2\n",
            "smtp:\n  username: ops\n    password: hunter2\n",
            "smtp: {pasword=hunter2\n",
            "ops: {webhook: {bearer: {file: \"hunter2\"}}\n",
            "ops:\n  token: {file: /run/token, password: hunter2}}\n",
            "password:\n  file: hunter2\n",
            "the password is: hunter2\n",
        ] {
            let mut files = Files::default();
            let file = files.add("platform.yml", text.to_owned());
            let found = unparsed(file, text, &fields).into_iter();
            let hidden: Vec<_> = found.map(|value| files.text(value)).collect();
            assert!(
                hidden.iter().any(|it| it.contains("hunter2")),
                "{text}: {hidden:?}"
            );
        }
        let path =
            "smtp:\n  username: ops\n  password: {file: /run/secrets/smtp}\n from: ops@acme.dev\n";
        let file = Files::default().add("platform.yml", path.to_owned());
        assert_eq!(unparsed(file, path, &fields), []);
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
        assert_misplaced("receivers: {token-pager: {slack: '#token'}}\n", &[]);
    }
}
