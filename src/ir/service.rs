//! Lowering of one service: its team, tier, profile and environments.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::alerting::Reader;
use super::catalogue::{Catalogue, Profile, ProfileSlo};
use super::codes::{ENVIRONMENT_NAMED_TWICE, UNKNOWN_REFERENCE};
use super::dependencies::depends_on;
use super::lower::named;
use super::referents::{DIALECT, ENVIRONMENT, OWNER, PROFILE, TIER};
use super::resolve::unknown_among;
use super::{
    Burn, Deployment, Environment, InactiveSlo, Layer, Service, SeverityMap, Slo, Sourced, names,
    values,
};
use crate::diag::{Diagnostic, Sink};
use crate::promql::{Matcher, Matchers};
use crate::registry::{self, FileKind, Registry};
use crate::sli::{self, Vocabulary};
use crate::slo::{Objective, Period};
use crate::source::{Span, Spanned};

/// The tier of services that name none.
pub(crate) const DEFAULT_TIER: &str = "internal";

/// Lowers services one after the other, and remembers what they have in common.
pub(super) struct Lowering<'r> {
    pub registry: &'r Registry,
    /// The names of all services.
    pub services: BTreeSet<&'r str>,
    pub catalogue: &'r Catalogue,
    pub burns: BTreeMap<BurnKey, Arc<Burn>>,
    pub reader: Reader<'r>,
    /// What is said of owners that are unknown, and the services that name them.
    pub lost_owners: BTreeMap<&'r str, (Diagnostic, Vec<&'r str>)>,
    pub sink: &'r mut Sink,
}

/// A name that a service refers to, or none; [`Unknown`] once it has been reported as unknown.
type Resolved = Result<Option<Sourced<String>>, Unknown>;

/// A name that leads nowhere, or to what is unsound; either has been reported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unknown;

/// What a resolved burn policy depends on.
type BurnKey = (String, Objective, Period, SeverityMap);

/// The part of a service that its environments share.
struct Common<'r> {
    profile: Option<&'r Profile>,
    vocabulary: Option<&'r Vocabulary>,
    matchers: Sourced<Matchers>,
    overrides: BTreeMap<&'r str, Override>,
}

/// A change to an SLO of the profile, with its quantities read.
struct Override {
    objective: Option<Sourced<Objective>>,
    /// Where it says that the SLO is left out, if it does.
    disabled: Option<Span>,
}

impl Common<'_> {
    /// The SLOs of the profile that the entry leaves out, in the profile's order.
    fn left_out(&self) -> Vec<Sourced<Arc<str>>> {
        let slos = self.profile.into_iter().flat_map(|profile| &profile.slos);
        let left_out = slos.filter_map(|slo| {
            let place = self.overrides.get(&*slo.name)?.disabled?;
            Some(Sourced::new(Arc::clone(&slo.name), Layer::Entry, place))
        });
        left_out.collect()
    }
}

impl<'r> Lowering<'r> {
    pub(super) fn service(&mut self, written: &'r Spanned<registry::Service>) -> Option<Service> {
        let registry = self.registry;
        let (tier, tier_name) = match &written.tier {
            Some(name) => (
                TIER.follow(registry, name, self.sink),
                Sourced::from(name, Layer::Entry),
            ),
            None => (
                registry.tiers.get(DEFAULT_TIER),
                Sourced::default(DEFAULT_TIER.to_owned()),
            ),
        };
        let tier = tier.map(|declaration| &declaration.value);
        let profile = self.profile(written, tier);
        let metrics = written.metrics.as_ref();
        let dialect = self.dialect(metrics.and_then(|metrics| metrics.dialect.as_ref()), tier);
        let known = |name: &Resolved| name.as_ref().ok().cloned().flatten();
        let common = self.common(written, known(&profile).as_ref(), known(&dialect).as_ref());
        let mut deployments = self.deployments(written, &common);
        let vocabulary = match &dialect {
            Ok(None) => Ok(None),
            _ => common.vocabulary.map(Some).ok_or(Unknown),
        };
        // Before the packs: a dependency that is wrong may be what they lack.
        let depends_on = depends_on(registry, &self.services, written, self.sink);
        self.pack_alerts(written, vocabulary, &common.matchers, &mut deployments);
        // Behind the packs: who owns them has nothing to do with what they lack.
        if let Some(finding) = OWNER.lost(registry, &written.owner, None) {
            let name = written.owner.as_str();
            let (_, services) = self
                .lost_owners
                .entry(name)
                .or_insert((finding, Vec::new()));
            services.push(&written.service_name);
        }
        // Without these it is not known what the service is; enough has been said of them.
        let owner = &registry.owners.get(&written.owner)?.value;
        let contacts = self.reader.service(written, owner, self.sink);
        let (profile, dialect, _) = (profile.ok()?, dialect.ok()?, tier?);
        let mut service = Service {
            name: written.service_name.value.clone(),
            span: written.service_name.span,
            description: written
                .description
                .as_ref()
                .map(|text| Sourced::from(text, Layer::Entry)),
            team: Sourced::from(&written.owner, Layer::Entry),
            contact: match &written.slack_channel {
                Some(channel) => Sourced::from(channel, Layer::Entry),
                None => Sourced::from(&owner.alert_contact, Layer::Owner),
            },
            contacts: contacts?,
            tier: tier_name,
            profile,
            dialect,
            left_out: common.left_out(),
            matchers: common.matchers,
            depends_on,
            remediation: Vec::new(),
            deployments,
        };
        service.remediation = self.reader.remediation(written, &service, self.sink);
        Some(service)
    }

