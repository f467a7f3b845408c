//! The page of burn rates: what the built-in policies come to for common objectives and periods.

use std::fmt::Write as _;

use o11yc::ir::Policy;
use o11yc::slo::{Condition, Misfit, Objective, Period, Reason, Repair, Resolved, resolve};

use crate::tree::Workspace;
use crate::write::write;

const POLICIES: [&str; 2] = ["fast-slow", "workbook"];
const OBJECTIVES: [&str; 7] = ["90", "95", "99", "99.5", "99.9", "99.95", "99.99"];
const PERIODS: [&str; 4] = ["30d", "7d", "28d", "90d"];

const INTRODUCTION: &str = "\
<!-- Generated from src/slo/ and src/builtin/slo_profiles.yml; edit those. -->

# Burn rates

What the built-in burn policies come to for common objectives and periods. Everything is computed by the
functions that compile the rules, in exact fractions; a `docs/slos.md` with the figures of your own SLOs is
generated next to the rules.

Formulas, with `budget = 1 - objective`, follow chapter 5, “Alerting on SLOs”, of Google's Site Reliability Workbook:

| figure | formula | where |
| --- | --- | --- |
| threshold | `factor * budget`: both windows must exceed it | Alert on Burn Rate |
| share of the budget | `factor * long / period`: what is gone when the alert fires | Alert on Burn Rate |
| detected in | `threshold * long`: a total outage after a healthy long window | Alert on Burn Rate |
| ends in | `short * (1 - threshold)`: after a total outage that outlasted the short window | Multiwindow, Multi-Burn-Rate Alerts |
| one failure exceeds below | `1 / threshold`: with fewer events in the long window than this, a single failure is above the threshold | Low-Traffic Services and Error Budget Alerting |

Windows above 1h are read from recorded rates, which adds up to half of their 5m to the first time and up to all of it to the
second; those of a day and more are read from averages of these, which adds up to 4m. Scrape and evaluation intervals come on top. Every condition also needs
`min_failures` bad events in its long window, 3 unless the policy says otherwise, so that a single failure alerts nobody at low traffic.

A policy states its factors for 30d. For another period each condition keeps its share of the budget, so its factor becomes
`share * period / long`. Then each must work: a factor below 1 would alert a service that keeps its objective, so the windows
become shorter; a threshold above 80 % could hardly ever be exceeded, so they become longer, along 1h, 2h, 6h, 12h, 1d, 3d. Conditions
that become equal are merged. [slo.md](slo.md) shows that alerts keep these times, and what it costs.
";

/// The whole page.
pub(crate) fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for policy in built_in() {
        let _ = write!(page, "\n## `{}`\n", policy.name);
        if let Some(description) = &policy.description {
            let _ = write!(page, "\n{description}.\n");
        }
        for period in PERIODS {
            section(&mut page, &policy, period);
        }
    }
    page
}

/// The built-in policies, as the compiler itself reads them.
fn built_in() -> Vec<std::sync::Arc<Policy>> {
    let workspace = Workspace::new();
    let slos =
        POLICIES.map(|name| format!("{{objective: 99, sli: request_ratio, burn_policy: {name}}}"));
    write(
        &workspace.path.join("slo_profiles.yml"),
        format!(
            "profiles: {{all: {{slos: {{one: {}, two: {}}}}}}}\n",
            slos[0], slos[1]
        ),
    );
    write(
        &workspace.path.join("observability_services.yml"),
        "services: [{service_name: a, owner: b, environments: [production], slo_profile: all}]\n\
         owners: [{team: b, alert_contact: \"#c\"}]\n",
    );
    let program = o11yc::analyse(&workspace.path)
        .expect("the registry is there")
        .program;
    let slos = &program.services[0].deployments[0].slos;
    let policies: Vec<_> = slos.iter().map(|slo| slo.policy.value.clone()).collect();
    assert_eq!(
        POLICIES.map(str::to_owned).to_vec(),
        policies
            .iter()
            .map(|it| it.name.clone())
            .collect::<Vec<_>>()
    );
    policies
}

const TABLE_HEAD: &str = "
| objective | burn | factor | over | threshold | share of the budget | detected in | ends in | one failure exceeds below | changed |
| ---: | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | --- |
";

/// A policy for one period.
fn section(page: &mut String, policy: &Policy, days: &str) {
    let period = Period::new(days.parse().expect("a duration")).expect("a period");
    let _ = write!(page, "\n### `{}` over {days}\n{TABLE_HEAD}", policy.name);
    for objective in OBJECTIVES {
        let objective: Objective = objective.parse().expect("an objective");
        let resolved = resolve(objective, period, &policy.conditions);
        assert_eq!(
            resolved.problems,
            [],
            "{} at {} over {days}",
            policy.name,
            objective.percent()
        );
        for condition in &resolved.conditions {
            row(page, objective, period, condition, &resolved);
        }
    }
}

fn row(
    page: &mut String,
    objective: Objective,
    period: Period,
    condition: &Condition,
    resolved: &Resolved,
) {
    let burn = condition.burn;
    let _ = writeln!(
        page,
        "| {} % | {} | {}x | {} and {} | {} % | {} % | {} | {} | {:.3} | {} |",
        objective.percent(),
        condition.name,
        burn.factor,
        burn.long,
        burn.short,
        burn.threshold(objective).percent(),
        burn.budget_share(period).percent(),
        burn.detection_time(objective).rounded_duration(),
        burn.reset_time(objective).rounded_duration(),
        burn.one_failure_exceeds_below(objective),
        changes(condition, resolved),
    );
}

/// What was done to a condition, and which others were merged into it.
fn changes(condition: &Condition, resolved: &Resolved) -> String {
    let touches = |repair: &&Repair| {
        repair.condition == condition.name
            || repair.reason == Reason::SameAs(condition.name.clone())
    };
    let told: Vec<_> = resolved.repairs.iter().filter(touches).map(told).collect();
    told.join("; ")
}

fn told(repair: &Repair) -> String {
    let before = format!("{}x over {}", repair.before.factor, repair.before.long);
    match &repair.reason {
        Reason::OtherPeriod(reference) => format!("{before} for {}", reference.length()),
        Reason::Misfit(Misfit::BelowOne) => format!("{before} is below 1"),
        Reason::Misfit(Misfit::HardlyReachable) => format!("{before} is hardly reachable"),
        Reason::SameAs(_) => format!("`{}` has become the same", repair.condition),
    }
}
