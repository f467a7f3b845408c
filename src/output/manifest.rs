//! The manifest: which files in the output directory are ours, told by the hashes of what we
//! wrote. It is committed with them, so that it is sorted and has one line per file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::artifact::ArtifactPath;

/// The manifest of the last finished build.
pub(super) const CURRENT: &str = ".o11yc-manifest.json";
/// The manifest of the build under way; when it is still there, that build was interrupted.
pub(super) const NEXT: &str = ".o11yc-manifest.next.json";

const FORMAT_VERSION: u32 = 1;

/// SHA-256 of a file's bytes, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Hash(String);

impl Hash {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut hex = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            write!(hex, "{byte:02x}").expect("a String takes any text");
        }
        Self(hex)
    }
}

/// Somewhat more than an entry takes.
const ENTRY_BYTES: usize = 256;

/// What we know about one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The contents that are ours: one, several while a build is under way, or none where only the
    /// file's header says that it is ours.
    pub(super) sha256: Vec<Hash>,
    pub(super) emitter: String,
    pub(super) origin: String,
}

impl Entry {
    /// A file that is ours by its header, written by a build whose manifest is lost.
    pub(super) fn unrecorded() -> Self {
        Self {
            sha256: Vec::new(),
            emitter: String::new(),
            origin: String::new(),
        }
    }

    /// Whether it is unknown which contents are ours.
    pub(super) fn is_unrecorded(&self) -> bool {
        self.sha256.is_empty()
    }

    /// Whether a file with this hash is ours, and not edited by hand.
    pub(super) fn allows(&self, hash: &Hash) -> bool {
        self.sha256.contains(hash)
    }
}

/// All files that are ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<ArtifactPath, Entry>,
}

impl Manifest {
    /// Reads a manifest, and of one with merge conflicts the union of both sides, each of which a
    /// build wrote.
    pub(super) fn parse(text: &str) -> Result<Self> {
        if text.lines().any(is_conflict_marker) {
            Self::parse_conflicted(text)
        } else {
            Self::parse_whole(text)
        }
    }

    fn parse_conflicted(text: &str) -> Result<Self> {
        let version = format!("\"format_version\": {FORMAT_VERSION},");
        let mut union = Self::default();
        let mut has_version = false;
        for line in text.lines().filter(|line| !is_conflict_marker(line)) {
            if let Some(entry) = line.strip_prefix("    ") {
                let entry = entry.trim_end_matches(',');
                union.merge(Self::parse_whole(&format!(
                    "{{{version} \"files\": {{{entry}}}}}"
                ))?);
                continue;
            }
            let line = line.trim();
            has_version |= line == version;
            ensure!(
                line == version || ["{", "\"files\": {", "}"].contains(&line),
                "it has a merge conflict, and `{line}` is on neither side as o11yc wrote it"
            );
        }
        ensure!(
            has_version,
            "it has a merge conflict, and no side is of format {FORMAT_VERSION}"
        );
        Ok(union)
    }

    fn parse_whole(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Format {
            format_version: u32,
        }
        let Format { format_version } = serde_json::from_str(text)?;
        ensure!(
            format_version == FORMAT_VERSION,
            "it has format {format_version}, and this o11yc knows only format {FORMAT_VERSION}"
        );
        Ok(serde_json::from_str(text)?)
    }

    pub(super) fn render(&self) -> String {
        // Of megabytes, growing would copy half.
        let mut text = String::with_capacity((self.files.len() + 1) * ENTRY_BYTES);
        write!(
            text,
            "{{\n  \"format_version\": {FORMAT_VERSION},\n  \"files\": {{"
        )
        .expect("a String takes any text");
        let mut separator = "\n";
        for (path, entry) in &self.files {
            text.push_str(separator);
            write!(text, "    {}: {}", json(path), json(entry)).expect("a String takes any text");
            separator = ",\n";
        }
        text.push_str("\n  }\n}\n");
        text
    }

    /// Allows, for every file, what either manifest allows.
    pub(super) fn merge(&mut self, newer: Manifest) {
        for (path, mut entry) in newer.files {
            if let Some(older) = self.files.remove(&path) {
                entry.sha256.extend(older.sha256);
                entry.sha256.sort();
                entry.sha256.dedup();
            }
            self.files.insert(path, entry);
        }
    }
}

