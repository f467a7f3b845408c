//! Validation of node trees against a JSON Schema.
//!
//! In comes a [`Node`], out come diagnostics, each at the token that is wrong. The tree is judged
//! in place, by an adapter to the validator; nothing else names the validator's crate, which
//! changes often.

pub(crate) mod codes;
mod document;
mod fork;
mod forms;
mod homes;
mod names;
mod phrases;
#[cfg(test)]
mod tests;
mod urls;
mod violation;
mod wording;

use std::borrow::Cow;
use std::slice;

use jsonschema::error::ValidationErrorKind;
use jsonschema::json::{Array, Json, JsonNumber, Node as JsonNode, NodeIdentity, Object};
use jsonschema::{Draft, JsonType, PatternOptions, ValidationError, Validator};
use serde_json::Value;

use document::{Document, own_choices};
use fork::Fork;
use violation::{Breach, Failure, Hint, Place, settle};
use wording::Wording;

use crate::diag::{Code, Sink};
use crate::source::suggest::nearest;
use crate::source::{FileId, Key, Kind, Node, Number, Span};

/// A compiled JSON Schema, draft 2020-12.
pub struct Schema {
    document: Document,
    validator: Validator<Tree>,
    codes: &'static [&'static Code],
}

impl Schema {
    /// Compiles a schema whose references stay within it. Its `x-code-…` annotations name members
    /// of `codes`.
    ///
    /// # Panics
    ///
    /// On a schema that is none, or names an unknown code. Schemas come from the types of the
    /// registry, so either is a bug of ours.
    pub fn new(schema: Value, codes: &'static [&'static Code]) -> Self {
        let validator = jsonschema::options_for::<Tree>()
            .with_draft(Draft::Draft202012)
            .with_pattern_options(PatternOptions::regex())
            .build(&schema)
            .expect("the registry types give a valid schema");
        let document = Document(schema);
        for id in document.codes() {
            let is_known = codes.iter().any(|code| code.id == id);
            assert!(is_known, "the schema names the unknown code {id}");
        }
        Self {
            document,
            validator,
            codes,
        }
    }

    /// Reports everything in which `node`, read from `text`, breaks the schema; tells whether it is
    /// sound.
    pub fn validate(&self, node: &Node<'_>, text: &str, sink: &mut Sink) -> bool {
        let errors: Vec<_> = self.validator.iter_errors(node).collect();
        let violations = settle(self.failures(node, &errors));
        let wording = Wording {
            document: &self.document,
            codes: self.codes,
            text,
        };
        // What YAML has been blamed for already would only be told twice; if it was a mere warning,
        // here it is the reason why the value is wrong.
        let told: Vec<_> = violations
            .iter()
            .filter(|it| !sink.has_errors_in(it.span()))
            .collect();
        for violation in told {
            match sink.escalate(violation.span()) {
                Some(warning) => wording.sharpen(warning, violation),
                None => sink.push(wording.tell(violation)),
            }
        }
        violations.is_empty()
    }

    /// Whether the validator would pass a JSON document.
    #[cfg(test)]
    pub(super) fn allows_json(&self, value: &Value) -> bool {
        jsonschema::draft202012::is_valid(&self.document.0, value)
    }

    /// The validator's errors as failures of ours.
    fn failures<'a>(
        &'a self,
        root: &'a Node<'a>,
        errors: &[ValidationError<'_>],
    ) -> Vec<Failure<'a>> {
        let errors = errors.iter();
        errors
            .flat_map(|error| self.failures_of(root, error))
            .collect()
    }

    /// One error as failures: one for each key that it names.
    fn failures_of<'a>(
        &'a self,
        root: &'a Node<'a>,
        error: &ValidationError<'_>,
    ) -> Vec<Failure<'a>> {
        let place = self.place(root, error);
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
                .iter()
                .filter_map(|name| self.unknown_key(&place, name))
                .collect(),
            ValidationErrorKind::PropertyNames { error } => bad_key(self.place(root, error), error)
                .into_iter()
                .collect(),
            ValidationErrorKind::AnyOf { context }
            | ValidationErrorKind::OneOfNotValid { context } => {
                let branches = context.iter().map(|errors| self.failures(root, errors));
                vec![Failure::Fork(Fork {
                    branches: branches.collect(),
                    place,
                })]
            }
            kind => {
                let breach = breach(&place, kind);
                vec![place.breached(breach)]
            }
        }
    }

    fn unknown_key<'a>(&self, place: &Place<'a>, name: &str) -> Option<Failure<'a>> {
        let (key, _) = place.node.entry(name)?;
        let unused = place.unused_keys();
        // In brackets, `name:api` is a key without a value.
        let before_colon = name.split_once(':').map(|(key, _)| key);
        let meant = unused
            .iter()
            .find(|key| before_colon == Some(**key))
            .copied();
        let meant = meant.or_else(|| place.known_as(name));
        let hint = match meant.or_else(|| nearest(name, unused)) {
            Some(meant) => Hint::Misspelt(meant),
            None => match self.document.home(name, &place.path) {
                Some(home) => Hint::Misplaced(home),
                None => Hint::None,
            },
        };
        Some(place.clone().breached(Breach::UnknownKey { key, hint }))
    }

    fn place<'a>(&'a self, root: &'a Node<'a>, error: &ValidationError<'_>) -> Place<'a> {
        let path = error.instance_path().as_str();
        Place {
            path: path.to_owned(),
            node: root.pointer(path).unwrap_or(root),
            trail: self.document.trail(error.evaluation_path().as_str()),
        }
    }
}

