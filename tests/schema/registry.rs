//! A registry of few lines, with a file of every kind, and what somebody may misspell in it.

/// Its files by their paths.
pub(crate) const REGISTRY: &[(&str, &str)] = &[
    (
        "observability_services.yml",
        "services:
  - service_name: shop
    owner: web
    environments: [production, {name: canary}]
    tier: gold
    maintenance: [nights]
    alert_packs: [host, {pack: own}]
    depends_on: [{name: db, dialect: gorm}]
owners:
  - {team: web, alert_contact: \"#web\", escalation_policy: calm}
",
    ),
    (
        "slo_profiles.yml",
        "profiles:
  mine: {burn_policy: slow, slos: {success: {objective: 99, sli: request_ratio}}}
burn_policies:
  slow: {conditions: [{name: slow, factor: 5, long: 6h, severity: warning}]}
",
    ),
    (
        "platform.yml",
        "environments: {canary: {production: true, active: nights}}
tiers: {gold: {slo_profile: mine, metrics: none}}
escalation_policies: {calm: [{to: [\"#web\"], during: nights}]}
time_intervals: {nights: {times: \"22:00-06:00\"}}
routing: {team: web}
",
    ),
    (
        "dialects.yml",
        "dialects: {own: {requests: my_requests_total}}\n",
    ),
    (
        "observability_redaction_rules.yml",
        "redact_fields: [cookie]\n",
    ),
    (
        "alert_packs/example.yml",
        "pack: own
description: Whether backups are made
for_each: service
requires: {age: {description: the age of the latest, type: gauge, metric: backup_age_seconds}}
signals: {age: {expr: max($age), unit: seconds, proof: [{series: $age, equals: $v}]}}
params: {old: {description: the age that warns, type: duration, default: 1d}}
alerts:
  - alert: BackupOld
    signal: age
    above: $old
    for: 10m
    severity: warning
    kind: resource
    summary: The last backup of {service} is old
    description: It is {value} old.
    runbook:
      meaning: A loss of data now would be large.
      causes: [The job does not run]
      steps: [See when it ran, See whether the disk is full, Start it]
      resolution: One backup is made.
      rollback: Nothing to go back to.
      escalation: The owner of the data.
",
    ),
];

/// A file, a text in it, what stands there instead, and where that is refused.
pub(crate) const MISSPELT: &[(&str, &str, &str, &str)] = &[
    (
        "observability_services.yml",
        "owner: web",
        "owner: wbe",
        "/services/0/owner",
    ),
    (
        "observability_services.yml",
        "tier: gold",
        "tier: god",
        "/services/0/tier",
    ),
    (
        "observability_services.yml",
        "[production,",
        "[prod,",
        "/services/0/environments/0",
    ),
    (
        "observability_services.yml",
        "name: canary",
        "name: carany",
        "/services/0/environments/1",
    ),
    (
        "observability_services.yml",
        "tier: gold",
        "slo_profile: standart",
        "/services/0/slo_profile",
    ),
    (
        "observability_services.yml",
        "tier: gold",
        "metrics: prom",
        "/services/0/metrics",
    ),
    (
        "observability_services.yml",
        "policy: calm",
        "policy: clam",
        "/owners/0/escalation_policy",
    ),
    (
        "slo_profiles.yml",
        "burn_policy: slow",
        "burn_policy: slo",
        "/profiles/mine/burn_policy",
    ),
    (
        "platform.yml",
        "slo_profile: mine",
        "slo_profile: main",
        "/tiers/gold/slo_profile",
    ),
    (
        "platform.yml",
        "metrics: none",
        "metrics: nothing",
        "/tiers/gold/metrics",
    ),
    (
        "observability_services.yml",
        "[nights]",
        "[night]",
        "/services/0/maintenance/0",
    ),
    (
        "observability_services.yml",
        "[host,",
        "[hots,",
        "/services/0/alert_packs/0",
    ),
    (
        "observability_services.yml",
        "pack: own",
        "pack: won",
        "/services/0/alert_packs/1",
    ),
    (
        "observability_services.yml",
        "dialect: gorm",
        "dialect: grom",
        "/services/0/depends_on/0",
    ),
    (
        "platform.yml",
        "active: nights",
        "active: night",
        "/environments/canary/active",
    ),
    (
        "platform.yml",
        "during: nights",
        "during: night",
        "/escalation_policies/calm/0/during",
    ),
    ("platform.yml", "team: web", "team: wbe", "/routing/team"),
    (
        "alert_packs/example.yml",
        "for_each: service",
        "for_each: servers",
        "/for_each",
    ),
    ("dialects.yml", "requests:", "request:", "/dialects/own"),
    (
        "observability_redaction_rules.yml",
        "[cookie]",
        "cookie",
        "/redact_fields",
    ),
];
