//! How long alerts that a service is down outlast the outage. In come services, out go those alerts kept
//! firing until the pages that they silence end: a page that is heard only afterwards would tell of what
//! is over.

use std::collections::BTreeMap;

use super::{BurnAlert, Deployment, Service};
use crate::pack::{ForEach, Kind};
use crate::slo::Severity;
use crate::units::Duration;

/// How often the rules of pages and packs are evaluated.
const EVALUATION: Duration = Duration::from_secs(30);

/// Keeps the alerts that services are down firing for as long as what they silence may.
pub(super) fn outlast(services: &mut [Service], scrape_interval: Duration) {
    let pages: Vec<Vec<_>> = {
        let dependents = dependents(services);
        let each = services.iter().map(|service| {
            let of = dependents.get(service.name.as_str()).into_iter().flatten();
            let silenced: Vec<&Service> = std::iter::once(service).chain(of.copied()).collect();
            let deployments = service.deployments.iter();
            deployments.map(|it| last_page(&silenced, it)).collect()
        });
        each.collect()
    };
    // Probes and scrapes see the end of an outage at different moments, and so do two rules.
    let apart = Duration::from_millis(scrape_interval.as_millis() + EVALUATION.as_millis());
    for (service, pages) in services.iter_mut().zip(pages) {
        for (deployment, last) in service.deployments.iter_mut().zip(pages) {
            keep(deployment, last, apart);
        }
    }
}

/// The services that each service silences besides itself while it is down.
fn dependents(services: &[Service]) -> BTreeMap<&str, Vec<&Service>> {
    let mut dependents: BTreeMap<&str, Vec<&Service>> = BTreeMap::new();
    for service in services {
        for edge in service.depends_on.iter().filter(|edge| edge.inhibit) {
            dependents.entry(&edge.service).or_default().push(service);
        }
    }
    dependents
}

/// How long after an outage the last page of these services may end where `deployment` is.
fn last_page(services: &[&Service], deployment: &Deployment) -> Option<Duration> {
    let everywhere = services.iter().flat_map(|service| &service.deployments);
    let here = everywhere.filter(|it| it.environment.name == deployment.environment.name);
    let burns = here
        .flat_map(|it| &it.slos)
        .flat_map(|slo| &slo.burn.alerts);
    let pages = burns.filter(|it| it.condition.severity == Severity::Critical);
    pages.map(end).max()
}

/// How long after an outage an alert may end.
fn end(alert: &BurnAlert) -> Duration {
    let kept = alert.keep_firing_for.unwrap_or_default();
    Duration::from_millis(alert.condition.burn.latest_end().as_millis() + kept.as_millis())
}

/// Keeps the pages of a deployment that it is down. What is seen from outside silences what is seen from
/// inside, and so outlasts that as well.
fn keep(deployment: &mut Deployment, last_page: Option<Duration>, apart: Duration) {
    let severities = deployment.environment.severities;
    let mut last = last_page;
    for outside in [false, true] {
        let packs = deployment.packs.iter_mut();
        let packs = packs.filter(|it| (it.pack.for_each == ForEach::Probe) == outside);
        let pages = packs.flat_map(|it| &mut it.bound.alerts).filter(|alert| {
            alert.kind == Kind::Down && severities.map(alert.severity) == Severity::Critical
        });
        let kept = last.map(|last| whole_minutes(last.as_millis() + apart.as_millis()));
        let mut ends = None;
        for alert in pages {
            alert.keep_firing_for = kept;
            ends = Some(kept.unwrap_or_default());
        }
        last = last.max(ends);
    }
}

/// Milliseconds rounded up to minutes, which people read and tests can step by.
fn whole_minutes(milliseconds: u64) -> Duration {
    Duration::from_mins(milliseconds.div_ceil(60_000))
}

#[cfg(test)]
mod tests {
    use crate::ir::alerts;

    /// The built-in alerts that a service is down.
    const DOWN: [&str; 2] = ["HostDown", "ScrapeTargetDown"];

