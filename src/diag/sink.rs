//! Collects findings and puts them in order.

use std::collections::BTreeMap;

use super::{Diagnostic, Severity};
use crate::source::{Files, Span};

/// Collects findings during a run.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
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
        self.diagnostics.push(diagnostic);
    }

    /// Whether an error was found so far.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|d| d.severity == Severity::Error)
    }

    /// Whether an error was found whose primary place lies within `span`.
    pub fn has_errors_in(&self, span: Span) -> bool {
        self.diagnostics.iter().any(|d| {
            d.severity == Severity::Error
                && d.primary
                    .as_ref()
                    .is_some_and(|label| span.contains(label.span))
        })
    }

    /// Sorts, merges equal findings and ends the collection.
    pub fn finish(self, files: &Files) -> Report {
        let mut merged: BTreeMap<_, Diagnostic> = BTreeMap::new();
        for diagnostic in self.diagnostics {
            let place = diagnostic.primary.as_ref().map(|label| {
                (
                    files.path(label.span).to_owned(),
                    label.span.start,
                    label.span.end,
                )
            });
            let key = (place, diagnostic.code.id, diagnostic.message.clone());
            match merged.get_mut(&key) {
                Some(same) => same.services.extend(diagnostic.services),
                None => {
                    merged.insert(key, diagnostic);
                }
            }
        }
        let mut diagnostics: Vec<_> = merged.into_values().collect();
        for diagnostic in &mut diagnostics {
            diagnostic.services.sort();
            diagnostic.services.dedup();
        }
        Report { diagnostics }
    }
}

impl Report {
    /// The number of findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    }
}
