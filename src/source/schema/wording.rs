//! How violations of the schema are told.
//!
//! In comes a violation, out comes a diagnostic that says what was expected and what to write. The
//! schema's own annotations have the first word: `x-expected` describes a value, `x-code-missing`
//! and `x-code-invalid` name the code that a missing key or an invalid value is reported under.

use std::iter;

use serde_json::Value;

use super::codes::{INVALID_VALUE, MISSING_KEY, UNKNOWN_KEY, WRONG_TYPE};
use super::document::{
    APART, AROUND, CODE_INVALID, CODE_MISSING, Document, EXPECTED, ITEM, NOUN, STRAYS,
};
use super::forms::{boolean, with_space};
use super::homes::Home;
use super::names::right_name;
use super::phrases::{about, any_of, either, flow_item, joined, limit, scalar};
use super::urls;
use super::violation::{Breach, Hint, Place, Violation};
use crate::diag::{Code, Diagnostic, Fix};
use crate::source::suggest::{nearest, one_slip, with_odd_characters};
use crate::source::yaml::scalar::trailing_zero;
use crate::source::{Key, Kind, Node};

/// Words violations of one schema.
pub(super) struct Wording<'a> {
    pub(super) document: &'a Document,
    pub(super) codes: &'static [&'static Code],
    /// The file's text.
    pub(super) text: &'a str,
}

