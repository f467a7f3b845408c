//! Where an entry goes: in come a text and its tree, out comes the place behind the last item.

use super::style::Style;
use super::{Edit, Entry};
use crate::source::{Kind, Node, Span};

/// Where the entry goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the end of a list that has a line for each item: behind the line that ends here.
    Lines(usize),
    /// Behind an item in brackets that ends here.
    Brackets {
        /// The end of the last item, or of the comma behind it.
        at: usize,
        /// Whether there is such a comma.
        comma: bool,
        /// Where the last item begins, if it is the first in its line.
        line: Option<usize>,
    },
    /// Under a key that has no item yet: its value, which gives way, and the end of that line.
    Value(usize, usize, usize),
    /// At the end of the text, under a key of its own.
    Key,
}

impl Place {
    /// The place for an item of the list under `key`; `None` if there can be none.
    pub(super) fn find(text: &str, root: Option<&Node<'_>>, key: &str) -> Option<Self> {
        let Some(root) = root else {
            return Some(Self::Key);
        };
        if !matches!(root.kind, Kind::Map(_)) || is_flow(text, root) {
            return None;
        }
        let Some((name, value)) = root.entry(key) else {
            return Some(Self::Key);
        };
        match &value.kind {
            Kind::Null => Some(Self::empty(text, value, column(text, name.span))),
            Kind::Seq(items) => Some(match items.as_slice() {
                [] => Self::empty(text, value, column(text, name.span)),
                [.., last] if is_flow(text, value) => Self::brackets(text, value, last),
                [.., last] => Self::Lines(list_end(
                    text,
                    last.span.end as usize,
                    column(text, value.span),
                )),
            }),
            _ => None,
        }
    }

    /// A key whose value holds nothing; the comments below it stay there.
    fn empty(text: &str, value: &Node<'_>, column: usize) -> Self {
        let (start, end) = (value.span.start as usize, value.span.end as usize);
        let start = if start == end {
            end
        } else {
            text[..start].trim_end().len()
        };
        Self::Value(start, end, list_end(text, end, column + 1))
    }

    fn brackets(text: &str, all: &Node<'_>, last: &Node<'_>) -> Self {
        let (start, end) = (last.span.start as usize, last.span.end as usize);
        let behind = &text[end..all.span.end as usize];
        let comma = behind
            .find(',')
            .filter(|&at| behind[..at].trim().is_empty());
        Self::Brackets {
            at: comma.map_or(end, |at| end + at + 1),
            comma: comma.is_some(),
            line: text[line_start(text, start)..start]
                .trim()
                .is_empty()
                .then_some(start),
        }
    }

    /// The edit that puts `entry` here.
    pub(super) fn edit(self, text: &str, key: &str, entry: &Entry, style: &Style) -> Edit {
        let insert = |at: usize, text: String| Edit {
            range: at..at,
            text,
        };
        match self {
            Self::Lines(at) => insert(at, lines(text, at, style, style.item(entry))),
            Self::Brackets { at, comma, line } => {
                let start = line.map_or(" ".to_owned(), |start| {
                    style.end_of_line.to_owned() + &text[line_start(text, start)..start]
                });
                let (before, after) = if comma { ("", ",") } else { (",", "") };
                let item = style.inline_item(entry);
                insert(at, format!("{before}{start}{item}{after}"))
            }
            Self::Value(start, end, at) => {
                let kept = &text[end..at];
                let item = lines(text, at, style, style.item(entry));
                let text = if start == end {
                    item
                } else {
                    kept.to_owned() + &item
                };
                let range = if start == end { at..at } else { start..at };
                Edit { range, text }
            }
            Self::Key => {
                let at = text.len();
                let mut added = vec![format!("{}{key}:", " ".repeat(style.root))];
                added.extend(style.item(entry));
                insert(at, lines(text, at, style, added))
            }
        }
    }
}

/// Lines to insert at the end of a line, which may be the last one and have no end of its own.
fn lines(text: &str, at: usize, style: &Style, mut lines: Vec<String>) -> String {
    if style.gap {
        lines.insert(0, String::new());
    }
    let end = style.end_of_line;
    let joined = lines.join(end);
    if at == text.len() && !text.is_empty() && !text.ends_with('\n') {
        format!("{end}{joined}")
    } else {
        format!("{joined}{end}")
    }
}

/// The end of the last line of a list: that of its last item, or of the comments below it that are
/// indented as items are. `column` is that of the dashes.
fn list_end(text: &str, last: usize, column: usize) -> usize {
    let mut end = line_end(text, last);
    let mut at = end;
    while at < text.len() {
        let next = line_end(text, at);
        let line = text[at..next].trim_end();
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if content.starts_with('#') && indent > 0 && indent >= column {
            end = next;
        } else if !content.is_empty() {
            break;
        }
        at = next;
    }
    end
}

/// Whether a collection is written with brackets.
pub(super) fn is_flow(text: &str, node: &Node<'_>) -> bool {
    text[node.span.start as usize..].starts_with(['[', '{'])
}

/// The column in which a place begins, from 0.
pub(super) fn column(text: &str, place: Span) -> usize {
    let start = place.start as usize;
    start - line_start(text, start)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Behind the end of the line that `at` lies in.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}
