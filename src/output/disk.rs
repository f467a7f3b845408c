//! The output directory: the only place that looks at it or changes it. No look and no change
//! goes through a symbolic link below its root.

use std::collections::BTreeSet;
use std::fs::{self, File, FileType, TryLockError};
use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};

use anyhow::{Context as _, Error, Result, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use walkdir::{DirEntry, WalkDir};

use crate::artifact::ArtifactPath;

/// Where new contents wait until everything is known to be sound.
const STAGING: &str = ".o11yc-staging";

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Nothing.
    Nothing,
    /// A file with these bytes.
    File(Vec<u8>),
    /// The path is, or goes through, this symbolic link.
    Link(Utf8PathBuf),
    /// The path is, or goes through, this thing, which is no directory or file as it should be.
    Obstacle(Utf8PathBuf),
}

/// The output directory.
#[derive(Debug)]
pub(super) struct Disk {
    root: Utf8PathBuf,
    /// Directories below the root that were seen to be such, since thousands of files lie in each.
    directories: RwLock<BTreeSet<String>>,
}

impl Disk {
    pub(super) fn new(root: Utf8PathBuf) -> Result<Self> {
        match fs::metadata(&root) {
            Ok(metadata) if !metadata.is_dir() => bail!("`{root}` is not a directory"),
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot read `{root}`"))
            }
            _ => Ok(Self {
                root,
                directories: RwLock::default(),
            }),
        }
    }

    /// The path as the user would type it.
    pub(super) fn at(&self, path: impl AsRef<Utf8Path>) -> Utf8PathBuf {
        self.root.join(path.as_ref())
    }

    /// The directory as the user would type it.
    pub(super) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Whether there is a directory at all.
    pub(super) fn exists(&self) -> bool {
        self.root.is_dir()
    }

    /// Every file that an artifact could be, sorted; hidden directories and links are left out.
    pub(super) fn files(&self) -> Result<Vec<ArtifactPath>> {
        let hidden = |entry: &DirEntry| {
            entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
        };
        let mut files = Vec::new();
        let walk = WalkDir::new(&self.root).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|entry| !hidden(entry)) {
            let entry = match entry {
                Err(error) if error.depth() == 0 && !self.exists() => break,
                entry => entry.with_context(|| format!("cannot read `{}`", self.root))?,
            };
            let path = Utf8Path::from_path(entry.path());
            let below = path.and_then(|path| path.strip_prefix(&self.root).ok());
            if let Some(path) = below.filter(|_| entry.file_type().is_file()) {
                let path = path.as_str().replace('\\', "/");
                files.extend(ArtifactPath::new(path).ok());
            }
        }
        Ok(files)
    }

    /// Every file of a directory, whatever its name; none if there is no such directory.
    pub(super) fn files_in(&self, directory: &Utf8Path) -> Result<Vec<ArtifactPath>> {
        let full = self.at(directory);
        let cannot = || format!("cannot read `{full}`");
        let entries = match full.read_dir_utf8() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.with_context(cannot)?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry.with_context(cannot)?;
            if !entry.file_type().with_context(cannot)?.is_dir() {
                let path = format!("{directory}/{}", entry.file_name());
                files.extend(ArtifactPath::new(path).ok());
            }
        }
        Ok(files)
    }

    pub(super) fn look(&self, path: impl AsRef<Utf8Path>) -> Result<Seen> {
        let path = path.as_ref();
        let parent = path.parent().unwrap_or("".into());
        if !self.has_seen(parent) {
            let mut here = self.root.clone();
            for component in parent {
                here.push(component);
                match kind(&here)? {
                    None => return Ok(Seen::Nothing),
                    Some(kind) if kind.is_symlink() => return Ok(Seen::Link(here)),
                    Some(kind) if !kind.is_dir() => return Ok(Seen::Obstacle(here)),
                    Some(_) => {}
                }
            }
            self.remember(parent);
        }
        let full = self.at(path);
        Ok(match kind(&full)? {
            None => Seen::Nothing,
            Some(kind) if kind.is_symlink() => Seen::Link(full),
            Some(kind) if !kind.is_file() => Seen::Obstacle(full),
            Some(_) => {
                Seen::File(fs::read(&full).with_context(|| format!("cannot read `{full}`"))?)
            }
        })
    }

    /// Why nothing can be written or read at a path: what `look` found in its way.
    pub(super) fn blocked(&self, path: impl AsRef<Utf8Path>, obstacle: &Utf8Path) -> Error {
        let path = self.at(path);
        if path == obstacle {
            anyhow!("`{obstacle}` is not a file, and a file belongs there; move it away")
        } else {
            anyhow!("`{obstacle}` is not a directory, and `{path}` belongs in it; move it away")
        }
    }

    /// Whether a directory was seen before.
    fn has_seen(&self, directory: &Utf8Path) -> bool {
        let seen = self.directories.read();
        let seen = seen.unwrap_or_else(PoisonError::into_inner);
        seen.contains(directory.as_str())
    }

    fn remember(&self, directory: &Utf8Path) {
        let seen = self.directories.write();
        let mut seen = seen.unwrap_or_else(PoisonError::into_inner);
        seen.insert(directory.to_string());
    }

    /// Moves a staged file to its place, in one step as any reader sees it.
    pub(super) fn place(&self, staged: &Utf8Path, path: &Utf8Path) -> Result<()> {
        let path = self.at(path);
        let make_room = || path.parent().map_or(Ok(()), fs::create_dir_all);
        or_after(make_room, || fs::rename(staged, &path))
            .with_context(|| format!("cannot write `{path}`"))
    }

    /// Removes a file, and the directories that this leaves empty.
    pub(super) fn remove(&self, path: &Utf8Path) -> Result<()> {
        let full = self.at(path);
        fs::remove_file(&full).with_context(|| format!("cannot remove `{full}`"))?;
        self.prune(path);
        Ok(())
    }

    /// Removes the directories above a path, as far as they are empty.
    pub(super) fn prune(&self, path: &Utf8Path) {
        path.ancestors()
            .skip(1)
            .take_while(|ancestor| *ancestor != "")
            .take_while(|ancestor| fs::remove_dir(self.at(ancestor)).is_ok())
            .for_each(drop);
    }

    /// Makes this process the only one that writes, and clears what an interrupted one left.
    pub(super) fn stage(&self) -> Result<Staging> {
        let root = &self.root;
        fs::create_dir_all(root).with_context(|| format!("cannot create `{root}`"))?;
        let lock = lock(root)?;
        let dir = self.at(STAGING);
        match fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot clear `{dir}`"))
            }
            _ => Ok(Staging {
                dir,
                count: AtomicUsize::new(0),
                _lock: lock,
            }),
        }
    }
}