/// Whether Git wrote the line into a file that it could not merge.
fn is_conflict_marker(line: &str) -> bool {
    let markers = ["<<<<<<< ", "||||||| ", ">>>>>>> "];
    line == "=======" || markers.iter().any(|marker| line.starts_with(marker))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings and lists of strings always make JSON")
}

#[cfg(test)]
mod tests {
    use super::{Entry, Hash, Manifest};
    use crate::artifact::ArtifactPath;

    fn manifest(files: &[(&str, &[&str])]) -> Manifest {
        let entry = |contents: &[&str]| Entry {
            sha256: contents.iter().map(|c| Hash::of(c.as_bytes())).collect(),
            emitter: "prometheus-rules".to_owned(),
            origin: "registry/services.yml:2".to_owned(),
        };
        Manifest {
            files: files
                .iter()
                .map(|(path, contents)| (ArtifactPath::new(*path).expect("valid"), entry(contents)))
                .collect(),
        }
    }

    #[test]
    fn a_file_is_a_line() {
        let text = manifest(&[("b/\"q\".yml", &[""]), ("a.yml", &["abc"])]).render();
        let expected = r#"{
  "format_version": 1,
  "files": {
    "a.yml": {"sha256":["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],"emitter":"prometheus-rules","origin":"registry/services.yml:2"},
    "b/\"q\".yml": {"sha256":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],"emitter":"prometheus-rules","origin":"registry/services.yml:2"}
  }
}
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_rendered_parses() {
        for files in [&[][..], &[("a", &["1"][..]), ("b/c", &["2", "3"][..])]] {
            let manifest = manifest(files);
            assert_eq!(
                Manifest::parse(&manifest.render()).expect("parses"),
                manifest
            );
        }
    }

    #[test]
    fn merging_allows_either() {
        let mut merged = manifest(&[("a", &["1", "2"]), ("b", &["1"])]);
        merged.merge(manifest(&[("a", &["2", "3"]), ("c", &["1"])]));
        let allows = |path: &str, content: &str| {
            let path = ArtifactPath::new(path).expect("valid");
            merged.files[&path].allows(&Hash::of(content.as_bytes()))
        };
        assert!(allows("a", "1") && allows("a", "2") && allows("a", "3"));
        assert!(allows("b", "1") && allows("c", "1") && !allows("c", "2"));
    }

    #[test]
    fn a_merge_conflict_allows_either_side() {
        let ours = manifest(&[("a", &["1"]), ("b", &["1"])]);
        let theirs = manifest(&[("a", &["2"]), ("b", &["1"]), ("c", &["1"])]);
        let mut either = ours.clone();
        either.merge(theirs.clone());
        let body = |manifest: &Manifest| {
            let text = manifest.render();
            let lines: Vec<_> = text.lines().filter(|l| l.starts_with("    ")).collect();
            lines.join("\n")
        };
        let text = format!(
            "{{\n  \"format_version\": 1,\n  \"files\": {{\n<<<<<<< HEAD\n{}\n=======\n{}\n\
             >>>>>>> branch\n  }}\n}}\n",
            body(&ours),
            body(&theirs)
        );
        assert_eq!(Manifest::parse(&text).expect("parses"), either);
    }

    #[test]
    fn refuses_what_it_cannot_trust() {
        for (text, message) in [
            ("", "EOF"),
            ("<<<<<<< HEAD\n", "merge conflict"),
            ("<<<<<<< HEAD\n{}\n", "`{}` is on neither side"),
            (
                "{\n  \"format_version\": 1,\n<<<<<<< HEAD\n    \"../x\": {\"sha256\":[],\"emitter\":\"\",\"origin\":\"\"}\n",
                "`..`",
            ),
            (r#"{"files": {}}"#, "format_version"),
            (r#"{"format_version": 2}"#, "format 2"),
            (
                r#"{"format_version": 1, "files": {"../x": {"sha256": [], "emitter": "", "origin": ""}}}"#,
                "`..`",
            ),
        ] {
            let error = Manifest::parse(text).expect_err(text);
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