    /// Tells of each unknown owner once: most often it is the team that was misspelt.
    pub(super) fn report_lost_owners(&mut self) {
        for (mut finding, services) in std::mem::take(&mut self.lost_owners).into_values() {
            if services.len() > 1 {
                finding.services = services.into_iter().map(str::to_owned).collect();
            }
            self.sink.push(finding);
        }
    }

    /// The profile that the entry names, or else its tier.
    fn profile(&mut self, written: &registry::Service, tier: Option<&registry::Tier>) -> Resolved {
        if written.slo_profile.is_none() {
            let name = named(tier.and_then(|tier| tier.slo_profile.as_ref()));
            return Ok(name.map(|name| Sourced::from(name, Layer::Tier)));
        }
        let Some(name) = named(written.slo_profile.as_ref()) else {
            return Ok(None);
        };
        let known = PROFILE.follow(self.registry, name, self.sink);
        known
            .map(|_| Some(Sourced::from(name, Layer::Entry)))
            .ok_or(Unknown)
    }

    /// The dialect that the entry names, or else its tier.
    fn dialect(
        &mut self,
        written: Option<&Spanned<String>>,
        tier: Option<&registry::Tier>,
    ) -> Resolved {
        if written.is_none() {
            let name = named(tier.and_then(|tier| tier.metrics.as_ref()));
            return Ok(name.map(|name| Sourced::from(name, Layer::Tier)));
        }
        let Some(name) = named(written) else {
            return Ok(None);
        };
        let known = DIALECT.follow(self.registry, name, self.sink);
        known
            .map(|_| Some(Sourced::from(name, Layer::Entry)))
            .ok_or(Unknown)
    }

