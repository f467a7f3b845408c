//! The folders that hold a registry in `registry` and its committed output in `generated`.

use camino::{Utf8Path, Utf8PathBuf};

/// Golden cases, then examples.
pub(crate) fn cases() -> Vec<Utf8PathBuf> {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let below = |folder: &str| {
        let entries = root.join(folder).read_dir_utf8();
        let entries = entries.expect("the folder is there").map(|entry| {
            let entry = entry.expect("the folder can be listed");
            Utf8Path::new(folder).join(entry.file_name())
        });
        let mut cases: Vec<_> = entries.filter(|it| root.join(it).is_dir()).collect();
        cases.sort();
        cases
    };
    [below("tests/golden"), below("examples")].concat()
}
