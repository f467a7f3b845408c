//! Files that nothing reads.
//!
//! In comes the path of a file that is of no kind, out goes the kind that its name comes nearest to, and
//! the finding.

use camino::Utf8Path;

use crate::diag::Diagnostic;
use crate::registry::codes::UNKNOWN_FILE;
use crate::registry::file::FileKind;
use crate::source::{FileId, RUNBOOKS, Span, nearest};

/// The kind of file whose name somebody may have meant.
pub(super) fn meant_kind(path: &Utf8Path) -> Option<FileKind> {
    let near = nearest(path.file_name()?, FileKind::ALL.map(FileKind::files))?;
    FileKind::ALL.into_iter().find(|kind| kind.files() == near)
}

pub(super) fn unknown_file(file: FileId, path: &Utf8Path, meant: Option<FileKind>) -> Diagnostic {
    let known = FileKind::ALL.map(FileKind::files);
    let help = match meant.map(FileKind::files) {
        Some(near) => format!("rename it to `{near}`, or keep it outside the registry"),
        None if path
            .extension()
            .is_some_and(|it| it.eq_ignore_ascii_case("md")) =>
        {
            let alert = path.file_stem().unwrap_or_default();
            format!("move it to `{RUNBOOKS}/{alert}.md`")
        }
        None => format!(
            "the registry reads {}, `owners.yml`, `services/*.yml` and `runbooks/*.md`; keep other files outside it",
            list(&known)
        ),
    };
    Diagnostic::at(
        &UNKNOWN_FILE,
        Span::new(file, 0, 0),
        format!("`{path}` is not a file of the registry"),
    )
    .label("nothing reads this file")
    .help(help)
}

fn list(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