/// `error` is about the key as a value of its own, at the place of its mapping.
fn bad_key<'a>(place: Place<'a>, error: &ValidationError<'_>) -> Option<Failure<'a>> {
    let (key, _) = place.node.entry(error.instance().as_str()?)?;
    let keyword = error.kind().keyword().to_owned();
    Some(place.under(key).breached(Breach::BadKey { key, keyword }))
}

fn breach<'a>(place: &Place<'_>, kind: &ValidationErrorKind) -> Breach<'a> {
    let choices = own_choices(place.schema());
    match kind {
        ValidationErrorKind::Required { property } => Breach::MissingKey {
            keys: property.as_str().map(str::to_owned).into_iter().collect(),
        },
        ValidationErrorKind::Type { .. } => Breach::WrongType,
        ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. }
            if matches!(place.node.kind, Kind::Str(_)) && !choices.is_empty() =>
        {
            Breach::UnknownWord {
                choices: choices.into_iter().map(str::to_owned).collect(),
            }
        }
        kind => Breach::Broken {
            keyword: kind.keyword().to_owned(),
        },
    }
}

/// Our tree as the validator sees it.
struct Tree;

impl Json for Tree {
    type Node<'a> = &'a Node<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    // Entries are found by walking, so one walk for all the keys of a schema is cheaper.
    const KEYS_PER_LOOKUP: usize = 8;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Self::Node<'_>) -> T) -> T {
        f(&Node {
            kind: Kind::Str(Cow::Borrowed(string)),
            span: Span::new(FileId(0), 0, 0),
        })
    }
}

impl<'a> JsonNode<'a, Tree> for &'a Node<'a> {
    type Object = &'a [(Key<'a>, Node<'a>)];
    type Array = &'a [Node<'a>];
    type Number = Number<'a>;

    fn as_object(&self) -> Option<Self::Object> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Self::Array> {
        match &self.kind {
            Kind::Seq(items) => Some(items),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match &self.kind {
            Kind::Str(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Number<'a>> {
        match self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    fn json_type(&self) -> JsonType {
        match self.kind {
            Kind::Null => JsonType::Null,
            Kind::Bool(_) => JsonType::Boolean,
            Kind::Number(_) => JsonType::Number,
            Kind::Str(_) => JsonType::String,
            Kind::Seq(_) => JsonType::Array,
            Kind::Map(_) => JsonType::Object,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(number) => Value::Number(number.to_number().into_owned()),
            Kind::Str(text) => Value::String(text.to_string()),
            Kind::Seq(items) => {
                let items = items.iter().map(|item| item.to_value().into_owned());
                Value::Array(items.collect())
            }
            Kind::Map(entries) => {
                let entries = entries.iter();
                let entry = |(key, value): &'a (Key<'a>, Node<'a>)| {
                    (key.name.to_string(), value.to_value().into_owned())
                };
                Value::Object(entries.map(entry).collect())
            }
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(*self).addr()))
    }
}

impl<'a> Object<'a, Tree> for &'a [(Key<'a>, Node<'a>)] {
    type Node = &'a Node<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        <[_]>::len(self)
    }

    fn get(&self, key: &String) -> Option<&'a Node<'a>> {
        let mut entries = self.iter();
        entries
            .find(|(name, _)| name.name == *key)
            .map(|(_, value)| value)
    }

    fn members(&self) -> Members<'a> {
        Members(self.iter())
    }
}

struct Members<'a>(slice::Iter<'a, (Key<'a>, Node<'a>)>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, &'a Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (&*key.name, value))
    }
}

impl<'a> Array<'a, Tree> for &'a [Node<'a>] {
    type Node = &'a Node<'a>;
    type ElementsIter = slice::Iter<'a, Node<'a>>;

    fn len(&self) -> usize {
        <[_]>::len(self)
    }

    fn elements(&self) -> Self::ElementsIter {
        self.iter()
    }
}

/// A whole number is what is written as one, as in decoding.
impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.text.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.text.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        Some(self.value)
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.text)
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        let whole = self
            .as_u64()
            .map(Into::into)
            .or(self.as_i64().map(Into::into));
        let number = whole.or_else(|| serde_json::Number::from_f64(self.value));
        // JSON has no infinity; this form is for the validator's messages, which nobody sees.
        Cow::Owned(number.unwrap_or_else(|| 0.into()))
    }

    fn is_integer(&self) -> bool {
        self.as_u64().is_some() || self.as_i64().is_some()
    }
}
