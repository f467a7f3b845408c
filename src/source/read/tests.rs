//! Files on a real disk: which are read, in which order, and what is said about the others.

use std::fs::{self, File};

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use super::{read_registry, suppose};
use crate::diag::{Report, Sink};
use crate::source::Files;

/// A registry directory that lives as long as the test.
struct Registry {
    _keep: TempDir,
    root: Utf8PathBuf,
}

impl Registry {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().join("registry")).unwrap();
        fs::create_dir(&root).unwrap();
        Self { _keep: dir, root }
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    fn read(&self) -> (Vec<String>, Files, Report) {
        read(&self.root)
    }
}

/// The paths read, relative to the root, and the rest.
fn read(root: &Utf8Path) -> (Vec<String>, Files, Report) {
    let (mut files, mut sink) = (Files::default(), Sink::default());
    let ids = read_registry(root, &mut files, &mut sink).unwrap();
    let paths = ids
        .iter()
        .map(|&id| files.get(id).path.strip_prefix(root).unwrap().to_string())
        .collect();
    let report = sink.finish(&files);
    (paths, files, report)
}

fn codes(report: &Report) -> Vec<&str> {
    report
        .diagnostics
        .iter()
        .map(|finding| finding.code.id)
        .collect()
}

#[test]
fn reads_yaml_files_in_a_stable_order() {
    let registry = Registry::new();
    registry
        .write("b.yml", "b: 1")
        .write("a.YAML", "a: é")
        .write("services/x.yaml", "")
        .write("services/deep/y.yml", "")
        .write("README.md", "no")
        .write(".hidden.yml", "no")
        .write(".git/config.yml", "no");
    let (paths, files, report) = registry.read();
    assert_eq!(
        paths,
        ["a.YAML", "b.yml", "services/deep/y.yml", "services/x.yaml"]
    );
    assert_eq!(codes(&report), [""; 0]);
    let shown = registry.root.join("a.YAML");
    assert!(format!("{files:?}").contains(shown.as_str()));
}

#[test]
fn the_root_must_be_a_directory() {
    let registry = Registry::new();
    registry.write("a.yml", "a: 1");
    let message = |root: &Utf8Path| {
        let error = read_registry(root, &mut Files::default(), &mut Sink::default()).unwrap_err();
        format!("{error:#}").replace(registry.root.as_str(), "ROOT")
    };
    assert_eq!(
        message(&registry.root.join("a.yml")),
        "the registry `ROOT/a.yml` is not a directory"
    );
    assert_eq!(
        message(&registry.root.join("none")),
        "there is no registry `ROOT/none`; name its directory with `--registry`, or write one with `o11yc init`"
    );
}

#[test]
fn a_supposed_text_takes_the_place_of_what_was_read() {
    let (mut files, mut sink) = (Files::default(), Sink::default());
    let mut user = Vec::new();
    for (path, text) in [("r/b.yml", "old"), ("r/a.yml", "a"), ("r/b.yml", "new")] {
        suppose(Utf8Path::new(path), text, &mut user, &mut files, &mut sink);
    }
    let texts: Vec<_> = user.iter().map(|&it| files.get(it).text.as_str()).collect();
    assert_eq!(texts, ["a", "new"]);
    let part = "0A1B2C3D";
    let secret =
        format!("url: https://hooks.slack.com/services/T{part}/B{part}/{part}{part}{part}");
    suppose(
        Utf8Path::new("r/c.yml"),
        &secret,
        &mut user,
        &mut files,
        &mut sink,
    );
    assert!(sink.has_errors());
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let registry = Registry::new();
    registry
        .write("a.yml", b"a: 1\nteam: caf\xE9\n")
        .write("b.yml", "\u{feff}b: 1")
        .write("c.yml", b"\xFF\xFEc\0")
        .write("z.yml", "z: 1");
    let (paths, files, report) = registry.read();
    assert_eq!(paths, ["b.yml", "z.yml"]);
    assert_eq!(codes(&report), ["YML011", "YML010", "YML011"]);
    let bad = &report.diagnostics[0];
    assert_eq!(bad.message, "byte 14 of the file, 0xE9, is not UTF-8");
    let span = bad.primary.as_ref().unwrap().span;
    let place = files.position(span.file, span.start);
    assert_eq!((place.line, place.column), (2, 10));
    let label = &report.diagnostics[2].primary.as_ref().unwrap().text;
    assert_eq!(label, "the file seems to be UTF-16");
}

#[test]
fn a_huge_file_is_not_read() {
    let registry = Registry::new();
    registry.write("z.yml", "z: 1");
    let huge = File::create(registry.root.join("huge.yml")).unwrap();
    huge.set_len((64 << 20) + 1).unwrap();
    let (paths, _, report) = registry.read();
    assert_eq!(paths, ["z.yml"]);
    assert_eq!(codes(&report), ["YML009"]);
    huge.set_len(3).unwrap();
    assert_eq!(registry.read().0, ["huge.yml", "z.yml"]);
}

