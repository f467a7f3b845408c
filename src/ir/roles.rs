//! Metrics that nothing reads: in comes the registry, out goes a finding for each role in a dialect that no
//! alert pack has.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Sink};
use crate::pack::codes::UNKNOWN_NAME;
use crate::registry::{FileKind, Registry};
use crate::source::nearest;

/// Reports them, unless a pack that could not be read may have such a role.
pub(super) fn check(registry: &Registry, sink: &mut Sink) {
    if registry.incomplete.contains(&FileKind::Packs) {
        return;
    }
    let packs = registry.packs.iter();
    let roles: BTreeSet<&str> = packs
        .flat_map(|(_, pack)| &pack.value.requires.0)
        .map(|(role, _)| role.as_str())
        .collect();
    // Built-in dialects have the roles of built-in packs, which the user may have replaced.
    for (_, dialect) in registry.dialects.iter().filter(|(_, it)| !it.built_in) {
        for (role, _) in &dialect.value.metrics.0 {
            if !roles.contains(role.as_str()) {
                let message = format!("no alert pack has a role `{}`", role.value);
                let finding = Diagnostic::at(&UNKNOWN_NAME, role.span, message);
                sink.push(match nearest(role, roles.iter().copied()) {
                    Some(near) => finding.help(format!("write `{near}`")),
                    None => {
                        finding.help("write a role from the `requires:` of a pack, or remove it")
                    }
                });
            }
        }
    }
}
