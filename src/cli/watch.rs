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
        let scope = Scope {
            root: root.clone(),
            out,
        };
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

/// The path as events name it: absolute, and without symbolic links where it exists.
fn located(path: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let absolute = camino::absolute_utf8(path).with_context(|| format!("cannot find `{path}`"))?;
    Ok(absolute.canonicalize_utf8().unwrap_or(absolute))
}

/// Which changes count.
struct Scope {
    root: Utf8PathBuf,
    out: Utf8PathBuf,
}

impl Scope {
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
                    let within = path.starts_with(&self.root) && !path.starts_with(&self.out);
                    within || self.root.as_std_path().starts_with(path)
                })
    }
}

#[cfg(test)]
mod tests {
    use notify::EventKind;
    use notify::event::{AccessKind, CreateKind, Flag};

    use super::*;

    fn concerns(kind: EventKind, path: &str) -> bool {
        let scope = Scope {
            root: "/repo/registry".into(),
            out: "/repo/registry/.generated".into(),
        };
        scope.concerns(&Ok(Event::new(kind).add_path(path.into())))
    }

    #[test]
    fn only_changes_of_the_registry_count() {
        let create = EventKind::Create(CreateKind::Any);
        assert!(concerns(create, "/repo/registry/services/web.yml"));
        assert!(concerns(create, "/repo/registry"));
        assert!(concerns(create, "/repo"));
        assert!(!concerns(create, "/repo/build.log"));
        assert!(!concerns(create, "/repo/registry-old/owners.yml"));
        assert!(!concerns(create, "/repo/registry/.generated/docs/slos.md"));
        let read = EventKind::Access(AccessKind::Any);
        assert!(!concerns(read, "/repo/registry/owners.yml"));
    }

    #[test]
    fn what_was_missed_may_have_been_a_change() {
        let scope = Scope {
            root: "/repo/registry".into(),
            out: "/repo/generated".into(),
        };
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(scope.concerns(&Ok(lost)));
        assert!(scope.concerns(&Err(notify::Error::generic("lost"))));
    }
}