impl Wording<'_> {
    /// The diagnostic for a violation.
    pub(super) fn tell(&self, violation: &Violation<'_>) -> Diagnostic {
        let Violation { place, breach } = violation;
        if let Some(finding) = self.trailing_zero(violation) {
            return finding;
        }
        let (code, message) = match breach {
            Breach::UnknownKey { key, .. } => (&UNKNOWN_KEY, format!("unknown key `{}`", key.name)),
            Breach::MissingKey { keys } => (
                self.code_missing(place, keys),
                format!("missing key {}", any_of(keys)),
            ),
            Breach::WrongType => (&WRONG_TYPE, self.wrong_type(place)),
            Breach::UnknownWord { .. } => (self.code_invalid(place), unknown_word(place)),
            Breach::BadKey { key, keyword } => (
                self.code_invalid(place),
                format!("key `{}`: expected {}", key.name, expected(place, keyword)),
            ),
            Breach::Broken { keyword } => (
                self.code_invalid(place),
                match url_flaw(place) {
                    Some((flaw, _)) => about(place, &flaw),
                    None => about(place, &format!("expected {}", expected(place, keyword))),
                },
            ),
        };
        self.advise(Diagnostic::at(code, violation.span(), message), violation)
    }

    /// `1.10` where a string is wanted has a finding of its own: the zero is why it must be quoted.
    fn trailing_zero(&self, violation: &Violation<'_>) -> Option<Diagnostic> {
        let Violation { place, breach } = violation;
        let Kind::Number(number) = place.node.kind else {
            return None;
        };
        let wanted = matches!(breach, Breach::WrongType)
            && self.document.types(place.schema()).contains(&"string");
        (wanted && number.ends_in_zero()).then(|| trailing_zero(number, place.node.span))
    }

    /// Adds what to do.
    fn advise(&self, diagnostic: Diagnostic, violation: &Violation<'_>) -> Diagnostic {
        let place = &violation.place;
        match &violation.breach {
            Breach::UnknownKey { key, hint } => {
                let diagnostic = with_odd_characters(diagnostic, "key", &key.name);
                self.right_key(diagnostic, place, key, hint)
            }
            Breach::MissingKey { keys } => diagnostic
                .label("in this mapping")
                .help(self.line_to_add(place, keys)),
            Breach::WrongType => {
                let diagnostic = match self.swallowed(place.node) {
                    Some(_) => diagnostic.label("a `#` after a space begins a comment"),
                    None => diagnostic,
                };
                match self.right_form(place) {
                    Some(form) => diagnostic.help(form),
                    None => diagnostic,
                }
            }
            Breach::UnknownWord { choices } => diagnostic.help(self.right_word(place, choices)),
            Breach::BadKey { key, .. } => right_name(diagnostic, place, &key.name),
            Breach::Broken { .. } => match &place.node.kind {
                Kind::Str(text) => match url_flaw(place) {
                    Some((_, help)) => diagnostic.help(help),
                    None => right_name(diagnostic, place, text),
                },
                Kind::Map(entries) if limits_to_one(place) => {
                    diagnostic.help(one_each(place, entries))
                }
                Kind::Seq(items) if items.is_empty() => match place.annotation(ITEM) {
                    Some(Value::String(item)) => {
                        diagnostic.help(format!("write one, such as `[{item}]`"))
                    }
                    _ => diagnostic,
                },
                _ => diagnostic,
            },
        }
    }

    /// Says what to write for an unknown key.
    fn right_key(
        &self,
        diagnostic: Diagnostic,
        place: &Place<'_>,
        key: &Key<'_>,
        hint: &Hint<'_>,
    ) -> Diagnostic {
        if is_around(place, key) {
            let name = &key.name;
            return diagnostic.help(format!("write its keys without `{name}:` around them"));
        }
        match hint {
            Hint::Misspelt(meant) => misspelt(diagnostic, place, key, meant),
            Hint::Misplaced(Home::Near(home) | Home::Far(home)) => {
                diagnostic.help(format!("move it {home}"))
            }
            Hint::InsteadOf(lacked) if self.is_name_of_mapping(place, key, lacked) => {
                let dash = if place.is_item() { "- " } else { "" };
                let name = &key.name;
                diagnostic.help(format!(
                    "write `{dash}{lacked}: {name}`, and align its keys with `{lacked}`"
                ))
            }
            Hint::InsteadOf(lacked) => {
                let line = self.line_to_add(place, std::slice::from_ref(lacked));
                diagnostic.help(format!("{line}, which is missing, in its place"))
            }
            Hint::None => {
                let stray = self.as_stray(place, key);
                diagnostic.help(
                    stray.unwrap_or_else(|| match place.unused_keys().as_slice() {
                        [] => "remove it".to_owned(),
                        unused => format!("remove it, or write {}", any_of(unused)),
                    }),
                )
            }
        }
    }

    /// Says what to write for an unknown word; it may be a `type:` that needs more than its name.
    fn right_word(&self, place: &Place<'_>, choices: &[String]) -> String {
        let word = scalar(place.node).unwrap_or_default();
        let schemas = place.trail.iter();
        let needs = schemas.map(|schema| self.document.needs_of_kind(schema, word));
        if let Some(needs) = needs.into_iter().find(|needs| !needs.is_empty()) {
            let needs: Vec<_> = needs.iter().map(|key| format!("{key}: …")).collect();
            return format!("write `{{type: {word}, {}}}`", needs.join(", "));
        }
        match nearest(word, choices.iter().map(String::as_str)) {
            Some(meant) => format!("write `{meant}`"),
            None => format!("write {}", any_of(choices)),
        }
    }

    /// Whether a key is a name that stands where `name: …` belongs: its value is a mapping, or nothing.
    fn is_name_of_mapping(&self, place: &Place<'_>, key: &Key<'_>, lacked: &str) -> bool {
        let value = place.node.get(&key.name).map(|value| &value.kind);
        let mut lacked = self.document.properties(place.schema(), lacked).into_iter();
        matches!(value, Some(Kind::Map(_) | Kind::Null))
            && !lacked.any(|schema| self.document.types(schema).contains(&"object"))
    }

    /// Where a key belongs that nobody knows, if a mapping beside it takes any.
    fn as_stray(&self, place: &Place<'_>, key: &Key<'_>) -> Option<String> {
        let takes = |home: &&str| {
            let schemas = self.document.properties(place.schema(), home);
            schemas.iter().any(|schema| schema.get(STRAYS).is_some())
        };
        let home = place.unused_keys().into_iter().find(takes)?;
        let value = flow_item(place.node.get(&key.name)?)?;
        let name = &key.name;
        Some(format!(
            "move it into `{home}:`, as in `{home}: {{{name}: {value}}}`"
        ))
    }

    fn code_missing(&self, place: &Place<'_>, keys: &[String]) -> &'static Code {
        let codes = place.annotation(CODE_MISSING);
        let id = keys.iter().find_map(|key| codes?.get(key));
        self.code(id).unwrap_or(&MISSING_KEY)
    }

    fn code_invalid(&self, place: &Place<'_>) -> &'static Code {
        self.code(place.annotation(CODE_INVALID))
            .unwrap_or(&INVALID_VALUE)
    }

    fn code(&self, id: Option<&Value>) -> Option<&'static Code> {
        let id = id?.as_str()?;
        self.codes.iter().find(|code| code.id == id).copied()
    }

    fn wrong_type(&self, place: &Place<'_>) -> String {
        let types = self.document.types(place.schema());
        let expected = match place.annotation(EXPECTED) {
            Some(Value::String(words)) => words.clone(),
            _ => either(self.document.wants(place.schema())),
        };
        let found = match &place.node.kind {
            Kind::Number(number) if types.contains(&"integer") => format!("`{}`", number.text),
            _ => place.node.describe().to_owned(),
        };
        about(place, &format!("expected {expected}, found {found}"))
    }

    /// Says of a warning that a value made the reader stop what the value should be.
    pub(super) fn sharpen(&self, warning: &mut Diagnostic, violation: &Violation<'_>) {
        let place = &violation.place;
        let wants_boolean = self.document.types(place.schema()) == ["boolean"];
        let Some(word) = scalar(place.node)
            .and_then(boolean)
            .filter(|_| wants_boolean)
        else {
            return;
        };
        let title = format!("write `{word}`");
        warning.help = Some(title.clone());
        warning.fix = Some(Fix {
            title,
            edits: vec![(place.node.span, word.to_string())],
            safe: true,
        });
    }

    /// The line that a mapping lacks, with as much of the value as the schema gives away.
    fn line_to_add(&self, place: &Place<'_>, keys: &[String]) -> String {
        let lines = keys.iter().map(|key| {
            let values = self.document.properties(place.schema(), key);
            let choices = values.iter().flat_map(|value| self.document.choices(value));
            let choices: Vec<&str> = choices.collect();
            match values.first() {
                _ if !choices.is_empty() => format!("`{key}:` with {}", any_of(&choices)),
                Some(value) => format!("`{key}: {}`", self.sample(value)),
                None => format!("`{key}: …`"),
            }
        });
        format!("add {}", either(lines))
    }

    pub(super) fn sample(&self, schema: &Value) -> String {
        match (
            self.document.example(schema),
            self.document.types(schema).first(),
        ) {
            (Some(Value::String(text)), _) => text.clone(),
            (Some(value), _) => value.to_string(),
            (None, Some(&"array")) => "[…]".to_owned(),
            (None, Some(&"object")) => "{…}".to_owned(),
            (None, _) => "…".to_owned(),
        }
    }
}

