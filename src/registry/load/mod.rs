//! From texts to the [`Registry`]: parse, validate, then decode each sound entry.

mod loader;
mod sound;
mod strays;

use std::collections::BTreeSet;

use camino::Utf8Path;
use rayon::prelude::*;

use super::Registry;
use super::built_in::BUILT_IN;
use super::codes::NO_SERVICES;
use super::declared::duplicate;
use super::file::{FileKind, Schemas};
use crate::diag::{Diagnostic, Sink};
use crate::source::{self, FileId, Files, Limits, Node, RUNBOOKS, Span, conflict};
use loader::Loader;
use strays::{meant_kind, unknown_file};

/// Loads the built-in files and the user's, which lie below `root`.
pub fn load(
    root: &Utf8Path,
    files: &Files,
    built_in: &[FileId],
    user: &[FileId],
    sink: &mut Sink,
) -> Registry {
    let schemas = Schemas::get();
    let mut registry = Registry {
        incomplete: unread(root, files, user),
        ..Registry::default()
    };
    let mut empty = Vec::new();
    for (&file, (kind, ..)) in built_in.iter().zip(BUILT_IN) {
        let mut loader = Loader::new(&mut registry, *kind, true);
        if let Some(node) = source::parse(files, file, &Limits::default(), &mut loader.found) {
            loader.load(&node);
        }
        sink.append(loader.found);
    }
    let (runbooks, user): (Vec<FileId>, Vec<FileId>) = user
        .iter()
        .copied()
        .partition(|&file| is_runbook(root, files, file));
    for file in runbooks {
        let runbook = files.get(file);
        if let Some(finding) = conflict::in_markdown(&runbook.text, file) {
            sink.push(finding);
        }
        let alert = runbook.path.file_stem().unwrap_or_default();
        registry.runbooks.insert(alert.to_owned(), file);
    }
    for user in read(root, files, &user, schemas) {
        registry.secrets.extend(user.secrets);
        let Some(kind) = user.kind else {
            let path = &files.get(user.file).path;
            let meant = meant_kind(path);
            registry.incomplete.extend(meant);
            sink.push(unknown_file(user.file, path, meant));
            continue;
        };
        let mut loader = Loader::new(&mut registry, kind, false);
        loader.found = user.found;
        match user.node {
            Some(node) => loader.load(&node),
            // An empty file declares nothing; of one that is not YAML nobody knows.
            None if loader.found.has_errors() => loader.miss(),
            None if kind == FileKind::Services => empty.push(Span::new(user.file, 0, 0)),
            None => {}
        }
        sink.append_untold(loader.found);
    }
    report_duplicate_services(&registry, sink);
    if registry.services.is_empty() && !registry.incomplete.contains(&FileKind::Services) {
        report_no_services(root, &empty, sink);
        // That their owners are unknown would follow from that.
        registry.incomplete.insert(FileKind::Services);
    }
    registry
}

/// Whether a file is what the user adds to the runbook of an alert.
fn is_runbook(root: &Utf8Path, files: &Files, file: FileId) -> bool {
    let path = &files.get(file).path;
    path.extension() == Some("md") && path.parent() == Some(&root.join(RUNBOOKS))
}

/// Kinds of which a file lies below `root` that could not be read: it has been added to the files, but
/// is not among those to parse. A directory that could not be listed counts as what it would hold.
fn unread(root: &Utf8Path, files: &Files, user: &[FileId]) -> BTreeSet<FileKind> {
    let parsed: BTreeSet<_> = user.iter().map(|&file| &*files.get(file).path).collect();
    let below = files
        .in_registry()
        .filter(|path| !parsed.contains(path))
        .map(|path| path.strip_prefix(root).unwrap_or(path));
    below
        .filter_map(|path| FileKind::of(path).or_else(|| FileKind::of(&path.join("any.yml"))))
        .collect()
}

/// If files for services are there and hold nothing, that is what is wrong with the registry.
fn report_no_services(root: &Utf8Path, empty: &[Span], sink: &mut Sink) {
    let mut told = false;
    for &file in empty {
        if let Some(warning) = sink.escalate(file) {
            warning.help = Some("write its first entry under `services:`".to_owned());
            told = true;
        }
    }
    if !told {
        sink.push(
            Diagnostic::nowhere(&NO_SERVICES, format!("no service is declared in `{root}`"))
                .help("add an entry under `services:` in `observability_services.yml`"),
        );
    }
}

/// A file of the user's, before its entries are decoded.
struct UserFile<'s> {
    file: FileId,
    /// `None` if the registry has no such file.
    kind: Option<FileKind>,
    /// `None` if there is nothing to decode.
    node: Option<Node<'s>>,
    /// What is wrong with its YAML, and against its schema.
    found: Sink,
    /// Where a secret may stand in place of its file's path.
    secrets: Vec<Span>,
}

/// Parses and validates files, several at a time: of all that happens before rules are made this
/// takes longest.
fn read<'s>(
    root: &Utf8Path,
    files: &'s Files,
    user: &[FileId],
    schemas: &Schemas,
) -> Vec<UserFile<'s>> {
    let read = |&file| {
        let path = &files.get(file).path;
        let kind = FileKind::of(path.strip_prefix(root).unwrap_or(path));
        let mut found = Sink::default();
        let node = kind.and_then(|kind| {
            let node = source::parse(files, file, &Limits::default(), &mut found)?;
            schemas.validate(kind, &node, &files.get(file).text, &mut found);
            Some(node)
        });
        // Without a mistake nobody quotes what is written; a file that is none of ours is one.
        let mistaken = kind.filter(|_| found.has_errors());
        let mistaken = mistaken.or_else(|| meant_kind(path).filter(|_| kind.is_none()));
        let secrets = mistaken.map(|kind| schemas.secrets(kind, files, file));
        UserFile {
            file,
            kind,
            node,
            found,
            secrets: secrets.unwrap_or_default(),
        }
    };
    user.par_iter().map(read).collect()
}

fn report_duplicate_services(registry: &Registry, sink: &mut Sink) {
    let mut seen = std::collections::BTreeMap::new();
    for service in &registry.services {
        let name = &service.service_name;
        if let Some(first) = seen.insert(name.value.as_str(), name.span) {
            sink.push(duplicate("service", name, name.span, first));
        }
    }
}
