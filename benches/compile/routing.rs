//! What routing costs: questions to a large tree, and the proof that every alert reaches its owner.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use o11yc::diag::Sink;
use o11yc::ir::{Program, names};
use o11yc::routing::{Labels, Tree};
use o11yc::{analyse, analyse_bytes, lint};

const TEAMS: usize = 200;
const SERVICES: usize = 3_000;
/// Every so many a service has a channel and an escalation policy of its own.
const OWN_CHANNEL: usize = 10;
const ENVIRONMENTS: [&str; 5] = ["production", "canary", "staging", "preview", "development"];
const SEVERITIES: [&str; 3] = ["critical", "warning", "info"];

const PLATFORM: &str = "
receivers:
  pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
escalation_policies:
  usual:
    - {to: [pager]}
    - {after: 15m, to: ['#leads']}
time_intervals:
  office: {weekdays: 'monday:friday', times: '09:00-18:00'}
environments:
  production: {pages: true}
  canary: {production: true, pages: false}
  staging: {active: office}
  preview: {production: false}
";

/// The best time for a question about each severity of each service in each environment, and how many
/// questions these are.
pub(crate) fn questions(runs: usize) -> anyhow::Result<(usize, Duration)> {
    let services = services();
    let registry = [
        ("platform.yml", PLATFORM.as_bytes()),
        ("observability_services.yml", services.as_bytes()),
    ];
    let analysis = analyse_bytes(registry)?;
    anyhow::ensure!(!analysis.sink.has_errors(), "the registry has errors");
    let program = &analysis.program;
    let routes = program.routes.as_ref().expect("the first team is told");
    let tree = Tree::new(routes.root.clone());
    let mut best = Duration::MAX;
    let mut asked = 0;
    for _ in 0..runs {
        let start = Instant::now();
        asked = 0;
        for service in &program.services {
            for environment in ENVIRONMENTS {
                for severity in SEVERITIES {
                    let labels = Labels::default()
                        .with(names::SERVICE, &*service.name)
                        .with(names::ENVIRONMENT, environment)
                        .with(names::TEAM, service.team.as_str())
                        .with(names::SEVERITY, severity);
                    asked += usize::from(!tree.route(&labels).is_empty());
                }
            }
        }
        best = best.min(start.elapsed());
    }
    Ok((asked, best))
}

fn services() -> String {
    let mut text = "owners:\n".to_owned();
    for team in 0..TEAMS {
        writeln!(
            text,
            "  - {{team: team-{team}, alert_contact: '#team-{team}', escalation_policy: usual}}"
        )
        .expect("strings take all");
    }
    text.push_str("services:\n");
    for service in 0..SERVICES {
        let owner = service % TEAMS;
        let own = if service % OWN_CHANNEL == 0 {
            format!(", slack_channel: '#service-{service}'")
        } else {
            String::new()
        };
        let environments = ENVIRONMENTS.join(", ");
        writeln!(
            text,
            "  - {{service_name: service-{service}, owner: team-{owner}, tier: internal, \
             environments: [{environments}]{own}}}"
        )
        .expect("strings take all");
    }
    text
}

/// The best time that lint takes longer because of routes.
pub(crate) fn proof(root: &Utf8Path, runs: usize) -> anyhow::Result<Duration> {
    let mut analysis = analyse(root)?;
    let with = best_lint(&analysis.program, runs);
    analysis.program.routes = None;
    let without = best_lint(&analysis.program, runs);
    Ok(with.saturating_sub(without))
}

fn best_lint(program: &Program, runs: usize) -> Duration {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        lint::run(program, &mut Sink::default());
        start.elapsed()
    });
    times.min().unwrap_or_default()
}
