//! Alert packs as services use them: each pack that a service has, bound to each of its subjects.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::alike::report_alike;
use super::codes::SHARED_ALERT_NAME;
use super::lacks::{Dialects, lacks, no_subject};
use super::referents::{DIALECT, PACK};
use super::resolve::unknown_among;
use super::service::{Lowering, Unknown};
use super::subjects::{Subject, subjects};
use super::unwatched::report_unwatched;
use super::{Deployment, names};
use crate::diag::{Diagnostic, Sink};
use crate::pack::codes::UNKNOWN_NAME;
use crate::pack::{self, Bound, ForEach, Kind, Lack, Pack};
use crate::promql::{Matchers, Selector, Text};
use crate::registry::{self, FileKind, PackUse, Registry, duplicate};
use crate::sli::Vocabulary;
use crate::slo::Severity;
use crate::source::{Entries, Literal, Short, Span, Spanned};

/// A pack bound to one of a service's subjects.
#[derive(Debug)]
pub struct PackAlerts {
    /// The pack.
    pub pack: Arc<Pack>,
    /// Where the service's entry names it.
    pub place: Span,
    /// The label that tells the subject from others, and the subject's name; `None` where the subject is
    /// the service itself.
    pub key: Option<(&'static str, String)>,
    /// Its signals and alerts.
    pub bound: Bound,
}

/// Compiles the packs of a registry, of the built-in ones those that some service uses.
pub(super) fn compile(registry: &Registry, sink: &mut Sink) -> BTreeMap<String, Arc<Pack>> {
    let named = registry.services.iter().flat_map(|it| &it.alert_packs);
    let used: BTreeSet<&str> = named.map(|it| it.pack.as_str()).collect();
    report_shared_names(registry, sink);
    let declared = registry.packs.iter();
    let wanted = declared.filter(|(name, it)| !it.built_in || used.contains(name));
    let packs = wanted.filter_map(|(name, it)| {
        let pack = Pack::compile(&it.value, sink)?;
        Some((name.to_owned(), Arc::new(pack)))
    });
    packs.collect()
}

/// Reports alerts of one name: routes, runbooks and inhibitions could not tell them apart.
fn report_shared_names(registry: &Registry, sink: &mut Sink) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    // The user's own come last, so that the finding stands where something can be changed.
    let mut packs: Vec<_> = registry.packs.iter().map(|(_, it)| it).collect();
    packs.sort_by_key(|it| !it.built_in);
    for alert in packs.iter().flat_map(|it| &it.value.alerts) {
        let name = &alert.alert;
        let finding = |message: String| {
            Diagnostic::at(&SHARED_ALERT_NAME, name.span, message).help("give it a name of its own")
        };
        if name.starts_with("SLO") {
            sink.push(finding(format!(
                "`{}` could be an alert of an SLO",
                name.value
            )));
        } else if let Some(first) = seen.insert(&name.value, name.span) {
            let finding = finding(format!("another alert is called `{}`", name.value));
            sink.push(finding.secondary(first, "this one"));
        }
    }
}

/// A pack that a service uses, its names checked.
pub(super) struct Use<'r> {
    pub written: &'r PackUse,
    pub pack: Arc<Pack>,
    metrics: BTreeMap<String, Selector>,
    disabled: BTreeSet<String>,
}

