//! Lowering: the registry's names become the program's values.

use std::collections::BTreeMap;

use super::catalogue::Catalogue;
use super::codes::{COLLIDING_NAMES, UNKNOWN_OWNER, UNKNOWN_PROFILE, UNKNOWN_REFERENCE};
use super::resolve::{Referent, follow};
use super::service::Lowering;
use super::{Layer, Platform, Program, Service, Sourced, Team, names, values};
use crate::diag::{Diagnostic, Sink};
use crate::registry::{FileKind, Registry};
use crate::source::{Literal, Spanned};
use crate::units::Duration;

/// What stands for "no profile" and "no metrics".
pub(super) const NONE: &str = "none";
/// How often targets are scraped where nothing is said.
const DEFAULT_SCRAPE_INTERVAL: Duration = Duration::from_secs(15);

/// Resolves the registry. Services of which something cannot be resolved are left out, and reported.
pub fn lower(registry: Registry, sink: &mut Sink) -> Program {
    let catalogue = Catalogue::new(&registry, sink);
    let teams = teams(&registry, sink);
    check_tiers(&registry, sink);
    let platform = platform(&registry, sink);
    let mut lowering = Lowering {
        registry: &registry,
        catalogue: &catalogue,
        burns: BTreeMap::new(),
        sink,
    };
    let mut services: Vec<_> = registry
        .services
        .iter()
        .filter_map(|service| lowering.service(service))
        .collect();
    services.sort_by(|one, other| one.name.cmp(&other.name));
    report_collisions(&services, sink);
    Program {
        services,
        teams,
        platform,
        redaction: registry.redaction,
    }
}

fn teams(registry: &Registry, sink: &mut Sink) -> BTreeMap<String, Team> {
    const POLICY: Referent = Referent {
        what: "escalation policy",
        unknown: "no escalation policy has this name",
        declare: "add it under `escalation_policies:` in `platform.yml`",
        file: FileKind::Platform,
        code: &UNKNOWN_REFERENCE,
    };
    let mut teams = BTreeMap::new();
    for (name, declaration) in registry.owners.iter() {
        let owner = &declaration.value;
        // Until policies are declared somewhere, a policy's name is a note to people.
        if let Some(policy) = owner
            .escalation_policy
            .as_ref()
            .filter(|_| !registry.escalation_policies.is_empty())
        {
            follow(
                &POLICY,
                &registry.escalation_policies,
                registry,
                policy,
                policy.span,
                sink,
            );
        }
        let team = Team {
            span: declaration.name,
            grafana_role: owner.grafana_role,
            contact: owner.alert_contact.value.clone(),
            escalation_policy: owner
                .escalation_policy
                .as_ref()
                .map(|policy| policy.value.clone()),
        };
        teams.insert(name.to_owned(), team);
    }
    teams
}

pub(super) const PROFILE: Referent = Referent {
    what: "SLO profile",
    unknown: "no profile has this name",
    declare: "add the profile under `profiles:` in `slo_profiles.yml`",
    file: FileKind::Profiles,
    code: &UNKNOWN_PROFILE,
};

pub(super) const DIALECT: Referent = Referent {
    what: "dialect",
    unknown: "no dialect has this name",
    declare: "add it under `dialects:` in `dialects.yml`",
    file: FileKind::Dialects,
    code: &UNKNOWN_REFERENCE,
};

pub(super) const OWNER: Referent = Referent {
    what: "owner",
    unknown: "no team has this name",
    declare: "add the team under `owners:`",
    file: FileKind::Services,
    code: &UNKNOWN_OWNER,
};

pub(super) const TIER: Referent = Referent {
    what: "tier",
    unknown: "no tier has this name",
    declare: "add it under `tiers:` in `platform.yml`",
    file: FileKind::Platform,
    code: &UNKNOWN_REFERENCE,
};

pub(super) const ENVIRONMENT: Referent = Referent {
    what: "environment",
    unknown: "no environment has this name",
    declare: "add it under `environments:` in `platform.yml`",
    file: FileKind::Platform,
    code: &UNKNOWN_REFERENCE,
};

/// Follows the names in tiers once, rather than in every service of the tier.
fn check_tiers(registry: &Registry, sink: &mut Sink) {
    for (_, tier) in registry.tiers.iter() {
        if let Some(profile) = tier
            .value
            .slo_profile
            .as_ref()
            .filter(|name| name.value != NONE)
        {
            follow(
                &PROFILE,
                &registry.profiles,
                registry,
                profile,
                profile.span,
                sink,
            );
        }
        if let Some(dialect) = tier
            .value
            .metrics
            .as_ref()
            .filter(|name| name.value != NONE)
        {
            follow(
                &DIALECT,
                &registry.dialects,
                registry,
                dialect,
                dialect.span,
                sink,
            );
        }
    }
}

fn platform(registry: &Registry, sink: &mut Sink) -> Platform {
    let written = &registry.prometheus;
    let mut duration = |text: &Option<Spanned<Literal>>, example| {
        let text = text.as_ref()?;
        let duration = values::duration(text, example, sink)?;
        Some(Sourced::new(duration, Layer::Platform, text.span))
    };
    Platform {
        scrape_interval: duration(&written.scrape_interval, "15s")
            .unwrap_or_else(|| Sourced::default(DEFAULT_SCRAPE_INTERVAL)),
        retention: duration(&written.retention, "32d"),
        grafana_url: registry.grafana_url.clone(),
        runbook_base_url: registry.runbook_base_url.clone(),
    }
}

fn report_collisions(services: &[Service], sink: &mut Sink) {
    let mut seen: BTreeMap<String, &Service> = BTreeMap::new();
    for service in services {
        match seen.get(&names::slug(&service.name)) {
            // Two services of one name have been reported as such.
            Some(first) if first.name != service.name => sink.push(
                Diagnostic::at(
                    &COLLIDING_NAMES,
                    service.span,
                    format!("`{}` and `{}` differ too little", service.name, first.name),
                )
                .label("the same as the other in links and file names")
                .secondary(first.span, "the other")
                .help("give one of them a name that differs in a letter or digit"),
            ),
            Some(_) => {}
            None => {
                seen.insert(names::slug(&service.name), service);
            }
        }
    }
}
