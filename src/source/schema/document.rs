//! A JSON Schema read as data: which schemas judged a place, and what they ask for there.
//!
//! In come paths and schemas, out come schemas, type names and choices. Messages are worded from
//! these, so that the types of the registry are the only place where an expectation is written.

use serde_json::{Map, Value};

use super::phrases::{describe, unique};
use crate::source::decode::TAG;

/// The annotation that describes a value: "a duration such as `5m`".
pub(super) const EXPECTED: &str = "x-expected";
/// The annotation of a choice of words: what one of them is called, where the key does not say so.
pub(super) const NOUN: &str = "x-noun";
/// The annotation that gives each of several keys the code for its absence.
pub(super) const CODE_MISSING: &str = "x-code-missing";
/// The annotation that gives the code for an invalid value.
pub(super) const CODE_INVALID: &str = "x-code-invalid";

/// The annotation of a name: the key under which such things are declared.
pub(super) const NAMES: &str = "x-names";
/// The annotation of a key's value: what Alertmanager and other tools call the key.
pub(super) const KNOWN_AS: &str = "x-known-as";
/// The annotation of a mapping that takes one key of several: what can be declared for each instead.
pub(super) const APART: &str = "x-apart";
/// The annotation of a list: an item that it may hold.
pub(super) const ITEM: &str = "x-item";
/// The annotation of a URL that takes no placeholders: what to write instead of one.
pub(super) const PLACEHOLDERS: &str = "x-placeholders";
/// The annotation of a mapping that takes any key: those that are strange beside it may belong there.
pub(super) const STRAYS: &str = "x-strays";

/// The annotation of a mapping: what other tools put around some of its keys.
pub(super) const AROUND: &str = "x-around";
/// The annotation of a regular expression: several may be written with `|` between them.
pub(super) const ALTERNATIVES: &str = "x-alternatives";

/// A schema document whose references all lead to places within it.
pub(super) struct Document(pub(super) Value);

impl Document {
    /// The schemas that judged the place at which a keyword failed, the one that holds the keyword
    /// last. Those before it led there by reference or as an alternative; each may carry
    /// annotations for that place. `path` is the way that evaluation took, the keyword at its end.
    pub(super) fn trail(&self, path: &str) -> Vec<&Value> {
        let mut schema = &self.0;
        let mut trail = vec![schema];
        let mut is_choice = false;
        let (way, _keyword) = path.rsplit_once('/').unwrap_or_default();
        for segment in way.split('/').skip(1) {
            let next = if segment == "$ref" {
                self.target(schema)
            } else {
                schema.pointer(&format!("/{segment}"))
            };
            let Some(next) = next else { break };
            let enters_choice = matches!(segment, "oneOf" | "anyOf" | "allOf");
            if !(is_choice || enters_choice || segment == "$ref") {
                trail.clear();
            }
            is_choice = enters_choice;
            schema = next;
            trail.push(schema);
        }
        trail
    }

    /// What a schema wants, in words: its own where it has some, else its choices or types.
    pub(super) fn wants(&self, schema: &Value) -> Vec<String> {
        if let Some(Value::String(words)) = schema.get(EXPECTED) {
            return vec![words.clone()];
        }
        let behind = self.behind(schema).into_iter();
        let behind = behind.flat_map(|schema| self.wants(schema));
        let words = own_choices(schema).into_iter();
        let mut wants: Vec<String> = behind
            .chain(words.map(|word| format!("`{word}`")))
            .collect();
        if wants.is_empty() {
            wants.extend(
                own_types(schema)
                    .into_iter()
                    .map(describe)
                    .map(str::to_owned),
            );
        }
        let wants = unique(wants);
        let said_by_another = |words: &String| {
            let mut others = wants.iter().filter(|other| *other != words);
            others.any(|other| other.contains(words.as_str()))
        };
        let kept = wants.iter().filter(|words| !said_by_another(words));
        kept.cloned().collect()
    }

    /// Whether a schema allows text of any form.
    pub(super) fn takes_any_text(&self, schema: &Value) -> bool {
        self.alternatives(schema).into_iter().any(|schema| {
            own_types(schema).contains(&"string")
                && own_choices(schema).is_empty()
                && schema.get("pattern").is_none()
        })
    }

    /// The types that a schema allows.
    pub(super) fn types<'a>(&'a self, schema: &'a Value) -> Vec<&'a str> {
        let alternatives = self.alternatives(schema);
        alternatives.into_iter().flat_map(own_types).collect()
    }

    /// The words that a schema allows, if it lists them.
    pub(super) fn choices<'a>(&'a self, schema: &'a Value) -> Vec<&'a str> {
        let alternatives = self.alternatives(schema);
        alternatives.into_iter().flat_map(own_choices).collect()
    }

