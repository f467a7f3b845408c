//! Waits for the registry to change.
//!
//! In come the registry's directory and the output's, which may lie within it; out comes word that
//! something has changed and that whoever changed it has finished. The only file that names `notify`.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// How long a registry must be left alone before it is read: editors and Git save in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// Sees every change from its beginning on. It serves one round: the directory that it watches may
/// be another one by then, under the same name.
pub(super) struct Watch {
    changes: Receiver<()>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Begins to watch `registry`, which need not exist, without what lies in `out`.
    pub(super) fn begin(registry: &Utf8Path, out: &Utf8Path) -> anyhow::Result<Self> {
        let failed = || format!("cannot watch `{registry}`");
        let (root, out) = (located(registry)?, located(out)?);
        let (sender, changes) = channel();
        let scope = Scope::new(root.clone(), out);
        let mut watcher = notify::recommended_watcher(move |event| {
            if scope.concerns(&event) {
                // Nobody listens any more when the round is over.
                let _ = sender.send(());
            }
        })
        .with_context(failed)?;
        // The directory above tells when this one is replaced or comes into being.
        if let Some(above) = root.ancestors().skip(1).find(|above| above.is_dir()) {
            watcher
                .watch(above.as_std_path(), RecursiveMode::NonRecursive)
                .with_context(failed)?;
        }
        let begun = watcher.watch(root.as_std_path(), RecursiveMode::Recursive);
        if root.is_dir() {
            begun.with_context(failed)?;
        }
        Ok(Self {
            changes,
            _watcher: watcher,
        })
    }

    /// Returns when the registry has changed and has then been left alone for a moment.
    pub(super) fn wait(self) -> anyhow::Result<()> {
        self.changes.recv().context("cannot watch any longer")?;
        while self.changes.recv_timeout(QUIET).is_ok() {}
        Ok(())
    }
}

/// The path as events name it: absolute, and without symbolic links as far as it exists.
pub(super) fn located(path: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let absolute = camino::absolute_utf8(path).with_context(|| format!("cannot find `{path}`"))?;
    let real = absolute.ancestors().find_map(|above| {
        let real = above.canonicalize_utf8().ok()?;
        let below = absolute.strip_prefix(above).ok()?;
        Some(real.components().chain(below.components()).collect())
    });
    Ok(real.unwrap_or(absolute))
}

/// Which changes count.
struct Scope {
    root: Utf8PathBuf,
    /// The output where it lies in the registry. A registry that lies in the output counts whole.
    out: Option<Utf8PathBuf>,
}

impl Scope {
    fn new(root: Utf8PathBuf, out: Utf8PathBuf) -> Self {
        let lies_within = out != root && out.starts_with(&root);
        Self {
            root,
            out: lies_within.then_some(out),
        }
    }

    fn concerns(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else {
            // Something was missed.
            return true;
        };
        let mut paths = event.paths.iter();
        // Reading, as the compiler itself does, is an event too.
        event.need_rescan()
            || !event.kind.is_access()
                && paths.any(|path| {
                    let written = self.out.as_ref().is_some_and(|out| path.starts_with(out));
                    path.starts_with(&self.root) && !written
                        || self.root.as_std_path().starts_with(path)
                })
    }
}

#[cfg(test)]
mod tests {
    use notify::EventKind;
    use notify::event::{AccessKind, CreateKind, Flag};

    use super::*;

    fn concerns(out: &str, kind: EventKind, path: &str) -> bool {
        let scope = Scope::new("/repo/registry".into(), out.into());
        scope.concerns(&Ok(Event::new(kind).add_path(path.into())))
    }

    #[test]
    fn only_changes_of_the_registry_count() {
        let out = "/repo/registry/.generated";
        let create = EventKind::Create(CreateKind::Any);
        assert!(concerns(out, create, "/repo/registry/services/web.yml"));
        assert!(concerns(out, create, "/repo/registry"));
        assert!(concerns(out, create, "/repo"));
        assert!(!concerns(out, create, "/repo/build.log"));
        assert!(!concerns(out, create, "/repo/registry-old/owners.yml"));
        assert!(!concerns(
            out,
            create,
            "/repo/registry/.generated/docs/slos.md"
        ));
        let read = EventKind::Access(AccessKind::Any);
        assert!(!concerns(out, read, "/repo/registry/owners.yml"));
    }

    #[test]
    fn a_registry_in_the_output_is_watched_whole() {
        let create = EventKind::Create(CreateKind::Any);
        for out in ["/repo", "/repo/registry"] {
            assert!(concerns(out, create, "/repo/registry/owners.yml"));
            assert!(!concerns(
                out,
                create,
                "/repo/prometheus/rules/production/web.yml"
            ));
        }
    }

    #[test]
    fn what_was_missed_may_have_been_a_change() {
        let scope = Scope::new("/repo/registry".into(), "/repo/generated".into());
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(scope.concerns(&Ok(lost)));
        assert!(scope.concerns(&Err(notify::Error::generic("lost"))));
    }
}
