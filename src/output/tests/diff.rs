//! Comparisons: what they find, and that they leave everything as it is.

use super::Dir;
use crate::artifact::{Artifact, ArtifactPath, Body, Origin};
use crate::output::diff::{Action, Against, Comparison, Differences};

fn page(path: &str, text: &str) -> Artifact {
    Artifact {
        path: ArtifactPath::new(path).expect("valid"),
        body: Body::Markdown(text.to_owned()),
        origin: Origin {
            file: "services.yml".to_owned(),
            entry: None,
        },
    }
}

/// Compares pages with a directory, which must come out as it went in.
fn compare(dir: &Dir, pages: &[Artifact]) -> anyhow::Result<Differences> {
    let before = dir.tree();
    let comparison = Comparison::open(Against {
        root: dir.root.clone(),
        must_exist: false,
        lines: true,
    })?;
    for page in pages {
        comparison.accept(page)?;
    }
    let differences = comparison.finish()?;
    assert_eq!(dir.tree(), before, "a comparison has written something");
    Ok(differences)
}

fn found(dir: &Dir, pages: &[Artifact]) -> Vec<(String, Action, bool)> {
    let differences = compare(dir, pages).expect("compared");
    let files = differences.files.into_iter();
    files
        .map(|file| (file.path.into(), file.action, file.edited))
        .collect()
}

fn file(path: &str, action: Action) -> (String, Action, bool) {
    (path.to_owned(), action, false)
}

#[test]
fn rules_come_first_and_pages_last() {
    let dir = Dir::new();
    let paths = [
        "alertmanager/alertmanager.yml",
        "docs/routing.md",
        "docs/runbooks/SLOFastBurn.md",
        "prometheus/rules/production/shop.yml",
        "prometheus/tests/production/shop.yml",
    ];
    let found = found(&dir, &paths.map(|path| page(path, "1\n")));
    let shown: Vec<_> = found.into_iter().map(|(path, ..)| path).collect();
    let wanted = [3, 0, 4, 1, 2].map(|at| paths[at]);
    assert_eq!(shown, wanted);
}

#[test]
fn finds_what_a_build_would_do() {
    let dir = Dir::new();
    let texts = ["same", "old", "gone", "edited"].map(|name| page(name, "1\n").text());
    let [same, old, gone, edited] = &texts;
    dir.build(&[
        ("same", same),
        ("old", old),
        ("gone", gone),
        ("edited", edited),
        ("left", gone),
    ]);
    dir.edit("edited", "by hand\n");
    dir.edit("foreign", gone);
    std::fs::remove_file(dir.at("left")).expect("removed");
    let pages = [
        page("same", "1\n"),
        page("old", "2\n"),
        page("new", "1\n"),
        page("edited", "1\n"),
    ];
    assert_eq!(
        found(&dir, &pages),
        [
            ("edited".to_owned(), Action::Change, true),
            file("gone", Action::Remove),
            file("new", Action::Add),
            file("old", Action::Change),
        ]
    );
}

#[test]
fn without_a_manifest_the_header_says_what_is_ours() {
    let dir = Dir::new();
    let ours = page("p", "1\n").text();
    for path in ["here", "sub/gone", ".git/gone"] {
        dir.edit(path, &ours);
    }
    dir.edit("sub/foreign", "# by hand\n");
    let pages = [page("here", "1\n")];
    assert_eq!(found(&dir, &pages), [file("sub/gone", Action::Remove)]);
}

#[test]
fn a_directory_that_does_not_exist_is_empty_unless_it_was_named() {
    let dir = Dir::new();
    assert_eq!(
        found(&dir, &[page("new", "1\n")]),
        [file("new", Action::Add)]
    );
    let named = Comparison::open(Against {
        root: dir.root.clone(),
        must_exist: true,
        lines: false,
    });
    assert!(named.is_err());
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    let dir = Dir::new();
    dir.edit("page", "");
    std::fs::write(dir.at("page"), b"\xff\n").expect("written");
    // The tree helper reads text, so this one is compared without it.
    let comparison = Comparison::open(Against {
        root: dir.root.clone(),
        must_exist: true,
        lines: true,
    });
    let comparison = comparison.expect("opened");
    comparison.accept(&page("page", "1\n")).expect("compared");
    let differences = comparison.finish().expect("finished");
    let hunks = differences.hunks(&differences.files[0]);
    let hunks = hunks.expect("they can be read").expect("hunks");
    assert!(hunks.contains("-\u{fffd}\n"), "{hunks}");
}

#[test]
fn nothing_is_compared_through_a_link_or_with_an_obstacle() {
    let dir = Dir::new();
    dir.edit("real/page", "1\n");
    dir.edit("file", "1\n");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.at("real"), dir.at("link")).expect("linked");
        let error = compare(&dir, &[page("link/page", "1\n")]).expect_err("a link");
        assert!(error.to_string().contains("symbolic link"), "{error}");
    }
    let error = compare(&dir, &[page("file/page", "1\n")]).expect_err("an obstacle");
    assert!(error.to_string().contains("not a directory"), "{error}");
}
