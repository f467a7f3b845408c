//! Which series packs watch, in which environments.

use crate::ir::Program;

/// What a service's first signals read in each environment: environment, subject, expression.
fn signals(service: &str, platform: &str) -> Vec<(String, String, String)> {
    let services = format!(
        "owners: [{{team: web, alert_contact: '#web'}}]\nservices:\n  \
         - {{service_name: shop, owner: web, slo_profile: none, {service}}}\n"
    );
    let files = [
        ("observability_services.yml", services.as_bytes()),
        ("platform.yml", platform.as_bytes()),
    ];
    let analysis = crate::analyse_bytes(files).expect("both files are known");
    assert!(!analysis.sink.has_errors(), "{services}");
    told(&analysis.program)
}

fn told(program: &Program) -> Vec<(String, String, String)> {
    let deployments = program.services.iter().flat_map(|it| &it.deployments);
    let packs = deployments.flat_map(|deployment| {
        let packs = deployment.packs.iter();
        packs.map(|pack| (&deployment.environment.name, pack))
    });
    let signals = packs.filter_map(|(environment, pack)| {
        let (_, name) = pack.key.clone()?;
        let signal = pack.bound.signals.first()?;
        Some((environment.clone(), name, signal.expr.to_string()))
    });
    signals.collect()
}

fn row(environment: &str, name: &str, expr: &str) -> (String, String, String) {
    (environment.into(), name.into(), expr.into())
}

/// The first signal of the pack `host` with these matchers.
fn cpu(labels: &str) -> String {
    format!("1 - avg(rate(node_cpu_seconds_total{{{labels}}}[5m]))")
}

const JOBS: &str = "environments: [staging, production], alert_packs: [target], jobs: ";

#[test]
fn a_job_is_watched_in_each_environment() {
    assert_eq!(
        signals(&format!("{JOBS} [shop]"), "{}"),
        [
            row(
                "staging",
                "shop",
                r#"max(up{environment="staging",job="shop"})"#
            ),
            row(
                "production",
                "shop",
                r#"max(up{environment="production",job="shop"})"#
            ),
        ]
    );
}

#[test]
fn a_job_gets_the_labels_of_its_environment_and_not_of_its_service() {
    let platform =
        "environments: {production: {match: {env: prod}}, staging: {match: {env: stage}}}";
    let jobs = "[{name: shop, match: {app: shop}}]";
    let service = format!("metrics: {{match: {{namespace: web}}}}, {JOBS} {jobs}");
    assert_eq!(
        signals(&service, platform),
        [
            row("staging", "shop", r#"max(up{app="shop",env="stage"})"#),
            row("production", "shop", r#"max(up{app="shop",env="prod"})"#),
        ]
    );
}

#[test]
fn a_label_of_the_environment_that_a_job_names_itself_stands() {
    let jobs = r#"[{name: shop, match: {job: shop, environment: ""}}]"#;
    assert_eq!(
        signals(&format!("{JOBS} {jobs}"), "{}"),
        [row(
            "production",
            "shop",
            r#"max(up{environment="",job="shop"})"#
        )]
    );
}

#[test]
fn a_job_where_environments_have_no_label_is_told_of_once() {
    let platform = "environments: {production: {match: {}}, staging: {match: {}}}";
    assert_eq!(
        signals(&format!("{JOBS} [shop]"), platform),
        [row("production", "shop", r#"max(up{job="shop"})"#)]
    );
}

#[test]
fn a_machine_that_environments_share_is_told_of_once() {
    let service = "alert_packs: [host], environments: \
                   [{name: staging, hosts: [one, two]}, {name: production, hosts: [one]}]";
    assert_eq!(
        signals(service, "{}"),
        [
            row(
                "staging",
                "two",
                &cpu(r#"instance=~"two(:[0-9]+)?",mode="idle""#)
            ),
            row(
                "production",
                "one",
                &cpu(r#"instance=~"one(:[0-9]+)?",mode="idle""#)
            ),
        ]
    );
}

#[test]
fn a_machine_is_found_with_the_port_of_its_exporter_or_without() {
    let cases = [
        ("app-1", r#"instance=~"app-1(:[0-9]+)?""#),
        (
            "app-1.acme.dev",
            r#"instance=~"app-1\\.acme\\.dev(:[0-9]+)?""#,
        ),
        ("'[::1]'", r#"instance=~"\\[::1\\](:[0-9]+)?""#),
        ("'app-1:9100'", r#"instance="app-1:9100""#),
        ("{name: app-1, match: {instance: one}}", r#"instance="one""#),
        ("{name: app-1, match: {node: app-1}}", r#"node="app-1""#),
    ];
    for (host, expected) in cases {
        let environments = format!("environments: [{{name: production, hosts: [{host}]}}]");
        let told = signals(&format!("alert_packs: [host], {environments}"), "{}");
        let exprs: Vec<_> = told.into_iter().map(|(_, _, expr)| expr).collect();
        let mut labels = [expected, r#"mode="idle""#];
        labels.sort_unstable();
        assert_eq!(exprs, [cpu(&labels.join(","))], "{host}");
    }
}
