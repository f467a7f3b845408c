//! Secrets that stand where the path of a file with the secret belongs, or under a key of their own.
//!
//! In comes a file with mistakes, as a tree or, where it is not YAML, as text, out come the places of all values
//! that may be secrets: whatever form a secret has, nothing that is said of the mistake may quote it. A name that
//! somebody chose, as that of an SLO or a receiver, is none, however it sounds.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::{Value, json};

use crate::source::{self, FileId, Files, Kind, Node, Span, offset, one_slip};

/// Finds secrets in files of one kind.
pub(super) struct Secrets {
    schema: Value,
    /// The fields that take a file with a secret, and what other tools call them.
    fields: BTreeSet<String>,
}

/// What is known of a value.
#[derive(Clone)]
struct Place<'a> {
    /// The schemas of which it has to meet one; none below a key that nobody knows.
    schemas: Vec<&'a Value>,
    /// Whether it stands below a secret's field.
    is_secret: bool,
}

/// What the names of secrets hold, wherever they come from.
const NAMES: [&str; 5] = ["password", "passwd", "secret", "token", "credential"];

/// How they end.
const ENDINGS: [&str; 3] = ["_key", "-key", "apikey"];

/// Whether a key that the registry does not have names a secret in any file.
fn sounds_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    let is_named = |name: &&str| key.contains(*name) || one_slip(&key, name);
    NAMES.iter().any(is_named) || ENDINGS.iter().any(|end| key.ends_with(end))
}

impl Secrets {
    /// For files of this schema.
    pub(super) fn new(schema: Value) -> Self {
        let types = schema.get("$defs").and_then(Value::as_object);
        let types = types.into_iter().flatten().map(|(_, it)| it);
        let properties = types.chain([&schema]).flat_map(properties);
        let fields = properties.filter(|(_, field)| takes_file(field));
        let names = fields.flat_map(|(name, field)| names(name, field).map(str::to_owned));
        Self {
            fields: names.collect(),
            schema,
        }
    }

    /// The places in a file where a secret may stand.
    pub(super) fn find(&self, files: &Files, file: FileId) -> Vec<Span> {
        let text = &files.get(file).text;
        let Some(root) = source::parse_whole(files, file) else {
            return self.unparsed(file, text);
        };
        let mut search = Search {
            secrets: self,
            text,
            places: Vec::new(),
        };
        let place = Place {
            schemas: self.alternatives(&self.schema),
            is_secret: false,
        };
        search.look(&root, &place, !self.fields.is_empty());
        search.places
    }

