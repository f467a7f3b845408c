//! What inhibition comes to for small registries: the emitted rules and what policies intend, which
//! have to agree about every pair of alerts.

use std::collections::BTreeSet;

use super::Silences;
use crate::Analysis;
use crate::ir::EVALUATION;
use crate::ir::alerts::{self, Alert, Subject};
use crate::lint;
use crate::routing::Truth;

/// Analyses services in flow style and further files.
fn analysis(services: &[&str], others: &[(&str, &str)]) -> Analysis {
    let entries = services.iter().map(|it| format!("  - {it}\n"));
    let entries: String = entries.collect();
    let owners = "owners: [{team: web, alert_contact: \"#web\"}]\n";
    let main = format!("services:\n{entries}{owners}");
    let main = [("observability_services.yml", main.as_str())];
    let files = main.iter().chain(others);
    let analysis = crate::analyse_bytes(files.map(|(path, text)| (*path, text.as_bytes())));
    let analysis = analysis.expect("nothing is read from the disk");
    assert!(!analysis.sink.has_errors(), "the case is sound");
    analysis
}

/// Lists which alerts of these silence which.
fn silenced(services: &[&str], others: &[(&str, &str)]) -> BTreeSet<String> {
    let mut analysis = analysis(services, others);
    let program = &analysis.program;
    lint::run(program, &mut analysis.sink);
    let silences = Silences::new(program);
    let alerts: Vec<_> = alerts::all(program).collect();
    let mut pairs = BTreeSet::new();
    for source in &alerts {
        for target in &alerts {
            let (its, others) = (source.routed(), target.routed());
            let mut rules = program.inhibitions.iter();
            let is_silenced = rules.any(|rule| rule.inhibits(&its, &others) == Truth::Yes);
            let pair = format!("{} > {}", called(source), called(target));
            assert_eq!(is_silenced, silences.is_meant(source, target), "{pair}");
            if is_silenced {
                pairs.insert(pair);
            }
        }
    }
    let report = analysis.sink.finish(&analysis.files);
    let told = report.diagnostics.iter().map(|it| it.code.id);
    let told = told.filter(|code| ["RTE011", "RTE012", "RTE013", "RTE022"].contains(code));
    assert_eq!(told.collect::<Vec<_>>(), [""; 0], "the rules are sound");
    pairs
}

/// `api/production SLOFastBurn`
fn called(alert: &Alert<'_>) -> String {
    let environment = &alert.subject.environment().name;
    let service = alert.subject.service().map_or("", |(it, _)| &it.name);
    format!("{service}/{environment} {}", alert.name)
}

/// Those among pairs that are about alerts of burn conditions.
fn burns(pairs: &BTreeSet<String>) -> Vec<&str> {
    let pairs = pairs.iter().map(String::as_str);
    pairs.filter(|it| it.matches("Burn").count() == 2).collect()
}

const API: &str = "{service_name: api, owner: web, environments: [production], slo_profile: own}";

/// A profile with one SLO, whose conditions are these.
fn profile(conditions: &str) -> String {
    format!(
        "profiles: {{own: {{burn_policy: own, slos: {{success: {{objective: 99.9, sli: request_ratio}}}}}}}}\n\
         burn_policies: {{own: {{conditions: [{conditions}]}}}}\n"
    )
}

#[test]
fn no_burn_silences_one_that_is_more_urgent_or_takes_more() {
    let cases = [
        (
            "{name: early, factor: 3, long: 1h, severity: warning}, \
             {name: page, factor: 14.4, long: 1h, severity: critical}",
            vec!["api/production SLOPageBurn > api/production SLOEarlyBurn"],
        ),
        (
            "{name: early, factor: 3, long: 1h, severity: critical}, \
             {name: steep, factor: 6, long: 6h, severity: critical}",
            vec![],
        ),
        (
            "{name: early, factor: 14.4, long: 1h, severity: warning}, \
             {name: page, factor: 6, long: 6h, severity: critical}",
            vec![],
        ),
        (
            "{name: fast, factor: 14.4, long: 1h, severity: critical}, \
             {name: slow, factor: 6, long: 6h, severity: critical}",
            vec!["api/production SLOFastBurn > api/production SLOSlowBurn"],
        ),
    ];
    for (conditions, expected) in cases {
        let profile = profile(conditions);
        let pairs = silenced(&[API], &[("slo_profiles.yml", &profile)]);
        assert_eq!(burns(&pairs), expected, "{conditions}");
    }
}

