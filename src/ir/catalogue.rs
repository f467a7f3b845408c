//! What services share, made ready once: environments, dialects, burn policies and profiles.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::alerting::Reach;
use super::burn::{Policy, severity};
use super::codes::ENVIRONMENT_OF_NO_KIND;
use super::referents::{BURN_POLICY, INTERVAL};
use super::{Environment, Layer, SeverityMap, Sourced, names, values};
use crate::diag::{Diagnostic, Sink};
use crate::promql::{Matcher, Matchers};
use crate::registry::{self, Declaration, Registry};
use crate::sli::{Sli, Vocabulary};
use crate::slo::{Objective, Period};
use crate::source::Spanned;
use crate::source::suggest::nearest;
use crate::units::Duration;

/// The policy of profiles that name none.
pub(crate) const DEFAULT_POLICY: &str = "workbook";
/// The period of profiles that state none.
pub(crate) const DEFAULT_PERIOD: Duration = Duration::from_days(30);

/// Everything that services refer to, by name. What could not be made ready is missing here and has
/// been reported.
pub(super) struct Catalogue {
    pub environments: BTreeMap<String, Arc<Environment>>,
    pub vocabularies: BTreeMap<String, Vocabulary>,
    pub profiles: BTreeMap<String, Profile>,
}

/// A profile with its quantities and fragments read.
pub(super) struct Profile {
    pub name: Arc<str>,
    pub description: Option<Arc<str>>,
    pub period: Sourced<Period>,
    pub slos: Vec<ProfileSlo>,
    /// The names of all its SLOs, those included that could not be read.
    pub names: Vec<String>,
}

/// An SLO of a profile.
pub(super) struct ProfileSlo {
    pub name: Arc<str>,
    pub description: Option<Sourced<Arc<str>>>,
    pub objective: Sourced<Objective>,
    pub sli: Sourced<Arc<dyn Sli>>,
    pub policy: Sourced<Arc<Policy>>,
}

impl Catalogue {
    pub(super) fn new(registry: &Registry, sink: &mut Sink) -> Self {
        let environments = registry
            .environments
            .iter()
            .filter_map(|(name, declaration)| {
                let environment = environment(name, declaration, registry, sink)?;
                Some((name.to_owned(), Arc::new(environment)))
            });
        let environments = environments.collect();
        let vocabularies = registry.dialects.iter();
        let vocabularies = vocabularies
            .map(|(name, it)| (name.to_owned(), it.value.compile(name, sink)))
            .collect();
        let policies: BTreeMap<_, _> = registry
            .burn_policies
            .iter()
            .filter_map(|(name, it)| {
                Some((
                    name.to_owned(),
                    Arc::new(Policy::read(name, &it.value, sink)?),
                ))
            })
            .collect();
        let reader = ProfileReader {
            registry,
            policies: &policies,
        };
        let profiles = registry.profiles.iter();
        let profiles = profiles.filter_map(|(name, it)| {
            Some((name.to_owned(), reader.profile(name, &it.value, sink)?))
        });
        Self {
            environments,
            vocabularies,
            profiles: profiles.collect(),
        }
    }
}

/// What to write for an environment of no kind: most often it is a known one, misspelt.
fn how_to_declare(name: &str, registry: &Registry) -> String {
    let declare = format!("`{name}: {{production: true}}` or `{name}: {{production: false}}`");
    let known = registry.environments.iter();
    let known = known.filter(|(_, known)| known.value.production.is_some());
    match nearest(name, known.map(|(known, _)| known)) {
        Some(near) => format!("write `{near}`, or declare another environment with {declare}"),
        None => format!("write {declare}"),
    }
}

