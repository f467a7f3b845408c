//! Indentation that is made of something else than spaces.
//!
//! In comes where the parser stopped, out goes the finding if that line, or the one above, begins with
//! what only looks like spaces: the parser takes it for text, and stumbles over what follows.

use super::error;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::source::yaml::place::Place;

/// What is wrong with the indentation near the place.
pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    let tabs = place.indentation_tabs(place.at).map(tab);
    tabs.or_else(|| {
        let lines = [Some(place.line(place.at)), place.line_above(place.at)];
        let mut lines = lines.into_iter().flatten();
        lines.find_map(|line| not_spaces(place, line.content_start()))
    })
}

pub(super) fn tab(tabs: Span) -> Diagnostic {
    error(tabs, "a tab stands where YAML allows only spaces")
        .label("a tab")
        .help("indent with spaces instead of tabs")
}

/// Characters at `start`, where a line's content begins, that people take for spaces.
fn not_spaces(place: &Place<'_>, start: usize) -> Option<Diagnostic> {
    let content = place.text[start..].lines().next()?;
    let first = content
        .chars()
        .next()
        .filter(|first| first.is_whitespace())?;
    let length = content.len() - content.trim_start().len();
    let name = match first {
        '\u{a0}' => "no-break spaces (U+00A0)".to_owned(),
        other => format!("U+{:04X}, which looks like a space", u32::from(other)),
    };
    let finding = error(
        place.span(start, start + length),
        format!("the line is indented with {name}"),
    );
    Some(
        finding
            .label("YAML takes these for letters")
            .help("indent with plain spaces instead"),
    )
}
