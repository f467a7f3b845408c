//! Source layer: files become trees of nodes that know their bytes.
//!
//! In come paths, out come [`Node`] trees and diagnostics about the YAML itself. This module and
//! `output` are the only ones that touch the disk.

pub(crate) mod codes;
pub(crate) mod conflict;
mod decode;
mod fence;
mod findings;
mod node;
mod placeholder;
mod read;
mod schema;
mod secrets;
mod span;
pub mod suggest;
#[cfg(test)]
mod testing;
mod yaml;

pub(crate) use codes::file::UNREADABLE_FILE;
pub use decode::{DecodeError, Entries, Short, ShortForm, decode};
pub use fence::Fence;
pub use node::{Key, Kind, Node, Number};
pub use placeholder::is_unfilled;
pub use read::{RUNBOOKS, read_argument, read_bytes, read_registry, suppose};
pub use schema::Schema;
pub(crate) use schema::codes::{self as schema_codes, INVALID_VALUE};
pub use span::{FileId, Literal, Span, Spanned};
pub use suggest::{nearest, one_slip, with_odd_characters};
pub use yaml::{Limits, parse, parse_whole};

use camino::{Utf8Path, Utf8PathBuf};

/// One text the compiler has read: a registry file or a built-in one.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as the user would type it, with `/` as separator; built-in files start with `<built-in>/`.
    pub path: Utf8PathBuf,
    /// The text, valid UTF-8 without a byte-order mark.
    pub text: String,
    /// Byte offset of the start of every line.
    line_starts: Vec<u32>,
}

/// A place for people: line and column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

/// Every text read in this run, and the secrets seen in them, which nobody may print.
#[derive(Debug, Default)]
pub struct Files {
    texts: Vec<SourceFile>,
    secrets: Vec<Span>,
    root: Utf8PathBuf,
}

impl Files {
    /// Adds a text and names it.
    pub fn add(&mut self, path: impl Into<Utf8PathBuf>, text: String) -> FileId {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| offset(at + 1)))
            .collect();
        self.texts.push(SourceFile {
            path: path.into(),
            text,
            line_starts,
        });
        FileId(offset(self.texts.len() - 1))
    }

    /// The file with this id.
    pub fn get(&self, file: FileId) -> &SourceFile {
        &self.texts[file.0 as usize]
    }

    /// The paths of the files below the registry's root, in the order in which they were read.
    pub fn in_registry(&self) -> impl Iterator<Item = &Utf8Path> {
        let paths = self.texts.iter().map(|file| file.path.as_path());
        paths.filter(|path| path.starts_with(&self.root))
    }

    /// The text of the registry's file at this path.
    pub fn registry_text(&self, path: &Utf8Path) -> Option<&str> {
        let mut texts = self.texts.iter();
        let file = texts.find(|file| file.path == path && path.starts_with(&self.root));
        file.map(|file| file.text.as_str())
    }

    /// The path of the file that a span lies in.
    pub fn path(&self, span: Span) -> &Utf8Path {
        &self.get(span.file).path
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        &self.get(span.file).text[span.start as usize..span.end as usize]
    }

    /// Line and column of a byte offset.
    pub fn position(&self, file: FileId, offset: u32) -> Position {
        let file = self.get(file);
        let line = file.line_starts.partition_point(|&start| start <= offset);
        let start = file.line_starts[line - 1] as usize;
        let column = file.text[start..offset as usize].chars().count();
        Position {
            line: self::offset(line),
            column: self::offset(column) + 1,
        }
    }

    /// Remembers that the bytes under `span` are a secret: renderers mask them wherever they appear.
    pub fn mark_secret(&mut self, span: Span) {
        if let Err(place) = self.secrets.binary_search(&span) {
            self.secrets.insert(place, span);
        }
    }

    /// The places of all secrets found, sorted.
    pub fn secrets(&self) -> &[Span] {
        &self.secrets
    }

    /// Whether a secret lies in `span`, or `span` in a secret.
    pub fn holds_secret(&self, span: Span) -> bool {
        self.secrets.iter().any(|secret| {
            secret.file == span.file && secret.start < span.end && span.start < secret.end
        })
    }

    /// Says below which directory the user's files lie.
    pub fn set_root(&mut self, root: impl Into<Utf8PathBuf>) {
        self.root = root.into();
    }

    /// The path of the file that a span lies in, relative to the registry: the same wherever the
    /// compiler is run.
    pub fn name(&self, span: Span) -> &Utf8Path {
        let path = self.path(span);
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

/// Offsets are 32 bits wide; the reader refuses files that would not fit.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
