//! Choices of which no branch was met.
//!
//! In come the failures of every branch of a `oneOf` or `anyOf`, out come the violations of the
//! branch that was meant: a reader who wrote a mapping does not want to hear that it is no string.

use super::document::own_choices;
use super::phrases::{scalar, unique};
use super::violation::{Breach, Failure, Place, Violation, settle};
use crate::source::decode::TAG;

/// A value that meets none of several schemas, and what each of them says.
pub(super) struct Fork<'a> {
    pub(super) place: Place<'a>,
    pub(super) branches: Vec<Vec<Failure<'a>>>,
}

impl<'a> Fork<'a> {
    /// The violations of the branch that was meant. It is of the value's kind; of several such, the
    /// one that the value's `type:` names; of several such, the one that is broken least.
    pub(super) fn meant(self) -> Vec<Violation<'a>> {
        let place = self.place;
        let mut fitting = self.branches;
        fitting.retain(|branch| fits(branch, &place.path));
        if fitting.len() < 2 {
            let wrong_type = || place.breached(Breach::WrongType);
            return settle(fitting.pop().unwrap_or_else(|| vec![wrong_type()]));
        }
        let tag_path = format!("{}/{TAG}", place.path);
        let (others, named): (Vec<_>, Vec<_>) = fitting
            .into_iter()
            .partition(|branch| is_other_type(branch, &place.path, &tag_path));
        if named.is_empty() {
            return unknown_type(&place, others, &tag_path);
        }
        least_broken(&place, named.into_iter().map(settle).collect())
    }
}

/// Whether the value at `path` has the kind that a branch asks for.
fn fits(branch: &[Failure<'_>], path: &str) -> bool {
    branch.iter().all(|failure| match failure {
        Failure::Violation(Violation { place, breach }) => {
            place.path != path || !matches!(breach, Breach::WrongType)
        }
        Failure::Fork(fork) => {
            fork.place.path != path || fork.branches.iter().any(|branch| fits(branch, path))
        }
    })
}

/// Whether a branch is for another `type:` than that of the mapping at `path`.
fn is_other_type(branch: &[Failure<'_>], path: &str, tag_path: &str) -> bool {
    branch.iter().any(|failure| match failure {
        Failure::Violation(violation) => concerns_type(violation, path, tag_path),
        Failure::Fork(fork) => {
            fork.place.path == path
                && fork
                    .branches
                    .iter()
                    .all(|branch| is_other_type(branch, path, tag_path))
        }
    })
}

fn concerns_type(violation: &Violation<'_>, path: &str, tag_path: &str) -> bool {
    match &violation.breach {
        Breach::UnknownWord { .. } | Breach::WrongType => violation.place.path == tag_path,
        Breach::MissingKey { keys } => violation.place.path == path && keys == &[TAG],
        _ => false,
    }
}

/// None of the branches is for the type that the mapping names; or it names none.
fn unknown_type<'a>(
    place: &Place<'a>,
    branches: Vec<Vec<Failure<'a>>>,
    tag_path: &str,
) -> Vec<Violation<'a>> {
    let mut settled: Vec<_> = branches.into_iter().map(settle).collect();
    let about_type: Vec<_> = settled
        .iter_mut()
        .filter_map(|violations| {
            let at = violations
                .iter()
                .position(|violation| concerns_type(violation, &place.path, tag_path))?;
            Some(as_unknown_word(violations.swap_remove(at)))
        })
        .collect();
    if about_type.is_empty() {
        return least_broken(place, settled);
    }
    merge(place, about_type)
}

/// A number is as unknown a type as any other word.
fn as_unknown_word(mut violation: Violation<'_>) -> Violation<'_> {
    let is_scalar = scalar(violation.place.node).is_some();
    if is_scalar && matches!(violation.breach, Breach::WrongType) {
        let choices = own_choices(violation.place.schema());
        violation.breach = Breach::UnknownWord {
            choices: choices.into_iter().map(str::to_owned).collect(),
        };
    }
    violation
}

/// The branch with the fewest violations, the first of equals. Where each branch only wants another
/// word or key, all of them are offered.
fn least_broken<'a>(place: &Place<'a>, branches: Vec<Vec<Violation<'a>>>) -> Vec<Violation<'a>> {
    let are_alternatives = branches.iter().all(|violations| {
        matches!(violations.as_slice(), [only] if only.place.path == place.path
            && matches!(only.breach, Breach::UnknownWord { .. } | Breach::MissingKey { .. }))
    });
    if are_alternatives {
        return merge(place, branches.into_iter().flatten().collect());
    }
    let fewest = branches.into_iter().min_by_key(Vec::len);
    fewest.unwrap_or_default()
}

/// One violation that offers what any of several would accept.
fn merge<'a>(place: &Place<'a>, violations: Vec<Violation<'a>>) -> Vec<Violation<'a>> {
    let merged = violations.into_iter().reduce(|mut merged, next| {
        match (&mut merged.breach, next.breach) {
            (Breach::UnknownWord { choices: all }, Breach::UnknownWord { choices: more })
            | (Breach::MissingKey { keys: all }, Breach::MissingKey { keys: more }) => {
                *all = unique(all.drain(..).chain(more));
            }
            _ => {}
        }
        merged
    });
    let mut merged: Vec<_> = merged.into_iter().collect();
    for violation in &mut merged {
        if violation.place.path == place.path {
            violation.place = place.clone();
        }
    }
    merged
}
