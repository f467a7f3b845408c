//! Committed files that tests compare with: `BLESS=1` writes them anew.

use camino::Utf8Path;
use similar::TextDiff;

/// Whether committed files are to be written rather than compared.
pub(crate) fn blessing() -> bool {
    std::env::var("BLESS").as_deref() == Ok("1")
}

/// Compares a committed file with what it should hold, or writes it. The error is a readable diff.
pub(crate) fn compare(path: &Utf8Path, actual: &str) -> Result<(), String> {
    let committed = std::fs::read_to_string(path).ok();
    if committed.as_deref() == Some(actual) {
        return Ok(());
    }
    if blessing() {
        let parent = path.parent().expect("a file has a parent");
        std::fs::create_dir_all(parent).expect("the repository can be written");
        std::fs::write(path, actual).expect("the repository can be written");
        return Ok(());
    }
    let Some(committed) = committed else {
        return Err(format!("{path} is missing; BLESS=1 writes it"));
    };
    let diff = TextDiff::from_lines(committed.as_str(), actual);
    let diff = diff.unified_diff().header(path.as_str(), "now").to_string();
    Err(format!(
        "{path} is out of date; BLESS=1 accepts this:\n{diff}"
    ))
}

/// Fails with all complaints at once.
pub(crate) fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
