//! Directories as tests use them: one of their own, and read whole.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

/// A temporary directory with a UTF-8 path.
pub(crate) struct Workspace {
    pub(crate) path: Utf8PathBuf,
    _dir: TempDir,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = Utf8Path::from_path(dir.path()).expect("temporary paths are UTF-8");
        Self {
            path: path.to_owned(),
            _dir: dir,
        }
    }
}

/// The files below a directory, by their paths relative to it.
pub(crate) fn files(root: &Utf8Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(root).into_iter().filter_map(Result::ok);
    let files = entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = Utf8Path::from_path(entry.path()).expect("our paths are UTF-8");
            let below = path
                .strip_prefix(root)
                .expect("the walk stays below its root");
            (
                below.as_str().replace('\\', "/"),
                std::fs::read(path).expect("our files can be read"),
            )
        });
    files.collect()
}