impl<'r> Lowering<'r> {
    /// Binds the packs of a service, and puts each bound one into the deployment of its subject. What a
    /// pack lacks is told where nothing else is wrong with the entry, which could be why.
    pub(super) fn pack_alerts(
        &mut self,
        written: &'r Spanned<registry::Service>,
        vocabulary: Result<Option<&'r Vocabulary>, Unknown>,
        matchers: &Matchers,
        deployments: &mut [Deployment],
    ) {
        let uses = self.uses(&written.alert_packs);
        let mut bound: Vec<Vec<PackAlerts>> = deployments.iter().map(|_| Vec::new()).collect();
        let mut told = BTreeSet::new();
        let mut lacks_of_packs = Vec::new();
        for it in &uses {
            let subjects = subjects(it.pack.for_each, written, matchers, deployments, self.sink);
            if subjects.is_empty() {
                lacks_of_packs.push(no_subject(it, written));
            }
            let (mut watched, mut lacking) = (Vec::new(), Vec::new());
            for subject in &subjects {
                let dialect = match subject.dialect {
                    Some(name) => self.vocabulary(name).map(Some).ok_or(Unknown),
                    None => vocabulary,
                };
                // Of a dialect that is unknown or unsound enough has been said.
                let Ok(dialect) = dialect else {
                    continue;
                };
                let has_errors = dialect.is_some_and(|it| self.is_unsound(it));
                let deployment = &deployments[subject.deployment];
                match self.bind(it, subject, dialect, &written.service_name, deployment) {
                    Ok(alerts) => {
                        watched.push((subject, alerts.bound.signals.clone()));
                        bound[subject.deployment].push(alerts);
                    }
                    Err(_) if has_errors => {}
                    Err(lacks) => lacking.push((subject, lacks)),
                }
            }
            report_alike(it.pack.for_each, &watched, &mut told, self.sink);
            let dialect = vocabulary.ok().flatten().map(|it| it.name.as_str());
            let dialects = Dialects {
                all: &self.catalogue.vocabularies,
                of_service: dialect,
            };
            lacks_of_packs.extend(lacks(it, &lacking, !watched.is_empty(), &dialects));
        }
        // Of packs that are unknown, unsound or left out with a mistake enough has been said.
        if uses.len() == written.alert_packs.len() && !self.sink.has_errors_in(written.span) {
            self.check_values_of_subjects(written, &uses);
            let watched = uses.iter().map(|it| it.pack.for_each).collect();
            report_unwatched(written, &watched, &self.services, self.sink);
        }
        if !self.has_errors_near(written) {
            for lack in lacks_of_packs {
                self.sink.push(lack);
            }
        }
        for (deployment, bound) in deployments.iter_mut().zip(bound) {
            deployment.packs = bound;
        }
    }

    /// Whether something is wrong with a service's entry or with the environments that it names.
    fn has_errors_near(&self, written: &Spanned<registry::Service>) -> bool {
        let environments = &self.registry.environments;
        let named = written.environments.iter();
        let mut named = named.filter_map(|it| environments.get(&it.name));
        self.registry.incomplete.contains(&FileKind::Platform)
            || self.sink.has_errors_in(written.span)
            || named.any(|it| self.sink.has_errors_in(it.extent))
    }

    /// Whether something is wrong with a dialect, which could be why it names no metric for a role.
    fn is_unsound(&self, dialect: &Vocabulary) -> bool {
        let declared = self.registry.dialects.get(&dialect.name);
        declared.is_some_and(|it| self.sink.has_errors_in(it.extent))
    }

    fn uses(&mut self, written: &'r [Spanned<Short<PackUse>>]) -> Vec<Use<'r>> {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut uses = Vec::new();
        for it in written {
            let name = &it.pack;
            if let Some(first) = seen.insert(&name.value, name.span) {
                self.sink
                    .push(duplicate("alert pack", name, name.span, first));
                continue;
            }
            if PACK.follow(self.registry, name, self.sink).is_none() {
                continue;
            }
            if let Some(pack) = self.catalogue.packs.get(&name.value) {
                uses.push(used(it, pack, self.sink));
            }
        }
        uses
    }

    fn vocabulary(&mut self, name: &Spanned<String>) -> Option<&'r Vocabulary> {
        DIALECT.follow(self.registry, name, self.sink)?;
        self.catalogue.vocabularies.get(&name.value)
    }

