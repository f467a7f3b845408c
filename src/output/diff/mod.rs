//! Comparison without a build: in come artifacts, from many threads; out come the differences from
//! what a directory holds. Nothing in it is written, and of what differs only figures stay in memory.
//!
//! A [`Comparison`] reads the disk as a build does. It gets the typed artifact beside the old text,
//! and so can count in the terms of the artifact's kind.

mod json;
mod spool;
mod text;
mod unified;

use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail, ensure};
use camino::Utf8PathBuf;
use serde::Serialize;

use super::disk::{Disk, Seen};
use super::known::Known;
use super::manifest::Hash;
use crate::artifact::{Artifact, ArtifactPath, Body, Changes, header};
use spool::{Spool, Spooled};
pub use unified::Lines;
use unified::unified;

/// What to compare with.
#[derive(Debug, Clone)]
pub struct Against {
    /// The directory.
    pub root: Utf8PathBuf,
    /// Whether it has to exist; one that does not is taken as empty otherwise.
    pub must_exist: bool,
    /// Whether the differing lines are wanted, and not only how many they are.
    pub lines: bool,
}

/// A comparison under way.
#[derive(Debug)]
pub struct Comparison {
    disk: Disk,
    known: Known,
    lines: bool,
    spool: Spool,
    wanted: Mutex<BTreeSet<ArtifactPath>>,
    found: Mutex<Vec<Difference>>,
}

/// What differs.
#[derive(Debug)]
pub struct Differences {
    /// The directory that was compared with.
    pub root: Utf8PathBuf,
    /// The files that differ, sorted by purpose and path.
    pub files: Vec<Difference>,
    /// The number of files that do not.
    pub unchanged: usize,
    /// The differing lines of all of them.
    spool: Spool,
}

/// A file that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where it is, below the directory.
    pub path: ArtifactPath,
    /// What a build would do with it.
    pub action: Action,
    /// What has changed in it, in the terms of its kind.
    pub changes: Changes,
    /// How many lines differ.
    pub lines: Lines,
    /// Whether it was edited by hand since it was generated, so that a build would keep it.
    pub edited: bool,
    /// The lines that differ, if they were asked for.
    hunks: Option<Spooled>,
}

/// What a build would do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Create it.
    Add,
    /// Change it.
    Change,
    /// Remove it, as it is no longer produced.
    Remove,
}

impl Comparison {
    /// Opens the directory. Fails if it cannot be read, or if its manifest is damaged.
    pub fn open(against: Against) -> Result<Self> {
        let disk = Disk::new(against.root)?;
        ensure!(
            disk.exists() || !against.must_exist,
            "the directory `{}` does not exist",
            disk.root()
        );
        Ok(Self {
            known: Known::load(&disk)?,
            disk,
            lines: against.lines,
            spool: Spool::default(),
            wanted: Mutex::default(),
            found: Mutex::default(),
        })
    }

    /// Compares an artifact with what stands in its place.
    pub fn accept(&self, artifact: &Artifact) -> Result<()> {
        let text = artifact.text();
        match self.disk.look(&artifact.path)? {
            Seen::Nothing => self.add(self.difference(artifact, None, &text)?),
            Seen::File(bytes) if bytes == text.as_bytes() => {}
            Seen::File(bytes) => self.add(self.difference(artifact, Some(&bytes), &text)?),
            Seen::Link(link) => bail!(
                "`{link}` is a symbolic link, which may lead out of the directory; name the directory \
                 that it leads to"
            ),
            Seen::Obstacle(obstacle) => {
                return Err(self.disk.blocked(&artifact.path, &obstacle));
            }
        }
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.insert(artifact.path.clone());
        Ok(())
    }

    fn difference(&self, artifact: &Artifact, old: Option<&[u8]>, new: &str) -> Result<Difference> {
        let old_text = old.map(String::from_utf8_lossy);
        let before = old_text.as_deref();
        let (lines, hunks) = unified(before.unwrap_or_default(), new, Some(&artifact.body));
        Ok(Difference {
            path: artifact.path.clone(),
            action: if old.is_some() {
                Action::Change
            } else {
                Action::Add
            },
            changes: artifact.body.changes(before),
            lines,
            edited: old.is_some_and(|bytes| self.edited(&artifact.path, bytes)),
            hunks: self.keep(&hunks)?,
        })
    }

    /// Keeps the lines that differ, if they are asked for.
    fn keep(&self, hunks: &str) -> Result<Option<Spooled>> {
        let kept = self.lines.then(|| self.spool.put(hunks)).transpose();
        kept.context("cannot keep the differences in the directory for temporary files")
    }

    fn add(&self, difference: Difference) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.push(difference);
    }

    /// Whether the manifest knows a file and not these contents of it.
    fn edited(&self, path: &ArtifactPath, bytes: &[u8]) -> bool {
        let entry = self.known.entry(path);
        entry.is_some_and(|entry| !entry.allows(&Hash::of(bytes)))
    }

    /// What differs, files included that the registry no longer asks for.
    pub fn finish(mut self) -> Result<Differences> {
        let wanted = std::mem::take(
            self.wanted
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let mut files =
            std::mem::take(self.found.get_mut().unwrap_or_else(PoisonError::into_inner));
        let unchanged = wanted.len() - files.len();
        for path in self.ours()? {
            if !wanted.contains(&path) {
                files.extend(self.removal(path)?);
            }
        }
        let place = |file: &Difference| (file.path.purpose(), file.path.clone());
        files.sort_by_cached_key(place);
        Ok(Differences {
            root: self.disk.root().to_owned(),
            files,
            unchanged,
            spool: self.spool,
        })
    }

    /// The files that could be ours: those in the manifest, or without one all that there are.
    fn ours(&self) -> Result<Vec<ArtifactPath>> {
        if self.known.is_any() {
            Ok(self.known.manifest.files.keys().cloned().collect())
        } else {
            self.disk.files()
        }
    }

    /// The removal of a file, if it is there and ours. Where no manifest says so, its header does.
    fn removal(&self, path: ArtifactPath) -> Result<Option<Difference>> {
        let Seen::File(bytes) = self.disk.look(&path)? else {
            return Ok(None);
        };
        let text = String::from_utf8_lossy(&bytes);
        if !self.known.is_any() && !header::is_ours(&text) {
            return Ok(None);
        }
        let (lines, hunks) = unified(&text, "", None::<&Body>);
        Ok(Some(Difference {
            action: Action::Remove,
            changes: Changes::removal(&text),
            lines,
            edited: self.edited(&path, &bytes),
            hunks: self.keep(&hunks)?,
            path,
        }))
    }
}

impl Differences {
    /// The lines of a file that differ as hunks of a unified diff, if they were asked for. Fails where
    /// the system does not give back what it has kept for us.
    pub fn hunks(&self, file: &Difference) -> io::Result<Option<String>> {
        file.hunks.map(|hunks| self.spool.get(hunks)).transpose()
    }

    /// The number of files that a build would treat so.
    pub fn count(&self, action: Action) -> usize {
        let files = self.files.iter();
        files.filter(|file| file.action == action).count()
    }

    /// The number of files that a build would keep because they were edited by hand.
    pub fn edited(&self) -> usize {
        self.files.iter().filter(|file| file.edited).count()
    }
}
