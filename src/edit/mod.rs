//! Edits of the user's own YAML: in come a file's text and an entry, out comes the text to insert.
//!
//! All other bytes stay as they are, and the entry is written as its neighbours are: indentation,
//! block or flow, quotes, blank lines, line ends. The result is read again before anybody sees it.

mod place;
mod style;
#[cfg(test)]
mod tests;
mod write;

use std::ops::Range;

use crate::diag::Sink;
use crate::source::{self, FileId, Files, Key, Kind, Limits, Node};
use place::Place;
use style::Style;

/// A mapping to be written: its keys and values in order.
pub type Entry = Vec<(&'static str, Value)>;

/// What an entry holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A mapping.
    Map(Entry),
}

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that give way; empty but for a value such as `[]`.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
}

impl Edit {
    /// The text after the edit.
    pub fn apply(&self, text: &str) -> String {
        [
            &text[..self.range.start],
            &self.text,
            &text[self.range.end..],
        ]
        .concat()
    }

    /// The lines that the edit adds or changes, counted from 1 in the text after it.
    pub fn lines(&self, text: &str) -> Range<usize> {
        let blank = self.text.len() - self.text.trim_start().len();
        let above = text[..self.range.start].matches('\n').count();
        let first = above + self.text[..blank].matches('\n').count() + 1;
        first..first + self.text.trim().matches('\n').count() + 1
    }
}

/// The edit that adds `entry` to the end of the list under the top-level `key`. `None` if the text
/// is no mapping, holds something else under `key`, or is written in a way that allows no such edit.
pub fn append(text: &str, key: &str, entry: &Entry) -> Option<Edit> {
    let before = Text::new(text.to_owned());
    let tree = before.parse();
    let place = Place::find(text, tree.as_ref(), key)?;
    let style = Style::of(text, tree.as_ref(), key);
    let edit = place.edit(text, key, entry, &style);
    let after = Text::new(edit.apply(text));
    is_one_more(tree.as_ref(), &after.parse()?, key, entry).then_some(edit)
}

/// A text to be parsed.
struct Text {
    files: Files,
    file: FileId,
}

impl Text {
    fn new(text: String) -> Self {
        let mut files = Files::default();
        let file = files.add("", text);
        Self { files, file }
    }

    /// `None` if there is nothing but comments, or no YAML.
    fn parse(&self) -> Option<Node<'_>> {
        source::parse(
            &self.files,
            self.file,
            &Limits::default(),
            &mut Sink::default(),
        )
    }
}

/// Whether `after` is `before` with `entry` at the end of the list under `key`.
fn is_one_more(before: Option<&Node<'_>>, after: &Node<'_>, key: &str, entry: &Entry) -> bool {
    let old = before
        .and_then(|before| before.get(key))
        .map_or(&[][..], items);
    let Some((added, kept)) = after.get(key).and_then(|list| items(list).split_last()) else {
        return false;
    };
    let others = |node| entries(node).iter().filter(|(it, _)| it.name != key);
    let old_others = before.into_iter().flat_map(others);
    old_others.clone().count() == others(after).count()
        && old_others
            .zip(others(after))
            .all(|((_, one), (_, other))| same(one, other))
        && kept.len() == old.len()
        && kept.iter().zip(old).all(|(one, other)| same(one, other))
        && same_entry(entries(added), entry)
}

fn entries<'n, 's>(node: &'n Node<'s>) -> &'n [(Key<'s>, Node<'s>)] {
    match &node.kind {
        Kind::Map(entries) => entries,
        _ => &[],
    }
}

fn items<'n, 's>(node: &'n Node<'s>) -> &'n [Node<'s>] {
    match &node.kind {
        Kind::Seq(items) => items,
        _ => &[],
    }
}

/// Whether two nodes hold the same, wherever they stand.
fn same(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Seq(one), Kind::Seq(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Kind::Map(one), Kind::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|((key, one), (name, other))| key.name == name.name && same(one, other))
        }
        (one, other) => one == other,
    }
}

/// Whether a node is what `value` was written as.
fn holds(node: &Node<'_>, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Str(text), Value::Text(wanted)) => text == wanted,
        (Kind::Seq(items), Value::List(wanted)) => {
            items.len() == wanted.len()
                && items.iter().zip(wanted).all(|(item, it)| holds(item, it))
        }
        (Kind::Map(entries), Value::Map(wanted)) => same_entry(entries, wanted),
        _ => false,
    }
}

fn same_entry(entries: &[(Key<'_>, Node<'_>)], wanted: &Entry) -> bool {
    entries.len() == wanted.len()
        && entries
            .iter()
            .zip(wanted)
            .all(|((key, node), (name, value))| key.name == *name && holds(node, value))
}
