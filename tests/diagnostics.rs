//! Every code has a folder in `tests/diagnostics/`, named `<CODE>-<name>`:
//!
//! - `bad/` holds a registry that yields the code and no other, notes apart;
//! - `good/` one that is clean;
//! - `bad.txt` what the user reads about the bad one.
//!
//! What no registry can show is listed in [`ELSEWHERE`].
//!
//! Only the files that matter are there; the others are those of `_base/`. States that cannot be
//! committed are made by `made.rs`, on top of `good/` if there is one.

#![cfg(unix)]

#[path = "support/blessed.rs"]
mod blessed;
#[path = "diagnostics/made.rs"]
mod made;
#[path = "support/shown.rs"]
mod shown;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use camino::{Utf8Path, Utf8PathBuf};
use o11yc::diag::render::Format;
use o11yc::diag::{Code, Report, Severity};
use o11yc::output::Mode;

use blessed::{assert_none, compare};
use shown::shown;
use tree::{Workspace, files};
use write::write;

const ROOT: &str = "tests/diagnostics";

/// A registry with findings.
struct Case {
    code: &'static Code,
    folder: Utf8PathBuf,
}

impl Case {
    fn new(code: &'static Code) -> Self {
        let folder = Utf8Path::new(ROOT).join(format!("{}-{}", code.id, code.name));
        Self { code, folder }
    }

    /// A workspace whose registry is `_base/` with `half` of the folder laid over it.
    fn workspace(&self, half: &str) -> Workspace {
        let workspace = Workspace::new();
        let registry = workspace.path.join("registry");
        lay_over(&Utf8Path::new(ROOT).join("_base"), &registry);
        lay_over(&self.folder.join(half), &registry);
        workspace
    }

    /// What is wrong with the bad half.
    fn bad(&self) -> Vec<String> {
        let made = made::STATES.iter().find(|state| state.code == self.code.id);
        let (report, text) = match made {
            Some(state) => {
                let workspace = self.workspace("good");
                compile(&workspace, Some(Mode::Write { force: false }));
                (state.spoil)(&workspace.path);
                compile(&workspace, Some(Mode::Check))
            }
            None if !self.folder.join("bad").is_dir() => {
                return vec![format!("{}/bad is missing", self.folder)];
            }
            None => compile(&self.workspace("bad"), None),
        };
        let along = made.map_or(&[][..], |state| state.along);
        let mut complaints: Vec<_> = report
            .diagnostics
            .iter()
            .filter(|it| {
                it.code != self.code
                    && it.severity != Severity::Note
                    && !along.contains(&it.code.id)
            })
            .map(|it| format!("{}/bad yields {} as well:\n{text}", self.folder, it.code.id))
            .collect();
        if !report.diagnostics.iter().any(|it| it.code == self.code) {
            complaints.push(format!("{}/bad does not yield it:\n{text}", self.folder));
        }
        if text.contains(made::SECRET) {
            complaints.push(format!("{}/bad shows the secret", self.folder));
        }
        complaints.extend(compare(&self.folder.join("bad.txt"), &text).err());
        complaints
    }

    /// What is wrong with the good half.
    fn good(&self) -> Vec<String> {
        let made = made::STATES.iter().any(|state| state.code == self.code.id);
        if !made && !self.folder.join("good").is_dir() {
            return vec![format!("{}/good is missing", self.folder)];
        }
        let (report, text) = compile(&self.workspace("good"), None);
        let unclean = |code, severity| code == self.code || severity != Severity::Note;
        if report
            .diagnostics
            .iter()
            .any(|it| unclean(it.code, it.severity))
        {
            return vec![format!("{}/good is not clean:\n{text}", self.folder)];
        }
        Vec::new()
    }
}

/// Copies the files of one directory into another, over those that are there.
fn lay_over(from: &Utf8Path, to: &Utf8Path) {
    for (path, bytes) in files(from) {
        write(&to.join(path), bytes);
    }
}

/// Compiles the registry in a workspace, and its output as well if a mode is given. Gives the
/// findings, and what the user reads.
fn compile(workspace: &Workspace, mode: Option<Mode>) -> (Report, String) {
    let mut analysis =
        o11yc::analyse(&workspace.path.join("registry")).expect("the registry is there");
    if let Some(mode) = mode.filter(|_| !analysis.sink.has_errors()) {
        let out = workspace.path.join("generated");
        analysis
            .compile(&out, mode)
            .expect("the output can be compared");
    }
    let report = analysis.sink.finish(&analysis.files);
    let text = shown(&report, &analysis.files, Format::Text);
    (report, text.replace(&format!("{}/", workspace.path), ""))
}

/// Codes that no registry yields, and the tests that show them.
const ELSEWHERE: &[(&str, &str)] = &[
    // Routes are made from ownership, so that only a mistake in the making leads astray.
    ("RTE020", "tests/routing/mutants.rs"),
];

fn cases() -> Vec<Case> {
    let shown_here = |code: &&Code| ELSEWHERE.iter().all(|(known, _)| *known != code.id);
    let codes = o11yc::codes().into_iter().filter(shown_here);
    codes.map(Case::new).collect()
}

#[test]
fn what_no_registry_yields_is_shown_by_another_test() {
    for (code, test) in ELSEWHERE {
        assert!(o11yc::codes().iter().any(|it| it.id == *code), "{code}");
        let text = std::fs::read_to_string(test).expect("the test is there");
        assert!(text.contains(code), "{test} does not speak of {code}");
    }
}

#[test]
fn every_bad_registry_yields_its_code_and_no_other() {
    let complaints: Vec<_> = cases().iter().flat_map(Case::bad).collect();
    assert_none(&complaints);
}

#[test]
fn every_good_registry_is_clean() {
    let complaints: Vec<_> = cases().iter().flat_map(Case::good).collect();
    assert_none(&complaints);
}

#[test]
fn every_folder_belongs_to_a_code() {
    let known: Vec<_> = cases().into_iter().map(|case| case.folder).collect();
    let entries = Utf8Path::new(ROOT)
        .read_dir_utf8()
        .expect("the folder is there");
    let stale = entries
        .map(|entry| entry.expect("the folder can be listed").into_path())
        .filter(|path| path.is_dir() && path.file_name() != Some("_base") && !known.contains(path))
        .map(|path| format!("{path} belongs to no code"));
    assert_none(&stale.collect::<Vec<_>>());
}
