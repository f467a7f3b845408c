//! How to write a value of the wrong kind, where that can be known.
//!
//! In comes a value and the schema that refused it, out goes one sentence in the imperative.

use regex::Regex;
use serde_json::Value;

use super::document::{ALTERNATIVES, NAMES};
use super::phrases::{flow_item, is_plain, scalar, type_name};
use super::violation::Place;
use super::wording::Wording;
use crate::source::{Key, Kind, Node};

impl Wording<'_> {
    /// What to write instead.
    pub(super) fn right_form(&self, place: &Place<'_>) -> Option<String> {
        let schema = place.schema();
        let types = self.document.types(schema);
        let allows = |name| types.contains(&name);
        if let Some(home) = declared_under(place) {
            return Some(format!(
                "declare it under `{home}:`, and write its name here"
            ));
        }
        match &place.node.kind {
            Kind::Null => match self.swallowed(place.node) {
                Some(value) => Some(format!("quote the value: `\"{value}\"`")),
                None if place.key().is_some_and(|key| key.contains(':')) => {
                    with_space(&place.key()?)
                }
                None if place.is_item() => Some("write a value, or remove the `-`".to_owned()),
                None => place
                    .key()
                    .map(|_| "write a value, or remove the key".to_owned()),
            },
            Kind::Map(entries) if allows("array") => Some(self.as_list(place, entries)),
            Kind::Seq(items) if allows("object") => Some(self.as_mapping(place, items)),
            Kind::Seq(items) if place.annotation(ALTERNATIVES).is_some() => {
                let each: Option<Vec<_>> = items.iter().map(scalar).collect();
                Some(format!("write `{}`", each?.join("|")))
            }
            Kind::Seq(items) => Some(without_brackets(items)),
            Kind::Str(text) if allows("boolean") => {
                let word = boolean(text)?;
                Some(format!("write `{word}` without quotes"))
            }
            Kind::Str(text) if allows("number") || allows("integer") => {
                let number = text.trim();
                number.parse::<f64>().ok()?;
                Some(format!("write `{number}` without quotes"))
            }
            Kind::Number(number) if self.document.takes_any_text(schema) => {
                Some(format!("write `\"{}\"` with quotes", number.text))
            }
            _ if allows("array") => self.in_brackets(place),
            _ if allows("object") => self
                .as_pairs(place)
                .or_else(|| under_a_name(place))
                .or_else(|| self.below_a_name(place))
                .or_else(|| self.in_braces(place)),
            _ => None,
        }
    }

    /// The text that YAML took for a comment, where a value without quotes begins with `#`.
    pub(super) fn swallowed(&self, node: &Node<'_>) -> Option<&str> {
        // Where there is no value, its place is the colon.
        let behind = self.text.get(node.span.end as usize..)?;
        let comment = behind.lines().next()?.trim_start_matches(':').trim();
        let value = comment.strip_prefix('#')?;
        let is_value = node.span.start == node.span.end
            && value.starts_with(|first: char| !first.is_whitespace())
            && !value.contains(['"', '\\', ' ']);
        is_value.then_some(comment)
    }

    /// A mapping where a list is wanted: its entry lacks a dash, or its keys are names.
    fn as_list(&self, place: &Place<'_>, entries: &[(Key<'_>, Node<'_>)]) -> String {
        let items = self.document.items(place.schema());
        let keys = items.map(|items| self.document.keys(items));
        let required = items.and_then(|items| self.document.required(items));
        match (entries.first(), keys, required) {
            (Some((first, _)), ..) if first.name.starts_with('-') => behind_the_dash(&first.name),
            (Some((first, _)), Some(keys), Some(name)) if !keys.contains(&&*first.name) => {
                format!(
                    "write each as an item of the list, as in `- {name}: {}`",
                    first.name
                )
            }
            _ => "start each item of the list with `- `".to_owned(),
        }
    }

    /// A list where a mapping is wanted: it lacks its key, or names are keys there.
    fn as_mapping(&self, place: &Place<'_>, items: &[Node<'_>]) -> String {
        let first = items.first().and_then(|item| match &item.kind {
            Kind::Map(entries) => entries.first(),
            _ => None,
        });
        let takes_text = self.document.types(place.schema()).contains(&"string");
        let Some((key, value)) = first else {
            if takes_text {
                return without_brackets(items);
            }
            return "write a mapping, without `- ` and brackets".to_owned();
        };
        if let Some(list) = self.document.list_of(place.schema(), &key.name) {
            return format!("write `{list}:` in a line above the list");
        }
        let values = self.document.values(place.schema());
        match (scalar(value), values) {
            (Some(_), Some(values)) if self.document.types(values).contains(&type_name(value)) => {
                let pairs = pairs(items).map(|pairs| format!("write `{{{pairs}}}`"));
                pairs.unwrap_or_else(|| "write the keys without `- `".to_owned())
            }
            (Some(name), Some(_)) => {
                format!("write `{name}:` instead of `- {}: {name}`", key.name)
            }
            _ => "write the keys without `- `".to_owned(),
        }
    }

    /// One value, or several with commas, where a list is wanted.
    fn in_brackets(&self, place: &Place<'_>) -> Option<String> {
        if scalar(place.node).is_some_and(|text| text.starts_with('-')) {
            let span = place.node.span;
            let source = self.text.get(span.start as usize..span.end as usize)?;
            return source.lines().next().map(behind_the_dash);
        }
        let items = self.document.items(place.schema())?;
        let types = self.document.types(items);
        if !types.contains(&type_name(place.node)) {
            return None;
        }
        let list = match &place.node.kind {
            Kind::Str(text) if text.contains(',') => {
                let parts = text.split(',').map(str::trim);
                let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
                parts.join(", ")
            }
            _ => flow_item(place.node)?,
        };
        Some(format!("write `[{list}]`"))
    }

    /// `env=prod` where a mapping with names for keys is wanted.
    fn as_pairs(&self, place: &Place<'_>) -> Option<String> {
        self.document.values(place.schema())?;
        let text = scalar(place.node)?.trim();
        let selector = text.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        let pairs = selector.unwrap_or(text).split(',').map(|pair| {
            let (key, value) = pair.split_once('=')?;
            let (key, value) = (key.trim(), value.trim().trim_matches('"'));
            (is_plain(key) && is_plain(value)).then(|| format!("{key}: {value}"))
        });
        let pairs: Vec<String> = pairs.collect::<Option<_>>()?;
        Some(format!("write `{{{}}}`", pairs.join(", ")))
    }

    /// A value where a mapping is wanted that takes it under the first key it needs, or under one alone;
    /// else what the mapping needs.
    fn in_braces(&self, place: &Place<'_>) -> Option<String> {
        let form = self.under_a_key(place);
        let form = form.or_else(|| self.needed(place.schema()))?;
        Some(format!("write `{form}`"))
    }

    fn under_a_key(&self, place: &Place<'_>) -> Option<String> {
        let value = flow_item(place.node)?;
        let schema = place.schema();
        let form = |key: &str| {
            let schemas = self.document.properties(schema, key);
            let takes = |it: &&Value| self.takes(it, place.node);
            let mut lists = schemas.iter().filter_map(|it| self.document.items(it));
            if schemas.iter().copied().any(|it| takes(&it)) {
                Some(format!("{{{key}: {value}}}"))
            } else if lists.any(|items| takes(&items)) {
                Some(format!("{{{key}: [{value}]}}"))
            } else {
                None
            }
        };
        let keys = match self.document.required(schema) {
            Some(required) => vec![required],
            None => self.document.keys(schema),
        };
        let mut forms = keys.into_iter().filter_map(form);
        forms.next().filter(|_| forms.next().is_none())
    }

    /// Whether a value is of a schema's type, and of its pattern where it has one.
    fn takes(&self, schema: &Value, node: &Node<'_>) -> bool {
        let pattern = schema.get("pattern").and_then(Value::as_str);
        let pattern = pattern.and_then(|pattern| Regex::new(pattern).ok());
        let fits = match (pattern, scalar(node)) {
            (Some(pattern), Some(text)) => pattern.is_match(text),
            _ => true,
        };
        fits && self.document.types(schema).contains(&type_name(node))
    }

    /// A field of such a mapping where the mapping's name is wanted.
    fn below_a_name(&self, place: &Place<'_>) -> Option<String> {
        let key = place.key()?;
        let is_field = self.document.keys(place.schema()).contains(&&*key);
        let value = flow_item(place.node).filter(|_| is_field)?;
        Some(format!("put it below a name: `NAME: {{{key}: {value}}}`"))
    }

    /// The only key that a mapping must have, with an example of its value.
    fn needed(&self, schema: &Value) -> Option<String> {
        let key = self.document.only_required(schema)?;
        let value = *self.document.properties(schema, key).first()?;
        let value = self.needed(value).unwrap_or_else(|| self.sample(value));
        Some(format!("{{{key}: {value}}}"))
    }
}

