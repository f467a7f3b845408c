//! A build may die between any two steps, several times in a row, with people editing files and
//! the registry changing in between.

use std::collections::BTreeMap;
use std::fs;

use camino::Utf8Path;
use proptest::prelude::*;

use super::{CALM, Dir, FORCE};
use crate::output::Mode;
use crate::output::manifest::{CURRENT, NEXT};

/// Starts a build and dies after `steps` steps. Returns whether it got that far.
fn crash(dir: &Dir, files: &[(&str, &str)], mode: Mode, steps: usize) -> bool {
    let mut output = dir.accept(files, mode).expect("accepted");
    let plan = output.plan().expect("planned");
    let staging = output.staging.as_ref().expect("a build");
    let all = plan.steps(&output.known, staging).expect("staged");
    for step in all.iter().take(steps) {
        step.run(&output.disk).expect("done");
    }
    let died = steps < all.len();
    drop(output);
    if died {
        // The directory would still be there; what it holds matters to nobody.
        dir.edit(".o11yc-staging/0", "half a fi");
    }
    died
}

/// Registries that share, change, add, drop and move files.
const REGISTRIES: [&[(&str, &str)]; 3] = [
    &[
        ("same", "1"),
        ("changed", "1"),
        ("dropped/1", "1"),
        ("dropped/2", "1"),
    ],
    &[
        ("same", "1"),
        ("changed", "2"),
        ("added/x", "1"),
        ("dropped/2", "2"),
    ],
    &[("same", "3"), ("added/x", "3"), ("dropped/1", "1")],
];

fn fresh(files: &[(&str, &str)]) -> BTreeMap<String, Option<String>> {
    let dir = Dir::new();
    dir.build(files);
    dir.tree()
}

/// Every number of steps at which the build dies.
fn each_crash(mut attempt: impl FnMut(usize) -> bool) {
    let deaths = (0..20).take_while(|&steps| attempt(steps)).count();
    assert!((5..20).contains(&deaths), "every step is a place to die");
}

#[test]
fn the_next_build_completes_what_a_dead_one_began() {
    for next in REGISTRIES {
        each_crash(|steps| {
            let dir = Dir::new();
            dir.build(REGISTRIES[0]);
            let died = crash(&dir, REGISTRIES[1], CALM, steps);
            assert!(dir.build(next).findings.is_empty(), "after {steps} steps");
            assert_eq!(dir.tree(), fresh(next), "after {steps} steps");
            died
        });
    }
}

#[test]
fn two_deaths_in_a_row_do_no_harm() {
    for next in REGISTRIES {
        each_crash(|first| {
            let mut died = false;
            each_crash(|second| {
                let dir = Dir::new();
                dir.build(REGISTRIES[0]);
                died = crash(&dir, REGISTRIES[1], CALM, first);
                let died_again = crash(&dir, REGISTRIES[2], CALM, second);
                assert!(
                    dir.build(next).findings.is_empty(),
                    "after {first} and {second} steps"
                );
                assert_eq!(dir.tree(), fresh(next), "after {first} and {second} steps");
                died_again
            });
            died
        });
    }
}

#[test]
fn an_edit_after_a_death_is_an_edit() {
    each_crash(|steps| {
        let dir = Dir::new();
        dir.build(REGISTRIES[0]);
        let died = crash(&dir, REGISTRIES[1], CALM, steps);
        dir.edit("changed", "by hand");
        let outcome = dir.build(REGISTRIES[1]);
        assert_eq!(outcome.findings.len(), 1, "after {steps} steps");
        assert_eq!(outcome.findings[0].0, "GEN002", "after {steps} steps");
        assert_eq!(dir.tree()["changed"].as_deref(), Some("by hand"));
        died
    });
}

const PATHS: [&str; 5] = ["a", "b", "d/c", "d/e/f", "g/h"];

