//! What is left of a tree in which something is wrong.
//!
//! In come a node and what was found wrong, out goes the node without that, so that the rest is still
//! examined.

use crate::diag::Sink;
use crate::source::{Key, Kind, Node};

/// Deeper than any value of an entry lies.
pub(super) const DEEPEST: usize = 8;

/// Whether the file's own keys and what they hold are of the right kind, whatever their entries are.
pub(super) fn is_sound_at_the_top(node: &Node<'_>, found: &Sink) -> bool {
    let Kind::Map(entries) = &node.kind else {
        return false;
    };
    entries
        .iter()
        .all(|(key, value)| !found.has_errors_in(key.span) && !found.has_error_at(value.span))
}

/// The node without the keys, values and items in which something was found wrong; below `depth`
/// a value with an error is left out as a whole.
pub(super) fn sound_part<'s>(node: &Node<'s>, found: &Sink, depth: usize) -> Option<Node<'s>> {
    if !found.has_errors_in(node.span) {
        return Some(node.clone());
    }
    let depth = depth.checked_sub(1)?;
    let kind = match &node.kind {
        Kind::Seq(items) => {
            let items = items
                .iter()
                .filter_map(|item| sound_part(item, found, depth));
            Kind::Seq(items.collect())
        }
        Kind::Map(entries) => {
            let entries = entries
                .iter()
                .filter(|(key, _)| !found.has_errors_in(key.span));
            let sound = |(key, value): &(Key<'s>, Node<'s>)| {
                Some((key.clone(), sound_part(value, found, depth)?))
            };
            Kind::Map(entries.filter_map(sound).collect())
        }
        _ => return None,
    };
    Some(Node {
        kind,
        span: node.span,
    })
}
