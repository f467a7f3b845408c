//! The plan: every file's verdict, the manifest that results, and the steps that lead there. Each
//! step is a single change, and dying between any two leaves what the next build can complete.

use std::collections::BTreeMap;

use anyhow::Result;
use camino::Utf8PathBuf;

use super::Wanted;
use super::disk::{Disk, Seen, Staging};
use super::known::Known;
use super::manifest::{CURRENT, Hash, Manifest, NEXT};
use super::report::Summary;
use super::verdict::{Found, Verdict, judge};
use crate::artifact::ArtifactPath;

/// What a build is going to do.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) files: Vec<Planned>,
    manifest: Manifest,
}

/// What is going to happen to a file.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) path: ArtifactPath,
    pub(super) verdict: Verdict,
    staged: Option<Utf8PathBuf>,
}

/// A single change.
#[derive(Debug)]
pub(super) enum Step {
    /// Moves staged content into place.
    Place(Utf8PathBuf, Utf8PathBuf),
    /// Removes a file, and the directories that this leaves empty.
    Remove(Utf8PathBuf),
    /// Removes the directories that a file, gone already, has left empty.
    Prune(Utf8PathBuf),
}

impl Plan {
    /// Plans for the files that the registry asks for, and for those that it no longer does.
    pub(super) fn new(
        wanted: BTreeMap<ArtifactPath, Wanted>,
        known: &Known,
        disk: &Disk,
        force: bool,
    ) -> Result<Self> {
        let mut plan = Self {
            files: Vec::with_capacity(wanted.len()),
            manifest: Manifest::default(),
        };
        // Both are sorted, and thousands of names are slow to look up.
        let mut also = wanted.keys().peekable();
        for (path, entry) in &known.manifest.files {
            while also.next_if(|other| *other < path).is_some() {}
            if also.peek() != Some(&path) {
                let verdict = judge(None, Some(entry), &find_orphan(disk, path)?, force);
                plan.add(path.clone(), verdict, None, known);
            }
        }
        for (path, wanted) in wanted {
            if !wanted.verdict.keeps() {
                plan.manifest.files.insert(path.clone(), wanted.entry);
            }
            plan.add(path, wanted.verdict, wanted.staged, known);
        }
        Ok(plan)
    }

    /// A file that is kept stays in the manifest as it was, and so is reported again next time.
    fn add(
        &mut self,
        path: ArtifactPath,
        verdict: Verdict,
        staged: Option<Utf8PathBuf>,
        known: &Known,
    ) {
        if verdict.keeps()
            && let Some(entry) = known.entry(&path)
        {
            self.manifest.files.insert(path.clone(), entry.clone());
        }
        self.files.push(Planned {
            path,
            verdict,
            staged,
        });
    }

    /// The figures.
    pub(super) fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for file in &self.files {
            summary.count(&file.path, &file.verdict);
        }
        summary
    }

    /// Whether the manifest is the only thing that a build would write.
    pub(super) fn is_only_manifest(&self, known: &Known) -> bool {
        let as_it_should_be =
            |file: &Planned| matches!(file.verdict, Verdict::Unchanged | Verdict::Gone);
        self.files.iter().all(as_it_should_be) && self.changes_manifest(known)
    }

    fn changes_manifest(&self, known: &Known) -> bool {
        let hash = || Hash::of(self.manifest.render().as_bytes());
        known.interrupted || known.hash != Some(hash())
    }

    /// The steps, in order; none at all if nothing differs.
    pub(super) fn steps(&self, known: &Known, staging: &Staging) -> Result<Vec<Step>> {
        let changes: Vec<_> = self.files.iter().filter_map(Planned::step).collect();
        if changes.is_empty() && !self.changes_manifest(known) {
            return Ok(changes);
        }
        let mut next = known.manifest.clone();
        next.merge(self.manifest.clone());
        let place = |text: &str, name: &str| -> Result<Step> {
            Ok(Step::Place(staging.put(text.as_bytes())?, name.into()))
        };
        let mut steps = vec![place(&next.render(), NEXT)?];
        let commit = place(&self.manifest.render(), CURRENT)?;
        steps.extend(changes);
        steps.extend([commit, Step::Remove(NEXT.into())]);
        Ok(steps)
    }
}

impl Planned {
    fn step(&self) -> Option<Step> {
        let path = || self.path.as_ref().into();
        match (&self.verdict, &self.staged) {
            (_, Some(staged)) => Some(Step::Place(staged.clone(), path())),
            (Verdict::Orphaned, None) => Some(Step::Remove(path())),
            (Verdict::Gone, None) => Some(Step::Prune(path())),
            _ => None,
        }
    }
}

impl Step {
    pub(super) fn run(&self, disk: &Disk) -> Result<()> {
        match self {
            Step::Place(staged, path) => disk.place(staged, path),
            Step::Remove(path) => disk.remove(path),
            Step::Prune(path) => {
                disk.prune(path);
                Ok(())
            }
        }
    }
}

/// What is left of a file that is no longer produced. Where something else has taken its place,
/// nothing is.
fn find_orphan(disk: &Disk, path: &ArtifactPath) -> Result<Found> {
    Ok(match disk.look(path)? {
        Seen::Nothing | Seen::Obstacle(_) => Found::Nothing,
        Seen::File(bytes) => Found::content(&bytes),
        Seen::Link(link) => Found::Link(link),
    })
}
