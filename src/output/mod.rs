//! Output: compares artifacts with the output directory, then writes or checks.
//!
//! In come [`Rendered`] artifacts, from many threads; out go files, findings and a [`Summary`].
//! Nothing in the tree changes before [`Output::finish`], and a process that dies at any point
//! leaves a tree that the next build completes:
//!
//! 1. every new content waits in a staging directory, and so does the manifest;
//! 2. the *next* manifest is placed; it allows each file its old and its new content;
//! 3. files are moved into place, and those no longer produced are removed;
//! 4. the manifest is replaced by the final one, and the next manifest removed.
//!
//! A file whose content neither manifest allows was edited by hand, and is kept. All this guards
//! against a process that dies, not against a machine that loses power: nothing is synced.

pub(crate) mod codes;
pub mod diff;
mod disk;
mod known;
mod manifest;
pub mod own;
mod plan;
mod report;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail};
use camino::Utf8PathBuf;

use crate::artifact::{ArtifactPath, Purpose, Rendered};
use crate::diag::Sink;
use disk::{Disk, Seen, Staging};
use known::Known;
use manifest::{CURRENT, Entry, Hash};
use plan::Plan;
pub use report::Summary;
use report::finding;
use verdict::{Found, Verdict, judge};

/// What to do with the artifacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Bring the output directory up to date.
    Write {
        /// Give up files that were edited by hand, or that o11yc did not write, where they stand
        /// in the way.
        force: bool,
    },
    /// Change nothing, and report every difference as an error.
    Check,
}

/// A comparison with the output directory under way.
#[derive(Debug)]
pub struct Output {
    disk: Disk,
    known: Known,
    /// `None` in a check, which writes nothing at all.
    staging: Option<Staging>,
    force: bool,
    wanted: Mutex<BTreeMap<ArtifactPath, Wanted>>,
}

/// A file that the registry asks for.
#[derive(Debug)]
struct Wanted {
    entry: Entry,
    verdict: Verdict,
    /// Where its content waits, if it is to be written.
    staged: Option<Utf8PathBuf>,
}

impl Output {
    /// Opens the output directory, which need not exist. Fails if it cannot be read, or written
    /// to by us alone, or if its manifest is damaged.
    pub fn open(root: impl Into<Utf8PathBuf>, mode: Mode) -> Result<Self> {
        let disk = Disk::new(root.into())?;
        let staging = match mode {
            Mode::Write { .. } => Some(disk.stage()?),
            Mode::Check => None,
        };
        Ok(Self {
            known: Known::load(&disk)?,
            disk,
            staging,
            force: mode == Mode::Write { force: true },
            wanted: Mutex::default(),
        })
    }

    /// Takes an artifact and compares it with the disk. Its text is gone when this returns: the
    /// hash is kept, and new content waits in the staging directory.
    pub fn accept(&self, rendered: Rendered) -> Result<()> {
        let Rendered {
            path,
            text,
            emitter,
            origin,
        } = rendered;
        let hash = Hash::of(text.as_bytes());
        let found = self.find(&path, text.as_bytes(), &hash)?;
        let verdict = judge(Some(&hash), self.known.entry(&path), &found, self.force);
        let staged = match &self.staging {
            Some(staging) if verdict.writes() => Some(staging.put(text.as_bytes())?),
            _ => None,
        };
        let wanted = Wanted {
            entry: Entry {
                blake3: vec![hash],
                emitter: emitter.to_owned(),
                origin,
            },
            verdict,
            staged,
        };
        let mut all = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = all.insert(path.clone(), wanted) {
            bail!(
                "internal error: both `{}` and `{emitter}` produce `{path}`",
                other.entry.emitter
            );
        }
        Ok(())
    }

    /// What stands where `expected` should; equal bytes need not be hashed again.
    fn find(&self, path: &ArtifactPath, expected: &[u8], hash: &Hash) -> Result<Found> {
        Ok(match self.disk.look(path)? {
            Seen::Nothing => Found::Nothing,
            Seen::File(bytes) if bytes == expected => Found::Content(hash.clone(), None),
            Seen::File(bytes) => Found::content(&bytes),
            Seen::Link(link) => Found::Link(link),
            Seen::Obstacle(obstacle) => return Err(self.disk.blocked(path, &obstacle)),
        })
    }

    /// Brings the output directory up to date, or in a check only tells what differs.
    pub fn finish(mut self, sink: &mut Sink) -> Result<Summary> {
        let plan = self.plan()?;
        let check = self.staging.is_none();
        let mut told: BTreeMap<&Verdict, Vec<Utf8PathBuf>> = BTreeMap::new();
        for file in &plan.files {
            if check || file.verdict.keeps() {
                let paths = told.entry(&file.verdict).or_default();
                paths.push(self.disk.at(&file.path));
            }
        }
        if check && plan.is_only_manifest(&self.known) {
            told.insert(&Verdict::Stale, vec![self.disk.at(CURRENT)]);
        }
        for (verdict, mut paths) in told {
            paths.sort();
            if let Some(finding) = finding(verdict, paths) {
                sink.push(finding);
            }
        }
        if let Some(finding) = report::strangers(self.strangers(&plan)?) {
            sink.push(finding);
        }
        if let Some(staging) = &self.staging {
            for step in plan.steps(&self.known, staging)? {
                step.run(&self.disk)?;
            }
        }
        Ok(plan.summary())
    }

    /// Files that Prometheus loads with our rules, and that no build knows of. Those behind a link are not
    /// looked for.
    fn strangers(&self, plan: &Plan) -> Result<Vec<Utf8PathBuf>> {
        let rules = plan.files.iter().filter(|file| {
            file.path.purpose() == Purpose::Rules && !matches!(file.verdict, Verdict::Linked(_))
        });
        let rules: BTreeSet<&ArtifactPath> = rules.map(|file| &file.path).collect();
        let directories = rules.iter().filter_map(|path| path.as_ref().parent());
        let directories: BTreeSet<_> = directories.collect();
        let mut strangers = Vec::new();
        for directory in directories {
            let files = self.disk.files_in(directory)?.into_iter();
            let is_loaded = |path: &ArtifactPath| path.as_ref().extension() == Some("yml");
            let strange = files.filter(|path| is_loaded(path) && !rules.contains(path));
            strangers.extend(strange.map(|path| self.disk.at(path)));
        }
        strangers.sort();
        Ok(strangers)
    }

    fn plan(&mut self) -> Result<Plan> {
        let wanted = self
            .wanted
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        let wanted = std::mem::take(wanted);
        self.known.recall(&self.disk, &wanted)?;
        Plan::new(wanted, &self.known, &self.disk, self.force)
    }
}
