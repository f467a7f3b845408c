//! Writing files for tests.

use camino::Utf8Path;

/// Writes a file, and the directories above it.
pub(crate) fn write(path: &Utf8Path, bytes: impl AsRef<[u8]>) {
    let parent = path.parent().expect("a file has a parent");
    std::fs::create_dir_all(parent).expect("the directory is ours");
    std::fs::write(path, bytes).expect("the directory is ours");
}
