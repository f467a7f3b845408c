//! Violations of the schema, free of the validator that found them.
//!
//! In comes everything that the validator has to say about a document, out come the violations
//! worth telling: each mistake once, without what merely follows from it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::KNOWN_AS;
use super::fork::Fork;
use super::homes::Home;
use crate::source::{Key, Kind, Node, Span};

/// What the validator reports: a violation, or a choice of which no branch was met.
pub(super) enum Failure<'a> {
    Violation(Violation<'a>),
    Fork(Fork<'a>),
}

/// A value and the schemas that judged it.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// JSON pointer to the value.
    pub(super) path: String,
    pub(super) node: &'a Node<'a>,
    /// The schemas, the failing one last; see [`Document::trail`](super::document::Document::trail).
    pub(super) trail: Vec<&'a Value>,
}

/// One mistake.
pub(super) struct Violation<'a> {
    pub(super) place: Place<'a>,
    pub(super) breach: Breach<'a>,
}

/// In which way a value is wrong.
pub(super) enum Breach<'a> {
    /// A mapping has a key that nobody knows there.
    UnknownKey { key: &'a Key<'a>, hint: Hint<'a> },
    /// A mapping lacks a key, or all of several of which it should have one.
    MissingKey { keys: Vec<String> },
    /// A value is of the wrong kind.
    WrongType,
    /// A string is none of the words that it may be.
    UnknownWord { choices: Vec<String> },
    /// The key of a mapping breaks a rule for keys.
    BadKey { key: &'a Key<'a>, keyword: String },
    /// A value breaks any other rule, named by its schema keyword.
    Broken { keyword: String },
}

/// What an unknown key may have been meant for.
pub(super) enum Hint<'a> {
    /// Another key, but for a slip.
    Misspelt(&'a str),
    /// A key of another mapping.
    Misplaced(Home),
    /// The key that the mapping lacks.
    InsteadOf(String),
    /// Nobody knows.
    None,
}

impl<'a> Place<'a> {
    pub(super) fn breached(self, breach: Breach<'a>) -> Failure<'a> {
        Failure::Violation(Violation {
            place: self,
            breach,
        })
    }

    /// The place of a key of this mapping: it is wrong by itself, as its value would be.
    pub(super) fn under(mut self, key: &Key<'_>) -> Self {
        self.path.push('/');
        self.path.push_str(&key.name);
        self
    }

    /// The schema that failed.
    pub(super) fn schema(&self) -> &'a Value {
        self.trail.last().copied().unwrap_or(&Value::Null)
    }

    /// The nearest annotation of that name.
    pub(super) fn annotation(&self, name: &str) -> Option<&'a Value> {
        self.trail.iter().rev().find_map(|schema| schema.get(name))
    }

    /// The key that the value stands under, itself or as an item of a list.
    pub(super) fn key(&self) -> Option<String> {
        let mut segments = self.path.rsplit('/');
        let key = segments.find(|segment| segment.parse::<usize>().is_err())?;
        (!key.is_empty()).then(|| key.replace("~1", "/").replace("~0", "~"))
    }

    /// The keys that the failing schema knows and the mapping does not use yet.
    pub(super) fn unused_keys(&self) -> Vec<&'a str> {
        let properties = self.schema().get("properties").and_then(Value::as_object);
        let keys = properties.into_iter().flat_map(serde_json::Map::keys);
        keys.map(String::as_str)
            .filter(|key| self.node.get(key).is_none())
            .collect()
    }

    /// The key that other tools call `name`.
    pub(super) fn known_as(&self, name: &str) -> Option<&'a str> {
        let properties = self.schema().get("properties")?;
        let is_called = |key: &&str| {
            let names = properties[*key].get(KNOWN_AS).and_then(Value::as_array);
            names.is_some_and(|names| names.iter().any(|it| it == name))
        };
        self.unused_keys().into_iter().find(is_called)
    }

    /// Whether the value is an item of a list.
    pub(super) fn is_item(&self) -> bool {
        let last = self.path.rsplit('/').next();
        last.is_some_and(|segment| segment.parse::<usize>().is_ok())
    }
}

impl Violation<'_> {
    /// The token to point at. A missing key has none, so the mapping's first key stands for it:
    /// the whole mapping would underline a page.
    pub(super) fn span(&self) -> Span {
        match (&self.breach, &self.place.node.kind) {
            (Breach::UnknownKey { key, .. } | Breach::BadKey { key, .. }, _) => key.span,
            (Breach::MissingKey { .. }, Kind::Map(entries)) => entries
                .first()
                .map_or(self.place.node.span, |(key, _)| key.span),
            _ => self.place.node.span,
        }
    }
}

