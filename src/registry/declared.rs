//! Named declarations: the user's over the built-in ones.

use std::collections::BTreeMap;

use super::codes::DUPLICATE_NAME;
use crate::diag::{Diagnostic, Sink};
use crate::source::Span;

/// Declarations of one kind by name.
#[derive(Debug)]
pub struct Declared<T>(BTreeMap<String, Declaration<T>>);

/// A declaration, and where its name stands.
#[derive(Debug)]
pub struct Declaration<T> {
    /// Where the name stands.
    pub name: Span,
    /// Where all that is declared under it stands.
    pub extent: Span,
    /// What is declared under it.
    pub value: T,
    /// Whether it came with the compiler.
    pub built_in: bool,
}

impl<T> Default for Declared<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Declared<T> {
    /// The declaration of this name.
    pub fn get(&self, name: &str) -> Option<&Declaration<T>> {
        self.0.get(name)
    }

    /// All declarations, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Declaration<T>)> {
        self.0
            .iter()
            .map(|(name, declaration)| (name.as_str(), declaration))
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether nothing was declared.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a declaration. A built-in one gives way to the user's through `merge`, which gets the
    /// user's value and the built-in one; a second one of the user's is reported and dropped.
    pub(super) fn declare(
        &mut self,
        what: &str,
        name: String,
        mut new: Declaration<T>,
        merge: impl FnOnce(&mut T, T),
        sink: &mut Sink,
    ) {
        match self.0.remove(&name) {
            Some(first) if !first.built_in => {
                sink.push(duplicate(what, &name, new.name, first.name));
                new = first;
            }
            Some(built_in) => merge(&mut new.value, built_in.value),
            None => {}
        }
        self.0.insert(name, new);
    }
}

/// A name declared twice by the user.
pub(crate) fn duplicate(what: &str, name: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::at(
        &DUPLICATE_NAME,
        again,
        format!("{what} `{name}` is declared twice"),
    )
    .label("declared again here")
    .secondary(first, "first declared here")
    .help("give one of them another name, or delete it")
}
