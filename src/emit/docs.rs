//! Pages for people: which services there are, and what they are held to.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;

use super::{Context, Emitter, Unit, path};
use crate::artifact::{Artifact, Body, Origin};
use crate::ir::{Program, Service, Slo, names};
use crate::sli::guard::GUARDS;
use crate::slo::Severity;

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
            origin: Origin { file: "the registry".to_owned(), entry: None },
        };
        vec![page(names::SERVICES_PAGE, services(cx.program)), page(names::SLOS_PAGE, slos(cx.program))]
    }
}

const SERVICES: &str = include_str!("../../templates/docs/services.md.j2");
const SLOS: &str = include_str!("../../templates/docs/slos.md.j2");

/// Renders a template that comes with the compiler; it asks for nothing that its context lacks.
fn render(template: &'static str, context: minijinja::Value) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_keep_trailing_newline(true);
    environment.add_filter("cell", |text: String| escape(&text).replace('|', "\\|"));
    environment.add_filter("text", |text: String| escape(&text));
    environment.render_str(template, context).expect("built-in templates fit their contexts")
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
struct ServiceRow<'p> {
    name: &'p str,
    description: Option<&'p str>,
    team: &'p str,
    tier: &'p str,
    environments: Vec<&'p str>,
    profile: Option<&'p str>,
    contact: &'p str,
}

fn services(program: &Program) -> String {
    let row = |service: &'_ Service| {
        let environments = service.deployments.iter().map(|it| it.environment.name.as_str());
        minijinja::Value::from_serialize(ServiceRow {
            name: &service.name,
            description: service.description.as_deref(),
            team: &service.team,
            tier: &service.tier,
            environments: environments.collect(),
            profile: service.profile.as_ref().map(|profile| profile.value.as_str()),
            contact: &service.contact,
        })
    };
    let teams = program.teams.iter().map(|(name, team)| {
        context! {
            name,
            contact => team.contact,
            escalation_policy => team.escalation_policy,
            grafana_role => team.grafana_role.to_string(),
        }
    });
    let redaction = &program.redaction;
    let treated = |fields: &[crate::source::Spanned<String>], treatment: &'static str| {
        let row = |field: &crate::source::Spanned<String>| context! { name => field.value, treatment };
        fields.iter().map(row).collect::<Vec<_>>()
    };
    let redaction = [
        treated(&redaction.redact_fields, "replaced"),
        treated(&redaction.hash_fields, "replaced by a keyed hash"),
        treated(&redaction.drop_span_attributes, "removed from spans"),
    ];
    render(
        SERVICES,
        context! {
            services => program.services.iter().map(row).collect::<Vec<_>>(),
            teams => teams.collect::<Vec<_>>(),
            redaction => redaction.concat(),
        },
    )
}

/// SLOs that differ in nothing but the service and environment.
struct SloGroup<'p> {
    example: &'p Slo,
    services: BTreeSet<&'p str>,
    /// For each alert, in which environments it has which severity.
    severities: Vec<BTreeMap<Severity, BTreeSet<&'p str>>>,
}

fn slos(program: &Program) -> String {
    let mut groups: BTreeMap<_, SloGroup<'_>> = BTreeMap::new();
    for service in &program.services {
        for deployment in &service.deployments {
            for slo in &deployment.slos {
                let key = (&slo.profile, &slo.name, *slo.objective, *slo.period, &slo.burn.policy.name);
                let alerts = &slo.burn.alerts;
                let group = groups.entry(key).or_insert_with(|| SloGroup {
                    example: slo,
                    services: BTreeSet::new(),
                    severities: vec![BTreeMap::new(); alerts.len()],
                });
                group.services.insert(&service.name);
                for (alert, severities) in alerts.iter().zip(&mut group.severities) {
                    let environments = severities.entry(alert.condition.severity).or_default();
                    environments.insert(&deployment.environment.name);
                }
            }
        }
    }
    render(
        SLOS,
        context! {
            slos => groups.values().map(slo_section).collect::<Vec<_>>(),
            series => names::SERIES,
            guards => GUARDS.iter().map(|it| context! { name => it.name, form => it.form, reason => it.reason }).collect::<Vec<_>>(),
        },
    )
}

fn slo_section(group: &SloGroup<'_>) -> minijinja::Value {
    let slo = group.example;
    let (objective, period) = (*slo.objective, *slo.period);
    let alerts = slo.burn.alerts.iter().zip(&group.severities).map(|(alert, severities)| {
        let (condition, burn) = (&alert.condition, &alert.condition.burn);
        let severity = severities.iter().map(|(severity, environments)| {
            let environments: Vec<_> = environments.iter().copied().collect();
            format!("{} in {}", severity.as_str(), environments.join(", "))
        });
        context! {
            name => names::burn_alert(&condition.name),
            threshold => burn.threshold(objective).percent().to_string(),
            long => burn.long.to_string(),
            short => burn.short.to_string(),
            factor => burn.factor.to_string(),
            share => burn.budget_share(period).percent().to_string(),
            detection => burn.detection_time(objective).rounded_duration().to_string(),
            reset => burn.reset_time(objective).rounded_duration().to_string(),
            failures => condition.min_failures,
            severity => severity.collect::<Vec<_>>().join("; "),
        }
    });
    context! {
        profile => &*slo.profile,
        name => &*slo.name,
        description => slo.description.as_deref(),
        objective => objective.percent().to_string(),
        period => period.length().to_string(),
        budget => objective.budget_in_seconds(period).rounded_duration().to_string(),
        budget_events => objective.budget_in_events(1_000_000).to_string(),
        alerts => alerts.collect::<Vec<_>>(),
        services => group.services,
    }
}
