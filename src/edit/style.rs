//! How the entries of a list are written: in comes the list, out comes what a new one must look
//! like to stand among them.

use super::place::{column, is_flow};
use super::{entries, items};
use crate::artifact::yaml::Quotes;
use crate::source::{Key, Kind, Node};

/// What a new entry looks like. Columns count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub(super) struct Style {
    /// The column of the file's own keys.
    pub(super) root: usize,
    /// The column of an entry's dash.
    pub(super) dash: usize,
    /// Spaces between a dash and what follows it.
    pub(super) spaces: usize,
    /// Whether an entry stands in braces.
    pub(super) inline: bool,
    /// How far the dashes of a list in an entry stand right of its key; `None` if it stands in brackets.
    pub(super) list: Option<usize>,
    /// The same for a list of mappings, which is hard to read in brackets and never goes there.
    pub(super) map_list: usize,
    /// Whether a mapping in such a list stands in braces.
    pub(super) inline_maps: bool,
    /// Whether braces are padded: `{ a: b }`.
    pub(super) padded: bool,
    /// How keys are quoted.
    pub(super) keys: Quotes,
    /// How values are quoted.
    pub(super) values: Quotes,
    /// Whether a blank line parts the entries.
    pub(super) gap: bool,
    /// How lines end.
    pub(super) end_of_line: &'static str,
}

impl Style {
    /// The style of the entries under `key`; where there are none, of those under any other key.
    pub(super) fn of(text: &str, root: Option<&Node<'_>>, key: &str) -> Self {
        let first = root.and_then(|root| entries(root).first());
        let root_column = first.map_or(0, |(key, _)| column(text, key.span));
        let end_of_line = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let plain = Self {
            root: root_column,
            dash: root_column + 2,
            spaces: 1,
            inline: false,
            list: None,
            map_list: 2,
            inline_maps: true,
            padded: false,
            keys: Quotes::default(),
            values: Quotes::default(),
            gap: false,
            end_of_line,
        };
        let filled = |list: &Node<'_>| !items(list).is_empty();
        let own = root.and_then(|root| root.get(key));
        let others = root.into_iter().flat_map(entries).map(|(_, list)| list);
        match own.into_iter().chain(others).find(|list| filled(list)) {
            Some(list) => plain.among(text, list),
            None => plain,
        }
    }

    /// The style of the items of a list that has some.
    fn among(self, text: &str, list: &Node<'_>) -> Self {
        let items = items(list);
        // Later ones come first: habits change, and the last item stands next to the new one.
        let maps: Vec<_> = items.iter().rev().filter(|it| is_map(it)).collect();
        let fields: Vec<_> = maps.iter().flat_map(|map| entries(map)).collect();
        let values = fields.iter().map(|(_, value)| value);
        let nested = values
            .clone()
            .flat_map(super::items)
            .filter(|it| is_map(it));
        let inline = maps.first().is_some_and(|last| is_flow(text, last));
        let map_list = list_offset(text, &fields, true);
        let list_of_names = list_offset(text, &fields, false).or(map_list).flatten();
        let (dash, spaces) = if is_flow(text, list) {
            (self.dash, self.spaces)
        } else {
            let dash = column(text, list.span);
            (dash, spaces(text, items, dash))
        };
        let is_padded = |map: &Node<'_>| under(text, map).starts_with("{ ");
        Self {
            dash,
            spaces,
            inline,
            list: list_of_names.filter(|_| !inline),
            map_list: map_list
                .flatten()
                .or(list_of_names)
                .unwrap_or(self.map_list),
            inline_maps: nested.clone().next().is_none_or(|map| is_flow(text, map)),
            padded: maps.iter().copied().chain(nested).any(is_padded),
            keys: quotes(text, fields.iter().map(|(key, _)| key.span.start)),
            values: quotes(text, values.flat_map(strings)),
            gap: has_gap(text, items),
            ..self
        }
    }
}

fn is_map(node: &Node<'_>) -> bool {
    matches!(node.kind, Kind::Map(_))
}

/// How far the dashes of the first list of this kind stand right of its key, or that it stands in
/// brackets. The outer `None`: there is no such list.
#[expect(clippy::option_option, reason = "there may be no list, or no dash")]
fn list_offset(
    text: &str,
    fields: &[&(Key<'_>, Node<'_>)],
    of_maps: bool,
) -> Option<Option<usize>> {
    let is_wanted = |(_, value): &&&(Key<'_>, Node<'_>)| {
        let items = items(value);
        !items.is_empty() && items.iter().any(is_map) == of_maps
    };
    let (key, list) = fields.iter().find(is_wanted)?;
    let offset = || column(text, list.span).saturating_sub(column(text, key.span));
    Some((!is_flow(text, list)).then(offset))
}

fn under<'t>(text: &'t str, node: &Node<'_>) -> &'t str {
    &text[node.span.start as usize..node.span.end as usize]
}

/// Spaces between the dash and an item in its line.
fn spaces(text: &str, items: &[Node<'_>], dash: usize) -> usize {
    let last = items.last().map_or(0, |item| item.span.start as usize);
    let start = text[..last].rfind('\n').map_or(0, |end| end + 1);
    match text[start..last].get(dash..) {
        Some(between) if between.starts_with('-') && between[1..].trim().is_empty() => {
            between.len().saturating_sub(1).max(1)
        }
        _ => 1,
    }
}

/// Where the strings in a value begin.
fn strings(value: &Node<'_>) -> Vec<u32> {
    let each = |node: &Node<'_>| matches!(node.kind, Kind::Str(_)).then_some(node.span.start);
    std::iter::once(value)
        .chain(items(value))
        .filter_map(each)
        .collect()
}

/// How strings that begin at these offsets are quoted.
fn quotes(text: &str, starts: impl Iterator<Item = u32> + Clone) -> Quotes {
    let mark = |start: u32| {
        let first = text.as_bytes()[start as usize];
        (first == b'"' || first == b'\'').then_some(first)
    };
    let found = starts.clone().find_map(mark);
    Quotes {
        single: found == Some(b'\''),
        always: found.is_some() && starts.map(mark).all(|mark| mark.is_some()),
    }
}

/// Whether a blank line stands above the last item.
fn has_gap(text: &str, items: &[Node<'_>]) -> bool {
    let [.., one, last] = items else { return false };
    let between = &text[one.span.end as usize..last.span.start as usize];
    between
        .split('\n')
        .skip(1)
        .any(|line| line.trim().is_empty())
}