    fn bind(
        &mut self,
        it: &Use<'_>,
        subject: &Subject<'_>,
        dialect: Option<&Vocabulary>,
        service: &str,
        deployment: &Deployment,
    ) -> Result<PackAlerts, BTreeSet<Lack>> {
        let own = subject.with.0.iter();
        let own = own.filter(|(name, _)| it.pack.has_parameter(name));
        let own = Entries(own.cloned().collect());
        let values = it.pack.values(&[&it.written.with, &own], self.sink);
        let mut metrics = it.metrics.clone();
        for role in it.pack.roles() {
            let name = &role.name.value;
            if let Some(metric) = dialect.and_then(|dialect| dialect.role(name)) {
                metrics.entry(name.clone()).or_insert(metric);
            }
        }
        let mut identity: Vec<(Text, Text)> = vec![
            (names::SERVICE.into(), service.to_owned().into()),
            (
                names::ENVIRONMENT.into(),
                (&deployment.environment.name).into(),
            ),
        ];
        let key = it.pack.for_each.label().zip(subject.name.clone());
        identity.extend(key.clone().map(|(label, name)| (label.into(), name.into())));
        let mut bound = it.pack.bind(&pack::Subject {
            identity: &identity,
            matchers: &subject.matchers,
            metrics: &metrics,
            values: &values,
            disabled: &it.disabled,
        })?;
        for alert in bound
            .alerts
            .iter_mut()
            .filter(|alert| alert.kind == Kind::Down)
        {
            if !tells_of_all(alert, subject) {
                alert.kind = Kind::Resource;
            }
        }
        Ok(PackAlerts {
            pack: Arc::clone(&it.pack),
            place: it.written.pack.span,
            key,
            bound,
        })
    }

    /// A value for a subject must be a parameter of some pack that has alerts for it.
    fn check_values_of_subjects(&mut self, written: &registry::Service, uses: &[Use<'_>]) {
        let hosts = written.environments.iter().flat_map(|it| &it.hosts);
        let hosts = hosts.map(|it| (ForEach::Host, &it.with));
        let queues = written.queues.iter().map(|it| (ForEach::Queue, &it.with));
        let jobs = written.jobs.iter().map(|it| (ForEach::Job, &it.with));
        let dependencies = written.depends_on.iter();
        let dependencies = dependencies.map(|it| (ForEach::Dependency, &it.with));
        for (kind, with) in hosts.chain(queues).chain(jobs).chain(dependencies) {
            self.check_values(kind, with, uses);
        }
    }

    fn check_values(&mut self, kind: ForEach, with: &Entries<Spanned<Literal>>, uses: &[Use<'_>]) {
        let packs = || uses.iter().filter(|it| it.pack.for_each == kind);
        for (name, _) in &with.0 {
            if packs().any(|it| it.pack.has_parameter(name)) {
                continue;
            }
            let message = format!(
                "no pack of this service has a parameter `{}` for each {kind}",
                name.value
            );
            let finding = Diagnostic::at(&UNKNOWN_NAME, name.span, message);
            let known = packs().flat_map(|it| it.pack.parameters());
            self.sink.push(if packs().next().is_some() {
                unknown_among(finding, name, known)
            } else {
                finding.help(format!(
                    "name a pack that has alerts for each {kind} under `alert_packs:`"
                ))
            });
        }
    }
}

/// Whether the service is down when this is: it is all that the pack watches of the service there. One of
/// several hosts or jobs is a part, without which the others may serve. And as such an alert silences
/// pages, it has to be one.
fn tells_of_all(alert: &pack::Alert, subject: &Subject<'_>) -> bool {
    subject.alone && alert.severity == Severity::Critical
}

/// A pack's use with the names in it checked.
fn used<'r>(written: &'r PackUse, pack: &Arc<Pack>, sink: &mut Sink) -> Use<'r> {
    let mut disabled = BTreeSet::new();
    for name in &written.disable {
        if pack.alerts().any(|(alert, _)| alert == name.value) {
            disabled.insert(name.value.clone());
            continue;
        }
        let message = format!("pack `{}` has no alert `{}`", pack.name.value, name.value);
        let finding = Diagnostic::at(&UNKNOWN_NAME, name.span, message);
        sink.push(unknown_among(
            finding,
            name,
            pack.alerts().map(|(alert, _)| alert),
        ));
    }
    let mut metrics = BTreeMap::new();
    for (name, text) in &written.metrics.0 {
        let Some(role) = pack
            .roles()
            .iter()
            .find(|role| role.name.value == name.value)
        else {
            let message = format!("pack `{}` has no role `{}`", pack.name.value, name.value);
            let finding = Diagnostic::at(&UNKNOWN_NAME, name.span, message);
            let roles = pack.roles().iter().map(|role| role.name.as_str());
            sink.push(unknown_among(finding, name, roles));
            continue;
        };
        if let Some(metric) = pack::metric(role.kind, text, sink) {
            metrics.insert(name.value.clone(), metric);
        }
    }
    Use {
        written,
        pack: Arc::clone(pack),
        metrics,
        disabled,
    }
}