    /// How long the alerts that `service` is down outlast their conditions, by name.
    fn kept(services: &[&str], platform: &str) -> Vec<(String, Option<String>)> {
        let entries: String = services.iter().map(|it| format!("  - {it}\n")).collect();
        let owners = "owners: [{team: web, alert_contact: \"#web\"}]\n";
        let services = format!("services:\n{entries}{owners}");
        let files = [
            ("observability_services.yml", services.as_str()),
            ("platform.yml", platform),
        ];
        let files = files.map(|(path, text)| (path, text.as_bytes()));
        let analysis = crate::analyse_bytes(files).expect("nothing is read from the disk");
        assert!(!analysis.sink.has_errors(), "the case is sound");
        let alerts = alerts::all(&analysis.program);
        let kept = alerts.filter_map(|alert| match alert.subject {
            alerts::Subject::Pack { alert, .. } if DOWN.contains(&&*alert.name) => Some((
                alert.name.clone(),
                alert.keep_firing_for.map(|it| it.to_string()),
            )),
            _ => None,
        });
        kept.collect()
    }

    fn shop(more: &str) -> String {
        format!(
            "{{service_name: shop, owner: web, jobs: [shop], alert_packs: [blackbox, target], {more}}}"
        )
    }

    const PRODUCTION: &str =
        "environments: [{name: production, url: \"https://shop.example.com\"}]";

    fn expected(kept: [Option<&str>; 2]) -> Vec<(String, Option<String>)> {
        let names = DOWN.map(str::to_owned);
        let kept = kept.map(|it| it.map(str::to_owned));
        names.into_iter().zip(kept).collect()
    }

    #[test]
    fn what_is_down_is_told_until_the_last_page_that_it_silences_ends() {
        // Pages of `workbook` end 30m after an outage, and of `fast-slow` 5m after it.
        let workbook = shop(PRODUCTION);
        assert_eq!(kept(&[&workbook], ""), expected([Some("32m"), Some("31m")]));
        let fast = shop(&format!("slo_profile: public-api-standard, {PRODUCTION}"));
        assert_eq!(kept(&[&fast], ""), expected([Some("7m"), Some("6m")]));
        let scraped_seldom = "prometheus: {scrape_interval: 1m}\n";
        assert_eq!(
            kept(&[&fast], scraped_seldom),
            expected([Some("9m"), Some("7m")])
        );
    }

    #[test]
    fn without_pages_only_the_one_outside_outlasts_the_other() {
        let unmeasured = shop(&format!(
            "metrics: {{dialect: none}}, slo_profile: none, {PRODUCTION}"
        ));
        assert_eq!(kept(&[&unmeasured], ""), expected([Some("1m"), None]));
        let staging = shop("environments: [{name: staging, url: \"https://shop.example.com\"}]");
        assert_eq!(kept(&[&staging], ""), expected([None, None]));
    }

    #[test]
    fn the_pages_of_those_that_cannot_do_without_it_count_as_well() {
        let db = "{service_name: db, owner: web, environments: [production], slo_profile: none, \
                  metrics: {dialect: none}, alert_packs: [target], jobs: [db]}";
        let api = |inhibit| {
            format!(
                "{{service_name: api, owner: web, environments: [production], \
                 depends_on: [{{service: db, inhibit: {inhibit}}}]}}"
            )
        };
        let of_db =
            |kept: Option<&str>| vec![("ScrapeTargetDown".to_owned(), kept.map(str::to_owned))];
        assert_eq!(kept(&[&api("true"), db], ""), of_db(Some("31m")));
        assert_eq!(kept(&[&api("false"), db], ""), of_db(None));
    }

    #[test]
    fn a_part_that_is_down_silences_no_page_and_need_not_outlast_it() {
        let parts = "{service_name: shop, owner: web, jobs: [shop, worker], alert_packs: [target], \
                     environments: [production]}";
        let each = ("ScrapeTargetDown".to_owned(), None);
        assert_eq!(kept(&[parts], ""), [each.clone(), each]);
    }
}