    fn common(
        &mut self,
        written: &'r registry::Service,
        profile: Option<&Sourced<String>>,
        dialect: Option<&Sourced<String>>,
    ) -> Common<'r> {
        let profile = profile.and_then(|name| self.catalogue.profiles.get(&name.value));
        let metrics = written.metrics.as_ref();
        Common {
            profile,
            vocabulary: dialect.and_then(|name| self.catalogue.vocabularies.get(&name.value)),
            matchers: match metrics.and_then(|metrics| metrics.matchers.as_ref()) {
                Some(written) => {
                    Sourced::new(values::matchers(written), Layer::Entry, written.span)
                }
                None => Sourced::default(Matchers::from([Matcher::eq(
                    names::SERVICE,
                    &written.service_name.value,
                )])),
            },
            overrides: self.overrides(written, profile),
        }
    }

    fn overrides(
        &mut self,
        written: &'r registry::Service,
        profile: Option<&Profile>,
    ) -> BTreeMap<&'r str, Override> {
        let mut overrides = BTreeMap::new();
        let written_overrides = &written.slo_overrides.0;
        // Of a profile that is named and not known, or not read, enough has been said.
        if let (None, None, Some((first, _))) = (
            profile,
            named(written.slo_profile.as_ref()),
            written_overrides.first(),
        ) {
            let message = "the service has no SLO profile, so there is nothing to override";
            self.sink.push(
                Diagnostic::at(&UNKNOWN_REFERENCE, first.span, message)
                    .help("name a profile with `slo_profile:`, or remove `slo_overrides:`"),
            );
        }
        for (name, change) in written_overrides {
            let complete = !self.registry.incomplete.contains(&FileKind::Profiles);
            if let Some(profile) = profile.filter(|_| complete)
                && !profile.names.contains(name)
            {
                self.sink.push(unknown_among(
                    Diagnostic::at(
                        &UNKNOWN_REFERENCE,
                        name.span,
                        format!("profile `{}` has no SLO `{}`", profile.name, name.value),
                    ),
                    name,
                    profile.names.iter().map(String::as_str),
                ));
                continue;
            }
            let objective = change.objective.as_ref().and_then(|text| {
                let objective = values::objective(text, self.sink)?;
                Some(Sourced::new(objective, Layer::Entry, text.span))
            });
            let enabled = change.enabled.as_ref();
            let disabled = enabled.filter(|enabled| !enabled.value).map(|it| it.span);
            let change = Override {
                objective,
                disabled,
            };
            overrides.insert(name.value.as_str(), change);
        }
        overrides
    }

    fn deployments(
        &mut self,
        written: &'r registry::Service,
        common: &Common<'r>,
    ) -> Vec<Deployment> {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut deployments = Vec::new();
        for place in &written.environments {
            let name = &place.name;
            if let Some(first) = seen.insert(&name.value, name.span) {
                self.sink.push(named_twice(name, first));
                continue;
            }
            if ENVIRONMENT.follow(self.registry, name, self.sink).is_none() {
                continue;
            }
            if let Some(environment) = self.catalogue.environments.get(&name.value) {
                deployments.push(self.deployment(
                    &written.service_name,
                    place,
                    environment,
                    common,
                ));
            }
        }
        deployments
    }

    fn deployment(
        &mut self,
        service: &str,
        place: &registry::EnvironmentUse,
        environment: &Arc<Environment>,
        common: &Common<'r>,
    ) -> Deployment {
        let url = match (&place.url, &environment.url) {
            (Some(url), _) => Some(Sourced::from(url, Layer::Entry)),
            (None, Some(pattern)) => {
                Some(pattern.map(|pattern| pattern.replace("{service}", service)))
            }
            (None, None) => None,
        };
        let own_matchers = match &place.matchers {
            Some(written) => Sourced::new(values::matchers(written), Layer::Entry, written.span),
            None => environment.matchers.clone(),
        };
        let mut matchers = common.matchers.value.clone();
        matchers.merge(&own_matchers);
        let bound = sli::Deployment {
            matchers: &matchers,
            vocabulary: common.vocabulary,
            url: url.as_ref().map(|url| url.value.as_str()),
        };
        let (mut slos, mut inactive) = (Vec::new(), Vec::new());
        if let Some(profile) = common.profile {
            for slo in &profile.slos {
                let change = common.overrides.get(&*slo.name);
                if change.is_some_and(|change| change.disabled.is_some()) {
                    continue;
                }
                match slo.sli.bind(&bound) {
                    Ok(rates) => {
                        slos.push(self.slo(profile, slo, rates, change, environment.severities));
                    }
                    Err(missing) => inactive.push(InactiveSlo {
                        name: Arc::clone(&slo.name),
                        profile: Arc::clone(&profile.name),
                        missing,
                    }),
                }
            }
        }
        Deployment {
            environment: Arc::clone(environment),
            span: place.name.span,
            url,
            matchers: own_matchers,
            slos,
            inactive,
            packs: Vec::new(),
        }
    }

    fn slo(
        &mut self,
        profile: &Profile,
        slo: &ProfileSlo,
        rates: Arc<dyn sli::Rates>,
        change: Option<&Override>,
        severities: SeverityMap,
    ) -> Slo {
        let objective = change
            .and_then(|change| change.objective)
            .unwrap_or(slo.objective);
        let period = profile.period;
        let key = (slo.policy.name.clone(), *objective, *period, severities);
        let burn = self.burns.entry(key).or_insert_with(|| {
            Arc::new(Burn::resolve(&slo.policy, *objective, *period, severities))
        });
        Slo {
            name: Arc::clone(&slo.name),
            description: slo.description.clone(),
            profile: Arc::clone(&profile.name),
            profile_description: profile.description.clone(),
            objective,
            period,
            sli: slo.sli.clone(),
            rates,
            policy: slo.policy.clone(),
            burn: Arc::clone(burn),
        }
    }
}

fn named_twice(name: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::at(
        &ENVIRONMENT_NAMED_TWICE,
        name.span,
        format!("environment `{}` is named twice", name.value),
    )
    .label("named again here")
    .secondary(first, "first named here")
    .help("keep one of the two")
}
