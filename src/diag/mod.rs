//! Diagnostics as data: what is wrong, where, why, and what to write instead.
//!
//! Every stage pushes [`Diagnostic`]s into a [`Sink`]; renderers in [`render`] turn the finished
//! [`Report`] into text or JSON. Nothing here prints.

mod code;
mod docs;
mod explain;
pub mod render;
#[cfg(test)]
mod samples;
mod sink;

pub use code::Code;
pub(crate) use code::{declare_code, declare_codes};
pub use docs::{check_docs, check_unique};
pub use explain::{explain, list, rules_page};
pub use sink::{Report, Sink};

use std::fmt;

use camino::Utf8PathBuf;
use serde::Serialize;

use crate::source::Span;

/// How bad a finding is. Errors stop the build, warnings do not, notes only tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The build cannot go on.
    Error,
    /// Probably a mistake.
    Warning,
    /// Something the user may want to know.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A place and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words beside the caret; may be empty.
    pub text: String,
}

/// A change to the registry that settles a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What the change does, in the imperative.
    pub title: String,
    /// Replacements, none overlapping.
    pub edits: Vec<(Span, String)>,
    /// Whether it keeps the meaning that the user had in mind beyond doubt.
    pub safe: bool,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Which rule found it.
    pub code: &'static Code,
    /// The rule's severity, unless this finding has its own.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// The place; `None` where no file is to blame, such as a missing directory.
    pub primary: Option<Label>,
    /// Other places that explain the first.
    pub secondary: Vec<Label>,
    /// Further facts, a line each.
    pub notes: Vec<String>,
    /// What to do, one imperative sentence.
    pub help: Option<String>,
    /// An edit that does it.
    pub fix: Option<Fix>,
    /// The services concerned. Findings that differ in nothing else are merged, so that a cause in
    /// a profile is told once with the number of services it touches.
    pub services: Vec<String>,
    /// The generated files concerned, sorted. What is true of many is one finding.
    pub files: Vec<Utf8PathBuf>,
}

impl Diagnostic {
    /// A finding at a place.
    pub fn at(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        let mut diagnostic = Self::nowhere(code, message);
        diagnostic.primary = Some(Label {
            span,
            text: String::new(),
        });
        diagnostic
    }

    /// A finding that no line of the registry is to blame for.
    pub fn nowhere(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
            services: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Sets the words beside the primary caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// Points at a further place.
    #[must_use]
    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Offers an edit.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Names the generated files that the finding concerns.
    #[must_use]
    pub fn files(mut self, paths: Vec<Utf8PathBuf>) -> Self {
        self.files = paths;
        self
    }

    /// Names a service that the finding concerns.
    #[must_use]
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.services.push(name.into());
        self
    }
}
