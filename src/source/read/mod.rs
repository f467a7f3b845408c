//! Finds the registry's files and reads them.
//!
//! In comes the root directory, out go the ids of its YAML files and of its runbooks, read, checked
//! for secrets and in a stable order. What is wrong with one file is a finding; the others are read all the same.

#![expect(clippy::disallowed_types, reason = "walkdir hands out std::path")]

mod argument;

pub use argument::read_argument;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{MAIN_SEPARATOR, Path};

use anyhow::{anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use walkdir::{DirEntry, WalkDir};

use super::codes::file::{NOT_UTF8, SYMLINK, TOO_LARGE, UNREADABLE_FILE};
use super::{FileId, Files, Limits, Span, findings, nearest, offset, secrets};
use crate::diag::{Diagnostic, Sink};

/// The folder of the registry that holds Markdown; elsewhere it is notes for people, and not read.
pub const RUNBOOKS: &str = "runbooks";

/// How far below the root files are looked for; a registry needs two levels.
const MAX_DEPTH: usize = 16;

/// Reads every `*.yml` and `*.yaml` file below `root` and every `*.md` file below its [`RUNBOOKS`],
/// names with a leading dot left out, and returns those that can be read, sorted by path. Secrets in them are found on the way, so that
/// no later message shows one. An error means that there is no directory to read.
pub fn read_registry(
    root: &Utf8Path,
    files: &mut Files,
    sink: &mut Sink,
) -> anyhow::Result<Vec<FileId>> {
    match fs::metadata(root) {
        Ok(found) if !found.is_dir() => bail!("the registry `{root}` is not a directory"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            bail!("there is no registry `{root}`; name its directory with `--registry`, or write one with `o11yc init`")
        }
        found => found.and_then(|_| fs::read_dir(root)),
    }
    .map_err(|error| anyhow!("the registry `{root}` {}", reason(&error)))?;
    let mut reader = Reader {
        files,
        sink,
        limit: Limits::default().file_bytes,
        runbooks: root.join(RUNBOOKS),
    };
    let entries = WalkDir::new(root)
        .min_depth(1)
        .max_depth(MAX_DEPTH)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry) && !is_in_file(entry));
    Ok(entries.filter_map(|entry| reader.visit(entry)).collect())
}

/// Puts `text` in the place of the file at `path`, or beside the others if there is none, as if it
/// had been read from there.
pub fn suppose(
    path: &Utf8Path,
    text: &str,
    user: &mut Vec<FileId>,
    files: &mut Files,
    sink: &mut Sink,
) {
    user.retain(|&file| files.get(file).path != path);
    let file = files.add(path, text.to_owned());
    secrets::scan(files, file, sink);
    user.push(file);
    user.sort_by(|&one, &other| files.get(one).path.cmp(&files.get(other).path));
}

/// Takes a file that is in memory already as [`read_registry`] does one from the disk.
pub fn read_bytes(
    path: &Utf8Path,
    bytes: Vec<u8>,
    files: &mut Files,
    sink: &mut Sink,
) -> Option<FileId> {
    let limit = Limits::default().file_bytes;
    let mut reader = Reader {
        files,
        sink,
        limit,
        runbooks: RUNBOOKS.into(),
    };
    reader.decode(path.as_std_path(), bytes)
}

struct Reader<'a> {
    files: &'a mut Files,
    sink: &'a mut Sink,
    limit: u64,
    /// The folder in which Markdown is read.
    runbooks: Utf8PathBuf,
}

