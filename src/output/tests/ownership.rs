//! Who owns a file, and what a build and a check do about it.

use std::fs;

use super::{CALM, Dir, FORCE, rendered};
use crate::artifact::header;
use crate::diag::Sink;
use crate::output::manifest::{CURRENT, NEXT};
use crate::output::{Mode, Output};
use crate::source::Files;

/// Files and directories that must not change, together with their times.
fn snapshot(dir: &Dir) -> impl PartialEq + std::fmt::Debug {
    let times: Vec<_> = walkdir::WalkDir::new(&dir.root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("readable").metadata().expect("metadata"))
        .map(|metadata| metadata.modified().expect("a time"))
        .collect();
    (dir.tree(), times)
}

#[test]
fn writes_then_leaves_alone_then_removes() {
    let dir = Dir::new();
    let first = dir.build(&[("rules/a.yml", "a"), ("rules/b/b.yml", "b")]);
    assert_eq!((first.summary.written(), first.summary.unchanged), (2, 0));

    let before = snapshot(&dir);
    let second = dir.build(&[("rules/a.yml", "a"), ("rules/b/b.yml", "b")]);
    assert_eq!((second.summary.written(), second.summary.unchanged), (0, 2));
    assert_eq!(
        snapshot(&dir),
        before,
        "a build with nothing to do touches nothing"
    );

    let third = dir.build(&[("rules/a.yml", "A")]);
    assert_eq!((third.summary.written(), third.summary.removed()), (1, 1));
    let tree = dir.tree();
    let paths: Vec<_> = tree.keys().map(String::as_str).collect();
    assert_eq!(paths, [CURRENT, "rules", "rules/a.yml"]);
    assert_eq!(tree["rules/a.yml"].as_deref(), Some("A"));
    assert!(first.findings.is_empty() && second.findings.is_empty() && third.findings.is_empty());
}

#[test]
fn a_moved_origin_rewrites_the_manifest_alone() {
    let dir = Dir::new();
    dir.build(&[("a", "a")]);
    let output = Output::open(&dir.root, CALM).expect("opened");
    let mut moved = rendered("a", "a");
    moved.origin = "registry/services.yml:9".to_owned();
    output.accept(moved.clone()).expect("accepted");
    let summary = output.finish(&mut Sink::default()).expect("finished");
    assert_eq!((summary.written(), summary.unchanged), (0, 1));
    assert!(
        dir.tree()[CURRENT]
            .as_deref()
            .is_some_and(|text| text.contains("services.yml:9"))
    );
    assert!(!dir.at(NEXT).exists());
}

#[test]
fn a_hand_edit_is_kept_and_told_until_it_is_forced() {
    let dir = Dir::new();
    dir.build(&[("a", "1"), ("b", "1")]);
    dir.edit("a", "by hand");
    let told = vec![(
        "GEN002",
        "`out/a` was edited by hand since o11yc wrote it".to_owned(),
    )];
    for text in ["2", "3"] {
        let outcome = dir.build(&[("a", text), ("b", text)]);
        assert_eq!(outcome.findings, told);
        assert_eq!(
            (outcome.summary.kept.len(), outcome.summary.written()),
            (1, 1)
        );
        assert_eq!(dir.tree()["a"].as_deref(), Some("by hand"));
    }
    let forced = dir.run(&[("a", "3"), ("b", "3")], FORCE).expect("built");
    assert!(forced.findings.is_empty());
    assert_eq!(dir.tree()["a"].as_deref(), Some("3"));
}

#[test]
fn a_hand_edit_that_is_undone_or_reaches_the_registry_is_forgotten() {
    for (text_on_disk, wanted) in [("1", "2"), ("by hand", "by hand")] {
        let dir = Dir::new();
        dir.build(&[("a", "1")]);
        dir.edit("a", "by hand");
        dir.build(&[("a", "2")]);
        dir.edit("a", text_on_disk);
        assert!(dir.build(&[("a", wanted)]).findings.is_empty());
        assert_eq!(dir.tree()["a"].as_deref(), Some(wanted));
    }
}

