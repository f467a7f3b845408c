//! The user's own files, in the registry: written whole or not at all, and never over text that
//! nobody has looked at. No look and no change goes through a symbolic link below the registry.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};

use anyhow::{Context as _, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::disk::{Disk, Seen, lock};

/// How the name of a file ends whose text waits to be moved into place; it begins with a dot, so that the
/// registry does not read it.
const STAGED: &str = ".o11yc-new";

/// Writes a file that does not exist yet at this path below `root`, and the directories above it.
pub fn create(root: &Utf8Path, below: &Utf8Path, text: &str) -> Result<()> {
    let path = root.join(below);
    let failed = || format!("cannot write `{path}`");
    if look(root, below)?.is_some() {
        bail!("`{path}` exists already");
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).with_context(failed)?;
    }
    stage(root, &path, text, None, |staged| {
        match fs::hard_link(staged, &path) {
            Ok(()) => fs::remove_file(staged).with_context(failed),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                bail!("`{path}` exists already")
            }
            // Some file systems know no links.
            Err(_) => fs::rename(staged, &path).with_context(failed),
        }
    })
}

/// Replaces the text of the file at this path below `root`, unless it is no longer `before`.
/// Permissions stay.
pub fn replace(root: &Utf8Path, below: &Utf8Path, before: &str, after: &str) -> Result<()> {
    let path = root.join(below);
    let failed = || format!("cannot write `{path}`");
    let compare = || match look(root, below)? {
        Some(bytes) if bytes == before.as_bytes() => Ok(()),
        _ => bail!("`{path}` has changed since it was read; try again"),
    };
    compare()?;
    let metadata = fs::symlink_metadata(&path).with_context(failed)?;
    stage(root, &path, after, Some(metadata.permissions()), |staged| {
        // Once more, since writing takes longer than moving.
        compare()?;
        fs::rename(staged, &path).with_context(failed)
    })
}

/// Whether the file at this path below `root` holds `text`; `None` if there is none.
pub fn holds(root: &Utf8Path, below: &Utf8Path, text: &str) -> Result<Option<bool>> {
    Ok(look(root, below)?.map(|bytes| bytes == text.as_bytes()))
}

/// What the file at this path below `root` holds; `None` if there is none.
fn look(root: &Utf8Path, below: &Utf8Path) -> Result<Option<Vec<u8>>> {
    match Disk::new(root.to_owned())?.look(below)? {
        Seen::Nothing => Ok(None),
        Seen::File(bytes) => Ok(Some(bytes)),
        Seen::Link(link) => {
            bail!("`{link}` is a symbolic link, which the registry does not follow")
        }
        Seen::Obstacle(path) if path == root.join(below) => bail!("`{path}` is not a file"),
        Seen::Obstacle(path) => bail!("`{path}` is not a directory"),
    }
}

/// Writes the text beside the file, and lets `place` move it there in one step, as any reader sees it.
/// No other run writes below `root` meanwhile; what one has left that was stopped is removed.
fn stage(
    root: &Utf8Path,
    path: &Utf8Path,
    text: &str,
    permissions: Option<fs::Permissions>,
    place: impl FnOnce(&Utf8Path) -> Result<()>,
) -> Result<()> {
    let failed = || format!("cannot write `{path}`");
    let _lock = lock(root)?;
    clear(path);
    let (staged, mut file) = beside(path).with_context(failed)?;
    let placed = file
        .write_all(text.as_bytes())
        .and_then(|()| permissions.map_or(Ok(()), |it| file.set_permissions(it)))
        .with_context(failed)
        .and_then(|()| place(&staged));
    if placed.is_err() {
        // What remains is hidden from the registry.
        let _ = fs::remove_file(&staged);
    }
    placed
}

/// A new file beside another, under a name that the registry does not read.
fn beside(path: &Utf8Path) -> io::Result<(Utf8PathBuf, File)> {
    let name = path.file_name().unwrap_or_default();
    let staged = path.with_file_name(format!(".{name}{STAGED}"));
    let mut new = OpenOptions::new();
    let file = new.write(true).create_new(true).open(&staged)?;
    Ok((staged, file))
}