impl Reader<'_> {
    /// The file to parse, if the entry is one.
    fn visit(&mut self, entry: walkdir::Result<DirEntry>) -> Option<FileId> {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(Path::new("")).to_owned();
                let reason = error.io_error().map_or("cannot be read".to_owned(), reason);
                self.unreadable(&path, &reason);
                return None;
            }
        };
        let (path, kind) = (entry.path(), entry.file_type());
        if kind.is_dir() && entry.depth() == MAX_DEPTH {
            self.unreadable(
                path,
                &format!("lies more than {MAX_DEPTH} directories deep"),
            );
        } else if kind.is_symlink() && (self.is_ours(path) || path.is_dir()) {
            self.symlink(path);
        } else if !kind.is_symlink() && self.is_ours(path) {
            return self.read(path, kind.is_file());
        }
        None
    }

    fn is_ours(&self, path: &Path) -> bool {
        is_yaml(path) || has_extension(path, "md") && self.is_runbook(path)
    }

    /// Whether Markdown is a runbook, or meant to be: in a folder beside that of runbooks, and with a name
    /// near to its own.
    fn is_runbook(&self, path: &Path) -> bool {
        let meant = |folder: &Path| {
            let name = folder.file_name().and_then(OsStr::to_str);
            let beside = folder.parent() == self.runbooks.as_std_path().parent();
            beside && name.is_some_and(|name| nearest(name, [RUNBOOKS]).is_some())
        };
        path.starts_with(&self.runbooks) || path.parent().is_some_and(meant)
    }

    fn read(&mut self, path: &Path, is_regular: bool) -> Option<FileId> {
        if !is_regular {
            self.unreadable(path, "is not a regular file");
            return None;
        }
        if path.to_str().is_none() {
            self.unreadable(path, "has a name that is not UTF-8");
            return None;
        }
        match read_limited(path, self.limit) {
            Ok(Some(bytes)) => self.decode(path, bytes),
            Ok(None) => {
                self.too_large(path);
                None
            }
            Err(error) => {
                self.unreadable(path, &reason(&error));
                None
            }
        }
    }

    fn decode(&mut self, path: &Path, bytes: Vec<u8>) -> Option<FileId> {
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                self.not_utf8(path, &error.into_bytes(), valid);
                return None;
            }
        };
        match text.strip_prefix('\u{feff}') {
            Some(rest) => {
                let span = self.add(path, rest.to_owned());
                self.sink.push(findings::byte_order_mark(span));
                Some(span.file)
            }
            None => Some(self.add(path, text).file),
        }
    }

    /// Registers a text and returns the place of its beginning.
    fn add(&mut self, path: &Path, text: String) -> Span {
        let shown = path.to_string_lossy().replace(MAIN_SEPARATOR, "/");
        let file = self.files.add(shown, text);
        secrets::scan(self.files, file, self.sink);
        Span::new(file, 0, 0)
    }

    fn unreadable(&mut self, path: &Path, reason: &str) {
        let span = self.add(path, String::new());
        let message = format!("`{}` {reason}", self.files.path(span));
        let help = "make it readable, or move it out of the registry";
        self.sink
            .push(Diagnostic::at(&UNREADABLE_FILE, span, message).help(help));
    }

    fn symlink(&mut self, path: &Path) {
        let span = self.add(path, String::new());
        let message = format!(
            "`{}` is a symbolic link and is not followed",
            self.files.path(span)
        );
        let finding = Diagnostic::at(&SYMLINK, span, message)
            .note("a link can lead out of the repository, where each machine has other files")
            .help("put the file itself into the registry");
        self.sink.push(finding);
    }

    fn too_large(&mut self, path: &Path) {
        let span = self.add(path, String::new());
        let mib = self.limit >> 20;
        let message = format!("`{}` is larger than {mib} MiB", self.files.path(span));
        let finding = Diagnostic::at(&TOO_LARGE, span, message)
            .help("split it, or move it out of the registry if it is not part of it");
        self.sink.push(finding);
    }

    fn not_utf8(&mut self, path: &Path, bytes: &[u8], valid: usize) {
        let prefix = String::from_utf8_lossy(&bytes[..valid]).into_owned();
        let file = self.add(path, prefix).file;
        let bad = bytes[valid];
        let message = format!("byte {valid} of the file, 0x{bad:02X}, is not UTF-8");
        let label = match (valid, bad) {
            (0, 0xFE | 0xFF) => "the file seems to be UTF-16",
            _ => "valid up to here",
        };
        let finding = Diagnostic::at(
            &NOT_UTF8,
            Span::new(file, offset(valid), offset(valid)),
            message,
        )
        .label(label)
        .help("save the file as UTF-8");
        self.sink.push(finding);
    }
}

/// The bytes of a file, or `None` if there are more than `limit`.
fn read_limited(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    if file.metadata()?.len() > limit {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    // It may grow while it is read.
    let read = file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((read as u64 <= limit).then_some(bytes))
}

/// The words for an I/O error, without the number that the system gives it.
fn reason(error: &io::Error) -> String {
    format!("cannot be read: {}", error.kind())
}

fn is_yaml(path: &Path) -> bool {
    has_extension(path, "yml") || has_extension(path, "yaml")
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Whether an entry lies in a directory that stands where a file should: one mistake, told once.
fn is_in_file(entry: &DirEntry) -> bool {
    entry.depth() > 1 && entry.path().parent().is_some_and(is_yaml)
}

#[cfg(test)]
mod tests;
