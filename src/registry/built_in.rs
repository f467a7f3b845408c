//! The declarations that come with the compiler: YAML like the user's, read before it.

use super::FileKind;
use crate::source::{FileId, Files};

/// Each with the path by which people know it.
pub(super) const BUILT_IN: &[(FileKind, &str, &str)] = &[
    (
        FileKind::Profiles,
        "<built-in>/slo_profiles.yml",
        include_str!("../builtin/slo_profiles.yml"),
    ),
    (
        FileKind::Dialects,
        "<built-in>/dialects.yml",
        include_str!("../builtin/dialects.yml"),
    ),
    (
        FileKind::Platform,
        "<built-in>/platform.yml",
        include_str!("../builtin/platform.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/blackbox.yml",
        include_str!("../builtin/alert_packs/blackbox.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/dependency.yml",
        include_str!("../builtin/alert_packs/dependency.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/dora.yml",
        include_str!("../builtin/alert_packs/dora.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/host.yml",
        include_str!("../builtin/alert_packs/host.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/http.yml",
        include_str!("../builtin/alert_packs/http.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/pipeline.yml",
        include_str!("../builtin/alert_packs/pipeline.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/queue.yml",
        include_str!("../builtin/alert_packs/queue.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/target.yml",
        include_str!("../builtin/alert_packs/target.yml"),
    ),
    (
        FileKind::Packs,
        "<built-in>/alert_packs/telemetry.yml",
        include_str!("../builtin/alert_packs/telemetry.yml"),
    ),
];

/// Adds the built-in texts, which [`load`](super::load()) expects before the user's.
pub fn add_built_in(files: &mut Files) -> Vec<FileId> {
    let texts = BUILT_IN.iter();
    texts
        .map(|(_, path, text)| files.add(*path, (*text).to_owned()))
        .collect()
}
