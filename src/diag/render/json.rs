//! A report as one JSON document, for programs.
//!
//! ```json
//! {
//!   "format_version": 1,
//!   "diagnostics": [
//!     {
//!       "code": "REG004",
//!       "name": "unknown-owner",
//!       "severity": "error",
//!       "message": "unknown owner `anvila-devop`",
//!       "primary": {
//!         "path": "registry/observability_services.yml",
//!         "start": {"line": 3, "column": 12, "offset": 47},
//!         "end": {"line": 3, "column": 24, "offset": 59},
//!         "text": "no team has this name"
//!       },
//!       "secondary": [],
//!       "notes": [],
//!       "help": "write `anvila-devops`, or add the team under `owners:`",
//!       "fix": {
//!         "title": "write `anvila-devops`",
//!         "safe": false,
//!         "edits": [{"path": "…", "start": {…}, "end": {…}, "text": "anvila-devops"}]
//!       },
//!       "services": ["anvila-api"],
//!       "files": []
//!     }
//!   ],
//!   "summary": {"errors": 1, "warnings": 0, "notes": 0}
//! }
//! ```
//!
//! Lines and columns count from 1, columns in characters; offsets count bytes from 0; an end is
//! exclusive. `primary`, `help` and `fix` are `null` where there is none. The `text` of an edit
//! replaces what stands from its start to its end. `files` are the generated files that a finding
//! concerns, however many. Readers must ignore fields that they do not
//! know: new ones do not change `format_version`.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::mask::Mask;
use crate::diag::{Diagnostic, Fix, Label, Report, Severity};
use crate::source::{FileId, Files, Span};

#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    diagnostics: Vec<Finding<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    name: &'a str,
    severity: Severity,
    message: Cow<'a, str>,
    primary: Option<Place<'a>>,
    secondary: Vec<Place<'a>>,
    notes: Vec<Cow<'a, str>>,
    help: Option<Cow<'a, str>>,
    fix: Option<Repair<'a>>,
    services: Vec<Cow<'a, str>>,
    files: Vec<Cow<'a, str>>,
}

/// A stretch of a file with a text: what is said about it, or what replaces it.
#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    start: Point,
    end: Point,
    text: Cow<'a, str>,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: Cow<'a, str>,
    safe: bool,
    edits: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// Writes the document, ending in a line feed.
pub(super) fn render(
    report: &Report,
    files: &Files,
    mask: &Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let view = View { files, mask };
    let document = Document {
        format_version: 1,
        diagnostics: report.diagnostics.iter().map(|d| view.finding(d)).collect(),
        summary: Summary {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            notes: report.count(Severity::Note),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Turns findings into what is written of them.
struct View<'a> {
    files: &'a Files,
    mask: &'a Mask,
}

impl<'a> View<'a> {
    fn finding(&self, diagnostic: &'a Diagnostic) -> Finding<'a> {
        let label = |label: &'a Label| self.place(label.span, &label.text);
        let files = diagnostic.files.iter();
        let texts = |texts: &'a [String]| texts.iter().map(|text| self.mask.text(text)).collect();
        Finding {
            code: diagnostic.code.id,
            name: diagnostic.code.name,
            severity: diagnostic.severity,
            message: self.mask.text(&diagnostic.message),
            primary: diagnostic.primary.as_ref().map(label),
            secondary: diagnostic.secondary.iter().map(label).collect(),
            notes: texts(&diagnostic.notes),
            help: diagnostic.help.as_ref().map(|help| self.mask.text(help)),
            fix: diagnostic.fix.as_ref().and_then(|fix| self.repair(fix)),
            services: texts(&diagnostic.services),
            files: files.map(|path| self.mask.text(path.as_str())).collect(),
        }
    }

    /// A fix, unless it writes a secret: its edits could not be shown, and with stars in them they
    /// would destroy the file that they are applied to.
    fn repair(&self, fix: &'a Fix) -> Option<Repair<'a>> {
        let shown = !fix.edits.iter().any(|(_, text)| self.mask.hides(text));
        shown.then(|| Repair {
            title: self.mask.text(&fix.title),
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|(span, text)| self.place(*span, text))
                .collect(),
        })
    }

    fn place(&self, span: Span, text: &'a str) -> Place<'a> {
        Place {
            path: self.files.path(span).as_str(),
            start: self.point(span.file, span.start),
            end: self.point(span.file, span.end),
            text: self.mask.text(text),
        }
    }

    fn point(&self, file: FileId, offset: u32) -> Point {
        let position = self.files.position(file, offset);
        Point {
            line: position.line,
            column: position.column,
            offset,
        }
    }
}
