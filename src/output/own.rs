//! The user's own files, in the registry: written whole or not at all, and never over text that
//! nobody has looked at.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};

use anyhow::{Context as _, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};

/// Writes a file that does not exist yet, and the directories above it.
pub fn create(path: &Utf8Path, text: &str) -> Result<()> {
    let failed = || format!("cannot write `{path}`");
    if fs::symlink_metadata(path).is_ok() {
        bail!("`{path}` exists already");
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).with_context(failed)?;
    }
    stage(path, text, None).with_context(failed)
}

/// Replaces a file's text, unless it is no longer `before` or the path is a symbolic link, which the
/// registry does not follow. Permissions stay.
pub fn replace(path: &Utf8Path, before: &str, after: &str) -> Result<()> {
    let failed = || format!("cannot write `{path}`");
    let metadata = fs::symlink_metadata(path).with_context(failed)?;
    if metadata.is_symlink() {
        bail!("`{path}` is a symbolic link, which the registry does not follow");
    }
    if fs::read(path).with_context(failed)? != before.as_bytes() {
        bail!("`{path}` has changed since it was read; try again");
    }
    stage(path, after, Some(metadata.permissions())).with_context(failed)
}

/// Whether a file holds `text`; `None` if there is none.
pub fn holds(path: &Utf8Path, text: &str) -> Result<Option<bool>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes == text.as_bytes())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read `{path}`")),
    }
}

/// Writes the text beside the file and moves it into place in one step, as any reader sees it.
fn stage(path: &Utf8Path, text: &str, permissions: Option<fs::Permissions>) -> io::Result<()> {
    let staged = staged(path);
    match fs::remove_file(&staged) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&staged)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| permissions.map_or(Ok(()), |it| file.set_permissions(it)))
        .and_then(|()| fs::rename(&staged, path));
    if written.is_err() {
        // What remains is hidden from the registry, and the next run removes it.
        let _ = fs::remove_file(&staged);
    }
    written
}

/// A name that the registry does not read.
fn staged(path: &Utf8Path) -> Utf8PathBuf {
    let name = path.file_name().unwrap_or_default();
    path.with_file_name(format!(".{name}.o11yc-new"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> (tempfile::TempDir, Utf8PathBuf) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = Utf8Path::from_path(directory.path()).expect("UTF-8");
        let path = path.to_owned();
        (directory, path)
    }

    #[test]
    fn creates_what_does_not_exist() {
        let (_directory, root) = directory();
        let path = root.join("services/a.yml");
        create(&path, "a").expect("written");
        assert_eq!(holds(&path, "a").expect("readable"), Some(true));
        assert_eq!(holds(&path, "b").expect("readable"), Some(false));
        assert_eq!(holds(&root.join("b"), "b").expect("absent"), None);
        let error = create(&path, "b").expect_err("it exists");
        assert!(error.to_string().ends_with("exists already"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "a");
    }

    #[test]
    fn replaces_what_was_read_and_nothing_else() {
        let (_directory, root) = directory();
        let path = root.join("a.yml");
        fs::write(&path, "a").expect("written");
        replace(&path, "a", "b").expect("replaced");
        let error = replace(&path, "a", "c").expect_err("it changed");
        assert!(error.to_string().contains("has changed"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "b");
        assert_eq!(fs::read_dir(&root).expect("listed").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_are_refused() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let (_directory, root) = directory();
        let (file, link) = (root.join("a.yml"), root.join("link.yml"));
        fs::write(&file, "a").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("set");
        symlink("a.yml", &link).expect("linked");
        let error = replace(&link, "a", "b").expect_err("a link");
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert!(link.is_symlink());
        replace(&file, "a", "b").expect("replaced");
        assert_eq!(fs::read_to_string(&file).expect("readable"), "b");
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}