    /// A schema and those that it refers to or offers.
    fn alternatives<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let target = schema.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|target| self.schema.pointer(target.strip_prefix('#')?));
        let choices = ["oneOf", "anyOf"].iter().filter_map(|it| schema.get(it));
        let choices = choices.filter_map(Value::as_array).flatten();
        let behind = target.into_iter().chain(choices);
        let behind = behind.flat_map(|it| self.alternatives(it));
        [schema].into_iter().chain(behind).collect()
    }

    /// Whether a secret's field is somewhere below this schema.
    fn leads_to_secret(&self, schema: &Value) -> bool {
        let schemas = self.alternatives(schema);
        let mut fields = schemas.iter().flat_map(|it| properties(it));
        fields.any(|(_, field)| takes_file(field) || self.leads_to_secret(field))
            || members(&schemas).any(|it| self.leads_to_secret(it))
    }

    /// Whether an unknown key names a secret. Where secrets have their place, every field of theirs does,
    /// also one that elsewhere is harmless, as `url`.
    fn names_secret(&self, key: &str, has_secrets: bool) -> bool {
        let is_field = |field: &String| field == key || one_slip(key, field);
        sounds_secret(key) || has_secrets && self.fields.iter().any(is_field)
    }

    /// What may be a secret in a text of which nobody knows the tree: the values behind names of secrets that
    /// are no absolute path.
    fn unparsed(&self, file: FileId, text: &str) -> Vec<Span> {
        const VALUE_ENDS: [char; 5] = ['\n', '"', '\'', '{', '}'];
        let has_secrets = !self.fields.is_empty();
        // A key, and those below it down to the value; a colon may have been forgotten.
        let keys = Regex::new(
            r#"[\w-]+["']?(?:[ \t]*[:=](?:[ \t]*(?:\{|\r?\n)[\s{]*["']?[\w-]+["']?[ \t]*:)*[\s{]*|[ \t]+)["']?"#,
        );
        let keys = keys.expect("it is a pattern");
        // Elsewhere a name with something below it is one that somebody chose.
        let is_field =
            |keys: &str| has_secrets || keys.contains(':') && !keys.contains(['\n', '{']);
        let names_secret = |keys: &str| {
            let mut words = keys.split(|c: char| !c.is_alphanumeric() && !"_-".contains(c));
            words.any(|word| self.names_secret(word, has_secrets))
        };
        let found = keys.find_iter(text).map(|it| (it.end(), it.as_str()));
        let found = found.filter(|(_, keys)| is_field(keys) && names_secret(keys));
        let values = found.map(|(start, _)| {
            let rest = &text[start..];
            let value = &rest[..rest.find(VALUE_ENDS).unwrap_or(rest.len())];
            (start, value.trim_end())
        });
        let secrets = values.filter(|(_, value)| !value.is_empty() && !value.starts_with('/'));
        // A secret with a colon looks like a key.
        let parts = secrets.flat_map(|(start, value)| {
            let key = value.split_once(": ").map(|(key, _)| (start, key));
            key.into_iter().chain([(start, value)])
        });
        parts
            .map(|(start, value)| Span::new(file, offset(start), offset(start + value.len())))
            .collect()
    }
}

/// The keys that a schema knows, with what they take.
fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten()
}

/// What schemas take for the items of a list, or below names that people choose.
fn members<'a>(schemas: &[&'a Value]) -> impl Iterator<Item = &'a Value> {
    let each = schemas.iter().copied();
    let members = each.flat_map(|it| [it.get("items"), it.get("additionalProperties")]);
    members.flatten().filter(|it| it.is_object())
}

/// What a field is called, here and by other tools.
fn names<'a>(name: &'a str, field: &'a Value) -> impl Iterator<Item = &'a str> {
    let others = field.get("x-known-as").and_then(Value::as_array);
    let others = others.into_iter().flatten().filter_map(Value::as_str);
    [name].into_iter().chain(others)
}

/// Whether a field takes a file with a secret.
fn takes_file(field: &Value) -> bool {
    field.get("$ref") == Some(&json!("#/$defs/SecretFile"))
}

/// A look at all of a tree.
struct Search<'a> {
    secrets: &'a Secrets,
    text: &'a str,
    places: Vec<Span>,
}

