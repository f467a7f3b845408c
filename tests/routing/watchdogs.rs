//! Which environments tell a dead man's switch that alerting is alive, and how often.

use o11yc::ir::alerts;

use crate::tree::Workspace;
use crate::write::write;

/// Who hears of which environment and how often, where a service runs in `environments` and
/// `routing.watchdog` is as written.
fn told(environments: &str, watchdog: &str) -> Vec<String> {
    let workspace = Workspace::new();
    let services = format!(
        "services:\n  - {{service_name: api, owner: web, environments: [{environments}], slo_profile: none}}\n\
         owners:\n  - {{team: web, alert_contact: \"#web\"}}\n"
    );
    let platform = format!(
        "receivers:\n  one: {{webhook: {{url: {{file: /run/secrets/one}}}}}}\n  other: {{email: other@example.com}}\n\
         alertmanager: {{smtp: {{smarthost: \"smtp.example.com:587\", from: a@example.com}}}}\n\
         routing: {{watchdog: {watchdog}}}\n"
    );
    write(&workspace.path.join("observability_services.yml"), services);
    write(&workspace.path.join("platform.yml"), platform);
    let analysis = o11yc::analyse(&workspace.path).expect("readable");
    assert!(!analysis.sink.has_errors(), "the registry is sound");
    let program = &analysis.program;
    let watchdogs = alerts::watchdogs(program).into_iter();
    let told = watchdogs.map(|alert| {
        let delivery = program.delivery(&alert);
        let environment = &alert.subject.environment().name;
        let notices: Vec<_> = delivery.notices.iter().map(ToString::to_string).collect();
        let again = delivery.again();
        format!("{environment}: {}, every {again}", notices.join(", "))
    });
    told.collect()
}

#[test]
fn one_switch_hears_of_production_alone() {
    let production = ["production: one at once, every 1m"];
    assert_eq!(told("production, staging", "one"), production);
}

#[test]
fn one_switch_hears_of_everything_where_nothing_is_production() {
    let all = [
        "development: one at once, every 1m",
        "staging: one at once, every 1m",
    ];
    assert_eq!(told("development, staging", "one"), all);
}

#[test]
fn switches_by_environment_hear_of_their_own() {
    let each = [
        "production: one at once, every 1m",
        "staging: other at once, every 1m",
    ];
    let written = "{production: one, staging: other}";
    assert_eq!(told("production, staging, development", written), each);
}
