//! What holds for every registry: the same input gives the same bytes, whatever the machine, hostile
//! text stays text, and no damage makes the compiler panic. `fuzz/` asks the last for longer.

#[path = "properties/complete.rs"]
mod complete;
#[path = "properties/damaged.rs"]
mod damaged;
#[path = "properties/examined.rs"]
mod examined;
#[path = "properties/hostile.rs"]
mod hostile;
#[path = "properties/patch.rs"]
mod patch;
#[path = "properties/registry.rs"]
mod registry;
#[path = "support/shown.rs"]
mod shown;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Mutex;

use camino::Utf8Path;
use o11yc::diag::Severity;
use o11yc::emit::{self, Counts};
use o11yc::output::Mode;
use o11yc::output::diff::{Action, Against, Differences};
use o11yc::show::Sheet;
use proptest::prelude::*;

use registry::Registry;
use tree::{Workspace, files};
use write::write;

/// Puts a registry into a directory.
fn put(registry: &Registry, directory: &Utf8Path) {
    for (path, text) in registry {
        write(&directory.join(path), text);
    }
}

/// Compiles a registry in this process: its files by path, and what was counted.
fn compile(registry: &Registry) -> (BTreeMap<String, String>, Counts) {
    let workspace = Workspace::new();
    put(registry, &workspace.path);
    let analysis = o11yc::analyse(&workspace.path).expect("the registry is there");
    let (has_errors, program) = (analysis.sink.has_errors(), &analysis.program);
    let output = Mutex::new(BTreeMap::new());
    let counts = emit::run(program, &analysis.files, &|file| {
        let mut output = output.lock().expect("nobody panics while holding it");
        output.insert(file.path.to_string(), file.text);
        Ok(())
    });
    if has_errors {
        let report = analysis.sink.finish(&analysis.files);
        let errors = report
            .diagnostics
            .into_iter()
            .filter(|it| it.severity == Severity::Error);
        panic!(
            "the registry has errors: {:#?}",
            errors.map(|it| it.message).collect::<Vec<_>>()
        );
    }
    (
        output.into_inner().expect("nobody panicked"),
        counts.expect("everything is accepted"),
    )
}

