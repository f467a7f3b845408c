//! Targets of two environments on one Prometheus: those of one do not stand in for those of the other.

use crate::fixture;
use crate::promtool::{Case, Suite};
use crate::rulefile::RuleFile;
use crate::support;

const SERVICES: &str = r##"
services:
  - service_name: shop
    owner: web
    slo_profile: none
    environments: [staging, production]
    alert_packs: [target]
    jobs: [shop]
owners:
  - {team: web, alert_contact: "#web"}
"##;

#[test]
fn staging_that_is_up_does_not_hide_that_production_is_down() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let built = fixture::build(&[("observability_services.yml", SERVICES)]);
    let alert = "ScrapeTargetDown";
    let up = |environment: &str| {
        format!(r#"up{{job="shop",environment="{environment}",instance="{environment}:80"}}"#)
    };
    for (here, there) in [("production", "staging"), ("staging", "production")] {
        let case = Case::new(here, 30)
            .series(up(here), "1x10 0x30")
            .series(up(there), "1x40")
            .silent(300, alert)
            .fires(600, alert);
        let rules = RuleFile::parse(&built.rules[&*format!("{here}/shop.yml")]);
        Suite::new(rules, 30, [case]).must_pass(&promtool);
    }
}
