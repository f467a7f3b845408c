//! The tree that YAML becomes: every node and key has a span.

use std::borrow::Cow;

use super::Span;

/// A YAML value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'s> {
    /// The value.
    pub kind: Kind<'s>,
    /// The bytes it was read from; for an alias, those of the anchored node.
    pub span: Span,
}

/// What a node holds, after YAML 1.2 core-schema resolution.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'s> {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A plain integer or decimal.
    Number(Number<'s>),
    /// Any other scalar, and every quoted one.
    Str(Cow<'s, str>),
    /// A list.
    Seq(Vec<Node<'s>>),
    /// A mapping in source order, keys unique.
    Map(Vec<(Key<'s>, Node<'s>)>),
}

/// A number that keeps the digits the user wrote.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number<'s> {
    /// The digits as written.
    pub text: &'s str,
    /// The value, for schema bounds only; arithmetic uses `text`.
    pub value: f64,
}

/// A mapping key with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Key<'s> {
    /// The key.
    pub name: Cow<'s, str>,
    /// Where it stands.
    pub span: Span,
}

impl Key<'_> {
    /// The key as a node of its own.
    pub(super) fn to_node(&self) -> Node<'_> {
        Node {
            kind: Kind::Str(Cow::Borrowed(&self.name)),
            span: self.span,
        }
    }
}

impl<'s> Node<'s> {
    /// The value under `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node<'s>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key and value under `key`, if this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<(&Key<'s>, &Node<'s>)> {
        match &self.kind {
            Kind::Map(entries) => entries
                .iter()
                .find(|(name, _)| name.name == key)
                .map(|(name, value)| (name, value)),
            _ => None,
        }
    }

    /// The node that a JSON pointer (RFC 6901) leads to.
    pub fn pointer(&self, pointer: &str) -> Option<&Node<'s>> {
        pointer.split('/').skip(1).try_fold(self, |node, token| {
            let token = token.replace("~1", "/").replace("~0", "~");
            match &node.kind {
                Kind::Map(_) => node.get(&token),
                Kind::Seq(items) => items.get(token.parse::<usize>().ok()?),
                _ => None,
            }
        })
    }

    /// What the node is, in a user's words.
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Str(_) => "a string",
            Kind::Seq(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}