/// Where what stands here as a whole is declared, if a name of such a thing is wanted.
fn declared_under<'v>(place: &Place<'v>) -> Option<&'v str> {
    let is_declaration = match &place.node.kind {
        Kind::Map(_) => true,
        Kind::Seq(items) => items.iter().any(|item| matches!(item.kind, Kind::Map(_))),
        _ => false,
    };
    let schema = place.schema();
    let names = schema
        .get(NAMES)
        .or_else(|| schema.get("items")?.get(NAMES));
    names.filter(|_| is_declaration)?.as_str()
}

/// A value where a mapping with names for keys is wanted, whose schema has an example of such a name.
fn under_a_name(place: &Place<'_>) -> Option<String> {
    let names = place.schema().get("propertyNames")?;
    let name = names.get("examples")?.get(0)?.as_str()?;
    let value = flow_item(place.node)?;
    Some(format!(
        "write the label as well, such as `{{{name}: {value}}}`"
    ))
}

/// `key:value`, which YAML takes for a key within brackets.
pub(super) fn with_space(key: &str) -> Option<String> {
    let (key, value) = key.split_once(':')?;
    let is_pair = !key.is_empty() && !value.is_empty();
    is_pair.then(|| format!("write a space behind the colon: `{key}: {value}`"))
}

/// `-item`, whose dash YAML takes for a part of the word.
fn behind_the_dash(item: &str) -> String {
    let item = item.trim_start_matches('-').trim();
    format!("write a space behind the dash: `- {item}`")
}

/// What a word stands for that people, or YAML 1.1, take for a boolean.
pub(super) fn boolean(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" => Some(true),
        "false" | "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

fn without_brackets(items: &[Node<'_>]) -> String {
    match items {
        [only] if scalar(only).is_some() => {
            let value = scalar(only).unwrap_or_default();
            format!("write `{value}` without brackets")
        }
        _ => "write one value, without brackets".to_owned(),
    }
}

/// What each item says under its key, for one mapping.
fn pairs(items: &[Node<'_>]) -> Option<String> {
    let pairs = items.iter().map(|item| match &item.kind {
        Kind::Map(entries) => match &entries[..] {
            [(key, value)] => {
                let value = scalar(value).filter(|value| is_plain(value))?;
                Some(format!("{}: {value}", key.name))
            }
            _ => None,
        },
        _ => None,
    });
    Some(pairs.collect::<Option<Vec<_>>>()?.join(", "))
}