fn environment(
    name: &str,
    declaration: &Declaration<registry::Environment>,
    registry: &Registry,
    sink: &mut Sink,
) -> Option<Environment> {
    let written = &declaration.value;
    let Some(production) = &written.production else {
        // Nothing is missing that was written and is wrong.
        if sink.has_errors_in(declaration.extent) {
            return None;
        }
        sink.push(
            Diagnostic::at(
                &ENVIRONMENT_OF_NO_KIND,
                declaration.name,
                format!("environment `{name}` does not say whether it serves users"),
            )
            .help(how_to_declare(name, registry)),
        );
        return None;
    };
    let matchers = match &written.matchers {
        Some(written) => Sourced::new(values::matchers(written), Layer::Environment, written.span),
        None => Sourced::default(Matchers::from([Matcher::eq(
            names::ENVIRONMENT,
            name.to_owned(),
        )])),
    };
    Some(Environment {
        name: name.to_owned(),
        production: **production,
        matchers,
        url: written
            .url
            .as_ref()
            .map(|url| Sourced::from(url, Layer::Environment)),
        severities: severities(**production, written.severity_map.as_deref()),
        reach: Reach {
            pages: written.pages.as_deref().copied().unwrap_or(**production),
            active: written
                .active
                .as_ref()
                .filter(|name| INTERVAL.follow(registry, name, sink).is_some())
                .map(|name| name.value.clone()),
        },
    })
}

/// What severities become in an environment that maps them as `written`.
pub(crate) fn severities(production: bool, written: Option<&registry::SeverityMap>) -> SeverityMap {
    let usual = SeverityMap::usual(production);
    let Some(written) = written else { return usual };
    SeverityMap {
        critical: written.critical.map_or(usual.critical, severity),
        warning: written.warning.map_or(usual.warning, severity),
    }
}

/// Reads profiles, which refer to burn policies.
struct ProfileReader<'r> {
    registry: &'r Registry,
    policies: &'r BTreeMap<String, Arc<Policy>>,
}

impl ProfileReader<'_> {
    fn profile(&self, name: &str, written: &registry::Profile, sink: &mut Sink) -> Option<Profile> {
        let period = match &written.period {
            Some(text) => values::period(text, sink)
                .map(|period| Sourced::new(period, Layer::Profile, text.span)),
            None => Period::new(DEFAULT_PERIOD).ok().map(Sourced::default),
        };
        let policy = written.burn_policy.as_ref();
        let slos = written.slos.0.iter();
        let mut slos: Vec<_> = slos
            .filter_map(|(name, slo)| self.slo(name, slo, policy, sink))
            .collect();
        // The order of keys means nothing in YAML, so it must not show in the output.
        slos.sort_by(|one, other| one.name.cmp(&other.name));
        Some(Profile {
            name: name.into(),
            description: written
                .description
                .as_ref()
                .map(|text| text.value.as_str().into()),
            period: period?,
            slos,
            names: written
                .slos
                .0
                .iter()
                .map(|(name, _)| name.value.clone())
                .collect(),
        })
    }

    fn slo(
        &self,
        name: &Spanned<String>,
        written: &registry::Slo,
        profile_policy: Option<&Spanned<String>>,
        sink: &mut Sink,
    ) -> Option<ProfileSlo> {
        let objective = values::objective(&written.objective, sink);
        let sli = written.sli.compile(written.sli.span, sink);
        let policy = self.policy(written.burn_policy.as_ref().or(profile_policy), sink);
        Some(ProfileSlo {
            name: name.value.as_str().into(),
            description: written
                .description
                .as_ref()
                .map(|text| Sourced::new(text.value.as_str().into(), Layer::Profile, text.span)),
            objective: Sourced::new(objective?, Layer::Profile, written.objective.span),
            sli: Sourced::new(sli?, Layer::Profile, written.sli.span),
            policy: policy?,
        })
    }

    fn policy(
        &self,
        written: Option<&Spanned<String>>,
        sink: &mut Sink,
    ) -> Option<Sourced<Arc<Policy>>> {
        let Some(name) = written else {
            let policy = self.policies.get(DEFAULT_POLICY);
            return policy.cloned().map(Sourced::default);
        };
        BURN_POLICY.follow(self.registry, name, sink)?;
        let policy = self.policies.get(&name.value)?;
        Some(Sourced::new(Arc::clone(policy), Layer::Profile, name.span))
    }
}
