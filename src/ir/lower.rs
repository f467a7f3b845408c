//! Lowering: the registry's names become the program's values.

use std::collections::BTreeMap;

use super::alerting::{self, Reader};
use super::catalogue::Catalogue;
use super::codes::COLLIDING_NAMES;
use super::dependencies::report_cycles;
use super::outlast::outlast;
use super::referents::{DIALECT, PROFILE};
use super::service::Lowering;
use super::{
    Layer, Platform, Program, Service, Sourced, Team, Tier, literal, misspelt, names, roles,
};
use crate::diag::{Diagnostic, Sink};
use crate::registry::{self, NONE, Registry};
use crate::sli;
use crate::source::{Literal, Spanned};
use crate::units::Duration;

/// How often targets are scraped where nothing is said.
const DEFAULT_SCRAPE_INTERVAL: Duration = Duration::from_secs(15);

/// The name that was written, unless it stands for nothing.
pub(super) fn named(written: Option<&Spanned<String>>) -> Option<&Spanned<String>> {
    written.filter(|name| name.value != NONE)
}

/// Resolves the registry. Services of which something cannot be resolved are left out, and reported.
pub fn lower(registry: &Registry, sink: &mut Sink) -> Program {
    literal::check(registry, sink);
    misspelt::check(registry, sink);
    roles::check(registry, sink);
    let catalogue = Catalogue::new(registry, sink);
    let mut reader = Reader::new(registry, sink);
    let mut alerting = reader.platform(sink);
    let teams = teams(registry, &mut reader, sink);
    let tiers = tiers(registry, sink);
    let platform = platform(registry, sink);
    let mut lowering = Lowering {
        registry,
        services: registry
            .services
            .iter()
            .map(|written| written.service_name.as_str())
            .collect(),
        catalogue: &catalogue,
        burns: BTreeMap::new(),
        reader,
        lost_owners: BTreeMap::new(),
        sink,
    };
    let (mut services, mut unresolved) = (Vec::new(), Vec::new());
    for written in &registry.services {
        match lowering.service(written) {
            Some(service) => services.push(service),
            None => unresolved.push(Spanned::new(
                written.service_name.value.clone(),
                written.span,
            )),
        }
    }
    lowering.report_lost_owners();
    alerting.named = lowering.reader.named();
    services.sort_by(|one, other| one.name.cmp(&other.name));
    report_collisions(&services, sink);
    report_cycles(&services, sink);
    outlast(&mut services, *platform.scrape_interval);
    let redaction = registry.redaction.clone();
    Program {
        routes: alerting::routes(&alerting, &teams, &services),
        inhibitions: alerting::inhibitions(&services),
        services,
        unresolved,
        teams,
        tiers,
        dialects: catalogue.vocabularies,
        alerting,
        platform,
        runbooks: registry.runbooks.clone(),
        redaction,
    }
}

fn teams<'r>(
    registry: &'r Registry,
    reader: &mut Reader<'r>,
    sink: &mut Sink,
) -> BTreeMap<String, Team> {
    let owners = registry.owners.iter();
    let teams = owners.map(|(name, declaration)| {
        let owner = &declaration.value;
        let team = Team {
            span: declaration.name,
            grafana_role: owner.grafana_role,
            contact: owner.alert_contact.value.clone(),
            escalation_policy: owner
                .escalation_policy
                .as_ref()
                .map(|policy| Sourced::from(policy, Layer::Owner)),
            contacts: reader.team(owner, sink),
        };
        (name.to_owned(), team)
    });
    teams.collect()
}

/// Follows the names in tiers once, rather than in every service of the tier.
fn tiers(registry: &Registry, sink: &mut Sink) -> BTreeMap<String, Tier> {
    let mut tier = |written: &registry::Tier| {
        let profile = named(written.slo_profile.as_ref());
        let dialect = named(written.metrics.as_ref());
        Tier {
            description: written.description.as_ref().map(|text| text.value.clone()),
            profile: profile
                .filter(|name| PROFILE.follow(registry, name, sink).is_some())
                .map(|name| name.value.clone()),
            dialect: dialect
                .filter(|name| DIALECT.follow(registry, name, sink).is_some())
                .map(|name| name.value.clone()),
        }
    };
    let declared = registry.tiers.iter();
    declared
        .map(|(name, declaration)| (name.to_owned(), tier(&declaration.value)))
        .collect()
}

fn platform(registry: &Registry, sink: &mut Sink) -> Platform {
    let written = &registry.prometheus;
    let mut duration = |text: &Option<Spanned<Literal>>, example| {
        let text = text.as_ref()?;
        let duration = sli::duration(text, example, sink)?;
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

/// In what two names with the same slug differ.
fn difference(one: &str, other: &str) -> &'static str {
    let without_marks = |name: &str| name.replace(['-', '_', '.'], "");
    if one.eq_ignore_ascii_case(other) {
        "upper and lower case"
    } else if without_marks(one) == without_marks(other) {
        "`-`, `_` and `.`"
    } else {
        "upper and lower case and in `-`, `_` and `.`"
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
                    format!(
                        "`{}` and `{}` differ only in {}",
                        service.name,
                        first.name,
                        difference(&service.name, &first.name)
                    ),
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
