//! Registries to measure with: as large as is asked for, the same at every run, and as varied as
//! those that people write. Every service has three SLOs, or four, in each of its environments.

use std::fmt::{self, Write as _};
use std::fs;
use std::io;

use camino::Utf8Path;

/// What a registry is to be like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// How many services it has; at most 10,000, for want of names.
    pub(crate) services: usize,
    /// How many environments each service runs in, 1 or 2.
    pub(crate) environments: usize,
    /// How many SLOs each service has, 3 or 4.
    pub(crate) slos: usize,
    /// Whether all services stand in one file, rather than in one for each domain.
    pub(crate) one_file: bool,
}

const DOMAINS: [&str; 40] = [
    "accounts",
    "addresses",
    "adverts",
    "analytics",
    "basket",
    "billing",
    "catalogue",
    "checkout",
    "content",
    "coupons",
    "customers",
    "delivery",
    "discovery",
    "feedback",
    "fraud",
    "fulfilment",
    "gifts",
    "identity",
    "inventory",
    "invoices",
    "ledger",
    "loyalty",
    "marketing",
    "messaging",
    "orders",
    "partners",
    "payments",
    "pricing",
    "profiles",
    "promotions",
    "ratings",
    "recommendations",
    "refunds",
    "returns",
    "search",
    "sellers",
    "shipping",
    "subscriptions",
    "support",
    "warehouse",
];

const ROLES: [&str; 25] = [
    "api",
    "worker",
    "gateway",
    "web",
    "admin",
    "consumer",
    "scheduler",
    "exporter",
    "graphql",
    "importer",
    "ingest",
    "indexer",
    "notifier",
    "portal",
    "proxy",
    "publisher",
    "reports",
    "resolver",
    "rules-engine",
    "session-store",
    "stream-processor",
    "sync",
    "uploads",
    "validator",
    "webhooks",
];

const MARKETS: [&str; 9] = ["at", "be", "ch", "de", "es", "fr", "it", "nl", "uk"];

const SQUADS: [&str; 4] = ["core", "growth", "platform", "reliability"];

/// Writes a registry into the directory.
pub(crate) fn write(root: &Utf8Path, shape: Shape) -> io::Result<()> {
    fs::create_dir_all(root.join("services"))?;
    fs::write(root.join("slo_profiles.yml"), profiles(shape.slos))?;
    fs::write(root.join("dialects.yml"), DIALECTS)?;
    fs::write(root.join("platform.yml"), PLATFORM)?;
    fs::write(root.join("owners.yml"), owners())?;
    if shape.one_file {
        let all = file(shape, |_| true);
        return fs::write(root.join("observability_services.yml"), all);
    }
    for (domain, name) in DOMAINS.iter().enumerate().take(shape.services) {
        let services = file(shape, |service| service.domain == domain);
        fs::write(root.join(format!("services/{name}.yml")), services)?;
    }
    Ok(())
}

fn file(shape: Shape, accept: impl Fn(&Service) -> bool) -> String {
    let services = (0..shape.services).map(|number| Service::new(number, shape));
    let mut text = "services:\n".to_owned();
    for service in services.filter(accept) {
        write!(text, "{service}").expect("a String takes any text");
    }
    text
}

/// One service's entry, all of it decided by its number.
struct Service {
    number: usize,
    domain: usize,
    role: &'static str,
    name: String,
    environments: usize,
}

impl Service {
    fn new(number: usize, shape: Shape) -> Self {
        let domain = number % DOMAINS.len();
        let role = ROLES[number / DOMAINS.len() % ROLES.len()];
        let name = match number / (DOMAINS.len() * ROLES.len()) {
            0 => format!("{}-{role}", DOMAINS[domain]),
            market => format!("{}-{role}-{}", DOMAINS[domain], MARKETS[market - 1]),
        };
        Self {
            number,
            domain,
            role,
            name,
            environments: shape.environments,
        }
    }

    /// Whether this is one of the services, one in `of`, that have something. Different `salt`s pick
    /// different services.
    fn is_one_in(&self, of: usize, salt: usize) -> bool {
        ((self.number * 7919 + salt * 104_729) / 13).is_multiple_of(of)
    }

