//! Pages for people: which services there are, and what they are held to.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::{Context, Emitter, Unit, path};
use crate::artifact::{Artifact, Body, Origin};
use crate::ir::{BurnAlert, EscalationStep, Program, Service, Slo, Team, Tier, names};
use crate::sli::guard::{GUARDS, Guard};
use crate::slo::Severity;
use crate::source::Spanned;

/// Emits pages about services and SLOs.
pub(super) struct Docs;

impl Emitter for Docs {
    fn name(&self) -> &'static str {
        "docs"
    }

    fn units<'p>(&self, _: &'p Program) -> Vec<Unit<'p>> {
        vec![Unit::Program]
    }

    fn emit(&self, cx: &Context<'_>, _: Unit<'_>) -> Vec<Artifact> {
        let page = |name, text| Artifact {
            path: path(name),
            body: Body::Markdown(text),
            origin: Origin {
                file: "the registry".to_owned(),
                entry: None,
            },
        };
        vec![
            page(names::SERVICES_PAGE, services(cx.program)),
            page(names::SLOS_PAGE, slos(cx.program)),
        ]
    }
}

const SERVICES: &str = include_str!("../../templates/docs/services.md.j2");
const SLOS: &str = include_str!("../../templates/docs/slos.md.j2");

/// Renders a template that comes with the compiler; it asks for nothing that its context lacks.
fn render(template: &'static str, context: &impl Serialize) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the usual delimiters"));
    environment.add_filter("cell", |text: String| escape(&text).replace('|', "\\|"));
    environment.add_filter("text", |text: String| escape(&text));
    environment
        .render_str(template, Serde(context))
        .expect("built-in templates fit their contexts")
}

/// Text that Markdown shows as it is.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[derive(Serialize)]
struct ServicesPage<'p> {
    services: Vec<ServiceRow<'p>>,
    teams: Vec<TeamRow<'p>>,
    escalations: Vec<EscalationRow<'p>>,
    tiers: Vec<TierRow<'p>>,
    redaction: Vec<FieldRow<'p>>,
}

#[derive(Serialize)]
struct ServiceRow<'p> {
    name: &'p str,
    description: Option<&'p str>,
    team: &'p str,
    tier: &'p str,
    environments: Vec<&'p str>,
    profile: Option<&'p str>,
    dialect: Option<&'p str>,
    contact: &'p str,
}

#[derive(Serialize)]
struct TeamRow<'p> {
    name: &'p str,
    contact: &'p str,
    escalation_policy: Option<&'p str>,
    grafana_role: String,
}

#[derive(Serialize)]
struct EscalationRow<'p> {
    name: &'p str,
    steps: Vec<String>,
}

#[derive(Serialize)]
struct TierRow<'p> {
    name: &'p str,
    description: Option<&'p str>,
    profile: Option<&'p str>,
    dialect: Option<&'p str>,
}

#[derive(Serialize)]
struct FieldRow<'p> {
    name: &'p str,
    treatment: &'static str,
}

fn services(program: &Program) -> String {
    let redaction = &program.redaction;
    let fields = [
        (&redaction.redact_fields, "replaced"),
        (&redaction.hash_fields, "replaced by a keyed hash"),
        (&redaction.drop_span_attributes, "removed from spans"),
    ];
    let page = ServicesPage {
        services: program.services.iter().map(service_row).collect(),
        teams: program
            .teams
            .iter()
            .map(|(name, team)| team_row(name, team))
            .collect(),
        escalations: program
            .escalation_policies
            .iter()
            .map(|(name, steps)| escalation_row(name, steps))
            .collect(),
        tiers: program
            .tiers
            .iter()
            .map(|(name, tier)| tier_row(name, tier))
            .collect(),
        redaction: fields
            .into_iter()
            .flat_map(|(fields, treatment)| field_rows(fields, treatment))
            .collect(),
    };
    render(SERVICES, &page)
}

fn field_rows<'p>(
    fields: &'p [Spanned<String>],
    treatment: &'static str,
) -> impl Iterator<Item = FieldRow<'p>> {
    fields.iter().map(move |field| FieldRow {
        name: &field.value,
        treatment,
    })
}

fn service_row(service: &Service) -> ServiceRow<'_> {
    ServiceRow {
        name: &service.name,
        description: service.description.as_deref(),
        team: &service.team,
        tier: &service.tier,
        environments: service
            .deployments
            .iter()
            .map(|it| it.environment.name.as_str())
            .collect(),
        profile: service
            .profile
            .as_ref()
            .map(|profile| profile.value.as_str()),
        dialect: service
            .dialect
            .as_ref()
            .map(|dialect| dialect.value.as_str()),
        contact: &service.contact,
    }
}