#[test]
fn a_burn_is_told_where_any_environment_makes_it_the_more_urgent_one() {
    let profile = profile(
        "{name: fast, factor: 14.4, long: 1h, severity: critical}, \
         {name: slow, factor: 6, long: 6h, severity: warning}",
    );
    let service =
        "{service_name: api, owner: web, environments: [production, lab], slo_profile: own}";
    let platform = |map| {
        format!("environments: {{lab: {{production: false, severity_map: {{critical: {map}}}}}}}\n")
    };
    for (severity, expected) in [("warning", 2), ("info", 0)] {
        let platform = platform(severity);
        let files = [
            ("slo_profiles.yml", profile.as_str()),
            ("platform.yml", &platform),
        ];
        let pairs = silenced(&[service], &files);
        assert_eq!(burns(&pairs).len(), expected, "{severity}: {pairs:?}");
    }
}

/// The pairs whose source is this alert.
fn by<'a>(pairs: &'a BTreeSet<String>, source: &str) -> Vec<&'a str> {
    let pairs = pairs.iter().filter_map(|pair| pair.split_once(" > "));
    let pairs = pairs.filter(|(it, _)| *it == source);
    pairs.map(|(_, target)| target).collect()
}

#[test]
fn one_of_several_jobs_is_a_part_of_its_service() {
    let service = |jobs| {
        format!(
            "{{service_name: shop, owner: web, environments: [production], alert_packs: [target], jobs: [{jobs}]}}"
        )
    };
    let source = "shop/production ScrapeTargetDown";
    let one = silenced(&[&service("shop-api")], &[]);
    let targets = by(&one, source);
    for target in ["SLOFastBurn", "SLONoData", "ScrapeTargetPartlyDown"] {
        let target = format!("shop/production {target}");
        assert!(targets.contains(&target.as_str()), "{target}: {targets:?}");
    }
    let two = silenced(&[&service("shop-api, shop-worker")], &[]);
    assert_eq!(by(&two, source), ["shop/production ScrapeTargetPartlyDown"]);
}

#[test]
fn a_part_that_is_down_says_nothing_of_those_that_depend_on_its_service() {
    let api = "{service_name: api, owner: web, environments: [production], depends_on: [{service: db, inhibit: true}]}";
    let db = |jobs| {
        format!(
            "{{service_name: db, owner: web, environments: [production], metrics: {{dialect: none}}, alert_packs: [target], jobs: [{jobs}]}}"
        )
    };
    let source = "db/production ScrapeTargetDown";
    let one = silenced(&[api, &db("db")], &[]);
    assert!(by(&one, source).contains(&"api/production SLOFastBurn"));
    let two = silenced(&[api, &db("db-1, db-2")], &[]);
    assert_eq!(by(&two, source), ["db/production ScrapeTargetPartlyDown"]);
}

#[test]
fn of_two_that_tell_of_one_outage_the_one_outside_is_heard() {
    let service = "{service_name: shop, owner: web, jobs: [shop], alert_packs: [blackbox, target], \
                   environments: [{name: production, url: \"https://shop.example.com\"}]}";
    let pairs = silenced(&[service], &[]);
    let (probe, scrape) = (
        "shop/production HostDown",
        "shop/production ScrapeTargetDown",
    );
    assert!(by(&pairs, probe).contains(&scrape), "{pairs:?}");
    assert!(!by(&pairs, scrape).contains(&probe), "{pairs:?}");
}

#[test]
fn of_two_that_tell_of_one_outage_the_one_outside_comes_first() {
    let service = "{service_name: shop, owner: web, jobs: [shop], alert_packs: [blackbox, target], \
                   environments: [{name: production, url: \"https://shop.example.com\"}]}";
    let analysis = analysis(&[service], &[]);
    let pending = |name: &str| {
        let mut alerts = alerts::all(&analysis.program);
        let pending = alerts.find_map(|alert| match alert.subject {
            Subject::Pack { alert, .. } if alert.name == name => Some(alert.pending),
            _ => None,
        });
        pending.expect("an alert of this name").as_millis()
    };
    // When a failure is seen depends on the scrape, and when it is told of on the rule's evaluation.
    let apart = analysis.program.platform.scrape_interval.as_millis() + EVALUATION.as_millis();
    assert!(pending("ScrapeTargetDown") >= pending("HostDown") + apart);
}

#[test]
fn no_rule_is_made_for_a_dependent_without_symptoms() {
    let batch = "{service_name: batch, owner: web, environments: [production], metrics: {dialect: none}, \
                 depends_on: [{service: db, inhibit: true}]}";
    let db = "{service_name: db, owner: web, environments: [production], alert_packs: [target], jobs: [db]}";
    let pairs = silenced(&[batch, db], &[]);
    assert!(
        pairs.iter().all(|pair| !pair.contains("batch/")),
        "{pairs:?}"
    );
}
