//! Collects findings and puts them in order.
//!
//! In come diagnostics in any order, out comes a [`Report`] that is the same whatever the order
//! was, in which every finding is told once.

use std::collections::BTreeSet;

use super::{Diagnostic, Severity};
use crate::source::{Files, Span};

/// Collects findings during a run.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
    has_errors: bool,
    /// Primary places of errors, sorted, so that each of many entries can ask for its own.
    error_places: BTreeSet<Span>,
}

/// All findings of a run: sorted by file, place and code, each told once.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings in the order in which they are shown.
    pub diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.has_errors = true;
            self.error_places
                .extend(diagnostic.primary.as_ref().map(|label| label.span));
        }
        self.diagnostics.push(diagnostic);
    }

    /// Adds what another sink has collected.
    pub fn append(&mut self, other: Self) {
        for diagnostic in other.diagnostics {
            self.push(diagnostic);
        }
    }

    /// Adds what another sink has collected, but for errors about a value that has one here already, such
    /// as a secret, with its quotes or without.
    pub fn append_untold(&mut self, other: Self) {
        for diagnostic in other.diagnostics {
            let place = diagnostic.primary.as_ref().map(|label| label.span);
            let is_told = place.is_some_and(|Span { file, start, end }| {
                let within = Span::new(file, start + 1, end.saturating_sub(1));
                let at = Span::new(file, start, end);
                self.has_error_at(at) || self.has_error_at(within)
            });
            if !is_told {
                self.push(diagnostic);
            }
        }
    }

    /// Whether an error was found so far.
    pub fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// Whether an error was found whose primary place lies within `span`.
    pub fn has_errors_in(&self, span: Span) -> bool {
        self.error_places
            .range(Span::new(span.file, span.start, 0)..)
            .take_while(|place| place.file == span.file && place.start <= span.end)
            .any(|&place| span.contains(place))
    }

    /// Whether an error was found whose primary place is exactly `span`.
    pub fn has_error_at(&self, span: Span) -> bool {
        self.error_places.contains(&span)
    }

    /// Makes an error of a warning at exactly this place and hands it out; `None` if there is none.
    pub fn escalate(&mut self, span: Span) -> Option<&mut Diagnostic> {
        let warning = self.diagnostics.iter_mut().find(|it| {
            it.severity == Severity::Warning
                && it.primary.as_ref().is_some_and(|at| at.span == span)
        })?;
        warning.severity = Severity::Error;
        self.has_errors = true;
        self.error_places.insert(span);
        Some(warning)
    }

    /// Sorts, merges findings that differ in their services only, and ends the collection. What is
    /// less than an error is left out at the very place of one: there is something else to write.
    pub fn finish(self, files: &Files) -> Report {
        let (mut diagnostics, errors) = (self.diagnostics, self.error_places);
        diagnostics.retain(|it| {
            let place = it.primary.as_ref().map(|label| label.span);
            it.severity == Severity::Error || !place.is_some_and(|place| errors.contains(&place))
        });
        diagnostics.sort_by(|a, b| order(a, files).cmp(&order(b, files)));
        diagnostics.dedup_by(|next, kept| {
            let same = order(next, files) == order(kept, files);
            if same {
                kept.services.append(&mut next.services);
            }
            same
        });
        for diagnostic in &mut diagnostics {
            diagnostic.services.sort();
            diagnostic.services.dedup();
        }
        Report { diagnostics }
    }
}

/// All of a finding but its services, the parts that decide where it is shown first.
fn order<'a>(diagnostic: &'a Diagnostic, files: &'a Files) -> impl Ord + 'a {
    let Diagnostic {
        code,
        severity,
        message,
        primary,
        secondary,
        notes,
        help,
        fix,
        services: _,
        files: concerned,
    } = diagnostic;
    let place = primary
        .as_ref()
        .map(|label| (files.path(label.span), label.span.start));
    // Findings without a place come after those that can be read beside the registry.
    (
        (place.is_none(), place, code.id, severity, message),
        (primary, secondary, notes, help, fix, concerned),
    )
}

impl Report {
    /// The number of findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    }

    /// Whether any finding stops the build.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::samples::{CRAMPED, UNKNOWN_OWNER};

    /// Two files, added in the order opposite to their names.
    fn files() -> (Files, Span, Span) {
        let mut files = Files::default();
        let b = files.add("registry/b.yml", "owner: b\n".to_owned());
        let a = files.add("registry/a.yml", "owner: a\n".to_owned());
        (files, Span::new(a, 7, 8), Span::new(b, 7, 8))
    }

