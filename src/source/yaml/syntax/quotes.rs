//! Quotes that do not end where they should, and what stands in them.
//!
//! In comes where the parser stopped, out goes a finding about the quote that opens there or above.

use super::error;
use crate::diag::Diagnostic;
use crate::source::yaml::place::Place;

pub(super) fn open_quote(place: &Place<'_>, quote: usize) -> Diagnostic {
    error(place.rest_of_line(quote), "a quote is not closed")
        .label("the quote opens here")
        .help("close it, or indent the lines that continue the quoted text")
}

pub(super) fn in_quotes(place: &Place<'_>) -> Diagnostic {
    let finding = open_quote(place, place.quote().unwrap_or(place.at));
    if place.at == place.text.len() {
        return finding;
    }
    finding.secondary(
        place.word(place.at),
        "this cannot belong to the quoted text",
    )
}

pub(super) fn text_after_quote(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    let Some(quote) = place.quote() else {
        return error(place.word(at), "text follows a closing quote");
    };
    if place.line(quote).start != place.line(at).start {
        return error(
            place.rest_of_line(quote),
            "a quote is not closed on its line",
        )
        .label("the quote opens here")
        .secondary(place.word(at), "the next quote closes it, but text follows")
        .help("close the quote on the line where it opens");
    }
    let help = if place.text[at..].starts_with(',') {
        "put several values into brackets, as in `[a, b]`"
    } else if place.text[quote..].starts_with('\'') {
        "write a quote within single quotes twice, or put the value into double quotes"
    } else {
        "write a quote within double quotes as `\\\"`, or put the value into single quotes"
    };
    error(place.word(at), "text follows a closing quote")
        .label("outside of the quotes")
        .secondary(place.span(quote, quote + 1), "the quote opens here")
        .help(help)
}

/// A `#` right behind a quote that was to open: one above never closed.
pub(super) fn comment_too_close(place: &Place<'_>) -> Diagnostic {
    let line = place.line(place.at).start;
    let follows_quote = place.text[..place.at].ends_with(['"', '\'']);
    if follows_quote && place.quote().is_some_and(|quote| quote < line) {
        return text_after_quote(place);
    }
    error(
        place.word(place.at),
        "a comment needs a space before its `#`",
    )
    .help("write a space, or quote the value if the `#` belongs to it")
}

pub(super) fn escape(place: &Place<'_>) -> Diagnostic {
    const HELP: &str = "write `\\\\` for a backslash, or use single quotes, which keep it as it is";
    let mut at = place.at;
    while let Some(next) = place.text[at..].find('\\') {
        at += next;
        let Some(length) = escape_length(&place.text[at..]) else {
            let end = place.text[at + 1..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
            let escape = &place.text[at..=at + end];
            let message = format!("`{escape}` is not an escape that YAML knows");
            return error(place.span(at, at + 1 + end), message).help(HELP);
        };
        at += length;
    }
    error(
        place.rest_of_line(place.at),
        "an escape stands for no character",
    )
    .help(HELP)
}

/// The length of a valid escape.
fn escape_length(text: &str) -> Option<usize> {
    let digits = match text.as_bytes().get(1)? {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        simple => return b"0abt\tnvfre \"/\\N_LP\r\n".contains(simple).then_some(2),
    };
    let number = text.get(2..2 + digits)?;
    number
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then_some(2 + digits)
}
