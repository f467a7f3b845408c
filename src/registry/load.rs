//! From texts to the [`Registry`]: parse, validate, then decode each sound entry.

use std::collections::BTreeSet;

use camino::Utf8Path;
use rayon::prelude::*;
use serde::de::DeserializeOwned;

use super::built_in::BUILT_IN;
use super::codes::{NO_SERVICES, UNKNOWN_FILE};
use super::declared::{Declaration, Declared, duplicate};
use super::file::{FileKind, Schemas};
use super::{Alertmanager, Environment, Prometheus, Registry, Routing, Severities, Tier, secrets};
use crate::diag::{Diagnostic, Sink};
use crate::source::{
    self, FileId, Files, INVALID_VALUE, Key, Kind, Limits, Node, RUNBOOKS, Span, Spanned, nearest,
};

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
        let alert = files.get(file).path.file_stem().unwrap_or_default();
        registry.runbooks.insert(alert.to_owned(), file);
    }
    for user in read(root, files, &user, schemas) {
        let Some(kind) = user.kind else {
            let path = &files.get(user.file).path;
            let meant = meant_kind(path);
            registry.incomplete.extend(meant);
            sink.push(unknown_file(user.file, path, meant));
            continue;
        };
        registry.secrets.extend(user.secrets);
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
        let platform = node.as_ref().filter(|_| kind == Some(FileKind::Platform));
        let misplaced = platform.map(|node| secrets::misplaced(node, &schemas.secret_fields));
        UserFile {
            secrets: misplaced.unwrap_or_default(),
            file,
            kind,
            node,
            found,
        }
    };
    user.par_iter().map(read).collect()
}

/// Deeper than any value of an entry lies.
const DEEPEST: usize = 8;

/// Decodes one file into the registry.
struct Loader<'r> {
    registry: &'r mut Registry,
    kind: FileKind,
    built_in: bool,
    /// What is wrong with this file.
    found: Sink,
}

impl<'r> Loader<'r> {
    fn new(registry: &'r mut Registry, kind: FileKind, built_in: bool) -> Self {
        Self {
            registry,
            kind,
            built_in,
            found: Sink::default(),
        }
    }

    /// Notes that the file may declare what is not in the registry.
    fn miss(&mut self) {
        self.registry.incomplete.insert(self.kind);
    }

    fn load(&mut self, node: &Node<'_>) {
        let behind = Span::new(node.span.file, node.span.end, u32::MAX);
        if !self.is_sound_at_the_top(node) || self.found.has_errors_in(behind) {
            self.miss();
        }
        match self.kind {
            FileKind::Services => self.load_services(node),
            FileKind::Profiles => {
                self.declare(node, "profiles", "profile", |r| &mut r.profiles, |_, _| {});
                self.declare(
                    node,
                    "burn_policies",
                    "burn policy",
                    |r| &mut r.burn_policies,
                    |_, _| {},
                );
            }
            FileKind::Dialects => {
                self.declare(node, "dialects", "dialect", |r| &mut r.dialects, |_, _| {});
            }
            FileKind::Platform => self.load_platform(node),
            FileKind::Packs => self.load_pack(node),
            FileKind::Redaction => {
                if let Some(redaction) = self.decode(node) {
                    self.registry.redaction = redaction;
                }
            }
        }
    }

    fn load_services(&mut self, node: &Node<'_>) {
        let entries = items(node, "services");
        self.registry.entries += entries.len();
        for item in entries {
            if let Some(service) = self.decode(item) {
                self.registry
                    .services
                    .push(Spanned::new(service, item.span));
            }
        }
        for item in items(node, "owners") {
            let Some(owner) = self.decode::<super::Owner>(item) else {
                continue;
            };
            let name = owner.team.clone();
            let declaration = Declaration {
                name: name.span,
                extent: item.span,
                value: owner,
                built_in: self.built_in,
            };
            self.registry.owners.declare(
                "team",
                name.value,
                declaration,
                |_, _| {},
                &mut self.found,
            );
        }
    }

    /// A pack with a mistake would be followed by findings about what refers to the mistake.
    fn load_pack(&mut self, node: &Node<'_>) {
        if self.found.has_errors_in(node.span) {
            return self.miss();
        }
        let Some(pack) = self.decode::<crate::pack::declare::Pack>(node) else {
            return;
        };
        let name = pack.pack.clone();
        let declaration = Declaration {
            name: name.span,
            extent: node.span,
            value: pack,
            built_in: self.built_in,
        };
        let packs = &mut self.registry.packs;
        packs.declare(
            "alert pack",
            name.value,
            declaration,
            |_, _| {},
            &mut self.found,
        );
    }

    fn load_platform(&mut self, node: &Node<'_>) {
        self.declare(
            node,
            "environments",
            "environment",
            |r| &mut r.environments,
            Environment::inherit,
        );
        self.declare(node, "tiers", "tier", |r| &mut r.tiers, Tier::inherit);
        self.declare(
            node,
            "escalation_policies",
            "escalation policy",
            |r| &mut r.escalation_policies,
            |_, _| {},
        );
        self.declare(
            node,
            "receivers",
            "receiver",
            |r| &mut r.receivers,
            |_, _| {},
        );
        self.declare(
            node,
            "time_intervals",
            "time interval",
            |r| &mut r.time_intervals,
            |_, _| {},
        );
        self.settle(
            node,
            "alertmanager",
            |r| &mut r.alertmanager,
            Alertmanager::inherit,
        );
        self.settle(
            node,
            "severities",
            |r| &mut r.severities,
            Severities::inherit,
        );
        self.settle(node, "routing", |r| &mut r.routing, Routing::inherit);
        self.settle(
            node,
            "prometheus",
            |r| &mut r.prometheus,
            Prometheus::inherit,
        );
        if let Some(url) = self.field(node, "grafana_url") {
            self.registry.grafana_url = Some(url);
        }
        if let Some(url) = self.field(node, "runbook_base_url") {
            self.registry.runbook_base_url = Some(url);
        }
    }

