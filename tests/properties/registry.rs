//! Registries made up for tests: as large and as varied as asked for, and the same every time.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The texts of a registry by path.
pub(crate) type Registry = BTreeMap<&'static str, String>;

const OWNERS: &str = "\
owners:
  - {team: web, grafana_role: editor, alert_contact: \"#web\", escalation_policy: web-primary}
  - {team: data, alert_contact: \"#data\"}
  - team: core
    alert_contact: \"#core\"
";

const PROFILES: &str = "\
profiles:
  strict:
    period: 28d
    burn_policy: eager
    slos:
      fast:
        objective: 97.5
        sli: {type: latency, threshold: 250ms, routes: [/a, /b]}
      success: {objective: \"99.9\", sli: request_ratio, burn_policy: workbook}
      availability: {objective: 99.95, sli: probe}
  weekly:
    period: 7d
    slos:
      jobs:
        description: jobs that succeed
        objective: 98
        sli:
          type: custom
          bad: sum(rate(jobs_total{outcome=\"failed\"}[$window]))
          total: sum(rate(jobs_total[$window]))
burn_policies:
  eager:
    conditions:
      - {name: fast, factor: 14.4, long: 1h, severity: critical, min_failures: 5}
      - {name: slow, factor: 3, long: 6h, short: 30m, severity: warning}
";

const PLATFORM: &str = "\
environments:
  staging: {url: \"https://{service}.staging.acme.dev\"}
  canary:
    production: true
    match: {env: canary}
    severity_map: {warning: info}
grafana_url: https://grafana.acme.dev
runbook_base_url: https://runbooks.acme.dev
prometheus: {scrape_interval: 30s, retention: 100d}
";

/// A registry of so many services, no two neighbours of which are alike, over several files.
pub(crate) fn varied(services: usize) -> Registry {
    let mut files = [
        String::from("services:\n"),
        String::from("services:\n"),
        String::from("services:\n"),
    ];
    for index in 0..services {
        let file = &mut files[index % 3];
        let _ = write!(
            file,
            "  - service_name: service-{index}\n    owner: {}\n",
            pick(index, &["web", "data", "core"])
        );
        let lines = [
            pick(
                index,
                &[
                    "tier: user-facing",
                    "tier: internal",
                    "",
                    "tier: worker",
                    "tier: experimental",
                ],
            ),
            pick(
                index / 2,
                &[
                    "slo_profile: strict",
                    "slo_profile: weekly",
                    "",
                    "slo_profile: public-api-standard",
                ],
            ),
            pick(
                index / 3,
                &[
                    "",
                    "metrics: otel-http",
                    "metrics: {dialect: flask, match: {app: x, zone: \"a b\"}}",
                ],
            ),
            pick(
                index / 5,
                &[
                    "",
                    "description: \"It's 50% \\\"done\\\"\"",
                    "slack_channel: \"#pages\"",
                ],
            ),
            pick(
                index,
                &[
                    "environments: [production]",
                    "environments: [staging, {name: production, url: \"https://acme.dev/health\"}]",
                    "environments: [canary, production, testing, staging]",
                    "environments: [{name: production, match: {env: prod}}]",
                ],
            ),
        ];
        for line in lines.into_iter().filter(|line| !line.is_empty()) {
            let _ = writeln!(file, "    {line}");
        }
    }
    let [one, two, three] = files;
    Registry::from([
        ("observability_services.yml", one),
        ("services/two.yml", two),
        ("services/three.yml", three),
        ("owners.yml", OWNERS.to_owned()),
        ("slo_profiles.yml", PROFILES.to_owned()),
        ("platform.yml", PLATFORM.to_owned()),
    ])
}

fn pick<'a>(index: usize, choices: &[&'a str]) -> &'a str {
    choices[index % choices.len()]
}

/// A registry of so many services with three SLOs in two environments each.
pub(crate) fn uniform(services: usize) -> Registry {
    let mut text = String::from("services:\n");
    for index in 0..services {
        let _ = writeln!(
            text,
            "  - {{service_name: service-{index}, owner: web, tier: user-facing, environments: [staging, production]}}"
        );
    }
    let platform = "environments:\n  staging: {url: \"https://{service}.staging.acme.dev\"}\n  production: {url: \"https://{service}.acme.dev\"}\n";
    Registry::from([
        ("observability_services.yml", text),
        (
            "owners.yml",
            "owners: [{team: web, alert_contact: \"#web\"}]\n".to_owned(),
        ),
        ("platform.yml", platform.to_owned()),
    ])
}
