//! Verdicts told to the user: a finding per file, and the figures of the closing line.

use camino::Utf8Path;

use super::codes::{
    EDITED_OUTPUT, FOREIGN_OUTPUT, LINKED_OUTPUT, MISSING_OUTPUT, ORPHANED_OUTPUT, STALE_OUTPUT,
};
use super::verdict::Verdict;
use crate::artifact::ArtifactPath;
use crate::diag::Diagnostic;

/// How the output compares with what the registry asks for. A build has acted on it, a check has
/// not: what the one has written or removed, the other has found stale, missing or orphaned.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The number of files that are as they should be.
    pub unchanged: usize,
    /// Files whose content is out of date.
    pub stale: Vec<ArtifactPath>,
    /// Files that are not there.
    pub missing: Vec<ArtifactPath>,
    /// Files that are no longer produced.
    pub orphaned: Vec<ArtifactPath>,
    /// Files left as they are although they differ: edited by hand, not ours, or behind a link.
    pub kept: Vec<ArtifactPath>,
}

impl Summary {
    /// The number of files that a build writes.
    pub fn written(&self) -> usize {
        self.stale.len() + self.missing.len()
    }

    /// The number of files that a build removes.
    pub fn removed(&self) -> usize {
        self.orphaned.len()
    }

    pub(super) fn count(&mut self, path: &ArtifactPath, verdict: &Verdict) {
        let list = match verdict {
            Verdict::Unchanged => {
                self.unchanged += 1;
                return;
            }
            Verdict::Gone => return,
            Verdict::Missing => &mut self.missing,
            Verdict::Stale => &mut self.stale,
            Verdict::Orphaned => &mut self.orphaned,
            Verdict::Edited
            | Verdict::LineEnds
            | Verdict::EditedOrphan
            | Verdict::UnrecordedOrphan
            | Verdict::Foreign
            | Verdict::Linked(_) => &mut self.kept,
        };
        list.push(path.clone());
    }
}

/// The finding for a file at `path`, if there is anything to say.
pub(super) fn finding(path: &Utf8Path, verdict: &Verdict) -> Option<Diagnostic> {
    let (code, message, help) = match verdict {
        Verdict::Unchanged | Verdict::Gone => return None,
        Verdict::Stale => (
            &STALE_OUTPUT,
            format!("`{path}` is out of date"),
            "run `o11yc build` and commit the result",
        ),
        Verdict::Missing => (
            &MISSING_OUTPUT,
            format!("`{path}` is missing"),
            "run `o11yc build` and commit the result",
        ),
        Verdict::Orphaned => (
            &ORPHANED_OUTPUT,
            format!("`{path}` is no longer produced"),
            "run `o11yc build`, which removes it, and commit the result",
        ),
        Verdict::UnrecordedOrphan => (
            &ORPHANED_OUTPUT,
            format!("`{path}` is no longer produced, and no manifest says whether it was edited"),
            "save what you need of it, then run `o11yc build --force` to remove the file",
        ),
        Verdict::Edited => (
            &EDITED_OUTPUT,
            format!("`{path}` was edited by hand since o11yc wrote it"),
            "move the change into the registry, then run `o11yc build --force` to replace the file",
        ),
        Verdict::LineEnds => (
            &EDITED_OUTPUT,
            format!("`{path}` has other line ends than o11yc wrote, and no other change"),
            "write `generated/** -text` into `.gitattributes`, then check the file out again",
        ),
        Verdict::EditedOrphan => (
            &EDITED_OUTPUT,
            format!("`{path}` was edited by hand, and is no longer produced"),
            "save what you need of it, then run `o11yc build --force` to remove the file",
        ),
        Verdict::Foreign => (
            &FOREIGN_OUTPUT,
            format!("`{path}` must be written, but a file that o11yc did not write is there"),
            "move the file away, or run `o11yc build --force` to replace it",
        ),
        Verdict::Linked(link) => (
            &LINKED_OUTPUT,
            format!("`{link}` is a symbolic link, which may lead out of the output directory"),
            "remove the link, then run `o11yc build`",
        ),
    };
    Some(Diagnostic::nowhere(code, message).help(help))
}
