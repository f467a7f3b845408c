//! Failed deployments: a single one is no rate, two of six are.

use crate::fixture;
use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::support;

const SERVICES: &str = r##"
services:
  - service_name: shop
    owner: web
    slo_profile: none
    environments: [production]
    alert_packs:
      - pack: dora
        metrics:
          deployments: deploys_total
          failed_deployments: failed_deploys_total
          exporter_up: deploys_up
owners:
  - {team: web, alert_contact: "#web"}
"##;

const HOUR: u64 = 3_600;

#[test]
fn one_failed_deployment_of_five_is_no_rate() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let built = fixture::build(&[("observability_services.yml", SERVICES)]);
    let labels = r#"{service="shop",environment="production"}"#;
    let alert = "ChangeFailureRateHigh";
    // Sampled every ten minutes: five deployments in the first day, and the sixth at the end of the second.
    let case = Case::new("few deployments", 600)
        .series(
            format!("deploys_total{labels}"),
            "0 1x24 2x24 3x24 4x24 5x190 6x50",
        )
        .series(format!("failed_deploys_total{labels}"), "0x50 1x241 2x50")
        .silent(24 * HOUR, alert)
        .silent(47 * HOUR, alert)
        .fires(50 * HOUR, alert);
    let rules = RuleFile::parse(&built.rules["production/shop.yml"]);
    Suite::new(rules, 300, [case]).must_pass(&promtool);
}