/// What happens to an output directory in the course of time.
#[derive(Debug, Clone)]
enum Event {
    Build {
        files: Vec<u8>,
        force: bool,
    },
    Crash {
        files: Vec<u8>,
        force: bool,
        steps: usize,
    },
    Edit {
        path: usize,
    },
    Delete {
        path: usize,
    },
}

fn event() -> impl Strategy<Value = Event> {
    // For each path: absent, or one of three contents.
    let files = || prop::collection::vec(0..4_u8, PATHS.len());
    let force = || prop::bool::weighted(0.2);
    prop_oneof![
        3 => (files(), force()).prop_map(|(files, force)| Event::Build { files, force }),
        3 => (files(), force(), 0..14_usize)
            .prop_map(|(files, force, steps)| Event::Crash { files, force, steps }),
        2 => (0..PATHS.len()).prop_map(|path| Event::Edit { path }),
        1 => (0..PATHS.len()).prop_map(|path| Event::Delete { path }),
    ]
}

fn files(contents: &[u8]) -> Vec<(&'static str, &'static str)> {
    PATHS
        .into_iter()
        .zip(contents)
        .filter(|(_, content)| **content > 0)
        .map(|(path, content)| (path, ["", "1", "2", "3"][usize::from(*content)]))
        .collect()
}

fn mode(force: bool) -> Mode {
    if force { FORCE } else { CALM }
}

/// Removes a file as Git does: with the directories that this leaves empty.
fn delete(dir: &Dir, path: &str) {
    let _ = fs::remove_file(dir.at(path));
    for parent in Utf8Path::new(path).ancestors().skip(1).filter(|p| *p != "") {
        let _ = fs::remove_dir(dir.at(parent.as_str()));
    }
}

/// The files on disk that somebody wrote by hand.
fn by_hand(dir: &Dir) -> BTreeMap<String, String> {
    dir.tree()
        .into_iter()
        .filter_map(|(path, text)| Some((path, text?)))
        .filter(|(path, text)| !path.starts_with(".o11yc-") && text.starts_with("by hand"))
        .collect()
}

fn check_finished(dir: &Dir, wanted: &[(&str, &str)]) {
    let hand = by_hand(dir);
    let tree = dir.tree();
    for (path, text) in wanted {
        if !hand.contains_key(*path) {
            assert_eq!(tree[*path].as_deref(), Some(*text), "{path}");
        }
    }
    for (path, text) in &tree {
        let expected = text.is_none()
            || path == CURRENT
            || hand.contains_key(path)
            || wanted.iter().any(|(wanted, _)| wanted == path);
        assert!(expected, "{path} has no business here");
    }
    assert!(!dir.at(NEXT).exists() && !dir.at(".o11yc-staging").exists());
    if hand.is_empty() {
        assert_eq!(tree, fresh(wanted));
    }
}

fn play(events: &[Event]) {
    let dir = Dir::new();
    for (number, event) in events.iter().enumerate() {
        let before = by_hand(&dir);
        let forced = match event {
            Event::Build {
                files: contents,
                force,
            } => {
                let wanted = files(contents);
                let outcome = dir.run(&wanted, mode(*force)).expect("built");
                assert!(
                    !before.is_empty() || outcome.findings.is_empty(),
                    "{outcome:?}"
                );
                check_finished(&dir, &wanted);
                let again = dir.build(&wanted).summary;
                assert_eq!((again.written(), again.removed()), (0, 0));
                *force
            }
            Event::Crash {
                files: contents,
                force,
                steps,
            } => {
                crash(&dir, &files(contents), mode(*force), *steps);
                *force
            }
            Event::Edit { path } => {
                dir.edit(PATHS[*path], &format!("by hand {number}"));
                continue;
            }
            Event::Delete { path } => {
                delete(&dir, PATHS[*path]);
                continue;
            }
        };
        assert!(forced || by_hand(&dir) == before, "a hand edit was lost");
    }
}

proptest! {
    #[test]
    fn no_history_loses_a_hand_edit_or_confuses_a_build(
        events in prop::collection::vec(event(), 1..12),
    ) {
        play(&events);
    }
}
