//! Secrets that stand where the path of a file with the secret belongs, or under a key of their own.
//!
//! In comes a file with mistakes, as a tree or, where it is not YAML, as text, out come the places of all values
//! that may be secrets: whatever form a secret has, nothing that is said of the mistake may quote it. A name that
//! somebody chose, as that of an SLO or a receiver, is none, however it sounds.

mod text;

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Value, json};

use crate::source::{self, FileId, Files, Kind, Node, Span, offset, one_slip};

/// Finds secrets in files of one kind.
pub(super) struct Secrets {
    schema: Value,
    /// The fields that take a file with a secret, and what other tools call them.
    fields: BTreeSet<String>,
    /// The fields that take a mapping with such a field, by all their names.
    holders: BTreeSet<String>,
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
const ENDINGS: [&str; 4] = ["_key", "-key", "apikey", "api_url"];

/// Whether a key that the registry does not have names a secret in any file.
fn sounds_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    let is_named = |name: &&str| key.contains(*name) || one_slip(&key, name);
    NAMES.iter().any(is_named) || ENDINGS.iter().any(|end| key.ends_with(end))
}

impl Secrets {
    /// For files of this schema.
    pub(super) fn new(schema: Value) -> Self {
        let mut secrets = Self {
            schema,
            fields: BTreeSet::new(),
            holders: BTreeSet::new(),
        };
        secrets.fields = secrets.named(takes_file);
        secrets.holders = secrets.named(|field| secrets.holds_file(field));
        secrets
    }

    /// The names of the fields for which this is so.
    fn named(&self, is_so: impl Fn(&Value) -> bool) -> BTreeSet<String> {
        let types = self.schema.get("$defs").and_then(Value::as_object);
        let types = types.into_iter().flatten().map(|(_, it)| it);
        let all = types.chain([&self.schema]).flat_map(properties);
        let meant = all.filter(|(_, field)| is_so(field));
        let names = meant.flat_map(|(name, field)| names(name, field));
        names.map(str::to_owned).collect()
    }

    /// Whether a field takes a mapping with a secret's field.
    fn holds_file(&self, field: &Value) -> bool {
        let schemas = self.alternatives(field);
        let mut below = schemas.iter().flat_map(|it| properties(it));
        below.any(|(_, field)| takes_file(field))
    }

    /// The places in a file where a secret may stand.
    pub(super) fn find(&self, files: &Files, file: FileId) -> Vec<Span> {
        let text = &files.get(file).text;
        let Some(root) = source::parse_whole(files, file) else {
            let suspects = text::suspects(text, self).into_iter();
            let place = |it: Range<usize>| Span::new(file, offset(it.start), offset(it.end));
            return suspects.map(place).collect();
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
                    // `{hunter2}` is a key without a value.
                    let is_strange = value.kind == Kind::Null && below.schemas.is_empty();
                    if is_strange && place.may_be_secret() {
                        self.places.push(key.span);
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
mod tests;
