//! Prometheus rules: a file for each service and environment, two groups for each SLO.
//!
//! The fast group holds what pages: the recorded pair, windows below a day, their conditions and the
//! alert for missing data. The slow one holds what looks back a day and more, from averages of the
//! pair. The output's `docs/slos.md` explains series and guards. Behind them stand the groups of the
//! service's alert packs.

pub(super) mod alerts;
pub(super) mod annotations;
pub(super) mod humanize;
pub(in crate::emit) mod packs;
mod recording;
pub(super) mod watchdog;
mod words;

use std::iter;

use super::{Context, Emitter, Unit, artifact};
use crate::artifact::{Artifact, Body, Group, Pairs, Rule, RuleFile};
use crate::ir::{BurnAlert, Deployment, EVALUATION, Program, Service, Slo, names};
use crate::promql::{Matcher, Matchers, Selector, Text};
use crate::sli::STRANGER;
use crate::slo::{ReadFrom, read_from};
use crate::units::Duration;

/// How often the fast group is evaluated.
const FAST: Duration = EVALUATION;
/// How often the slow group is evaluated: below the lookback of 5 minutes, so that its series never
/// vanish between two evaluations.
const SLOW: Duration = Duration::from_mins(4);

/// Emits Prometheus rules.
pub(super) struct Prometheus;

impl Emitter for Prometheus {
    fn name(&self) -> &'static str {
        "prometheus"
    }

    fn units<'p>(&self, program: &'p Program) -> Vec<Unit<'p>> {
        let services = program.services.iter().map(Unit::Service);
        iter::once(Unit::Program).chain(services).collect()
    }

    fn emit(&self, cx: &Context<'_>, unit: Unit<'_>) -> Vec<Artifact> {
        let Unit::Service(service) = unit else {
            return watchdog::rules(cx.program);
        };
        let deployments = service.deployments.iter();
        let watched = deployments.filter(|it| !(it.slos.is_empty() && it.packs.is_empty()));
        watched
            .map(|deployment| {
                let name = names::rule_file(&deployment.environment.name, &service.name);
                let rules = Body::Rules(file(cx.program, service, deployment));
                artifact(cx, service, name, rules)
            })
            .collect()
    }
}

fn file(program: &Program, service: &Service, deployment: &Deployment) -> RuleFile {
    let groups = deployment.slos.iter().flat_map(|slo| {
        let site = Site::new(program, service, deployment, slo);
        [
            Group {
                name: names::fast_group(&slo.name),
                interval: FAST,
                rules: fast(&site),
            },
            Group {
                name: names::slow_group(&slo.name),
                interval: SLOW,
                rules: slow(&site),
            },
        ]
    });
    RuleFile {
        groups: groups
            .chain(packs::groups(program, service, deployment))
            .collect(),
    }
}

fn fast(site: &Site<'_>) -> Vec<Rule> {
    let below_a_day = |window| read_from(window) != ReadFrom::Averages;
    let mut rules = recording::pair(site);
    rules.extend(recording::windows(site, below_a_day));
    rules.extend(alerts::burns(site, below_a_day));
    rules.push(alerts::no_data(site));
    rules
}

fn slow(site: &Site<'_>) -> Vec<Rule> {
    let a_day_and_more = |window| read_from(window) == ReadFrom::Averages;
    let mut rules = recording::averages(site);
    rules.extend(recording::windows(site, a_day_and_more));
    // Before the alerts, whose annotations tell what is left.
    rules.extend(recording::budget(site));
    rules.extend(alerts::burns(site, a_day_and_more));
    rules.push(alerts::budget_spent(site));
    rules.extend(recording::facts(site));
    rules
}

/// An SLO of a service in an environment, with what all its rules share.
pub(super) struct Site<'p> {
    program: &'p Program,
    pub(super) service: &'p Service,
    pub(super) deployment: &'p Deployment,
    pub(super) slo: &'p Slo,
    identity: Matchers,
    labels: Pairs,
    dashboard_url: Option<String>,
}

impl<'p> Site<'p> {
    pub(super) fn new(
        program: &'p Program,
        service: &'p Service,
        deployment: &'p Deployment,
        slo: &'p Slo,
    ) -> Self {
        let identity = [
            (names::SERVICE, Text::from(&service.name)),
            (names::ENVIRONMENT, Text::from(&deployment.environment.name)),
            (names::SLO, Text::from(&slo.name)),
        ];
        Self {
            program,
            service,
            deployment,
            slo,
            identity: identity
                .iter()
                .map(|(label, value)| Matcher::eq(*label, value))
                .collect(),
            labels: Pairs(identity.into()),
            dashboard_url: program.platform.grafana_url.as_ref().map(|base| {
                let environment = &deployment.environment.name;
                names::dashboard_url(base, &service.name, environment, &slo.name)
            }),
        }
    }

    /// A series recorded for this SLO.
    pub(super) fn series(&self, name: impl Into<Text>) -> Selector {
        self.identity.of(name).into()
    }

    /// What picks the series recorded for all SLOs of the service in this environment.
    pub(super) fn series_of_all(&self, name: impl Into<Text>) -> Selector {
        let labels = self.labels.0.iter();
        let shared = labels.filter(|(label, _)| *label != names::SLO);
        shared.fold(Selector::metric(name), |series, (label, value)| {
            series.eq(*label, value)
        })
    }

    /// What identifies others: each differs in one of the labels.
    pub(super) fn others(&self) -> impl Iterator<Item = Matchers> {
        let labels = &self.labels.0;
        labels.iter().map(move |(other, _)| {
            let of_others = labels.iter().map(|(label, value)| {
                let own = || value.clone();
                let value = (label != other).then(own);
                Matcher::eq(*label, value.unwrap_or(STRANGER.into()))
            });
            of_others.collect()
        })
    }

    /// The series recorded for this SLO whose names match a pattern.
    pub(super) fn named(&self, pattern: impl Into<Text>) -> Selector {
        Selector::from(self.identity.clone()).re("__name__", pattern)
    }

    /// The labels that identify this SLO.
    fn labels(&self) -> Pairs {
        self.labels.clone()
    }

    /// The burn alerts whose long window `accept` accepts.
    fn burn_alerts(
        &self,
        accept: impl Fn(Duration) -> bool,
    ) -> impl Iterator<Item = &'p BurnAlert> {
        self.slo
            .burn
            .alerts
            .iter()
            .filter(move |alert| accept(alert.condition.burn.long))
    }
}
