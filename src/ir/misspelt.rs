//! Declarations of the user's that were meant to change built-in ones: a slip in the name, and they are new ones
//! that nothing names. In comes the registry, out go warnings.

use std::collections::BTreeSet;

use super::codes::MISSPELT_OVERRIDE;
use crate::diag::{Diagnostic, Sink};
use crate::registry::{Declared, Registry};
use crate::source::{Spanned, one_slip};

/// Warns of every such declaration.
pub(super) fn check(registry: &Registry, sink: &mut Sink) {
    // What could not be read may name them.
    if !registry.incomplete.is_empty() {
        return;
    }
    check_kind("tier", &registry.tiers, &tiers(registry), sink);
    check_kind("SLO profile", &registry.profiles, &profiles(registry), sink);
    check_kind(
        "burn policy",
        &registry.burn_policies,
        &policies(registry),
        sink,
    );
    check_kind("dialect", &registry.dialects, &dialects(registry), sink);
}

fn check_kind<T>(what: &str, declared: &Declared<T>, used: &BTreeSet<&str>, sink: &mut Sink) {
    let own = declared.iter().filter(|(_, it)| !it.built_in);
    for (name, declaration) in own.filter(|(name, _)| !used.contains(name)) {
        let mut built_in = declared.iter().filter(|(_, it)| it.built_in);
        let Some((near, _)) = built_in.find(|(near, _)| one_slip(name, near)) else {
            continue;
        };
        let message = format!("{what} `{name}` is a new one, and nothing names it");
        let finding = Diagnostic::at(&MISSPELT_OVERRIDE, declaration.name, message);
        sink.push(
            finding
                .label(format!("the built-in one is called `{near}`"))
                .help(format!("write `{near}` to change that one, or remove it")),
        );
    }
}

type Names<'r> = BTreeSet<&'r str>;

fn names<'r>(named: impl Iterator<Item = &'r Spanned<String>>) -> Names<'r> {
    named.map(|name| name.value.as_str()).collect()
}

fn tiers(registry: &Registry) -> Names<'_> {
    names(registry.services.iter().filter_map(|it| it.tier.as_ref()))
}

fn profiles(registry: &Registry) -> Names<'_> {
    let services = registry.services.iter();
    let of_tiers = registry.tiers.iter();
    let of_tiers = of_tiers.filter_map(|(_, it)| it.value.slo_profile.as_ref());
    names(
        services
            .filter_map(|it| it.slo_profile.as_ref())
            .chain(of_tiers),
    )
}

fn policies(registry: &Registry) -> Names<'_> {
    let profiles = || registry.profiles.iter().map(|(_, it)| &it.value);
    let of_slos = profiles().flat_map(|it| &it.slos.0);
    let of_slos = of_slos.filter_map(|(_, slo)| slo.burn_policy.as_ref());
    names(
        profiles()
            .filter_map(|it| it.burn_policy.as_ref())
            .chain(of_slos),
    )
}

fn dialects(registry: &Registry) -> Names<'_> {
    let of_tiers = registry.tiers.iter();
    let of_tiers = of_tiers.filter_map(|(_, it)| it.value.metrics.as_ref());
    let of_services = registry.services.iter().flat_map(|service| {
        let metrics = service.metrics.iter();
        let subjects = service.queues.iter().chain(&service.jobs);
        let hosts = service.environments.iter().flat_map(|it| &it.hosts);
        let subjects = subjects.chain(hosts).filter_map(|it| it.dialect.as_ref());
        let dependencies = service.depends_on.iter();
        let metrics = metrics.filter_map(|it| it.dialect.as_ref());
        let called = dependencies.filter_map(|it| it.dialect.as_ref());
        metrics.chain(subjects).chain(called)
    });
    names(of_tiers.chain(of_services))
}