    /// An example of what a schema allows.
    pub(super) fn example<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        let own = schema.get("examples").and_then(|examples| examples.get(0));
        own.or_else(|| {
            let mut behind = self.behind(schema).into_iter();
            behind.find_map(|schema| self.example(schema))
        })
    }

    /// What a schema asks of the value under `key`, one schema for each alternative.
    pub(super) fn properties<'a>(&'a self, schema: &'a Value, key: &str) -> Vec<&'a Value> {
        let alternatives = self.alternatives(schema).into_iter();
        alternatives
            .filter_map(|alternative| alternative.get("properties")?.get(key))
            .collect()
    }

    /// The schema of a list's items.
    pub(super) fn items<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        let mut alternatives = self.alternatives(schema).into_iter();
        alternatives.find_map(|alternative| alternative.get("items"))
    }

    /// The keys that a mapping may have.
    pub(super) fn keys<'a>(&'a self, schema: &'a Value) -> Vec<&'a str> {
        let alternatives = self.alternatives(schema).into_iter();
        let keys =
            alternatives.filter_map(|alternative| alternative.get("properties")?.as_object());
        keys.flat_map(Map::keys).map(String::as_str).collect()
    }

    /// The first key that a mapping must have, whatever its kind.
    pub(super) fn required<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        let alternatives = self.alternatives(schema).into_iter();
        let first = alternatives.filter_map(|kind| kind.get("required")?.get(0)?.as_str());
        match unique(first).as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The only key that a mapping must have.
    pub(super) fn only_required<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        match self.alternatives(schema).as_slice() {
            [only] => match only.get("required")?.as_array()?.as_slice() {
                [key] => key.as_str(),
                _ => None,
            },
            _ => None,
        }
    }

    /// The schema of what stands under names.
    pub(super) fn values<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        let mut alternatives = self.alternatives(schema).into_iter();
        let values = |schema: &'a Value| schema.get("additionalProperties");
        alternatives.find_map(|schema| values(schema).filter(|it| it.is_object()))
    }

    /// The key of a mapping under which a list of mappings with `key` belongs.
    pub(super) fn list_of<'a>(&'a self, schema: &'a Value, key: &str) -> Option<&'a str> {
        let keys = self.keys(schema);
        keys.into_iter().find(|list| {
            let lists = self.properties(schema, list).into_iter();
            let mut items = lists.filter_map(|list| self.items(list));
            items.any(|items| self.keys(items).contains(&key))
        })
    }

    /// What a mapping of this `type:` needs besides it.
    pub(super) fn needs_of_kind<'a>(&'a self, schema: &'a Value, kind: &str) -> Vec<&'a str> {
        let is_kind = |it: &&Value| it["properties"][TAG]["const"] == *kind;
        let alternatives = self.alternatives(schema);
        let found = alternatives.into_iter().find(is_kind);
        let required = found.and_then(|kind| kind.get("required")?.as_array());
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        required.filter(|key| *key != TAG).collect()
    }

    /// Every code that annotations name.
    pub(super) fn codes(&self) -> Vec<&str> {
        codes_in(&self.0)
    }

    /// The schemas to which references and choices lead, which have none themselves.
    pub(super) fn alternatives<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let behind = self.behind(schema);
        if behind.is_empty() {
            return vec![schema];
        }
        let behind = behind.into_iter();
        behind
            .flat_map(|schema| self.alternatives(schema))
            .collect()
    }

    /// The schemas that a reference or a choice names.
    fn behind<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        if let Some(target) = self.target(schema) {
            return vec![target];
        }
        match schema.get("oneOf").or_else(|| schema.get("anyOf")) {
            Some(Value::Array(choice)) => choice.iter().collect(),
            _ => Vec::new(),
        }
    }

    fn target(&self, schema: &Value) -> Option<&Value> {
        let reference = schema.get("$ref")?.as_str()?;
        self.0.pointer(reference.strip_prefix('#')?)
    }
}

fn codes_in(schema: &Value) -> Vec<&str> {
    let missing = schema.get(CODE_MISSING).and_then(Value::as_object);
    let own = missing
        .into_iter()
        .flat_map(Map::values)
        .chain(schema.get(CODE_INVALID));
    let parts: Vec<&Value> = match schema {
        Value::Array(items) => items.iter().collect(),
        Value::Object(keywords) => keywords.values().collect(),
        _ => Vec::new(),
    };
    own.filter_map(Value::as_str)
        .chain(parts.into_iter().flat_map(codes_in))
        .collect()
}

/// The types of a schema itself, without `null`: an empty value is nothing to teach anyone.
fn own_types(schema: &Value) -> Vec<&str> {
    let types = match schema.get("type") {
        Some(Value::String(name)) => vec![name.as_str()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ if !own_choices(schema).is_empty() => vec!["string"],
        _ => Vec::new(),
    };
    types.into_iter().filter(|name| *name != "null").collect()
}

/// The strings that `const` or `enum` allow.
pub(super) fn own_choices(schema: &Value) -> Vec<&str> {
    match (schema.get("const"), schema.get("enum")) {
        (Some(Value::String(word)), _) => vec![word],
        (_, Some(Value::Array(words))) => words.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
