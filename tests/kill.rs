//! A build may be stopped at any moment, by any signal: the real command is, two hundred times, and
//! what it leaves is whole, is taken for nobody's edit, and is completed by the next run.
#![cfg(unix)]

#[path = "kill/registries.rs"]
mod registries;
#[path = "support/signal.rs"]
mod signal;
#[path = "kill/stop.rs"]
mod stop;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use std::collections::BTreeMap;
use std::io::Write;

use camino::Utf8Path;
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

use registries::{REGISTRIES, Registry};
use stop::{Build, Reached};
use tree::{Workspace, files};

/// How many builds end by the signal, with something left to do.
const STOPS: usize = 200;
/// How many are begun for that at most: others have all in place before the signal arrives.
const ATTEMPTS: usize = 4 * STOPS;
/// What a build under way keeps beside its output.
const SCAFFOLD: [&str; 2] = [".o11yc-staging/", ".o11yc-manifest.next.json"];

#[test]
fn a_build_stopped_at_any_moment_does_no_harm() {
    let workspace = Workspace::new();
    let registries = registries::write(&workspace.path);
    let out = workspace.path.join("out");
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut build = Build::new(out.clone());
    let mut last = 0;
    build.complete(&registries[last]);
    // The registries whose files may be on the disk.
    let mut mixed = vec![last];
    let mut tally = BTreeMap::<Reached, usize>::new();
    let (mut attempts, mut stops) = (0, 0);
    while stops < STOPS {
        attempts += 1;
        assert!(attempts <= ATTEMPTS, "only {stops} were stopped: {tally:?}");
        last = other_than(last, &mut rng);
        let stopped = build.stopped(&registries[last], &mut rng);
        mixed.push(last);
        let possible: Vec<_> = mixed.iter().map(|&number| &registries[number]).collect();
        check_whole(&out, &possible, stops);
        let Some(reached) = stopped else { continue };
        *tally.entry(reached).or_default() += 1;
        stops += 1;
        // Every fourth is followed by another that is stopped.
        if stops % 4 != 2 {
            last = other_than(last, &mut rng);
            build.complete(&registries[last]);
            assert!(files(&out) == registries[last].tree, "after stop {stops}");
            assert!(!out.join(SCAFFOLD[0]).exists(), "after stop {stops}");
            mixed = vec![last];
        }
    }
    // Past the test harness, which hides what a passing test prints.
    writeln!(std::io::stderr(), "stopped: {tally:?} of {attempts} builds")
        .expect("standard error is open");
    let times = |reached| tally.get(&reached).copied().unwrap_or_default();
    let placing = times(Reached::SomeFilesPlaced);
    let writing = placing + times(Reached::SomeFilesStaged);
    assert!(placing >= STOPS / 10 && writing >= STOPS / 5, "{tally:?}");
}

/// Another registry than the one with this number.
fn other_than(number: usize, rng: &mut TestRng) -> usize {
    let step = 1 + usize::from(rng.next_u32().is_multiple_of(2));
    (number + step) % REGISTRIES
}

/// Every file is one that a registry compiles to, to the byte, and none is missing that all have.
fn check_whole(out: &Utf8Path, registries: &[&Registry], round: usize) {
    let found = files(out);
    for (path, bytes) in &found {
        let whole = registries
            .iter()
            .any(|registry| registry.tree.get(path) == Some(bytes));
        let scaffold = SCAFFOLD.iter().any(|name| path.starts_with(name));
        assert!(whole || scaffold, "{path} after stop {round}");
    }
    for path in registries[0].tree.keys() {
        let wanted = registries
            .iter()
            .all(|registry| registry.tree.contains_key(path));
        assert!(
            !wanted || found.contains_key(path),
            "no {path} after stop {round}"
        );
    }
}