/// What stands at a path, links not followed.
fn kind(path: &Utf8Path) -> Result<Option<FileType>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read `{path}`")),
    }
}

/// Locks the directory itself, so that no lock file is left behind. `None` where the file system
/// knows no locks: they guard against an accident, and are not worth refusing to build.
pub(super) fn lock(root: &Utf8Path) -> Result<Option<File>> {
    let Ok(file) = File::open(root) else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::Error(_)) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            bail!("another o11yc is writing to `{root}`; try again when it has finished")
        }
    }
}

/// New contents, on the same file system as the places they go to. Dropping it removes those that
/// were not placed.
#[derive(Debug)]
pub(super) struct Staging {
    dir: Utf8PathBuf,
    count: AtomicUsize,
    _lock: Option<File>,
}

impl Staging {
    /// Writes contents to a file of their own.
    pub(super) fn put(&self, bytes: &[u8]) -> Result<Utf8PathBuf> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let path = self.dir.join(number.to_string());
        or_after(|| self.make(), || fs::write(&path, bytes))
            .with_context(|| format!("cannot write to `{}`", self.dir))?;
        Ok(path)
    }

    /// Ctrl-C ends the process at once, and what it leaves here must not be committed.
    fn make(&self) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        fs::write(self.dir.join(".gitignore"), b"*\n")
    }
}

/// Does something; should a directory be missing for it, makes that and does it again. Thousands of
/// files find the directory that the first one made.
fn or_after(
    make: impl Fn() -> io::Result<()>,
    work: impl Fn() -> io::Result<()>,
) -> io::Result<()> {
    match work() {
        Err(error) if error.kind() == ErrorKind::NotFound => make().and_then(|()| work()),
        done => done,
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Should this fail, the next build clears it.
        let _ = fs::remove_dir_all(&self.dir);
    }
}
