//! A report as text for people, in the look of rustc: message, place, lines with carets, advice. Errors
//! come last, nearest to the prompt, and of notes that are much alike only a few are shown.
//!
//! The only file that names `annotate-snippets`. That crate reads the whole of every source that
//! it is given, so it is given [excerpts](super::excerpt).

use std::cmp::Reverse;
use std::io;

use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};
use camino::Utf8PathBuf;

use super::RenderOptions;
use super::excerpt::{Excerpt, Mark, excerpts};
use super::mask::Mask;
use crate::diag::{Diagnostic, Report, Severity};
use crate::source::{Files, Position};

/// The most characters shown of one message; a longer one quotes somebody's data.
const MESSAGE: usize = 600;

/// The most services told by name.
const NAMED_SERVICES: usize = 3;

/// The most files told by name.
const NAMED_FILES: usize = 3;

/// The most notes shown of one code.
const NOTES: usize = 5;

/// Writes every finding, each followed by an empty line.
pub(super) fn render(
    report: &Report,
    files: &Files,
    mask: &Mask,
    options: RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let renderer = if options.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    for (diagnostic, left_out) in selected(report, options.verbose) {
        let group = level(diagnostic.severity)
            .primary_title(shown(&diagnostic.message, mask))
            .id(diagnostic.code.id)
            .elements(places(diagnostic, files, mask))
            .elements(advice(diagnostic, options.verbose, mask));
        writeln!(out, "{}\n", renderer.render(&[group]))?;
        if left_out > 0 {
            let more = format!("… and {left_out} more (`-v` shows all)");
            let title = level(diagnostic.severity).primary_title(more);
            let group = Group::with_title(title.id(diagnostic.code.id));
            writeln!(out, "{}\n", renderer.render(&[group]))?;
        }
    }
    Ok(())
}

/// The findings in the order in which they are shown, each with the number of notes like it that are
/// left out behind it.
fn selected(report: &Report, verbose: bool) -> Vec<(&Diagnostic, usize)> {
    let mut findings: Vec<_> = report.diagnostics.iter().collect();
    findings.sort_by_key(|it| Reverse(it.severity));
    let mut shown: Vec<(&Diagnostic, usize)> = Vec::new();
    for finding in findings {
        let last = if verbose || finding.severity != Severity::Note {
            None
        } else {
            let mut alike = shown.iter_mut().filter(|(it, _)| it.code == finding.code);
            alike.nth(NOTES - 1)
        };
        match last {
            Some((_, left_out)) => *left_out += 1,
            None => shown.push((finding, 0)),
        }
    }
    shown
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
fn advice(diagnostic: &Diagnostic, verbose: bool, mask: &Mask) -> Vec<Element<'static>> {
    let notes = diagnostic
        .notes
        .iter()
        .map(|note| (Level::NOTE, note.clone()));
    let services = services(&diagnostic.services).map(|text| (Level::NOTE, text));
    let files = files(&diagnostic.files, verbose).map(|text| (Level::NOTE, text));
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
        .chain(files)
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

/// Which files a finding concerns, a line each; a finding about one file has named it.
pub(super) fn files(paths: &[Utf8PathBuf], all: bool) -> Option<String> {
    let named = if all || paths.len() <= NAMED_FILES + 1 {
        paths
    } else {
        &paths[..NAMED_FILES]
    };
    let left_out = paths.len() - named.len();
    let more = (left_out > 0).then(|| format!("… and {left_out} more (`-v` shows all)"));
    let lines: Vec<_> = named.iter().map(ToString::to_string).chain(more).collect();
    (paths.len() > 1).then(|| lines.join("\n"))
}

/// A message as it is shown: without secrets and not endless.
fn shown(text: &str, mask: &Mask) -> String {
    printable(&shortened(mask.text(text).into_owned(), MESSAGE))
}

/// So many characters of a text, and a sign that there were more.
pub(crate) fn shortened(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// A path as it is shown: a line break in a file's name would forge lines of its own.
fn one_line(path: &str) -> String {
    printable(path).replace('\n', "\u{fffd}")
}

/// A text without the characters that a terminal would obey.
fn printable(text: &str) -> String {
    normalize_untrusted_str(text).replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::samples::{CRAMPED, NO_PROBE, UNKNOWN_OWNER};

    #[test]
    fn errors_come_last_and_few_of_many_notes_are_shown() {
        let finding = |code, text: &str| Diagnostic::nowhere(code, text);
        let mut diagnostics = vec![finding(&UNKNOWN_OWNER, "error")];
        diagnostics.extend((0..NOTES + 2).map(|at| finding(&NO_PROBE, &at.to_string())));
        diagnostics.push(finding(&CRAMPED, "warning"));
        let report = Report { diagnostics };
        let shown = |verbose| -> Vec<_> {
            let findings = selected(&report, verbose).into_iter();
            findings
                .map(|(it, more)| (it.message.clone(), more))
                .collect()
        };
        let expected = [
            ("0", 0),
            ("1", 0),
            ("2", 0),
            ("3", 0),
            ("4", 2),
            ("warning", 0),
        ];
        let expected = expected.into_iter().chain([("error", 0)]);
        let expected: Vec<_> = expected
            .map(|(text, more)| (text.to_owned(), more))
            .collect();
        assert_eq!(shown(false), expected);
        let all = shown(true);
        assert_eq!(all.len(), report.diagnostics.len());
        assert!(all.iter().all(|(_, more)| *more == 0), "{all:?}");
    }

    #[test]
    fn a_finding_names_a_few_of_its_files_or_all() {
        let paths = |count: usize| -> Vec<_> {
            (0..count)
                .map(|at| Utf8PathBuf::from(format!("out/{at}")))
                .collect()
        };
        assert_eq!(files(&paths(1), false), None);
        let four = "out/0\nout/1\nout/2\nout/3";
        assert_eq!(files(&paths(4), false).as_deref(), Some(four));
        let five = "out/0\nout/1\nout/2\n… and 2 more (`-v` shows all)";
        assert_eq!(files(&paths(5), false).as_deref(), Some(five));
        assert_eq!(files(&paths(5), true), Some(format!("{four}\nout/4")));
    }
}
