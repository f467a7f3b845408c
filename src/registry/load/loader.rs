//! One file's tree becomes declarations.
//!
//! In comes a tree that was held against its schema, out go the declarations of each entry that is sound,
//! and of the others what can stand without what is wrong.

use serde::de::DeserializeOwned;

use super::sound::{DEEPEST, is_sound_at_the_top, sound_part};
use crate::diag::{Diagnostic, Sink};
use crate::pack::declare::Pack;
use crate::registry::declared::{Declaration, Declared};
use crate::registry::file::FileKind;
use crate::registry::{
    Alertmanager, Environment, Owner, Prometheus, Registry, Routing, Severities, Tier,
};
use crate::source::{self, INVALID_VALUE, Key, Kind, Node, Span, Spanned};

/// Decodes one file into the registry.
pub(super) struct Loader<'r> {
    registry: &'r mut Registry,
    kind: FileKind,
    built_in: bool,
    /// What is wrong with this file.
    pub(super) found: Sink,
}

impl<'r> Loader<'r> {
    pub(super) fn new(registry: &'r mut Registry, kind: FileKind, built_in: bool) -> Self {
        Self {
            registry,
            kind,
            built_in,
            found: Sink::default(),
        }
    }

    /// Notes that the file may declare what is not in the registry.
    pub(super) fn miss(&mut self) {
        self.registry.incomplete.insert(self.kind);
    }

    pub(super) fn load(&mut self, node: &Node<'_>) {
        let behind = Span::new(node.span.file, node.span.end, u32::MAX);
        if !is_sound_at_the_top(node, &self.found) || self.found.has_errors_in(behind) {
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
            let Some(owner) = self.decode::<Owner>(item) else {
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
        let Some(pack) = self.decode::<Pack>(node) else {
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
            let part = sound_part(node, &self.found, depth)?;
            source::decode(&part).ok().map(|value| (value, depth))
        });
        if !matches!(decoded, Some((_, DEEPEST))) {
            self.miss();
        }
        decoded.map(|(value, _)| value)
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
