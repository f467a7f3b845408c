//! What earlier builds have left word of: the manifest, and the next one if the last build was
//! interrupted.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use camino::Utf8Path;

use super::disk::{Disk, Seen};
use super::manifest::{CURRENT, Entry, Hash, Manifest, NEXT};
use crate::artifact::{ArtifactPath, header};

/// The memory of earlier builds.
#[derive(Debug)]
pub(super) struct Known {
    /// The hash of the manifest, if there is one; its text takes megabytes.
    pub(super) hash: Option<Hash>,
    /// Whether the last build was interrupted.
    pub(super) interrupted: bool,
    /// All that the manifests allow.
    pub(super) manifest: Manifest,
}

impl Known {
    pub(super) fn load(disk: &Disk) -> Result<Self> {
        let text = read(disk, CURRENT)?;
        let next = read(disk, NEXT)?;
        let mut manifest = Manifest::default();
        for (name, text) in [(CURRENT, &text), (NEXT, &next)] {
            if let Some(text) = text {
                manifest.merge(parse(disk, name, text)?);
            }
        }
        Ok(Self {
            hash: text.map(|text| Hash::of(text.as_bytes())),
            interrupted: next.is_some(),
            manifest,
        })
    }

    /// Whether any build has left word.
    pub(super) fn is_any(&self) -> bool {
        self.interrupted || self.hash.is_some()
    }

    /// Where no build has left word, recalls the files that start with our header, lie where the
    /// registry's files do and are not among them. Their hashes are lost, so that no content is
    /// allowed: they are told, and only given up by force.
    pub(super) fn recall<T>(
        &mut self,
        disk: &Disk,
        wanted: &BTreeMap<ArtifactPath, T>,
    ) -> Result<()> {
        if self.is_any() {
            return Ok(());
        }
        let places: BTreeSet<_> = wanted.keys().filter_map(top_directory).collect();
        for path in disk.files()? {
            if wanted.contains_key(&path)
                || !top_directory(&path).is_some_and(|top| places.contains(top))
            {
                continue;
            }
            if let Seen::File(bytes) = disk.look(&path)?
                && header::is_ours(&String::from_utf8_lossy(&bytes))
            {
                self.manifest.files.insert(path, Entry::unrecorded());
            }
        }
        Ok(())
    }

    pub(super) fn entry(&self, path: &ArtifactPath) -> Option<&Entry> {
        self.manifest.files.get(path)
    }
}

fn top_directory(path: &ArtifactPath) -> Option<&str> {
    let path: &Utf8Path = path.as_ref();
    let directories = path.parent()?;
    directories.components().next().map(|top| top.as_str())
}

fn read(disk: &Disk, name: &str) -> Result<Option<String>> {
    match disk.look(name)? {
        Seen::Nothing => Ok(None),
        Seen::File(bytes) => String::from_utf8(bytes)
            .map(Some)
            .with_context(|| unreadable(disk, name)),
        Seen::Link(path) | Seen::Obstacle(path) => bail!("`{path}` must be a regular file"),
    }
}

fn parse(disk: &Disk, name: &str, text: &str) -> Result<Manifest> {
    Manifest::parse(text).with_context(|| unreadable(disk, name))
}

fn unreadable(disk: &Disk, name: &str) -> String {
    format!(
        "cannot read the manifest `{}`; restore it from version control, or delete it and run \
         `o11yc build`, which then keeps whatever differs until it is told `--force`",
        disk.at(name)
    )
}
