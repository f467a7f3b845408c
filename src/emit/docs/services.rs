//! The page of services, teams, tiers and redaction.

use serde::Serialize;

use super::render;
use crate::ir::alerting::Step;
use crate::ir::{Program, Service, Team, Tier};
use crate::source::Spanned;
use crate::units::Duration;

const TEMPLATE: &str = include_str!("../../../templates/docs/services.md.j2");

#[derive(Serialize)]
struct Page<'p> {
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

pub(super) fn page(program: &Program) -> String {
    let redaction = &program.redaction;
    let fields = [
        (&redaction.redact_fields, "replaced"),
        (&redaction.hash_fields, "replaced by a keyed hash"),
        (&redaction.drop_span_attributes, "removed from spans"),
    ];
    let page = Page {
        services: program.services.iter().map(service_row).collect(),
        teams: program
            .teams
            .iter()
            .map(|(name, team)| team_row(name, team))
            .collect(),
        escalations: program
            .alerting
            .policies
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
    render(TEMPLATE, &page)
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
        description: service.description.as_ref().map(|text| text.value.as_str()),
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

fn escalation_row<'p>(name: &'p str, steps: &[Step]) -> EscalationRow<'p> {
    EscalationRow {
        name,
        steps: steps.iter().map(step_words).collect(),
    }
}

/// `after 15m: lead@acme.dev, during office`
fn step_words(step: &Step) -> String {
    let names: Vec<_> = step.to.iter().map(|it| it.name.as_str()).collect();
    let names = names.join(", ");
    let told = if step.after == Duration::default() {
        format!("at once: {names}")
    } else {
        format!("after {}: {names}", step.after)
    };
    match &step.during {
        Some(interval) => format!("{told}, during {interval}"),
        None => told,
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
        escalation_policy: team
            .escalation_policy
            .as_ref()
            .map(|policy| policy.value.as_str()),
        grafana_role: team.grafana_role.to_string(),
    }
}