/// Compiles a registry with the command line: the files of its output.
fn build(registry: &str, directory: &Utf8Path, threads: &str) -> BTreeMap<String, Vec<u8>> {
    let out = Workspace::new();
    let output = Command::new(env!("CARGO_BIN_EXE_o11yc"))
        .args(["build", "--registry", registry, "--out", out.path.as_str()])
        .env("RAYON_NUM_THREADS", threads)
        .current_dir(directory)
        .output()
        .expect("the compiler starts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    files(&out.path)
}

#[test]
fn the_same_registry_gives_the_same_bytes_wherever_it_is_compiled() {
    let workspace = Workspace::new();
    let root = workspace.path.join("registry");
    put(&registry::varied(60), &root);
    let here = build("registry", &workspace.path, "1");
    assert!(here.len() > 60, "only {} files", here.len());
    for _ in 0..3 {
        assert!(
            here == build("registry", &workspace.path, "4"),
            "four threads write other bytes than one"
        );
    }
    assert!(
        here == build(root.as_str(), Utf8Path::new("/"), "2"),
        "an absolute path shows in the output"
    );
    assert!(
        here == build(".", &root, "2"),
        "the working directory shows in the output"
    );
}

#[test]
fn only_the_meaning_of_a_registry_shows_in_its_output() {
    let registry = registry::varied(30);
    let (plain, _) = compile(&registry);
    let rewritten = |rewrite: fn(&str) -> String| {
        let registry = registry.iter().map(|(path, text)| (*path, rewrite(text)));
        compile(&registry.collect()).0
    };
    let crlf = rewritten(|text| text.replace('\n', "\r\n"));
    assert!(plain == crlf, "line ends show in the output");
    let commented = rewritten(|text| text.replace('\n', " # a comment\n# and another\n\n"));
    assert!(plain == commented, "comments show in the output");
    // JSON is YAML, and this writer sorts keys.
    let sorted = rewritten(|text| {
        let value: serde_json::Value = serde_yaml::from_str(text).expect("the registry is YAML");
        serde_json::to_string_pretty(&value).expect("it is JSON as well")
    });
    assert!(plain == sorted, "style or order of keys show in the output");
}

#[test]
fn the_output_grows_with_the_registry_and_with_nothing_else() {
    let counted = |services| compile(&registry::uniform(services)).1;
    let (one, thousand) = (counted(1), counted(1_000));
    assert_eq!((one.services, one.slos), (1, 6));
    assert_eq!((thousand.services, thousand.slos), (1_000, 6_000));
    assert_eq!(thousand.rules, one.rules * 1_000);
}

#[test]
fn sheets_are_narrow_and_name_every_file_of_their_services() {
    let registry = registry::varied(60);
    let workspace = Workspace::new();
    put(&registry, &workspace.path);
    let analysis = o11yc::analyse(&workspace.path).expect("the registry is there");
    let mut named = Vec::new();
    for service in &analysis.program.services {
        let sheet = Sheet::new(&analysis.program, &analysis.files, service);
        let mut text = Vec::new();
        sheet.write_text(&mut text, false).expect("memory");
        let text = String::from_utf8(text).expect("sheets are text");
        let text = text.replace(workspace.path.as_str(), "registry");
        for line in text.lines() {
            // Places are as long as their paths are, and selectors have no place to break.
            let breaks = !line.contains(".yml") && line.split_whitespace().count() > 2;
            let wide = breaks && line.chars().count() > 80;
            assert!(!wide && line.trim_end() == line, "{line:?}");
        }
        named.extend(sheet.files.iter().map(|file| file.path.clone()));
    }
    let (output, _) = compile(&registry);
    named.sort();
    let shared = ["alertmanager/", "docs/"];
    let of_service = |path: &String| !shared.iter().any(|folder| path.starts_with(folder));
    let own = output.into_keys().filter(of_service);
    assert_eq!(named, own.collect::<Vec<_>>());
}

/// Compares a registry with a directory, or builds it there first.
fn diff(registry: &Registry, out: &Utf8Path, build: bool) -> Differences {
    let workspace = Workspace::new();
    put(registry, &workspace.path);
    let mut analysis = o11yc::analyse(&workspace.path).expect("the registry is there");
    assert!(!analysis.sink.has_errors(), "the registry is sound");
    if build {
        let done = analysis.compile(out, Mode::Write { force: true });
        done.expect("the output can be written");
    }
    let against = Against {
        root: out.to_owned(),
        must_exist: true,
        lines: true,
    };
    analysis.diff(against).expect("the output can be read")
}

#[test]
fn applying_a_diff_is_building() {
    let (before, out) = (registry::varied(12), Workspace::new());
    let rewrites: [fn(&str) -> String; 5] = [
        |text| text.replace("objective: 97.5", "objective: 99.25"),
        |text| text.replace("service-1", "service-x1"),
        |text| text.replace("slo_profile: weekly", "slo_profile: strict"),
        |text| text.replace("team: core", "team: core\n    grafana_role: admin"),
        |text| text.replace("factor: 3,", "factor: 2.5,"),
    ];
    for rewrite in rewrites {
        let after = before.iter().map(|(path, text)| (*path, rewrite(text)));
        let after: Registry = after.collect();
        assert!(diff(&before, &out.path, true).files.is_empty());
        let mut patched = files(&out.path);
        let differences = diff(&after, &out.path, false);
        assert!(!differences.files.is_empty(), "nothing differs");
        for file in &differences.files {
            let old = patched.remove(file.path.as_str()).unwrap_or_default();
            let hunks = differences.hunks(file).expect("hunks can be read");
            let hunks = hunks.expect("hunks were asked for");
            let new = patch::apply(&String::from_utf8(old).expect("text"), &hunks);
            match file.action {
                Action::Remove => assert_eq!(new, "", "{} is not removed whole", file.path),
                _ => drop(patched.insert(file.path.to_string(), new.into_bytes())),
            }
        }
        assert!(diff(&after, &out.path, true).files.is_empty());
        let mut built = files(&out.path);
        for tree in [&mut patched, &mut built] {
            tree.remove(".o11yc-manifest.json");
        }
        assert!(patched == built, "the diff is not what the build did");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_text_is_read_or_refused(text in damaged::text()) {
        examined::text(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_registries_are_examined_to_the_end(registry in damaged::registry()) {
        examined::registry(&registry);
    }
}

#[test]
fn committed_registries_begin_the_search() {
    let all = files(Utf8Path::new("tests"));
    let texts = all
        .iter()
        .filter(|(path, _)| Utf8Path::new(path).extension() == Some("yml"));
    let texts: Vec<_> = texts
        .filter_map(|(path, bytes)| Some((path, str::from_utf8(bytes).ok()?)))
        .collect();
    assert!(texts.len() > 200, "only {} texts", texts.len());
    for (path, text) in texts {
        examined::text(text);
        if path.starts_with("golden/") && path.contains("/registry/") {
            examined::registry(&damaged::split(text));
        }
    }
}