/// Whether a key holds what belongs beside it.
fn is_around(place: &Place<'_>, key: &Key<'_>) -> bool {
    let around = place.annotation(AROUND).and_then(Value::as_array);
    around.is_some_and(|keys| keys.iter().any(|it| *it == *key.name))
}

/// Says which key was meant. Only where a single slip makes it a single other key does the edit keep
/// the meaning beyond doubt.
fn misspelt(diagnostic: Diagnostic, place: &Place<'_>, key: &Key<'_>, meant: &str) -> Diagnostic {
    if let Some(form) = with_space(&key.name) {
        return diagnostic.help(form);
    }
    let unused = place.unused_keys();
    let title = format!("write `{meant}`");
    let diagnostic = diagnostic.help(title.clone());
    let near: Vec<&str> = unused
        .into_iter()
        .filter(|unused| one_slip(&key.name, unused))
        .collect();
    if near != [meant] {
        return diagnostic;
    }
    diagnostic.fix(Fix {
        title,
        edits: vec![(key.span, meant.to_owned())],
        safe: true,
    })
}

/// What is wrong with a text that should be a URL.
fn url_flaw(place: &Place<'_>) -> Option<(String, String)> {
    match &place.node.kind {
        Kind::Str(text) => urls::flaw(place, text),
        _ => None,
    }
}

/// Whether a mapping takes one key of several.
fn limits_to_one(place: &Place<'_>) -> bool {
    place.schema().get("maxProperties").and_then(Value::as_u64) == Some(1)
}

/// What to do with the keys of a mapping that takes one of them.
fn one_each(place: &Place<'_>, entries: &[(Key<'_>, Node<'_>)]) -> String {
    let keys = entries.iter().map(|(key, _)| &*key.name);
    match (place.annotation(APART), place.key()) {
        (Some(Value::String(what)), Some(name)) => {
            let others = keys.skip(1).map(|key| format!("`{name}-{key}`"));
            let names = iter::once(format!("`{name}`")).chain(others).collect();
            let names = joined(names, "and");
            format!(
                "write a {what} for each, such as {names}, and name all of them where this one is named"
            )
        }
        _ => format!(
            "keep one of {}",
            joined(keys.map(|key| format!("`{key}`")).collect(), "and")
        ),
    }
}

/// `tier: user-facin` is an unknown tier; an item of a list has no name of its own.
fn unknown_word(place: &Place<'_>) -> String {
    let word = scalar(place.node).unwrap_or_default();
    if let Some(Value::String(words)) = place.annotation(EXPECTED) {
        return about(place, &format!("expected {words}, found `{word}`"));
    }
    if let Some(Value::String(noun)) = place.annotation(NOUN) {
        return format!("unknown {noun} `{word}`");
    }
    match place.key() {
        Some(list) if place.is_item() => format!("unknown value `{word}` in `{list}`"),
        Some(key) => format!("unknown {key} `{word}`"),
        None => format!("unknown value `{word}`"),
    }
}

/// What a rule wants: the schema's own words, unless the rule's limit says it more precisely.
fn expected(place: &Place<'_>, keyword: &str) -> String {
    let limit = place
        .schema()
        .get(keyword)
        .and_then(|bound| limit(keyword, bound));
    match (limit, place.annotation(EXPECTED)) {
        (Some(limit), _) => limit,
        (None, Some(Value::String(words))) => words.clone(),
        _ => match place.schema().get("pattern") {
            Some(Value::String(pattern)) if keyword == "pattern" => {
                format!("text that matches `{pattern}`")
            }
            _ => format!("what `{keyword}` allows"),
        },
    }
}
