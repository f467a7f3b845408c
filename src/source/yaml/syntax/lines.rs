//! Lines that fit nowhere: spaces, colons and dashes that are missing, and indentation of the wrong depth.
//!
//! In comes the line where the parser stopped, out goes a finding about it or the line above, whichever
//! holds the mistake.

use super::error;
use crate::diag::Diagnostic;
use crate::source::yaml::place::{Line, Place};

pub(super) fn colon(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    let line = place.line(at);
    if let Some(finding) = dash_without_space(place, line) {
        return finding;
    }
    let before = &place.text[line.start..at];
    if before.contains(": ") {
        return error(place.span(at, at + 1), "a second `: ` on one line")
            .label("an unquoted value cannot hold `: `")
            .help("quote the value");
    }
    let Some(above) = place.line_above(at) else {
        return error(
            place.span(at, at + 1),
            "a colon follows something that cannot be a key",
        );
    };
    let without_space =
        dash_without_space(place, above).or_else(|| missing_space(place, above.content_start()));
    if let Some(finding) = without_space {
        return finding;
    }
    let above_span = place.rest_of_line(above.content_start());
    if above.split_key().is_none() {
        let help = match above.content().trim().strip_prefix("- ") {
            Some(value) => format!("write the key of `{value}` before it, as in `- name: {value}`"),
            None => "write `: ` after the key".to_owned(),
        };
        return error(above_span, "this line has no colon")
            .label("expected `key: value`")
            .help(help);
    }
    error(
        place.rest_of_line(line.content_start()),
        "the line is indented too deep",
    )
    .label("reads as a continuation of the value above")
    .secondary(above_span, "already has a value")
    .help("align it with the key it belongs beside, or remove the value of the line above")
}

/// `key:value` in the line whose content begins at `at`.
fn missing_space(place: &Place<'_>, at: usize) -> Option<Diagnostic> {
    let line = place.line(at);
    let (key, rest) = line.split_key()?;
    let next = rest
        .chars()
        .next()
        .filter(|&next| next != ' ' && next != '\t')?;
    let colon = line.start + line.text.find(':')?;
    let label = if next.is_whitespace() {
        "a no-break space or the like, which YAML takes for a letter"
    } else {
        "no space here"
    };
    let finding = error(
        place.span(colon, colon + 1),
        format!("a space is missing after `{key}:`"),
    );
    Some(finding.label(label).help(format!("write `{key}: `")))
}

/// `-item`, whose dash the parser takes for the first letter of a word.
fn dash_without_space(place: &Place<'_>, line: Line<'_>) -> Option<Diagnostic> {
    let item = line.content().trim_end().strip_prefix('-')?;
    item.starts_with(|first: char| first != '-' && !first.is_whitespace())
        .then_some(())?;
    let dash = line.content_start();
    let finding = error(place.span(dash, dash + 1), "a space is missing after `-`");
    Some(finding.help(format!("write `- {item}`")))
}

/// `– item`, with a dash as word processors write it, where the parser stopped or in the line above.
pub(super) fn typographic_dash(place: &Place<'_>) -> Option<Diagnostic> {
    let lines = [Some(place.line(place.at)), place.line_above(place.at)];
    let outside_text = |line: &Line<'_>| !is_in_block(place.text, line.content_start());
    let line = lines
        .into_iter()
        .flatten()
        .filter(outside_text)
        .find(|line| {
            let rest = line
                .content()
                .strip_prefix(['\u{2013}', '\u{2014}', '\u{2212}']);
            rest.is_some_and(|rest| rest.starts_with(' '))
        })?;
    let finding = error(
        place.word(line.content_start()),
        "an item begins with a typographic dash, which YAML takes for a letter",
    );
    Some(finding.help("write `-`"))
}

/// Whether a line is indented more than one above it that opens a block of text, `|` or `>`.
fn is_in_block(text: &str, content_start: usize) -> bool {
    let start = text[..content_start].rfind('\n').map_or(0, |at| at + 1);
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let own = content_start - start;
    let mut above = text[..start]
        .lines()
        .rev()
        .filter(|line| !line.trim().is_empty());
    let outer = above.find(|line| indentation(line) < own);
    outer.is_some_and(|line| {
        let last = line.trim_end().trim_end_matches(['+', '-']);
        last.trim_end_matches(|c: char| c.is_ascii_digit())
            .ends_with(['|', '>'])
    })
}

pub(super) fn no_item(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    dash_without_space(place, place.line(at)).unwrap_or_else(|| {
        error(place.word(at), "expected the next item of a list")
            .label("neither `- ` nor indented like the item above")
            .help("begin the line with `- `, or align it with the item that it belongs to")
    })
}

pub(super) fn no_colon(place: &Place<'_>) -> Diagnostic {
    let without_space =
        dash_without_space(place, place.line(place.at)).or_else(|| missing_space(place, place.at));
    without_space.unwrap_or_else(|| {
        error(place.rest_of_line(place.at), "this line has no colon")
            .label("expected `key: value`")
            .help("write `: ` after the key, or indent the line if it continues the one above")
    })
}

pub(super) fn no_key(place: &Place<'_>) -> Diagnostic {
    let at = place.at;
    let line = place.line(at);
    let before = place.text[line.start..at].trim();
    if before == "-" {
        let above = place.line_above(at);
        if let Some(finding) = above.and_then(|above| dash_without_space(place, above)) {
            return finding;
        }
        let dash = line.content_start();
        return error(
            place.span(dash, dash + 1),
            "a list item among the keys of a mapping",
        )
        .help("give the list a key of its own, or indent the item below its key");
    }
    if !before.is_empty() {
        return error(
            place.word(at),
            "text follows a value that is already complete",
        )
        .help("quote the whole value, or remove the rest");
    }
    error(place.rest_of_line(at), "the indentation fits no line above")
        .help("align the line with the keys that it belongs beside")
}

pub(super) fn after_document(place: &Place<'_>) -> Diagnostic {
    let first = place.first_line();
    let line = place.line(place.at);
    let finding = error(
        place.word(place.at),
        "text follows the value that makes up the file",
    );
    if first.content_start() - first.start <= line.content_start() - line.start {
        return finding.help("remove it, or make both parts of one mapping");
    }
    error(
        place.rest_of_line(line.content_start()),
        "the line is indented less than the first line",
    )
    .secondary(place.rest_of_line(first.content_start()), "the first line")
    .help("align it with the first line")
}