fn escalation_row<'p>(name: &'p str, steps: &[EscalationStep]) -> EscalationRow<'p> {
    let step = |step: &EscalationStep| match step.after {
        Some(after) => format!("after {after}: {}", step.to.join(", ")),
        None => format!("at once: {}", step.to.join(", ")),
    };
    EscalationRow {
        name,
        steps: steps.iter().map(step).collect(),
    }
}

fn tier_row<'p>(name: &'p str, tier: &'p Tier) -> TierRow<'p> {
    TierRow {
        name,
        description: tier.description.as_deref(),
        profile: tier.profile.as_deref(),
        dialect: tier.dialect.as_deref(),
    }
}

fn team_row<'p>(name: &'p str, team: &'p Team) -> TeamRow<'p> {
    TeamRow {
        name,
        contact: &team.contact,
        escalation_policy: team.escalation_policy.as_deref(),
        grafana_role: team.grafana_role.to_string(),
    }
}

#[derive(Serialize)]
struct SlosPage<'p> {
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
    reset: String,
    failures: u32,
    severity: String,
}

/// SLOs that differ in nothing but the service and environment.
struct SloGroup<'p> {
    example: &'p Slo,
    services: BTreeSet<&'p str>,
    /// For each alert, in which environments it has which severity.
    severities: Vec<Severities<'p>>,
}

type Severities<'p> = BTreeMap<Severity, BTreeSet<&'p str>>;

fn slos(program: &Program) -> String {
    let mut groups: BTreeMap<_, SloGroup<'_>> = BTreeMap::new();
    for service in &program.services {
        for deployment in &service.deployments {
            for slo in &deployment.slos {
                let key = (
                    &slo.profile,
                    &slo.name,
                    *slo.objective,
                    *slo.period,
                    &slo.burn.policy.name,
                );
                let group = groups.entry(key).or_insert_with(|| SloGroup {
                    example: slo,
                    services: BTreeSet::new(),
                    severities: vec![BTreeMap::new(); slo.burn.alerts.len()],
                });
                group.services.insert(&service.name);
                for (alert, severities) in slo.burn.alerts.iter().zip(&mut group.severities) {
                    let environments = severities.entry(alert.condition.severity).or_default();
                    environments.insert(&deployment.environment.name);
                }
            }
        }
    }
    let page = SlosPage {
        slos: groups.values().map(slo_section).collect(),
        series: &names::SERIES,
        guards: &GUARDS,
    };
    render(SLOS, &page)
}

fn slo_section<'p>(group: &SloGroup<'p>) -> SloSection<'p> {
    let slo = group.example;
    let (objective, period) = (*slo.objective, *slo.period);
    let alerts = slo.burn.alerts.iter().zip(&group.severities);
    SloSection {
        profile: &slo.profile,
        profile_description: slo.profile_description.as_deref(),
        name: &slo.name,
        description: slo.description.as_deref(),
        objective: objective.to_string(),
        period: period.length().to_string(),
        budget: objective
            .budget_in_seconds(period)
            .rounded_duration()
            .to_string(),
        budget_events: objective.budget_in_events(1_000_000).to_string(),
        policy: &slo.burn.policy.name,
        policy_description: slo.burn.policy.description.as_deref(),
        alerts: alerts
            .map(|(alert, severities)| alert_row(slo, alert, severities))
            .collect(),
        services: group.services.iter().copied().collect(),
    }
}

fn alert_row(
    slo: &Slo,
    BurnAlert { condition, .. }: &BurnAlert,
    severities: &Severities<'_>,
) -> AlertRow {
    let burn = &condition.burn;
    let severity = severities.iter().map(|(severity, environments)| {
        let environments: Vec<_> = environments.iter().copied().collect();
        format!("{} in {}", severity.as_str(), environments.join(", "))
    });
    AlertRow {
        name: names::burn_alert(&condition.name),
        threshold: burn.threshold(*slo.objective).percent().to_string(),
        long: burn.long.to_string(),
        short: burn.short.to_string(),
        factor: burn.factor.to_string(),
        share: format!("{:.3}", burn.budget_share(*slo.period).percent()),
        detection: burn
            .detection_time(*slo.objective)
            .rounded_duration()
            .to_string(),
        reset: burn
            .reset_time(*slo.objective)
            .rounded_duration()
            .to_string(),
        failures: condition.min_failures,
        severity: severity.collect::<Vec<_>>().join("; "),
    }
}
