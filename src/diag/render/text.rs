//! A report as text for people, in the look of rustc: message, place, lines with carets, advice.
//!
//! The only file that names `annotate-snippets`. That crate reads the whole of every source that
//! it is given, so it is given [excerpts](super::excerpt).

use std::io;

use annotate_snippets::{
    AnnotationKind, Element, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use super::excerpt::{Excerpt, Mark, excerpts};
use super::mask::Mask;
use crate::diag::{Diagnostic, Report, Severity};
use crate::source::{Files, Position};

/// The most characters shown of one message; a longer one quotes somebody's data.
const MESSAGE: usize = 600;

/// The most services told by name.
const NAMED_SERVICES: usize = 3;

/// Writes every finding, each followed by an empty line.
pub(super) fn render(
    report: &Report,
    files: &Files,
    mask: &Mask,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    for diagnostic in &report.diagnostics {
        let group = level(diagnostic.severity)
            .primary_title(shown(&diagnostic.message, mask))
            .id(diagnostic.code.id)
            .elements(places(diagnostic, files, mask))
            .elements(advice(diagnostic, mask));
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    Ok(())
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// The source lines of a finding.
fn places<'a>(diagnostic: &'a Diagnostic, files: &'a Files, mask: &Mask) -> Vec<Element<'a>> {
    excerpts(diagnostic, files, mask)
        .into_iter()
        .flat_map(|excerpt| {
            if excerpt.text.is_empty() {
                place_alone(&excerpt, mask)
            } else {
                vec![snippet(excerpt, mask).into()]
            }
        })
        .collect()
}

fn snippet<'a>(
    excerpt: Excerpt<'a>,
    mask: &Mask,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let annotation = |mark: Mark<'_>| {
        let kind = if mark.is_primary {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let label = (!mark.label.is_empty()).then(|| shown(mark.label, mask).replace('\n', " "));
        kind.span(mark.range).label(label)
    };
    Snippet::source(excerpt.text)
        .path(one_line(excerpt.path))
        .line_start(excerpt.position.line as usize)
        .annotations(excerpt.marks.into_iter().map(annotation))
}

/// A place whose line is too long to be shown, or a file without a text; its label becomes a note.
fn place_alone<'a>(excerpt: &Excerpt<'a>, mask: &Mask) -> Vec<Element<'a>> {
    let origin = Origin::path(one_line(excerpt.path));
    let Position { line, column } = excerpt.position;
    let label: String = excerpt.marks.iter().map(|mark| mark.label).collect();
    let (origin, note) = if excerpt.position == Position::START {
        (origin, label)
    } else {
        let note = format!("line {line} is too long to show: {label}");
        let origin = origin.line(line as usize).char_column(column as usize);
        (origin, note.trim_end_matches(": ").to_owned())
    };
    let note = (!note.is_empty()).then(|| Level::NOTE.message(shown(&note, mask)).into());
    std::iter::once(origin.into()).chain(note).collect()
}

/// What follows the source lines: facts, services, what to do.
fn advice(diagnostic: &Diagnostic, mask: &Mask) -> Vec<Element<'static>> {
    let notes = diagnostic
        .notes
        .iter()
        .map(|note| (Level::NOTE, note.clone()));
    let services = services(&diagnostic.services).map(|text| (Level::NOTE, text));
    let help = diagnostic
        .help
        .iter()
        .map(|help| (Level::HELP, help.clone()));
    // A fix that does what the help says is for programs.
    let fix = diagnostic
        .fix
        .iter()
        .filter(|fix| diagnostic.help.as_ref() != Some(&fix.title));
    let fix = fix.map(|fix| {
        let level = match diagnostic.help {
            Some(_) => Level::HELP.with_name("fix"),
            None => Level::HELP,
        };
        (level, fix.title.clone())
    });
    notes
        .chain(services)
        .chain(help)
        .chain(fix)
        .map(|(level, text)| level.message(shown(&text, mask)).into())
        .collect()
}

/// Whom a finding concerns.
pub(super) fn services(names: &[String]) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(format!("in service `{name}`")),
        names if names.len() <= NAMED_SERVICES + 1 => Some(format!(
            "touches {} services: {}",
            names.len(),
            names.join(", ")
        )),
        names => Some(format!(
            "touches {} services: {} and {} more",
            names.len(),
            names[..NAMED_SERVICES].join(", "),
            names.len() - NAMED_SERVICES
        )),
    }
}

/// A message as it is shown: without secrets and not endless.
fn shown(text: &str, mask: &Mask) -> String {
    let mut text = mask.text(text).into_owned();
    if let Some((end, _)) = text.char_indices().nth(MESSAGE) {
        text.truncate(end);
        text.push('…');
    }
    printable(&text)
}

/// A path as it is shown: a line break in a file's name would forge lines of its own.
fn one_line(path: &str) -> String {
    printable(path).replace('\n', "\u{fffd}")
}

/// A text without the characters that a terminal would obey.
fn printable(text: &str) -> String {
    normalize_untrusted_str(text).replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}
