//! What a build refuses, and what it leaves as it was when it does.

use std::fs;
use std::os::unix::fs::symlink;

use rayon::prelude::*;

use super::{CALM, Dir, FORCE, rendered};
use crate::diag::Sink;
use crate::output::manifest::{CURRENT, NEXT};
use crate::output::{Mode, Output};

#[test]
fn links_are_refused_even_when_forced() {
    let dir = Dir::new();
    dir.build(&[("d/orphan", "1"), ("d/wanted", "1"), ("file", "1")]);
    let outside = dir.root.parent().expect("a parent").join("outside");
    fs::rename(dir.at("d"), &outside).expect("moved");
    symlink(&outside, dir.at("d")).expect("linked");
    fs::rename(dir.at("file"), outside.join("file")).expect("moved");
    symlink(outside.join("file"), dir.at("file")).expect("linked");
    for mode in [CALM, FORCE, Mode::Check] {
        let outcome = dir
            .run(&[("d/wanted", "2"), ("file", "2")], mode)
            .expect("ran");
        let link = |path| {
            let rest = "is a symbolic link, which may lead out of the output directory";
            ("GEN007", format!("`out/{path}` {rest}"))
        };
        assert_eq!(outcome.findings, [link("d"), link("file")]);
        for file in ["orphan", "wanted", "file"] {
            assert_eq!(
                fs::read_to_string(outside.join(file)).expect("readable"),
                "1"
            );
        }
    }
}

#[test]
fn staging_that_is_a_link_does_not_lead_outside() {
    let dir = Dir::new();
    dir.build(&[]);
    let outside = dir.root.parent().expect("a parent").join("outside");
    fs::create_dir(&outside).expect("created");
    fs::write(outside.join("0"), "precious").expect("written");
    symlink(&outside, dir.at(".o11yc-staging")).expect("linked");
    dir.build(&[("a", "1")]);
    assert_eq!(
        fs::read_to_string(outside.join("0")).expect("readable"),
        "precious"
    );
}

#[test]
fn obstacles_are_named_and_nothing_changes() {
    for (obstacle, wanted, told) in [
        ("a/b", "a", "not a file, and a file belongs there"),
        (
            "a",
            "a/b",
            "not a directory, and `{root}/a/b` belongs in it",
        ),
    ] {
        let dir = Dir::new();
        dir.build(&[("other", "1")]);
        dir.edit(obstacle, "by hand");
        let before = dir.tree();
        let error = dir
            .run(&[("other", "2"), (wanted, "1")], FORCE)
            .expect_err("refused");
        let message = format!("`{{root}}/a` is {told}; move it away");
        let message = message.replace("{root}", dir.root.as_str());
        assert_eq!(error.to_string(), message);
        assert_eq!(dir.tree(), before);
    }
}

#[test]
fn what_cannot_be_staged_changes_nothing() {
    let dir = Dir::new();
    dir.build(&[("a", "1")]);
    let output = dir.accept(&[("a", "2")], CALM).expect("accepted");
    fs::remove_dir_all(dir.at(".o11yc-staging")).expect("removed");
    dir.edit(".o11yc-staging", "as a full disk would");
    let before = dir.tree();
    let error = output.finish(&mut Sink::default()).expect_err("refused");
    assert!(error.to_string().contains(".o11yc-staging`"), "{error}");
    assert_eq!(dir.tree(), before);
}

#[test]
fn dropping_an_output_leaves_no_trace() {
    let dir = Dir::new();
    dir.build(&[("a", "1")]);
    let before = dir.tree();
    drop(
        dir.accept(&[("a", "2"), ("b", "2")], FORCE)
            .expect("accepted"),
    );
    assert_eq!(dir.tree(), before);
}

#[test]
fn two_builds_at_once_are_refused_and_checks_are_not() {
    let dir = Dir::new();
    let first = dir.accept(&[("a", "1")], CALM).expect("opened");
    let error = dir.run(&[], CALM).expect_err("refused").to_string();
    assert!(error.starts_with("another o11yc is writing"), "{error}");
    dir.run(&[], Mode::Check).expect("checked");
    first.finish(&mut Sink::default()).expect("finished");
    dir.build(&[("a", "1")]);
}

#[test]
fn a_damaged_manifest_is_named_and_can_be_left_behind() {
    for damage in [
        "",
        "<<<<<<< HEAD\n{}",
        r#"{"format_version": 9}"#,
        r#"{"format_version": 2}"#,
    ] {
        for name in [CURRENT, NEXT] {
            let dir = Dir::new();
            dir.build(&[("a", "1")]);
            dir.edit(name, damage);
            for mode in [CALM, Mode::Check] {
                let error = dir
                    .run(&[("a", "2")], mode)
                    .expect_err("refused")
                    .to_string();
                assert!(
                    error.contains(name) && error.contains("delete it"),
                    "{error}"
                );
            }
            fs::remove_file(dir.at(name)).expect("removed");
            dir.run(&[("a", "2")], FORCE).expect("built");
            assert_eq!(dir.tree()["a"].as_deref(), Some("2"));
        }
    }
}

#[test]
fn a_manifest_cannot_name_files_outside() {
    let dir = Dir::new();
    dir.build(&[("a", "1")]);
    let outside = dir.root.parent().expect("a parent").join("outside");
    fs::write(&outside, "1").expect("written");
    let manifest = fs::read_to_string(dir.at(CURRENT)).expect("readable");
    dir.edit(CURRENT, &manifest.replace("\"a\"", "\"../outside\""));
    dir.run(&[], FORCE).expect_err("refused");
    assert!(outside.exists());
}

#[test]
fn an_output_directory_must_be_one() {
    let dir = Dir::new();
    fs::write(&dir.root, "").expect("written");
    for mode in [CALM, Mode::Check] {
        let error = dir.run(&[], mode).expect_err("refused").to_string();
        assert!(error.ends_with("is not a directory"), "{error}");
    }
}

#[test]
fn one_path_has_one_emitter() {
    let dir = Dir::new();
    let error = dir
        .accept(&[("a", "1"), ("a", "1")], CALM)
        .expect_err("refused");
    assert_eq!(
        error.to_string(),
        "internal error: both `test` and `test` produce `a`"
    );
}

#[test]
fn many_threads_make_the_same_tree_as_one() {
    let files: Vec<_> = (0..300)
        .map(|i| (format!("d{}/f{i}", i % 7), i.to_string()))
        .collect();
    let (parallel, serial) = (Dir::new(), Dir::new());
    let output = Output::open(&parallel.root, CALM).expect("opened");
    files
        .par_iter()
        .try_for_each(|(path, text)| output.accept(rendered(path, text)))
        .expect("accepted");
    output.finish(&mut Sink::default()).expect("finished");
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    serial.build(&files);
    assert_eq!(parallel.tree(), serial.tree());
}