#[test]
fn an_edited_orphan_is_kept_and_told_until_it_is_forced() {
    let dir = Dir::new();
    dir.build(&[("d/a", "1")]);
    dir.edit("d/a", "by hand");
    for _ in 0..2 {
        let outcome = dir.build(&[]);
        let message = "`out/d/a` was edited by hand, and is no longer produced".to_owned();
        assert_eq!(outcome.findings, [("GEN002", message)]);
    }
    dir.run(&[], FORCE).expect("built");
    assert_eq!(dir.tree().into_keys().collect::<Vec<_>>(), [CURRENT]);
}

#[test]
fn a_foreign_file_is_kept_unless_it_is_the_same_or_forced() {
    let dir = Dir::new();
    dir.edit("same", "1");
    dir.edit("other", "by hand");
    dir.edit("unrelated/notes.txt", "by hand");
    let files = [("same", "1"), ("other", "1")];
    for _ in 0..2 {
        let outcome = dir.build(&files);
        let message = "`out/other` must be written, but o11yc did not write what is there";
        assert_eq!(outcome.findings, [("GEN006", message.to_owned())]);
        assert_eq!(dir.tree()["other"].as_deref(), Some("by hand"));
    }
    assert!(dir.run(&files, FORCE).expect("built").findings.is_empty());
    assert_eq!(dir.tree()["other"].as_deref(), Some("1"));
    dir.run(&[], FORCE).expect("built");
    let tree = dir.tree();
    let paths: Vec<_> = tree.keys().map(String::as_str).collect();
    assert_eq!(paths, [CURRENT, "unrelated", "unrelated/notes.txt"]);
}

#[test]
fn a_deleted_file_comes_back_and_a_deleted_orphan_is_forgotten() {
    let dir = Dir::new();
    dir.build(&[("a", "1"), ("d/b", "1")]);
    fs::remove_file(dir.at("a")).expect("removed");
    fs::remove_file(dir.at("d/b")).expect("removed");
    let outcome = dir.build(&[("a", "1")]);
    assert_eq!(
        (outcome.summary.written(), outcome.summary.removed()),
        (1, 0)
    );
    assert!(outcome.findings.is_empty());
    assert_eq!(dir.tree().into_keys().collect::<Vec<_>>(), [CURRENT, "a"]);
}

#[test]
fn a_check_tells_everything_and_writes_nothing() {
    let dir = Dir::new();
    dir.build(&[
        ("same", "1"),
        ("stale", "1"),
        ("edited", "1"),
        ("orphan", "1"),
        ("missing", "1"),
    ]);
    dir.edit("edited", "by hand");
    dir.edit("foreign", "by hand");
    fs::remove_file(dir.at("missing")).expect("removed");
    let files = ["same", "edited", "foreign", "missing"].map(|path| (path, "1"));
    let files = [&files[..], &[("stale", "2")]].concat();
    let before = snapshot(&dir);
    let outcome = dir.run(&files, Mode::Check).expect("checked");
    assert_eq!(snapshot(&dir), before);
    let codes: Vec<_> = outcome.findings.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["GEN001", "GEN002", "GEN003", "GEN006", "GEN008"]);
    assert_eq!(outcome.summary.unchanged, 1);
    assert_eq!(outcome.summary.kept.len(), 2);

    dir.run(&files, FORCE).expect("built");
    assert!(
        dir.run(&files, Mode::Check)
            .expect("checked")
            .findings
            .is_empty()
    );
}

#[test]
fn a_check_of_nothing_finds_all_missing_and_creates_no_directory() {
    let dir = Dir::new();
    let outcome = dir.run(&[("a", "1")], Mode::Check).expect("checked");
    assert_eq!(
        outcome.findings,
        [("GEN008", "`out/a` is missing".to_owned())]
    );
    assert!(!dir.root.exists());
}