    fn profile(&self) -> Option<&'static str> {
        match self.role {
            "worker" | "consumer" | "scheduler" | "importer" | "indexer" | "sync" => Some("jobs"),
            "ingest" | "uploads" | "stream-processor" | "publisher" => Some("streams"),
            "api" | "graphql" | "webhooks" => Some("public-api-standard"),
            "gateway" | "web" | "portal" => Some("checkout"),
            // Most are held to what their tier is.
            _ => self.is_one_in(4, 1).then_some("standard"),
        }
    }

    fn tier(&self) -> Option<&'static str> {
        match self.role {
            "api" | "web" | "gateway" | "graphql" | "portal" => Some("user-facing"),
            "worker" | "consumer" | "scheduler" => Some("worker"),
            "session-store" | "resolver" | "proxy" => None,
            _ => Some("internal"),
        }
    }

    fn metrics(&self) -> Option<&'static str> {
        match self.number % 7 {
            0 => Some("otel-http"),
            1 => Some("flask"),
            2 => Some("legacy-http"),
            3 => Some("native-http"),
            // No tier of workers says how its services name their metrics.
            _ => (self.tier() == Some("worker")).then_some("prom-http"),
        }
    }

    fn write_environments(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["production", "staging"];
        let used = &names[..self.environments];
        if !self.is_one_in(5, 2) {
            return writeln!(f, "    environments: [{}]", used.join(", "));
        }
        writeln!(f, "    environments:")?;
        for environment in used {
            writeln!(f, "      - name: {environment}")?;
            writeln!(
                f,
                "        url: https://{}.{environment}.acme.dev/-/healthy",
                self.name
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, domain) = (&self.name, DOMAINS[self.domain]);
        writeln!(f, "  - service_name: {name}")?;
        if !self.is_one_in(3, 3) {
            let role = self.role.replace('-', " ");
            writeln!(
                f,
                "    description: The {role} of {domain}, \"{name}\" in the service catalogue"
            )?;
        }
        writeln!(
            f,
            "    owner: {domain}-{}",
            SQUADS[self.number / DOMAINS.len() % SQUADS.len()]
        )?;
        if let Some(tier) = self.tier() {
            writeln!(f, "    tier: {tier}")?;
        }
        self.write_environments(f)?;
        if let Some(profile) = self.profile() {
            writeln!(f, "    slo_profile: {profile}")?;
        }
        if self.is_one_in(4, 4) {
            let objective = ["98.5", "99.2", "99.50", "99.7", "99.9"][self.number % 5];
            writeln!(
                f,
                "    slo_overrides:\n      success: {{objective: {objective}}} # agreed with {domain}"
            )?;
        }
        if self.is_one_in(3, 5) {
            writeln!(f, "    slack_channel: \"#{domain}-alerts\"")?;
        }
        match self.metrics() {
            Some(dialect) if self.is_one_in(6, 6) => {
                writeln!(
                    f,
                    "    metrics: {{dialect: {dialect}, match: {{app: {name}, team: {domain}}}}}"
                )
            }
            Some(dialect) => writeln!(f, "    metrics: {dialect}"),
            None => Ok(()),
        }
    }
}

fn owners() -> String {
    let mut text = "owners:\n".to_owned();
    for domain in DOMAINS {
        for squad in SQUADS {
            write!(
                text,
                "  - team: {domain}-{squad}\n    grafana_role: editor\n    \
                 alert_contact: \"#{domain}-{squad}\"\n    escalation_policy: office-hours\n"
            )
            .expect("a String takes any text");
        }
    }
    text
}

/// The profiles; with a fourth SLO each if that is asked for, the built-in ones replaced by such.
fn profiles(slos: usize) -> String {
    if slos < 4 {
        return format!("profiles:\n{OWN_PROFILES}");
    }
    let built_in = include_str!("../../src/builtin/slo_profiles.yml");
    let (_, built_in) = built_in.split_once("profiles:\n").expect("it has profiles");
    let (built_in, _) = built_in
        .split_once("\nburn_policies:")
        .expect("policies follow");
    let profiles = format!("profiles:\n{OWN_PROFILES}{built_in}\n");
    let fourth = "    slos:\n      correctness: {objective: 99.9, sli: {type: custom, \
                  bad: 'sum(rate(audit_mismatches_total[$window]))', total: 'sum(rate(audits_total[$window]))'}}\n";
    profiles.replace("    slos:\n", fourth)
}

const OWN_PROFILES: &str = r#"  checkout:
    description: What customers pay through
    burn_policy: fast-slow
    slos:
      availability: {objective: 99.9, sli: probe}
      success: {objective: 99.5, sli: {type: request_ratio, routes: [/checkout, "/basket/{id}"]}}
      latency: {objective: 97, sli: {type: latency, threshold: 300ms}}
  jobs:
    description: Background work that somebody waits for
    period: 28d
    slos:
      success:
        objective: 99.5
        sli:
          type: custom
          bad: sum(rate(jobs_total{outcome=~"failed|lost"}[$window]))
          total: sum(rate(jobs_total[$window]))
      freshness:
        objective: 98
        sli:
          type: custom
          bad: sum(rate(job_age_seconds_count[$window])) - sum(rate(job_age_seconds_bucket{le="300"}[$window]))
          total: sum(rate(job_age_seconds_count[$window]))
      availability: {objective: 99.5, sli: probe}
  streams:
    description: Events that pass through
    burn_policy: fast-slow
    slos:
      success: {objective: 99.9, sli: {type: request_ratio, total: events_total, bad: 'events_total{result!="ok"}'}}
      latency: {objective: 95, sli: {type: latency, threshold: 2s, histogram: 'event_duration_seconds{result="ok"}'}}
      delivery: {objective: 99, sli: {type: request_ratio, total: 'deliveries_total{queue=~"orders-.+"}', bad: 'deliveries_total{queue=~"orders-.+",state="dead"}'}}
"#;

const DIALECTS: &str = "dialects:
  legacy-http:
    requests: http_server_requests_total
    duration: http_server_duration_seconds
    route_label: path
    status_label: code
    error_status: 5..|timeout
  native-http:
    requests: http_requests_total
    duration: http_request_duration_seconds
    buckets: native
    route_label: route
    status_label: status
    error_status: 5..
";

const PLATFORM: &str = "environments:
  production: {url: \"https://{service}.acme.dev/health\"}
  staging: {url: \"https://{service}.staging.acme.dev/health\"}
tiers:
  internal: {slo_profile: public-api-standard}
receivers:
  primary: {pagerduty: {routing_key: {file: /run/secrets/pagerduty}}}
  lead: {opsgenie: {api_key: {file: /run/secrets/opsgenie}}}
  dead-man: {webhook: {url: {file: /run/secrets/dead_man}}}
routing: {team: accounts-core, watchdog: dead-man}
escalation_policies:
  office-hours:
    - {to: [primary]}
    - {after: 30m, to: [lead]}
prometheus: {scrape_interval: 30s, retention: 100d}
grafana_url: https://grafana.acme.dev
runbook_base_url: https://runbooks.acme.dev/slo
";
