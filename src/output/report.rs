//! Verdicts told to the user: a finding for all files of one verdict, and the figures of the closing line.

use camino::Utf8PathBuf;

use super::codes::{
    EDITED_OUTPUT, FOREIGN_OUTPUT, LINKED_OUTPUT, MISSING_OUTPUT, ORPHANED_OUTPUT, STALE_OUTPUT,
    STRANGE_RULES,
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

/// The finding for files that are loaded with our rules and are none of them, if there are any.
pub(super) fn strangers(paths: Vec<Utf8PathBuf>) -> Option<Diagnostic> {
    let message = match paths.as_slice() {
        [] => return None,
        [path] => format!("`{path}` lies among generated rules, but o11yc did not write it"),
        paths => format!(
            "{} files lie among generated rules, but o11yc did not write them",
            paths.len()
        ),
    };
    let finding = Diagnostic::nowhere(&STRANGE_RULES, message)
        .note("Prometheus loads every `.yml` file of the directory")
        .help("move what is yours to a directory of its own, and remove what is nobody's");
    Some(finding.files(paths))
}

/// The finding for the files at `paths`, which are at least one, if there is anything to say.
pub(super) fn finding(verdict: &Verdict, paths: Vec<Utf8PathBuf>) -> Option<Diagnostic> {
    let (what, is, was, it) = match paths.as_slice() {
        [path] => (format!("`{path}`"), "is", "was", "it"),
        paths => (format!("{} files", paths.len()), "are", "were", "them"),
    };
    let (code, message, help) = match verdict {
        Verdict::Unchanged | Verdict::Gone => return None,
        Verdict::Stale => (
            &STALE_OUTPUT,
            format!("{what} {is} out of date"),
            "run `o11yc build` and commit the result",
        ),
        Verdict::Missing => (
            &MISSING_OUTPUT,
            format!("{what} {is} missing"),
            "run `o11yc build` and commit the result",
        ),
        Verdict::Orphaned => (
            &ORPHANED_OUTPUT,
            format!("{what} {is} no longer produced"),
            "run `o11yc build`, which removes what is not produced, and commit the result",
        ),
        Verdict::UnrecordedOrphan => (
            &ORPHANED_OUTPUT,
            format!("{what} {is} no longer produced, and no manifest tells of hand edits"),
            "save what you need, then remove the rest with `o11yc build --force`",
        ),
        Verdict::Edited => (
            &EDITED_OUTPUT,
            format!("{what} {was} edited by hand since o11yc wrote {it}"),
            "move the change into the registry, then give up the edit with `o11yc build --force`",
        ),
        Verdict::LineEnds => (
            &EDITED_OUTPUT,
            format!("the line ends of {what} are not those that o11yc wrote; nothing else differs"),
            "write `generated/** -text` into `.gitattributes`, then check the output out again",
        ),
        Verdict::EditedOrphan => (
            &EDITED_OUTPUT,
            format!("{what} {was} edited by hand, and {is} no longer produced"),
            "save what you need, then remove the rest with `o11yc build --force`",
        ),
        Verdict::Foreign => (
            &FOREIGN_OUTPUT,
            format!("{what} must be written, but o11yc did not write what is there"),
            "move what is there away, or replace it with `o11yc build --force`",
        ),
        Verdict::Linked(link) => (
            &LINKED_OUTPUT,
            format!("`{link}` is a symbolic link, which may lead out of the output directory"),
            "remove the link, then run `o11yc build`",
        ),
    };
    let concerned = match verdict {
        Verdict::Linked(link) => vec![link.clone()],
        _ => paths,
    };
    let finding = Diagnostic::nowhere(code, message).help(help);
    Some(finding.files(concerned))
}