#[test]
fn a_check_minds_the_manifest_too() {
    let dir = Dir::new();
    dir.build(&[("a", "1")]);
    let manifest = fs::read_to_string(dir.at(CURRENT)).expect("readable");
    let told = vec![("GEN001", format!("`out/{CURRENT}` is out of date"))];
    dir.edit(NEXT, &manifest);
    assert_eq!(
        dir.run(&[("a", "1")], Mode::Check)
            .expect("checked")
            .findings,
        told
    );
    dir.build(&[("a", "1")]);
    assert!(
        !dir.at(NEXT).exists(),
        "a build clears what an interrupted one left"
    );
    dir.edit(CURRENT, &format!("{manifest}\n"));
    assert_eq!(
        dir.run(&[("a", "1")], Mode::Check)
            .expect("checked")
            .findings,
        told
    );
}

#[test]
fn without_a_manifest_orphans_with_our_header_are_told_until_they_are_forced() {
    let dir = Dir::new();
    let ours = header::comment("services.yml");
    dir.build(&[("rules/a.yml", &ours), ("rules/b.yml", &ours)]);
    dir.edit("rules/own.yml", "groups: []\n");
    dir.edit("elsewhere/b.yml", &ours);
    fs::remove_file(dir.at(CURRENT)).expect("a build wrote it");
    let told = vec![(
        "GEN003",
        "`out/rules/b.yml` is no longer produced, and no manifest tells of hand edits".to_owned(),
    )];
    // The manifest that the first build writes does not make the second forget.
    for mode in [Mode::Check, CALM, CALM, Mode::Check] {
        let outcome = dir.run(&[("rules/a.yml", &ours)], mode).expect("ran");
        assert_eq!(outcome.findings, told, "{mode:?}");
        assert!(dir.at("rules/b.yml").exists());
    }
    let forced = dir.run(&[("rules/a.yml", &ours)], FORCE).expect("built");
    assert_eq!((forced.summary.removed(), forced.findings.len()), (1, 0));
    assert!(!dir.at("rules/b.yml").exists());
    assert!(dir.at("rules/own.yml").exists() && dir.at("elsewhere/b.yml").exists());
}

#[test]
fn what_is_true_of_many_files_is_one_finding() {
    let dir = Dir::new();
    let paths = ["rules/a.yml", "rules/b.yml", "tests/a.yml"];
    let new = paths.map(|path| (path, "new"));
    dir.build(&paths.map(|path| (path, "old")));
    let mut sink = Sink::default();
    let output = dir.accept(&new, Mode::Check).expect("readable");
    output.finish(&mut sink).expect("compared");
    let [finding] = &sink.finish(&Files::default()).diagnostics[..] else {
        panic!("one finding");
    };
    assert_eq!(finding.message, "3 files are out of date");
    assert_eq!(finding.files, paths.map(|path| dir.at(path)));
}

#[test]
fn what_is_loaded_with_our_rules_is_told_and_kept() {
    let dir = Dir::new();
    let rules = "prometheus/rules/production";
    let (a, b) = (format!("{rules}/a.yml"), format!("{rules}/b.yml"));
    let both = [(&*a, "a"), (&*b, "b"), ("docs/a.md", "a")];
    assert!(dir.build(&both).findings.is_empty());
    for strange in ["ours.yml", "notes.txt", "old/a.yml"] {
        dir.edit(&format!("{rules}/{strange}"), "groups: []\n");
    }
    dir.edit("docs/ours.yml", "not loaded");
    let told = |findings: &[(&'static str, String)]| {
        let codes: Vec<_> = findings.iter().map(|(code, _)| *code).collect();
        let strange = findings.iter().find(|(code, _)| *code == "GEN009");
        assert!(strange.is_some_and(|(_, message)| message.contains("ours.yml")));
        codes
    };
    let fewer = [(&*a, "a"), ("docs/a.md", "a")];
    let check = dir.run(&fewer, Mode::Check).expect("checked");
    assert_eq!(told(&check.findings), ["GEN003", "GEN009"]);
    assert_eq!(told(&dir.build(&fewer).findings), ["GEN009"]);
    assert!(dir.tree().contains_key(&format!("{rules}/ours.yml")));
}
