//! Builds and checks on real directories.

mod crash;
mod diff;
mod ownership;
mod safety;

use std::collections::BTreeMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::{Mode, Output, Summary};
use crate::artifact::{ArtifactPath, Rendered};
use crate::diag::Sink;
use crate::source::Files;

const CALM: Mode = Mode::Write { force: false };
const FORCE: Mode = Mode::Write { force: true };

/// An output directory of its own.
struct Dir {
    root: Utf8PathBuf,
    _temp: tempfile::TempDir,
}

/// What came of a build or check: the figures, and each finding's code and message.
#[derive(Debug)]
struct Outcome {
    summary: Summary,
    findings: Vec<(&'static str, String)>,
}

impl Dir {
    fn new() -> Self {
        // In memory where that is offered: these tests rename files by the thousand.
        let temp = tempfile::tempdir_in("/dev/shm")
            .or_else(|_| tempfile::tempdir())
            .expect("a temporary directory");
        let root = Utf8Path::from_path(temp.path()).expect("UTF-8").join("out");
        Self { root, _temp: temp }
    }

    fn at(&self, path: &str) -> Utf8PathBuf {
        self.root.join(path)
    }

    /// Writes a file as somebody with an editor would.
    fn edit(&self, path: &str, text: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, text).expect("written");
    }

    /// Every file with its text and every directory, by path.
    fn tree(&self) -> BTreeMap<String, Option<String>> {
        WalkDir::new(&self.root)
            .min_depth(1)
            .into_iter()
            .filter(|_| self.root.exists())
            .map(|entry| {
                let entry = entry.expect("readable");
                let path = Utf8Path::from_path(entry.path()).expect("UTF-8");
                let text = entry
                    .file_type()
                    .is_file()
                    .then(|| fs::read_to_string(path).expect("readable"));
                let path = path.strip_prefix(&self.root).expect("below the root");
                (path.to_string(), text)
            })
            .collect()
    }

    fn run(&self, files: &[(&str, &str)], mode: Mode) -> anyhow::Result<Outcome> {
        let mut sink = Sink::default();
        let summary = self.accept(files, mode)?.finish(&mut sink)?;
        let report = sink.finish(&Files::default());
        let findings = report
            .diagnostics
            .into_iter()
            .map(|d| (d.code.id, d.message.replace(self.root.as_str(), "out")))
            .collect();
        Ok(Outcome { summary, findings })
    }

    fn build(&self, files: &[(&str, &str)]) -> Outcome {
        self.run(files, CALM).expect("built")
    }

    fn accept(&self, files: &[(&str, &str)], mode: Mode) -> anyhow::Result<Output> {
        let output = Output::open(&self.root, mode)?;
        for (path, text) in files {
            output.accept(rendered(path, text))?;
        }
        Ok(output)
    }
}

fn rendered(path: &str, text: &str) -> Rendered {
    Rendered {
        path: ArtifactPath::new(path).expect("valid"),
        text: text.to_owned(),
        emitter: "test",
        origin: "registry/services.yml:1".to_owned(),
    }
}