/// Removes texts that wait beside a file although no run is going to place them.
fn clear(path: &Utf8Path) {
    let directory = path.parent().filter(|it| *it != "");
    let entries = directory.unwrap_or(".".into()).read_dir_utf8();
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.starts_with('.') && name.ends_with(STAGED) {
            // One that stays is in nobody's way, unless it is this run's: creating it will tell.
            let _ = fs::remove_file(entry.path());
        }
    }
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
        let below = Utf8Path::new("services/a.yml");
        create(&root, below, "a").expect("written");
        assert_eq!(holds(&root, below, "a").expect("readable"), Some(true));
        assert_eq!(holds(&root, below, "b").expect("readable"), Some(false));
        assert_eq!(holds(&root, "b".into(), "b").expect("absent"), None);
        let error = create(&root, below, "b").expect_err("it exists");
        assert!(error.to_string().ends_with("exists already"), "{error}");
        assert_eq!(fs::read_to_string(root.join(below)).expect("readable"), "a");
        let services = fs::read_dir(root.join("services")).expect("listed");
        assert_eq!(services.count(), 1);
    }

    #[test]
    fn replaces_what_was_read_and_nothing_else() {
        let (_directory, root) = directory();
        let (below, path) = (Utf8Path::new("a.yml"), root.join("a.yml"));
        fs::write(&path, "a").expect("written");
        replace(&root, below, "a", "b").expect("replaced");
        let error = replace(&root, below, "a", "c").expect_err("it changed");
        assert!(error.to_string().contains("has changed"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "b");
        assert_eq!(fs::read_dir(&root).expect("listed").count(), 1);
    }

    #[test]
    fn what_a_stopped_run_left_is_removed() {
        let (_directory, root) = directory();
        let (below, own) = (Utf8Path::new("a.yml"), root.join(".yml.o11yc-new.yml"));
        let left = [".a.yml.o11yc-new", ".b.yml.o11yc-new"].map(|name| root.join(name));
        let leave = || {
            left.iter()
                .chain([&own])
                .try_for_each(|it| fs::write(it, "half"))
        };
        leave().expect("written");
        create(&root, below, "a").expect("written");
        assert!(left.iter().all(|it| !it.exists()));
        leave().expect("written");
        replace(&root, below, "a", "b").expect("replaced");
        assert!(left.iter().all(|it| !it.exists()));
        assert!(own.exists(), "it is somebody's own");
        assert_eq!(fs::read_to_string(root.join(below)).expect("readable"), "b");
    }

    #[test]
    fn runs_at_once_do_not_disturb_each_other() {
        let (_directory, root) = directory();
        let below = Utf8Path::new("a.yml");
        let texts: Vec<_> = (0..8).map(|it| it.to_string().repeat(10_000)).collect();
        let done: Vec<_> = std::thread::scope(|scope| {
            let create = |text| create(&root, below, text).is_ok();
            let runs: Vec<_> = texts
                .iter()
                .map(|text| scope.spawn(move || create(text)))
                .collect();
            let runs = runs.into_iter();
            runs.map(|it| it.join().expect("it ends")).collect()
        });
        let held = fs::read_to_string(root.join(below)).expect("readable");
        let wrote: Vec<_> = texts.iter().map(|text| *text == held).collect();
        assert_eq!(done, wrote);
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
        let error = replace(&root, "link.yml".into(), "a", "b").expect_err("a link");
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert!(link.is_symlink());
        replace(&root, "a.yml".into(), "a", "b").expect("replaced");
        assert_eq!(fs::read_to_string(&file).expect("readable"), "b");
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_directory_is_not_entered() {
        let ((_directory, root), (_elsewhere, outside)) = (directory(), directory());
        std::os::unix::fs::symlink(&outside, root.join("services")).expect("linked");
        let error = create(&root, "services/a.yml".into(), "a").expect_err("a link");
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert_eq!(fs::read_dir(&outside).expect("listed").count(), 0);
    }
}