    fn declare<T: DeserializeOwned>(
        &mut self,
        node: &Node<'_>,
        field: &str,
        what: &str,
        declared: impl Fn(&mut Registry) -> &mut Declared<T>,
        merge: impl Fn(&mut T, T),
    ) {
        for (key, value) in entries(node, field) {
            if self.found.has_errors_in(key.span) {
                self.miss();
            } else if let (extent, Some(value)) = (value.span, self.decode(value)) {
                let declaration = Declaration {
                    name: key.span,
                    extent,
                    value,
                    built_in: self.built_in,
                };
                declared(self.registry).declare(
                    what,
                    key.name.to_string(),
                    declaration,
                    &merge,
                    &mut self.found,
                );
            }
        }
    }

    /// Reads settings of which there is one set: what is written stands before what was there.
    fn settle<T: DeserializeOwned>(
        &mut self,
        node: &Node<'_>,
        field: &str,
        settings: impl Fn(&mut Registry) -> &mut T,
        inherit: impl Fn(&mut T, T),
    ) {
        if let Some(written) = self.field(node, field) {
            let settings = settings(self.registry);
            let before = std::mem::replace(settings, written);
            inherit(settings, before);
        }
    }

    fn field<T: DeserializeOwned>(&mut self, node: &Node<'_>, field: &str) -> Option<T> {
        node.get(field).and_then(|value| self.decode(value))
    }

    /// Decodes a node. Of one with errors as much is decoded as can stand without what is wrong, so
    /// that the rest is still examined; what that leaves out is no finding of its own.
    fn decode<T: DeserializeOwned>(&mut self, node: &Node<'_>) -> Option<T> {
        if self.found.has_errors_in(node.span) {
            return self.decode_sound_part(node);
        }
        match source::decode(node) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.message;
                self.found
                    .push(Diagnostic::at(&INVALID_VALUE, error.span, message));
                self.miss();
                None
            }
        }
    }

    /// Leaves out single values first, then all that surrounds them, level by level.
    fn decode_sound_part<T: DeserializeOwned>(&mut self, node: &Node<'_>) -> Option<T> {
        let mut depths = (0..=DEEPEST).rev();
        let decoded = depths.find_map(|depth| {
            let part = self.sound_part(node, depth)?;
            source::decode(&part).ok().map(|value| (value, depth))
        });
        if !matches!(decoded, Some((_, DEEPEST))) {
            self.miss();
        }
        decoded.map(|(value, _)| value)
    }

    /// Whether the file's own keys and what they hold are of the right kind, whatever their entries are.
    fn is_sound_at_the_top(&self, node: &Node<'_>) -> bool {
        let Kind::Map(entries) = &node.kind else {
            return false;
        };
        entries.iter().all(|(key, value)| {
            !self.found.has_errors_in(key.span) && !self.found.has_error_at(value.span)
        })
    }

    /// The node without the keys, values and items in which something was found wrong; below `depth`
    /// a value with an error is left out as a whole.
    fn sound_part<'s>(&self, node: &Node<'s>, depth: usize) -> Option<Node<'s>> {
        if !self.found.has_errors_in(node.span) {
            return Some(node.clone());
        }
        let depth = depth.checked_sub(1)?;
        let kind = match &node.kind {
            Kind::Seq(items) => {
                let items = items.iter().filter_map(|item| self.sound_part(item, depth));
                Kind::Seq(items.collect())
            }
            Kind::Map(entries) => {
                let entries = entries
                    .iter()
                    .filter(|(key, _)| !self.found.has_errors_in(key.span));
                let sound = |(key, value): &(Key<'s>, Node<'s>)| {
                    Some((key.clone(), self.sound_part(value, depth)?))
                };
                Kind::Map(entries.filter_map(sound).collect())
            }
            _ => return None,
        };
        Some(Node {
            kind,
            span: node.span,
        })
    }
}

fn items<'n, 's>(node: &'n Node<'s>, field: &str) -> &'n [Node<'s>] {
    match node.get(field).map(|list| &list.kind) {
        Some(Kind::Seq(items)) => items,
        _ => &[],
    }
}

fn entries<'n, 's>(node: &'n Node<'s>, field: &str) -> &'n [(Key<'s>, Node<'s>)] {
    match node.get(field).map(|map| &map.kind) {
        Some(Kind::Map(entries)) => entries,
        _ => &[],
    }
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

/// The kind of file whose name somebody may have meant.
fn meant_kind(path: &Utf8Path) -> Option<FileKind> {
    let near = nearest(path.file_name()?, FileKind::ALL.map(FileKind::files))?;
    FileKind::ALL.into_iter().find(|kind| kind.files() == near)
}

fn unknown_file(file: FileId, path: &Utf8Path, meant: Option<FileKind>) -> Diagnostic {
    let known = FileKind::ALL.map(FileKind::files);
    let help = match meant.map(FileKind::files) {
        Some(near) => format!("rename it to `{near}`, or keep it outside the registry"),
        None => format!(
            "the registry reads {}, `owners.yml`, `services/*.yml` and `runbooks/*.md`; keep other files outside it",
            list(&known)
        ),
    };
    Diagnostic::at(
        &UNKNOWN_FILE,
        Span::new(file, 0, 0),
        format!("`{path}` is not a file of the registry"),
    )
    .label("nothing reads this file")
    .help(help)
}

fn list(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