impl<'a> Search<'a> {
    /// `has_secrets` says whether secrets have their place around here.
    fn look(&mut self, node: &Node<'_>, place: &Place<'a>, has_secrets: bool) {
        let has_secrets = has_secrets
            && (place.schemas.is_empty()
                || place
                    .schemas
                    .iter()
                    .any(|it| self.secrets.leads_to_secret(it)));
        match &node.kind {
            Kind::Map(entries) => {
                for (key, value) in entries {
                    let below = self.below(place, &key.name, has_secrets);
                    if value.kind == Kind::Null && below.may_be_secret() {
                        self.hide_comment(key.span);
                    }
                    self.look(value, &below, has_secrets);
                }
            }
            Kind::Seq(items) => {
                let each = self.each(place);
                for item in items {
                    self.look(item, &each, has_secrets);
                }
            }
            Kind::Str(text) if text.is_empty() || text.starts_with('/') => {}
            Kind::Str(_) | Kind::Number(_) if place.may_be_secret() => {
                self.places.push(node.span);
                self.hide_comment(node.span);
            }
            Kind::Str(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Null => {}
        }
    }

    /// The place of what stands under a key.
    fn below(&self, place: &Place<'a>, key: &str, has_secrets: bool) -> Place<'a> {
        let fields = || place.schemas.iter().flat_map(|it| properties(it));
        let known = fields().filter(|(name, _)| *name == key);
        let known: Vec<_> = known.map(|(_, field)| field).collect();
        if known.is_empty() && members(&place.schemas).next().is_some() {
            return self.each(place);
        }
        let is_unknown = known.is_empty();
        let fields = if is_unknown {
            let is_meant = |name: &str| name == key || one_slip(name, key);
            let near = fields().filter(|(name, field)| names(name, field).any(is_meant));
            near.map(|(_, field)| field).collect()
        } else {
            known
        };
        Place {
            is_secret: place.is_secret
                || fields.iter().any(|it| takes_file(it))
                || is_unknown && self.secrets.names_secret(key, has_secrets),
            schemas: self.all(fields),
        }
    }

    /// The place of each item or named entry; of a list in the place of one thing, that of the thing.
    fn each(&self, place: &Place<'a>) -> Place<'a> {
        let members: Vec<_> = members(&place.schemas).collect();
        if members.is_empty() {
            return place.clone();
        }
        Place {
            schemas: self.all(members),
            ..*place
        }
    }

    fn all(&self, schemas: Vec<&'a Value>) -> Vec<&'a Value> {
        let all = schemas.into_iter();
        all.flat_map(|it| self.secrets.alternatives(it)).collect()
    }

    /// Hides the rest of a line that YAML takes for a comment: a secret may have a `#` in it.
    fn hide_comment(&mut self, behind: Span) {
        let rest = &self.text[behind.end as usize..];
        let line = rest.lines().next().unwrap_or_default();
        let comment = line.trim_start_matches([' ', '\t', ':', '}', ']', ',']);
        if let Some(text) = comment.strip_prefix('#') {
            let start = behind.end as usize + line.len() - text.len();
            let end = start + text.trim_end().len();
            self.places
                .push(Span::new(behind.file, offset(start), offset(end)));
        }
    }
}

impl Place<'_> {
    /// Whether a scalar may be a secret here: below its field, or where a mapping with such a field belongs.
    fn may_be_secret(&self) -> bool {
        let mut fields = self.schemas.iter().flat_map(|it| properties(it));
        self.is_secret || fields.any(|(_, field)| takes_file(field))
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::FileKind;
    use super::*;

    #[track_caller]
    fn assert_misplaced(text: &str, expected: &[&str]) {
        assert_eq!(found(FileKind::Platform, text), expected, "{text}");
    }

    /// What may be a secret in a file.
    fn found(kind: FileKind, text: &str) -> Vec<String> {
        let mut files = Files::default();
        let file = files.add("file.yml", text.to_owned());
        let places = Secrets::new(kind.schema()).find(&files, file).into_iter();
        places.map(|place| files.text(place).to_owned()).collect()
    }

    #[test]
    fn the_fields_are_those_that_take_a_file() {
        let secrets = Secrets::new(FileKind::Platform.schema());
        let fields: Vec<_> = secrets.fields.iter().map(String::as_str).collect();
        let expected = [
            "api_key",
            "app_token",
            "bearer",
            "bearer_token",
            "ca",
            "credentials",
            "integration_key",
            "key",
            "password",
            "routing_key",
            "service_key",
            "smtp_auth_password",
            "token",
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
        for text in [
            "smtp:\n  username: ops\n  password hunter2\n",
            "smtp:\n  username: ops\n    password: hunter2\n",
            "smtp: {pasword=hunter2\n",
            "ops: {webhook: {bearer: {file: \"hunter2\"}}\n",
            "ops:\n  token: {file: /run/token, password: hunter2}}\n",
            "password:\n  file: hunter2\n  - x\n",
            "the password is: hunter2: x\n",
            "password: hunter2: x\n",
        ] {
            let hidden = found(FileKind::Platform, text);
            assert!(
                hidden.iter().any(|it| it.contains("hunter2")),
                "{text}: {hidden:?}"
            );
        }
        assert_misplaced("password: hunter2: x\n", &["hunter2", "hunter2: x"]);
        assert_misplaced(
            "smtp:\n  username: ops\n  password: {file: /run/secrets/smtp}\n from: ops@acme.dev\n",
            &[],
        );
        let service = "services:\n  - password: hunter2: x\n";
        assert_eq!(
            found(FileKind::Services, service),
            ["hunter2", "hunter2: x"]
        );
        let named = "profiles: {web: {slos: {token: {objective: 99.9, sli: probe}}}\n";
        assert_eq!(found(FileKind::Profiles, named), [""; 0]);
    }

    #[test]
    fn a_key_that_is_set_again_hides_nothing() {
        for again in [
            "password: {file: /a}\npassword: hunter2",
            "password: 1\npassword: hunter2",
        ] {
            let lines = again.replace('\n', "\n    ");
            let text = format!("alertmanager:\n  smtp:\n    {lines}\n");
            let hidden = found(FileKind::Platform, &text);
            assert_eq!(hidden.last().map(String::as_str), Some("hunter2"), "{text}");
        }
        assert_misplaced(
            "receivers:\n  ops:\n    pagerduty: {routing_key: {file: /a}}\n    pagerduty: hunter2\n",
            &["hunter2"],
        );
    }

    #[test]
    fn a_scalar_where_a_secrets_mapping_belongs_is_the_secret() {
        for text in [
            "receivers: {ops: {opsgenie: hunter2}}\n",
            "receivers: {ops: {pagerdty: hunter2}}\n",
            "receivers: {ops: {pagerduty_configs: [hunter2]}}\n",
            "receivers: [{pagerduty_configs: [{service_key: hunter2}]}]\n",
            "alertmanager: {slack: hunter2}\n",
            "global: {smtp_auth_password: hunter2}\n",
        ] {
            assert_misplaced(text, &["hunter2"]);
        }
    }

    #[test]
    fn a_secret_under_a_key_that_nobody_knows_is_hidden_in_every_file() {
        for key in ["password", "passwrd", "api_key", "webhook", "smtp_token"] {
            assert_misplaced(&format!("{key}: hunter2\n"), &["hunter2"]);
        }
        let service = "services: [{service_name: shop, password: hunter2, url: 'https://x'}]\n";
        assert_eq!(found(FileKind::Services, service), ["hunter2"]);
        let pack = "pack: jobs\nsignals: {old: {pasword: hunter2}}\n";
        assert_eq!(found(FileKind::Packs, pack), ["hunter2"]);
    }

    #[test]
    fn what_yaml_takes_for_a_comment_belongs_to_the_secret() {
        assert_misplaced(
            "alertmanager: {smtp: {password: abc}} #hunter2\n",
            &["abc", "hunter2"],
        );
        assert_misplaced(
            "alertmanager:\n  smtp:\n    password: #hunter2\n    from: a@b.c # of ops\n",
            &["hunter2"],
        );
    }

    #[test]
    fn names_that_people_choose_are_no_secrets() {
        for (kind, text) in [
            (
                FileKind::Platform,
                "environments: {token: {password: 1, url: x}}\n",
            ),
            (
                FileKind::Platform,
                "receivers: {token-pager: {slack: '#token'}}\n",
            ),
            (
                FileKind::Profiles,
                "profiles: {web: {slos: {token: {objective: 99}}}}\n",
            ),
            (
                FileKind::Services,
                "services: {token: {owner: secret, metrics: {match: {token: a}}}}\n",
            ),
            (FileKind::Redaction, "redact_fields: {password: mask}\n"),
        ] {
            let expected: &[&str] = if text.contains("password: 1") {
                &["1"]
            } else {
                &[]
            };
            assert_eq!(found(kind, text), expected, "{text}");
        }
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
