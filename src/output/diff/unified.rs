//! Two texts become the hunks of a unified diff, as `patch` and reviewers read them.
//!
//! The only file that names `similar`.

use std::fmt::Write as _;

use serde::Serialize;
use similar::{Algorithm, DiffOp, DiffTag, TextDiff};

use crate::artifact::Body;
use crate::diag::render::shortened;

/// How many equal lines are shown around those that differ.
const CONTEXT: usize = 3;

/// How many characters of a section's name a hunk shows.
const NAME: usize = 60;

/// How many lines differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Lines {
    /// Only in the new text.
    pub added: usize,
    /// Only in the old text.
    pub removed: usize,
}

/// Compares two texts line by line. Each hunk names the section that it lies in, which `body`, the
/// document behind the new text, can tell.
pub(super) fn unified(old: &str, new: &str, body: Option<&Body>) -> (Lines, String) {
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<_>>();
    let (old, new) = (lines(old), lines(new));
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .newline_terminated(true)
        .diff_slices(&old, &new);
    let mut hunks = String::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let shown = hunk.to_string();
        let (range, rest) = shown.split_once('\n').unwrap_or((&shown, ""));
        let start = hunk.ops().iter().find(|op| op.tag() != DiffTag::Equal);
        let above = &new[..start.map_or(0, |op| op.new_range().start)];
        let section = body.and_then(|body| body.section(above));
        let section = section
            .map(|name| format!(" {}", shortened(name, NAME)))
            .unwrap_or_default();
        write!(hunks, "{range}{section}\n{rest}").expect("a String takes any text");
    }
    let counted = diff.ops().iter().fold(Lines::default(), Lines::with);
    (counted, hunks)
}

impl Lines {
    fn with(self, op: &DiffOp) -> Self {
        if op.tag() == DiffTag::Equal {
            return self;
        }
        Self {
            added: self.added + op.new_range().len(),
            removed: self.removed + op.old_range().len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, unified};

    #[test]
    fn hunks_are_those_of_patch() {
        for (old, new, hunks) in [
            ("a\n", "a\n", ""),
            ("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"),
            ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
            (
                "1\n2\n3\n4\n5\n",
                "1\n2\n3\n4\nfive\n",
                "@@ -2,4 +2,4 @@\n 2\n 3\n 4\n-5\n+five\n",
            ),
            (
                "a",
                "a\n",
                "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n",
            ),
            ("a\r\n", "a\n", "@@ -1 +1 @@\n-a\r\n+a\n"),
            ("a\rb\n", "a\rc\n", "@@ -1 +1 @@\n-a\rb\n+a\rc\n"),
        ] {
            assert_eq!(unified(old, new, None).1, hunks, "{old:?} {new:?}");
        }
    }

    #[test]
    fn lines_are_counted() {
        let (lines, _) = unified("a\nb\nc\n", "a\nB\nc\nd\n", None);
        assert_eq!(
            lines,
            Lines {
                added: 2,
                removed: 1
            }
        );
    }
}
