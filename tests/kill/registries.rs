//! Registries of many services that share, change, add and drop files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use camino::{Utf8Path, Utf8PathBuf};

use crate::stop::Build;
use crate::tree::files;
use crate::write::write as write_file;

/// How many there are.
pub(crate) const REGISTRIES: usize = 3;
const SERVICES: usize = 30;
/// One SLO a service: many files that are quickly made.
const PROFILE: &str = "profiles: {small: {slos: {success: {objective: 99, sli: request_ratio}}, burn_policy: fast-slow}}\n";

/// A registry, and what a fresh build makes of it.
pub(crate) struct Registry {
    pub(crate) source: Utf8PathBuf,
    pub(crate) tree: BTreeMap<String, Vec<u8>>,
}

/// Writes the registries to directories of their own, and builds each afresh.
pub(crate) fn write(root: &Utf8Path) -> [Registry; REGISTRIES] {
    std::array::from_fn(|number| {
        let source = root.join(format!("registry-{number}"));
        write_file(&source.join("observability_services.yml"), services(number));
        write_file(&source.join("slo_profiles.yml"), PROFILE);
        let fresh = root.join(format!("fresh-{number}"));
        let mut registry = Registry {
            source,
            tree: BTreeMap::new(),
        };
        Build::new(fresh.clone()).complete(&registry);
        registry.tree = files(&fresh);
        registry
    })
}

/// Of each four services one is missing, and of the others the tier or the environments differ
/// between any two registries.
fn services(registry: usize) -> String {
    let mut text = "owners: [{team: sellers, alert_contact: '#sellers'}]\nservices:\n".to_owned();
    for service in 0..SERVICES {
        let entry = match (service + registry) % 4 {
            0 => continue,
            1 => "tier: internal, environments: [production, staging]",
            2 => "tier: user-facing, environments: [production, staging]",
            _ => "tier: internal, environments: [production, testing]",
        };
        writeln!(
            text,
            "  - {{service_name: service-{service}, owner: sellers, slo_profile: small, {entry}}}"
        )
        .expect("strings take all");
    }
    text
}
