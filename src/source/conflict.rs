//! What Git leaves of two versions that it could not merge.
//!
//! In comes the text of a file, out goes a finding about the first line that Git wrote: nobody meant what
//! stands around it to be read together.

use super::codes::file::MERGE_CONFLICT;
use super::{Fence, FileId, Span, offset};
use crate::diag::Diagnostic;

/// How Git's lines begin, whichever the language of the file.
const MARKS: [&str; 3] = ["<<<<<<< ", "||||||| ", ">>>>>>> "];

/// Git's line between two versions. In Markdown, a line that makes a heading of the one above.
const BETWEEN: &str = "=======";

/// The merge conflict in a text that is not YAML: a line of Git's own, or what is left of one `at` the fault.
pub(super) fn in_broken_yaml(text: &str, at: usize, file: FileId) -> Option<Diagnostic> {
    let rest = text.get(at..).unwrap_or_default();
    let stops = rest.lines().next() == Some(BETWEEN);
    let conflicts = stops || text.lines().any(is_mark);
    find(text, file, |line| {
        is_mark(line) || conflicts && line == BETWEEN
    })
}

/// The merge conflict in a text in which such lines mean nothing, and so would be shown to people. Within
/// fences they are shown on purpose.
pub(crate) fn in_markdown(text: &str, file: FileId) -> Option<Diagnostic> {
    let mut open = None;
    find(text, file, |line| {
        open = Fence::after(open, line);
        open.is_none() && is_mark(line)
    })
}

/// Whether Git writes such a line into a text that it cannot merge, where nobody else does.
pub(crate) fn is_written_by_git(line: &str) -> bool {
    is_mark(line) || line == BETWEEN
}

fn is_mark(line: &str) -> bool {
    MARKS.iter().any(|mark| line.starts_with(mark))
}

fn find(text: &str, file: FileId, mut is_ours: impl FnMut(&str) -> bool) -> Option<Diagnostic> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if is_ours(content) {
            return Some(told(Span::new(
                file,
                offset(start),
                offset(start + content.len()),
            )));
        }
        start += line.len();
    }
    None
}

fn told(line: Span) -> Diagnostic {
    Diagnostic::at(&MERGE_CONFLICT, line, "the file holds a merge conflict")
        .help("choose what to keep, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Files;

    #[test]
    fn what_a_runbook_shows_in_a_fence_is_no_conflict() {
        let file = Files::default().add("a.md", String::new());
        let shown = "When a merge hangs:\n\n```\n<<<<<<< HEAD\n```\n";
        assert!(in_markdown(shown, file).is_none());
        let nested = "````\n```\n<<<<<<< HEAD\n````\n";
        assert!(in_markdown(nested, file).is_none());
        let left = format!("{shown}\n<<<<<<< HEAD\n");
        assert!(in_markdown(&left, file).is_some());
    }
}
