//! Keys are unique within a mapping, and stand in it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::diag::Diagnostic;
use crate::source::{Key, Kind, Node, findings};

/// How many keys repeat after the first one where a list's entry lacks its dash, at the least.
const REPEATED_IN_AN_ENTRY: usize = 2;

/// Keeps the first of each key and reports the others. In an entry of a list (`is_item`), a second
/// entry without its dash is told once, not for each of its keys.
pub(super) fn drop_duplicates(
    entries: &mut Vec<(Key<'_>, Node<'_>)>,
    is_item: bool,
    found: &mut Vec<Diagnostic>,
) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|&a, &b| entries[a].0.name.cmp(&entries[b].0.name));
    // Each repetition, and the first of its key.
    let mut repeated: Vec<(usize, usize)> = Vec::new();
    for same in order.chunk_by(|&a, &b| entries[a].0.name == entries[b].0.name) {
        repeated.extend(same[1..].iter().map(|&index| (index, same[0])));
    }
    let entry = second_entry(&repeated).filter(|_| is_item);
    for &(index, first) in &repeated {
        let (again, original) = (&entries[index].0, &entries[first].0);
        match entry {
            Some(start) if index >= start && first == 0 => {
                found.push(findings::forgotten_dash(again, original));
            }
            Some(start) if index >= start => {}
            _ => found.push(findings::duplicate_key(again, original)),
        }
    }
    if !repeated.is_empty() {
        let mut again: Vec<usize> = repeated.into_iter().map(|(index, _)| index).collect();
        again.sort_unstable();
        let mut index = 0;
        entries.retain(|_| {
            index += 1;
            again.binary_search(&(index - 1)).is_err()
        });
    }
}

/// Where the first key comes again, with others of the mapping after it.
fn second_entry(repeated: &[(usize, usize)]) -> Option<usize> {
    let starts = repeated.iter().filter(|(_, first)| *first == 0);
    let start = starts.map(|(index, _)| *index).min()?;
    let after = repeated.iter().filter(|(index, _)| *index > start).count();
    (after >= REPEATED_IN_AN_ENTRY).then_some(start)
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