/// Reduces failures to the violations worth telling.
pub(super) fn settle(failures: Vec<Failure<'_>>) -> Vec<Violation<'_>> {
    let mut places: BTreeMap<String, Vec<Violation<'_>>> = BTreeMap::new();
    for failure in failures {
        let violations = match failure {
            Failure::Violation(violation) => vec![violation],
            Failure::Fork(fork) => fork.meant(),
        };
        for violation in violations {
            let place = places.entry(violation.place.path.clone()).or_default();
            place.push(violation);
        }
    }
    let violations = places.into_values().flat_map(without_followups);
    without_missing_elsewhere(violations.collect())
}

/// A key that stands a level too high or too low is not missing as well where it belongs.
fn without_missing_elsewhere(violations: Vec<Violation<'_>>) -> Vec<Violation<'_>> {
    let unknown = violations.iter().filter_map(|it| match &it.breach {
        Breach::UnknownKey { key, .. } => Some((key.name.to_string(), it.place.path.clone())),
        _ => None,
    });
    let unknown: Vec<(String, String)> = unknown.collect();
    let lies_on = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
    let is_elsewhere = |it: &Violation<'_>| match &it.breach {
        Breach::MissingKey { keys } => unknown
            .iter()
            .any(|(key, path)| keys.contains(key) && lies_on(&it.place.path, path)),
        _ => false,
    };
    let mut kept = violations;
    kept.retain(|it| !is_elsewhere(it));
    kept
}

/// Of what is wrong at one place: a wrong type alone; else all that concerns keys, less those that
/// are only missing because they are misspelt; else the first.
fn without_followups(mut violations: Vec<Violation<'_>>) -> Vec<Violation<'_>> {
    if let Some(stranger) = stranger(&violations) {
        return vec![violations.swap_remove(stranger)];
    }
    if let Some(at) = violations
        .iter()
        .position(|violation| matches!(violation.breach, Breach::WrongType))
    {
        return vec![violations.swap_remove(at)];
    }
    let misspelt: Vec<&str> = violations
        .iter()
        .filter_map(|violation| match violation.breach {
            Breach::UnknownKey {
                hint: Hint::Misspelt(meant),
                ..
            } => Some(meant),
            _ => None,
        })
        .collect();
    let (of_keys, mut of_value): (Vec<_>, Vec<_>) = violations
        .into_iter()
        .partition(|violation| violation.breach.concerns_keys());
    of_value.truncate(usize::from(of_keys.is_empty()));
    let left = of_value
        .into_iter()
        .chain(of_keys)
        .filter(|violation| match &violation.breach {
            Breach::MissingKey { keys } => !keys.iter().any(|key| misspelt.contains(&key.as_str())),
            _ => true,
        });
    paired(left.collect())
}

/// A whole mapping that belongs elsewhere, by its first key: several are at home in one other place, and
/// the others only look like slips, as `owner` does beside `owners`.
fn stranger(violations: &[Violation<'_>]) -> Option<usize> {
    let unknown = violations.iter().enumerate().filter_map(|(at, it)| {
        let Breach::UnknownKey { key, hint } = &it.breach else {
            return None;
        };
        Some((at, it, key.span.start, hint))
    });
    let unknown: Vec<_> = unknown.collect();
    let &(first, violation, _, Hint::Misplaced(home)) = unknown.iter().min_by_key(|it| it.2)?
    else {
        return None;
    };
    let Kind::Map(entries) = &violation.place.node.kind else {
        return None;
    };
    let is_at_home = |hint: &Hint<'_>| matches!(hint, Hint::Misplaced(other) if other == home);
    let at_home = unknown.iter().filter(|it| is_at_home(it.3)).count();
    let together = |hint: &Hint<'_>| is_at_home(hint) || matches!(hint, Hint::Misspelt(_));
    let all = unknown.len() == entries.len() && unknown.iter().all(|it| together(it.3));
    (all && at_home > 1).then_some(first)
}

/// One unknown key beside one missing key is that key under another name, most likely.
fn paired(mut violations: Vec<Violation<'_>>) -> Vec<Violation<'_>> {
    let [first, second] = violations.as_slice() else {
        return violations;
    };
    let (at, lacks) = match (&first.breach, &second.breach) {
        (Breach::UnknownKey { hint, .. }, Breach::MissingKey { keys }) if hint.is_vague() => {
            (0, keys.clone())
        }
        (Breach::MissingKey { keys }, Breach::UnknownKey { hint, .. }) if hint.is_vague() => {
            (1, keys.clone())
        }
        _ => return violations,
    };
    let mut unknown = violations.swap_remove(at);
    if let (Breach::UnknownKey { hint, .. }, [lacked]) = (&mut unknown.breach, lacks.as_slice()) {
        *hint = Hint::InsteadOf(lacked.clone());
        return vec![unknown];
    }
    violations.push(unknown);
    violations
}

impl Hint<'_> {
    /// Whether nothing near explains the key.
    fn is_vague(&self) -> bool {
        matches!(self, Hint::None | Hint::Misplaced(Home::Far(_)))
    }
}

impl Breach<'_> {
    fn concerns_keys(&self) -> bool {
        matches!(self, Breach::UnknownKey { .. } | Breach::MissingKey { .. })
    }
}
