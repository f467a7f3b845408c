//! The page of SLOs: objectives, alerts with their figures, and how to read the rules.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::render;
use crate::ir::{BurnAlert, Program, Slo, names};
use crate::sli::guard::{GUARDS, Guard};
use crate::slo::Severity;
use crate::units::Duration;

const TEMPLATE: &str = include_str!("../../../templates/docs/slos.md.j2");

#[derive(Serialize)]
struct Page<'p> {
    slos: Vec<SloSection<'p>>,
    series: &'static [(&'static str, &'static str)],
    guards: &'static [&'static Guard],
}

#[derive(Serialize)]
struct SloSection<'p> {
    profile: &'p str,
    profile_description: Option<&'p str>,
    name: &'p str,
    description: Option<&'p str>,
    objective: String,
    period: String,
    budget: String,
    budget_events: String,
    policy: &'p str,
    policy_description: Option<&'p str>,
    alerts: Vec<AlertRow>,
    services: Vec<&'p str>,
}

#[derive(Serialize)]
struct AlertRow {
    name: String,
    threshold: String,
    long: String,
    short: String,
    factor: String,
    share: String,
    detection: String,
    condition_reset: String,
    alert_reset: String,
    failures: u32,
    severity: String,
}

/// SLOs that differ in nothing but the service and environment.
struct SloGroup<'p> {
    example: &'p Slo,
    services: BTreeSet<&'p str>,
    /// For each alert, what depends on the environment.
    variants: Vec<Variants<'p>>,
}

/// In which environments an alert has which severity, and ends how long after recovery.
#[derive(Clone, Default)]
struct Variants<'p> {
    severities: BTreeMap<Severity, BTreeSet<&'p str>>,
    resets: BTreeMap<Duration, BTreeSet<&'p str>>,
}

pub(super) fn page(program: &Program) -> String {
    let mut groups: BTreeMap<_, SloGroup<'_>> = BTreeMap::new();
    for service in &program.services {
        for deployment in &service.deployments {
            for slo in &deployment.slos {
                let key = (
                    &slo.profile,
                    &slo.name,
                    *slo.objective,
                    *slo.period,
                    &slo.policy.name,
                );
                let group = groups.entry(key).or_insert_with(|| SloGroup {
                    example: slo,
                    services: BTreeSet::new(),
                    variants: vec![Variants::default(); slo.burn.alerts.len()],
                });
                group.services.insert(&service.name);
                for (alert, variants) in slo.burn.alerts.iter().zip(&mut group.variants) {
                    variants.add(alert, &deployment.environment.name);
                }
            }
        }
    }
    let page = Page {
        slos: groups.values().map(slo_section).collect(),
        series: &names::SERIES,
        guards: &GUARDS,
    };
    render(TEMPLATE, &page)
}

fn slo_section<'p>(group: &SloGroup<'p>) -> SloSection<'p> {
    let slo = group.example;
    let (objective, period) = (*slo.objective, *slo.period);
    let alerts = slo.burn.alerts.iter().zip(&group.variants);
    SloSection {
        profile: &slo.profile,
        profile_description: slo.profile_description.as_deref(),
        name: &slo.name,
        description: slo.description.as_ref().map(|text| &*text.value),
        objective: objective.to_string(),
        period: period.length().to_string(),
        budget: objective
            .budget_in_seconds(period)
            .rounded_duration()
            .to_string(),
        budget_events: objective.budget_in_events(1_000_000).to_string(),
        policy: &slo.policy.name,
        policy_description: slo.policy.description.as_deref(),
        alerts: alerts
            .map(|(alert, variants)| alert_row(alert, variants))
            .collect(),
        services: group.services.iter().copied().collect(),
    }
}

impl<'p> Variants<'p> {
    fn add(&mut self, alert: &BurnAlert, environment: &'p str) {
        let severities = self.severities.entry(alert.condition.severity);
        severities.or_default().insert(environment);
        self.resets
            .entry(alert.told.alert_reset)
            .or_default()
            .insert(environment);
    }
}

fn alert_row(alert: &BurnAlert, variants: &Variants<'_>) -> AlertRow {
    let (condition, figures, told) = (&alert.condition, &alert.figures, &alert.told);
    let severities = variants.severities.iter();
    let severities = severities.map(|(severity, within)| (severity.as_str().to_owned(), within));
    let resets = variants.resets.iter();
    let resets: Vec<_> = resets
        .map(|(reset, within)| (reset.to_string(), within))
        .collect();
    AlertRow {
        name: names::burn_alert(&condition.name),
        threshold: figures.threshold.percent().to_string(),
        long: condition.burn.long.to_string(),
        short: condition.burn.short.to_string(),
        factor: told.factor.clone(),
        share: format!("{:.3}", figures.budget_share.percent()),
        detection: told.detection_time.to_string(),
        condition_reset: figures.condition_reset.rounded_duration().to_string(),
        alert_reset: match resets.as_slice() {
            [(everywhere, _)] => everywhere.clone(),
            _ => each_in(resets),
        },
        failures: condition.min_failures,
        severity: each_in(severities),
    }
}

/// `critical in production; warning in staging`.
fn each_in<'e>(values: impl IntoIterator<Item = (String, &'e BTreeSet<&'e str>)>) -> String {
    let each = values.into_iter().map(|(value, environments)| {
        let environments: Vec<_> = environments.iter().copied().collect();
        format!("{value} in {}", environments.join(", "))
    });
    each.collect::<Vec<_>>().join("; ")
}