    fn report(files: &Files, diagnostics: impl IntoIterator<Item = Diagnostic>) -> Report {
        let mut sink = Sink::default();
        diagnostics.into_iter().for_each(|d| sink.push(d));
        sink.finish(files)
    }

    #[test]
    fn findings_are_sorted_by_path_then_place_then_code() {
        let (files, a, b) = files();
        let (start_of_a, behind_a) = (Span::new(a.file, 0, 5), Span::new(a.file, 8, 9));
        let findings = [
            Diagnostic::at(&UNKNOWN_OWNER, b, "fourth"),
            Diagnostic::at(&UNKNOWN_OWNER, a, "second"),
            Diagnostic::at(&CRAMPED, behind_a, "third"),
            Diagnostic::at(&CRAMPED, start_of_a, "first"),
            Diagnostic::nowhere(&UNKNOWN_OWNER, "fifth"),
        ];
        let messages = |report: Report| -> Vec<String> {
            report.diagnostics.into_iter().map(|d| d.message).collect()
        };
        let expected = ["first", "second", "third", "fourth", "fifth"];
        assert_eq!(messages(report(&files, findings.clone())), expected);
        let reversed = findings.into_iter().rev();
        assert_eq!(messages(report(&files, reversed)), expected);
    }

    #[test]
    fn findings_that_differ_in_services_alone_are_told_once() {
        let (files, a, _) = files();
        let cause = || Diagnostic::at(&CRAMPED, a, "windows overlap").note("in profile `web`");
        let merged = report(
            &files,
            [
                cause().service("orders"),
                cause().note("another fact").service("search"),
                cause().service("basket"),
                cause().service("orders"),
            ],
        );
        let services: Vec<_> = merged.diagnostics.iter().map(|d| &d.services[..]).collect();
        assert_eq!(services, [&["basket", "orders"][..], &["search"]]);
    }

    #[test]
    fn at_the_place_of_an_error_nothing_less_is_told() {
        let (files, a, b) = files();
        let told = report(
            &files,
            [
                Diagnostic::at(&CRAMPED, a, "follows from the error"),
                Diagnostic::at(&UNKNOWN_OWNER, a, "the error"),
                Diagnostic::at(&CRAMPED, b, "elsewhere"),
            ],
        );
        let messages: Vec<_> = told.diagnostics.iter().map(|d| &*d.message).collect();
        assert_eq!(messages, ["the error", "elsewhere"]);
    }

    #[test]
    fn of_a_value_with_an_error_no_other_is_told() {
        let (files, a, b) = files();
        let quoted = Span::new(a.file, a.start - 1, a.end + 1);
        let mut sink = Sink::default();
        sink.push(Diagnostic::at(&UNKNOWN_OWNER, a, "a secret"));
        let mut other = Sink::default();
        for place in [a, quoted, b] {
            other.push(Diagnostic::at(&CRAMPED, place, "not a path"));
        }
        sink.append_untold(other);
        let told = sink.finish(&files);
        let places = told.diagnostics.iter().flat_map(|it| &it.primary);
        let places: Vec<_> = places.map(|label| label.span).collect();
        assert_eq!(places, [a, b]);
    }

    #[test]
    fn only_errors_stop_the_build() {
        let (files, a, _) = files();
        let warning = report(&files, [Diagnostic::at(&CRAMPED, a, "tight")]);
        assert!(!warning.has_errors());
        assert_eq!(warning.count(Severity::Warning), 1);
        let error = report(&files, [Diagnostic::nowhere(&UNKNOWN_OWNER, "none")]);
        assert!(error.has_errors());
    }

    #[test]
    fn an_error_is_found_in_the_entry_that_holds_it_and_in_no_other() {
        let (_, a, b) = files();
        let mut sink = Sink::default();
        assert!(!sink.has_errors());
        sink.push(Diagnostic::at(&CRAMPED, b, "a warning counts for nothing"));
        assert!(!sink.has_errors() && !sink.has_errors_in(b));

        let place = |start, end| Span::new(a.file, start, end);
        sink.push(Diagnostic::at(&UNKNOWN_OWNER, place(20, 40), "wide"));
        sink.push(Diagnostic::at(&UNKNOWN_OWNER, place(30, 35), "narrow"));
        assert!(sink.has_errors());
        for inside in [place(20, 40), place(0, 100), place(25, 35), place(30, 36)] {
            assert!(sink.has_errors_in(inside), "{inside:?}");
        }
        for outside in [
            place(0, 20),
            place(31, 100),
            place(21, 34),
            place(40, 60),
            b,
        ] {
            assert!(!sink.has_errors_in(outside), "{outside:?}");
        }
    }
}
