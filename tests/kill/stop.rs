//! Builds by the real command: one that completes, and one that is stopped under way.

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use proptest::prelude::Rng;
use proptest::test_runner::TestRng;
use rustix::process::Signal;

use crate::registries::Registry;
use crate::signal;
use crate::tree::files;

/// How far a build had come when the signal ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reached {
    NothingWritten,
    SomeFilesStaged,
    SomeFilesPlaced,
}

/// Builds into one output directory.
pub(crate) struct Build {
    out: Utf8PathBuf,
    /// How long the last complete one took, so that delays are spread over a whole build.
    length: Duration,
}

impl Build {
    pub(crate) fn new(out: Utf8PathBuf) -> Self {
        Self {
            out,
            length: Duration::ZERO,
        }
    }

    fn command(&self, registry: &Registry) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_o11yc"));
        let args = ["build", "--registry", registry.source.as_str(), "--out"];
        command.args(args).arg(&self.out);
        command
    }

    /// A build that runs to its end, and finds nothing to report but notes.
    pub(crate) fn complete(&mut self, registry: &Registry) {
        let start = Instant::now();
        let output = self.command(registry).output().expect("the build starts");
        self.length = start.elapsed();
        let said =
            String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && !said.contains("GEN0"), "{said}");
    }

    /// A build that is stopped: after a random delay, or when a random file has been placed. `None`
    /// if all was in place before the signal arrived.
    pub(crate) fn stopped(&self, registry: &Registry, rng: &mut TestRng) -> Option<Reached> {
        let changed = self.changed(registry);
        let mut child = self
            .command(registry)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the build starts");
        // Placing takes a small part of the time, so that half of the stops aim at it.
        let moment = rng.next_u32() as usize % (2 * changed.len()).max(1);
        if let Some((path, bytes)) = changed.get(moment) {
            wait_for(&mut child, &self.out.join(path), bytes);
        } else {
            let share = f64::from(rng.next_u32()) / f64::from(u32::MAX);
            wait(self.length.mul_f64(share));
        }
        let signal = match rng.next_u32() % 4 {
            0 => Signal::TERM,
            1 => Signal::INT,
            _ => Signal::KILL,
        };
        signal::send(signal, &mut child);
        let status = child.wait().expect("it is ours to wait for");
        let reached = self.reached(registry);
        let by_signal = status.signal() == Some(signal.as_raw());
        let is_done = status.success() && reached.is_none();
        assert!(by_signal || is_done, "{status}: {reached:?}");
        reached
    }

    /// The files that the registry asks for, and that are not as it says.
    fn changed<'r>(&self, registry: &'r Registry) -> Vec<(&'r str, &'r [u8])> {
        let found = files(&self.out);
        let changed = registry
            .tree
            .iter()
            .filter(|(path, bytes)| found.get(*path) != Some(bytes));
        changed.map(|(path, bytes)| (&**path, &**bytes)).collect()
    }

    /// How far the build of a registry has come, if anything is left to do.
    fn reached(&self, registry: &Registry) -> Option<Reached> {
        let manifest = std::fs::read(self.out.join(".o11yc-manifest.json"));
        if manifest.is_ok_and(|bytes| bytes == registry.tree[".o11yc-manifest.json"]) {
            None
        } else if self.out.join(".o11yc-manifest.next.json").exists() {
            Some(Reached::SomeFilesPlaced)
        } else if self.out.join(".o11yc-staging").exists() {
            Some(Reached::SomeFilesStaged)
        } else {
            Some(Reached::NothingWritten)
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "no result depends on the moment")]
fn wait(length: Duration) {
    std::thread::sleep(length);
}

/// Waits until a file holds these bytes, or the build has ended.
fn wait_for(child: &mut Child, path: &Utf8Path, bytes: &[u8]) {
    let placed = || std::fs::read(path).is_ok_and(|found| found == bytes);
    while !placed() && child.try_wait().expect("it is ours").is_none() {
        std::thread::yield_now();
    }
}