#[test]
fn directories_are_searched_to_a_limit() {
    let registry = Registry::new();
    let deep = "d/".repeat(super::MAX_DEPTH);
    registry.write(&format!("{deep}too_deep.yml"), "a: 1");
    registry.write(&format!("{}deep.yml", &deep[2..]), "a: 1");
    let (paths, _, report) = registry.read();
    assert_eq!(paths.len(), 1);
    assert_eq!(codes(&report), ["YML018"]);
}

#[test]
fn a_directory_in_the_place_of_a_file_is_told_once() {
    let registry = Registry::new();
    registry.write("dialects.yml/old.yml", "dialects: {}");
    fs::create_dir_all(registry.root.join("runbooks/HostDown.md")).unwrap();
    let (paths, _, report) = registry.read();
    assert_eq!(paths, [""; 0]);
    assert_eq!(codes(&report), ["YML018"; 2]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_named_and_not_followed_except_for_the_root() {
        let registry = Registry::new();
        registry
            .write("a.yml", "a: 1")
            .write("real/b.yml", "b: 1")
            .write("notes.md", "");
        let root = &registry.root;
        symlink("a.yml", root.join("link.yml")).unwrap();
        symlink("/nowhere", root.join("dangling.yml")).unwrap();
        symlink("real", root.join("loop")).unwrap();
        symlink("notes.md", root.join("other.md")).unwrap();
        let (paths, _, report) = registry.read();
        assert_eq!(paths, ["a.yml", "real/b.yml"]);
        assert_eq!(codes(&report), ["YML019"; 3]);

        let outside = root.with_file_name("elsewhere");
        symlink(root, &outside).unwrap();
        assert_eq!(read(&outside).0, paths);
    }

    #[test]
    fn unreadable_and_special_files_are_named() {
        let registry = Registry::new();
        registry
            .write("a.yml", "a: 1")
            .write("closed.yml", "c: 1")
            .write("dir/d.yml", "");
        let root = &registry.root;
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket.yml")).unwrap();
        let close = |name| fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o000));
        close("closed.yml").unwrap();
        close("dir").unwrap();
        let is_root = File::open(root.join("closed.yml")).is_ok();
        let (paths, _, report) = registry.read();
        fs::set_permissions(root.join("dir"), fs::Permissions::from_mode(0o755)).unwrap();
        if is_root {
            assert_eq!(codes(&report), ["YML018"]);
        } else {
            assert_eq!(paths, ["a.yml"]);
            assert_eq!(codes(&report), ["YML018"; 3]);
        }
    }

    #[test]
    fn names_that_are_not_utf8_are_named_as_well_as_can_be() {
        use std::os::unix::ffi::OsStrExt;
        let registry = Registry::new();
        let name = std::ffi::OsStr::from_bytes(b"caf\xE9.yml");
        fs::write(registry.root.as_std_path().join(name), "a: 1").unwrap();
        let (paths, _, report) = registry.read();
        assert_eq!(paths, [""; 0]);
        assert_eq!(codes(&report), ["YML018"]);
    }
}

#[test]
fn secrets_are_known_before_anything_is_said() {
    let registry = Registry::new();
    let token = format!("ghp_{}", "a1".repeat(18));
    registry
        .write("a.yml", format!("a: {token}\n"))
        .write("b.yml", [token.as_bytes(), b"\n\xFF"].concat());
    let (_, files, report) = registry.read();
    assert_eq!(codes(&report), ["SEC003", "SEC003", "YML011"]);
    assert_eq!(files.secrets().len(), 2);
}

#[test]
fn markdown_is_read_among_the_runbooks_alone() {
    let registry = Registry::new();
    registry
        .write("README.md", "notes for people")
        .write("runbooks/HostDown.md", "Ask Ada.")
        .write("runbooks/notes.txt", "kept by somebody")
        .write("services/shop.md", "notes for people")
        .write("services/shop.yml", "services: []");
    let (paths, _, report) = registry.read();
    assert_eq!(paths, ["runbooks/HostDown.md", "services/shop.yml"]);
    assert!(report.diagnostics.is_empty());
}

#[test]
fn a_secret_in_a_runbook_is_found() {
    let registry = Registry::new();
    let token = format!("ghp_{}", "a".repeat(36));
    registry.write("runbooks/HostDown.md", format!("Use {token}."));
    let (_, files, report) = registry.read();
    assert_eq!(codes(&report), ["SEC003"]);
    assert_eq!(files.text(files.secrets()[0]), token);
}
