//! Mistakes that people make, each a folder in `tests/mistakes/` named after what somebody did:
//!
//! - `registry/` holds the files that matter, over those of `_base/`;
//! - `findings.txt` what is read about it.
//!
//! `deserved.txt` lists them all with the codes that each deserves: as many findings, and no other.
//! States that cannot be committed are made by `made.rs`.

#![cfg(unix)]

#[path = "support/blessed.rs"]
mod blessed;
#[path = "mistakes/made.rs"]
mod made;
#[path = "support/shown.rs"]
mod shown;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use o11yc::diag::render::Format;
use regex::Regex;

use blessed::{assert_none, compare};
use shown::shown;
use tree::{Workspace, files};
use write::write;

const ROOT: &str = "tests/mistakes";

/// What is told of a mistake.
struct Told {
    /// The codes of the findings, in order.
    codes: Vec<String>,
    text: String,
}

/// What is told of the registry in a workspace.
fn examine(workspace: &Workspace) -> Told {
    let analysis = o11yc::analyse(&workspace.path.join("registry")).expect("a directory");
    let report = analysis.sink.finish(&analysis.files);
    let text = shown(&report, &analysis.files, Format::Text);
    let codes = report.diagnostics.iter().map(|it| it.code.id.to_owned());
    Told {
        codes: codes.collect(),
        text: text.replace(&format!("{}/", workspace.path), ""),
    }
}

/// What a command says of a workspace.
fn run(workspace: &Workspace, command: &mut Command) -> Told {
    let command = command.args(["--color", "never", "--quiet"]);
    let output = command
        .current_dir(&workspace.path)
        .output()
        .expect("the compiler starts");
    let [stdout, stderr] = [output.stdout, output.stderr]
        .map(|bytes| String::from_utf8(bytes).expect("what is printed is text"));
    let code = output.status.code().expect("it ends by itself");
    let finding = Regex::new(r"(?m)^(?:error|warning|note)\[(\w+)\]").expect("a pattern");
    let codes = finding.captures_iter(&stdout);
    Told {
        codes: codes.map(|found| found[1].to_owned()).collect(),
        text: format!("{stdout}{stderr}exit code {code}\n"),
    }
}

/// A workspace whose registry is `_base/`, with the folder's files laid over it.
fn workspace(folder: &Utf8Path) -> Workspace {
    let workspace = Workspace::new();
    for from in [Utf8Path::new(ROOT).join("_base"), folder.join("registry")] {
        for (path, bytes) in files(&from) {
            write(&workspace.path.join("registry").join(path), bytes);
        }
    }
    workspace
}

fn o11yc(command: &str) -> Command {
    let mut o11yc = Command::new(env!("CARGO_BIN_EXE_o11yc"));
    o11yc.arg(command);
    o11yc
}

/// What is told of each mistake, by its name; `None` where this machine cannot make it.
fn told() -> BTreeMap<String, Option<Told>> {
    let entries = Utf8Path::new(ROOT)
        .read_dir_utf8()
        .expect("the folder is there");
    let folders = entries.map(|entry| entry.expect("it can be listed").into_path());
    let committed = folders
        .filter(|path| path.join("registry").is_dir())
        .map(|folder| {
            let name = folder.file_name().unwrap_or_default().to_owned();
            (name, Some(examine(&workspace(&folder))))
        });
    let made = made::MISTAKES.iter().map(|mistake| {
        let workspace = workspace(&Utf8Path::new(ROOT).join(mistake.name));
        let command = (mistake.make)(&workspace.path);
        let told = command.map(|mut command| run(&workspace, &mut command));
        (mistake.undo)(&workspace.path);
        (mistake.name.to_owned(), told)
    });
    committed.chain(made).collect()
}

/// The codes that each mistake deserves.
fn deserved() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(Utf8Path::new(ROOT).join("deserved.txt"));
    let text = text.expect("the list is there");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let words = lines.map(|line| line.split_whitespace().map(str::to_owned));
    words
        .filter_map(|mut words| Some((words.next()?, words.collect())))
        .collect()
}

fn findings_file(name: &str) -> Utf8PathBuf {
    Utf8Path::new(ROOT).join(name).join("findings.txt")
}

#[test]
fn every_mistake_is_told_as_it_deserves() {
    let (told, deserved) = (told(), deserved());
    let mut complaints = Vec::new();
    for name in deserved.keys().filter(|name| !told.contains_key(*name)) {
        complaints.push(format!("{name} has no registry, and is not made"));
    }
    for name in told.keys().filter(|name| !deserved.contains_key(*name)) {
        complaints.push(format!("{name} is not in deserved.txt"));
    }
    for (name, codes) in &deserved {
        let Some(Some(told)) = told.get(name) else {
            continue;
        };
        if *codes != told.codes {
            let text = &told.text;
            complaints.push(format!("{name} deserves {codes:?}, and is told:\n{text}"));
        }
        if told.text.contains("internal error") {
            complaints.push(format!("{name} ends in a bug:\n{}", told.text));
        }
        if told.text.contains(made::SECRET) {
            complaints.push(format!("{name} shows the secret"));
        }
        complaints.extend(compare(&findings_file(name), &told.text).err());
    }
    assert_none(&complaints);
}

#[test]
fn the_list_names_what_is_there() {
    let missing = deserved()
        .into_keys()
        .filter(|name| !findings_file(name).is_file());
    let missing = missing.map(|name| format!("{name} has no findings.txt"));
    assert_none(&missing.collect::<Vec<_>>());
}

#[test]
fn the_corpus_is_wide() {
    let deserved = deserved();
    let codes: BTreeSet<_> = deserved.values().flatten().collect();
    assert!(deserved.len() >= 80, "{} mistakes", deserved.len());
    assert!(codes.len() >= 40, "{} codes", codes.len());
}
