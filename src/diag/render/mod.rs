//! Renderers of reports, one a file: in come a [`Report`] and the texts it points into, out goes
//! what a person or a program reads. Secrets pass none of them.

mod excerpt;
mod github;
mod json;
pub(crate) mod mask;
mod text;

pub(crate) use text::shortened;

use std::io;

use clap::ValueEnum;

use self::mask::Mask;
use super::Report;
use crate::source::Files;

/// The forms in which a report can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: source lines with carets.
    Text,
    /// For programs: one versioned JSON document.
    Json,
    /// For GitHub Actions: annotations beside the lines of a change.
    Github,
}

/// How a report is shown.
#[derive(Debug, Clone, Copy)]
pub struct RenderOptions {
    /// The form.
    pub format: Format,
    /// Whether text is coloured; the other forms never are.
    pub color: bool,
    /// Whether everything is told, however much alike.
    pub verbose: bool,
}

/// Writes a report. `files` are those that its findings point into.
pub fn render(
    report: &Report,
    files: &Files,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mask = Mask::new(files);
    match options.format {
        Format::Text => text::render(report, files, &mask, *options, out),
        Format::Json => json::render(report, files, &mask, out),
        Format::Github => github::render(report, files, &mask, options.verbose, out),
    }
}

#[cfg(test)]
mod tests;
