//! The manifest: which files in the output directory are ours, told by the hashes of what we
//! wrote. It is committed with them, so that it is sorted and has one line per file.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use crate::artifact::ArtifactPath;
use crate::source::conflict;

/// The manifest of the last finished build.
pub(super) const CURRENT: &str = ".o11yc-manifest.json";
/// The manifest of the build under way; when it is still there, that build was interrupted.
pub(super) const NEXT: &str = ".o11yc-manifest.next.json";

const FORMAT_VERSION: u32 = 2;

/// BLAKE3 of a file's bytes, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Hash(String);

impl Hash {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(blake3::hash(bytes).to_hex().to_string())
    }
}

/// Somewhat more than an entry takes.
const ENTRY_BYTES: usize = 256;

/// What we know about one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The contents that are ours: one, several while a build is under way, or none where only the
    /// file's header says that it is ours.
    pub(super) blake3: Vec<Hash>,
    pub(super) emitter: String,
    pub(super) origin: String,
}

impl Entry {
    /// A file that is ours by its header, written by a build whose manifest is lost.
    pub(super) fn unrecorded() -> Self {
        Self {
            blake3: Vec::new(),
            emitter: String::new(),
            origin: String::new(),
        }
    }

    /// Whether it is unknown which contents are ours.
    pub(super) fn is_unrecorded(&self) -> bool {
        self.blake3.is_empty()
    }

    /// Whether a file with this hash is ours, and not edited by hand.
    pub(super) fn allows(&self, hash: &Hash) -> bool {
        self.blake3.contains(hash)
    }
}

/// All files that are ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<ArtifactPath, Entry>,
}

impl Manifest {
    /// Reads a manifest, and of one with merge conflicts the union of both sides, each of which a
    /// build wrote.
    pub(super) fn parse(text: &str) -> Result<Self> {
        if text.lines().any(conflict::is_written_by_git) {
            Self::parse_conflicted(text)
        } else {
            Self::parse_whole(text)
        }
    }

    fn parse_conflicted(text: &str) -> Result<Self> {
        let version = format!("\"format_version\": {FORMAT_VERSION},");
        let mut union = Self::default();
        let mut has_version = false;
        for line in text
            .lines()
            .filter(|line| !conflict::is_written_by_git(line))
        {
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
                line == version || !line.starts_with("\"format_version\""),
                "it has a merge conflict, and not both sides are of format {FORMAT_VERSION}"
            );
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
        #[derive(Deserialize)]
        struct Whole {
            format_version: u32,
            files: BTreeMap<ArtifactPath, Entry>,
        }
        let whole = serde_json::from_str(text);
        // Another format may have another shape.
        let format_version = match &whole {
            Ok(Whole { format_version, .. }) => *format_version,
            Err(_) => serde_json::from_str::<Format>(text)?.format_version,
        };
        ensure!(
            format_version == FORMAT_VERSION,
            "it has format {format_version}, and this o11yc knows only format {FORMAT_VERSION}"
        );
        let Whole { files, .. } = whole?;
        Ok(Self { files })
    }

    pub(super) fn render(&self) -> String {
        // Of megabytes, growing would copy half.
        let mut text = Vec::with_capacity((self.files.len() + 1) * ENTRY_BYTES);
        text.extend(
            format!("{{\n  \"format_version\": {FORMAT_VERSION},\n  \"files\": {{").bytes(),
        );
        let mut separator = "\n    ";
        for (path, entry) in &self.files {
            text.extend(separator.bytes());
            json(&mut text, path);
            text.extend(b": ");
            json(&mut text, entry);
            separator = ",\n    ";
        }
        text.extend(b"\n  }\n}\n");
        String::from_utf8(text).expect("JSON is text")
    }

    /// Allows, for every file, what either manifest allows.
    pub(super) fn merge(&mut self, newer: Manifest) {
        if self.files.is_empty() {
            *self = newer;
            return;
        }
        for (path, mut entry) in newer.files {
            if let Some(older) = self.files.remove(&path) {
                entry.blake3.extend(older.blake3);
                entry.blake3.sort();
                entry.blake3.dedup();
            }
            self.files.insert(path, entry);
        }
    }
}

fn json(out: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(out, value).expect("strings and lists of strings always make JSON");
}

#[cfg(test)]
mod tests {
    use super::{Entry, Hash, Manifest};
    use crate::artifact::ArtifactPath;

    fn manifest(files: &[(&str, &[&str])]) -> Manifest {
        let entry = |contents: &[&str]| Entry {
            blake3: contents.iter().map(|c| Hash::of(c.as_bytes())).collect(),
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
  "format_version": 2,
  "files": {
    "a.yml": {"blake3":["6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"],"emitter":"prometheus-rules","origin":"registry/services.yml:2"},
    "b/\"q\".yml": {"blake3":["af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"],"emitter":"prometheus-rules","origin":"registry/services.yml:2"}
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
            "{{\n  \"format_version\": 2,\n  \"files\": {{\n<<<<<<< HEAD\n{}\n=======\n{}\n\
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
            (
                "{\n<<<<<<< HEAD\n  \"format_version\": 2,\n=======\n  \"format_version\": 1,\n>>>>>>> b\n",
                "not both sides are of format 2",
            ),
            ("<<<<<<< HEAD\n{}\n", "`{}` is on neither side"),
            (
                "{\n  \"format_version\": 2,\n<<<<<<< HEAD\n    \"../x\": {\"blake3\":[],\"emitter\":\"\",\"origin\":\"\"}\n",
                "`..`",
            ),
            (r#"{"files": {}}"#, "format_version"),
            (
                r#"{"format_version": 1, "files": {"a": {"sha256": []}}}"#,
                "format 1",
            ),
            (
                r#"{"format_version": 2, "files": {"../x": {"blake3": [], "emitter": "", "origin": ""}}}"#,
                "`..`",
            ),
        ] {
            let error = Manifest::parse(text).expect_err(text);
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
