//! How large the tree becomes: it is for teams that there are routes, not for services.

use std::fmt::Write;

use o11yc::artifact::yaml;
use o11yc::routing::Route;

use crate::oracle;
use crate::tree::Workspace;
use crate::write::write;

const TEAMS: usize = 200;
const SERVICES: usize = 3_000;

const PLATFORM: &str = "\
receivers:
  pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
  lead: {webhook: {url: {file: /run/secrets/lead}}}
escalation_policies:
  primary:
    - {to: [pager]}
    - {after: 15m, to: [lead]}
";

/// The tree of services in production and staging, whose teams have escalation policies of two steps. The
/// first so many services have channels of their own.
fn root(with_channel: usize) -> Route {
    let mut registry = "services:\n".to_owned();
    for at in 0..SERVICES {
        let team = at % TEAMS;
        let channel = if at < with_channel {
            format!(", slack_channel: \"#service-{at}\"")
        } else {
            String::new()
        };
        writeln!(
            registry,
            "  - {{service_name: service-{at}, owner: team-{team}, environments: [production, staging], \
             slo_profile: none{channel}}}"
        )
        .expect("a text takes everything");
    }
    registry.push_str("owners:\n");
    for team in 0..TEAMS {
        writeln!(
            registry,
            "  - {{team: team-{team}, alert_contact: \"#team-{team}\", escalation_policy: primary}}"
        )
        .expect("a text takes everything");
    }
    let workspace = Workspace::new();
    write(&workspace.path.join("observability_services.yml"), registry);
    write(&workspace.path.join("platform.yml"), PLATFORM);
    let analysis = o11yc::analyse(&workspace.path).expect("readable");
    assert!(!analysis.sink.has_errors(), "the registry is sound");
    analysis.program.routes.expect("a fallback").root
}

fn routes(route: &Route) -> usize {
    1 + route.routes.iter().map(routes).sum::<usize>()
}

/// The lines from `route:` to the next key of the file.
fn lines(root: &Route) -> usize {
    let text = yaml::to_string(&oracle::config(root));
    let tree = text.lines().skip_while(|line| *line != "route:").skip(1);
    1 + tree.take_while(|line| line.starts_with(' ')).count()
}

#[test]
fn the_tree_grows_with_teams() {
    let root = root(0);
    let (routes, lines) = (routes(&root), lines(&root));
    assert!(routes <= 5 * TEAMS + 1, "{routes} routes");
    assert!((4_000..=5_000).contains(&lines), "{lines} lines");
}

#[test]
fn a_channel_of_its_own_costs_a_service_no_more_than_a_team() {
    let with_channel = SERVICES / 10;
    let routes = routes(&root(with_channel));
    assert!(routes <= 5 * (TEAMS + with_channel) + 1, "{routes} routes");
}
