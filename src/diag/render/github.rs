//! A report as workflow commands of GitHub Actions, which sets them beside the lines of a change.
//!
//! In comes a report, out goes a command for each finding, errors first:
//!
//! ```text
//! ::error file=registry/owners.yml,line=3,col=12,endLine=3,endColumn=24,title=REG004 unknown-owner::…
//! ```
//!
//! Paths are relative to the current directory, which has to be the root of the repository for
//! GitHub to find the lines.

use std::io;

use super::mask::Mask;
use super::text::{files as concerned, services};
use crate::diag::{Diagnostic, Label, Report, Severity};
use crate::source::Files;

/// GitHub shows so many annotations of each kind in a step, and drops the others without a word.
const SHOWN: usize = 10;

/// Writes a line for each finding.
pub(super) fn render(
    report: &Report,
    files: &Files,
    mask: &Mask,
    verbose: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let findings = report.diagnostics.iter();
        let findings: Vec<_> = findings.filter(|it| it.severity == severity).collect();
        // The last annotation that is shown tells of those that are not.
        let shown = if findings.len() > SHOWN {
            SHOWN - 1
        } else {
            findings.len()
        };
        let (shown, rest) = findings.split_at(shown);
        for finding in shown {
            annotate(finding, files, mask, verbose, out)?;
        }
        if !rest.is_empty() {
            writeln!(
                out,
                "::{} title=o11yc::{} more like this are in the log of this step",
                command(severity),
                rest.len()
            )?;
        }
        for finding in rest {
            annotate(finding, files, mask, verbose, out)?;
        }
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

fn annotate(
    finding: &Diagnostic,
    files: &Files,
    mask: &Mask,
    verbose: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    write!(out, "::{} ", command(finding.severity))?;
    if let Some(label) = &finding.primary {
        write_place(label, files, mask, out)?;
    }
    let title = format!("{} {}", finding.code.id, finding.code.name);
    write!(out, "title={}::", property(&title))?;
    writeln!(
        out,
        "{}",
        data(&mask.text(&message(finding, files, verbose)))
    )
}

/// Columns only where a finding lies on one line: GitHub refuses them elsewhere.
fn write_place(
    label: &Label,
    files: &Files,
    mask: &Mask,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let span = label.span;
    let start = files.position(span.file, span.start);
    let end = files.position(span.file, span.end);
    let path = mask.text(files.path(span).as_str());
    write!(out, "file={},line={},", property(&path), start.line)?;
    if start.line == end.line {
        write!(out, "col={},", start.column)?;
    }
    write!(out, "endLine={},", end.line)?;
    if start.line == end.line {
        write!(out, "endColumn={},", end.column)?;
    }
    Ok(())
}

/// All that is said about a finding. The place is said again, since the log shows nothing else.
fn message(finding: &Diagnostic, files: &Files, verbose: bool) -> String {
    let place = finding.primary.as_ref().map(|label| {
        let at = files.position(label.span.file, label.span.start);
        let path = files.path(label.span);
        format!("{path}:{}:{}: ", at.line, at.column)
    });
    let label = finding.primary.iter().map(|label| label.text.clone());
    let label = label.filter(|text| !text.is_empty());
    let services = services(&finding.services);
    let concerned = concerned(&finding.files, verbose);
    let help = finding.help.iter().map(|help| format!("help: {help}"));
    let first = format!("{}{}", place.unwrap_or_default(), finding.message);
    std::iter::once(first)
        .chain(label)
        .chain(finding.notes.iter().cloned())
        .chain(services)
        .chain(concerned)
        .chain(help)
        .collect::<Vec<_>>()
        .join("\n")
}

/// A text behind `::`, escaped as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A value between `=` and `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
