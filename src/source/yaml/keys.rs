//! Keys are unique within a mapping, and stand in it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::diag::Diagnostic;
use crate::source::{Key, Kind, Node, findings};

/// Keeps the first of each key and reports the others.
pub(super) fn drop_duplicates(entries: &mut Vec<(Key<'_>, Node<'_>)>, found: &mut Vec<Diagnostic>) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|&a, &b| entries[a].0.name.cmp(&entries[b].0.name));
    let mut again: Vec<usize> = Vec::new();
    for same in order.chunk_by(|&a, &b| entries[a].0.name == entries[b].0.name) {
        let first = &entries[same[0]].0;
        for &index in &same[1..] {
            found.push(findings::duplicate_key(&entries[index].0, first));
            again.push(index);
        }
    }
    if !again.is_empty() {
        again.sort_unstable();
        let mut index = 0;
        entries.retain(|_| {
            index += 1;
            again.binary_search(&(index - 1)).is_err()
        });
    }
}

/// Adds what merge keys ask for. They have been refused; but without the entries that they stand
/// for, much would seem to be missing that is only in the wrong place.
pub(super) fn merge<'s>(entries: &mut Vec<(Key<'s>, Node<'s>)>, merged: &[Node<'s>]) {
    let mut names: BTreeSet<Cow<'_, str>> =
        entries.iter().map(|(key, _)| key.name.clone()).collect();
    for node in merged {
        if let Kind::Map(shared) = &node.kind {
            let new = shared
                .iter()
                .filter(|(key, _)| names.insert(key.name.clone()));
            entries.extend(new.cloned());
        }
    }
}
