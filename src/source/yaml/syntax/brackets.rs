//! Brackets without their partner, and what cannot stand between two.
//!
//! In comes where the parser stopped, out goes a finding about the bracket or what is in it.

use super::error;
use crate::diag::Diagnostic;
use crate::source::yaml::place::Place;

pub(super) fn open_bracket(place: &Place<'_>, bracket: usize) -> Diagnostic {
    error(place.span(bracket, bracket + 1), "a bracket is not closed")
        .label("the bracket opens here")
        .help("close it before the next entry begins")
}

pub(super) fn wrong_bracket(place: &Place<'_>, close: char) -> Diagnostic {
    let expected = if close == ']' { '}' } else { ']' };
    error(
        place.span(place.at, place.at + 1),
        format!("a bracket is closed by `{close}` instead of `{expected}`"),
    )
    .label("the bracket opens here")
    .help(format!("close it with `{expected}`"))
}

pub(super) fn in_brackets(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    let Some(bracket) = place.bracket.or_else(|| place.unread_bracket()) else {
        return error(place.word(at), "expected `,` or a closing bracket");
    };
    let line = place.line(at);
    if place.line(bracket).start != line.start {
        let next = place.word(line.content_start());
        return open_bracket(place, bracket).secondary(next, "still inside the bracket");
    }
    error(place.word(at), "expected `,` or a closing bracket")
        .secondary(place.span(bracket, bracket + 1), "the bracket opens here")
        .help("separate the values by `, `, and quote those that hold brackets, braces or `: `")
}
