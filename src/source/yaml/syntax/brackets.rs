//! Brackets without their partner, and what cannot stand between two.
//!
//! In comes where the parser stopped, out goes a finding about the bracket or what is in it.

use super::error;
use crate::diag::Diagnostic;
use crate::source::yaml::place::Place;

pub(super) fn open_bracket(place: &Place<'_>, bracket: usize) -> Diagnostic {
    if let Some(finding) = swallowed(place, bracket) {
        return finding;
    }
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
        return swallowed(place, bracket).unwrap_or_else(|| {
            open_bracket(place, bracket).secondary(next, "still inside the bracket")
        });
    }
    error(place.word(at), "expected `,` or a closing bracket")
        .secondary(place.span(bracket, bracket + 1), "the bracket opens here")
        .help("separate the values by `, `, and quote those that hold brackets, braces or `: `")
}

/// `[web, #web-alerts]`: the partner stands on the same line, in what only YAML takes for a comment.
fn swallowed(place: &Place<'_>, bracket: usize) -> Option<Diagnostic> {
    let comment = place.comment(bracket)?;
    let text = &place.text[comment.start as usize..comment.end as usize];
    let value = value_with_hash(text).filter(|_| text.contains([']', '}']))?;
    let finding = error(comment, "a comment holds the closing bracket")
        .label("a `#` after a space begins a comment")
        .secondary(place.span(bracket, bracket + 1), "the bracket opens here")
        .help(format!("quote the value: `\"{value}\"`"));
    Some(finding)
}

/// `[a, , b]`.
pub(super) fn stray_comma(place: &Place<'_>) -> Diagnostic {
    error(
        place.span(place.at, place.at + 1),
        "nothing stands before this comma",
    )
    .help("write a value before it, or remove it")
}

/// `[#web-alerts]`.
pub(super) fn hash_first(place: &Place<'_>) -> Option<Diagnostic> {
    let at = place.at;
    let is_item = place.text[..at].ends_with(['[', '{', ',']);
    let value = value_with_hash(&place.text[at..]).filter(|_| is_item)?;
    let finding = error(
        place.span(at, at + value.len()),
        "an unquoted value cannot begin with `#`",
    );
    Some(finding.help(format!("quote the value: `\"{value}\"`")))
}

/// The value that somebody meant by a `#` without quotes, up to what would end it within brackets.
fn value_with_hash(text: &str) -> Option<&str> {
    let end = text.find(|c: char| c.is_whitespace() || ",[]{}".contains(c));
    let value = &text[..end.unwrap_or(text.len())];
    (value.len() > 1).then_some(value)
}
