//! Questions of every kind are put to a small registry with two hosts, two jobs and an SLO.

use serde_json::Value;

use super::*;
use crate::Analysis;
use crate::ir::alerts;

fn registry() -> Analysis {
    let services = r##"
owners: [{team: web, alert_contact: "#web-alerts"}]
services:
  - service_name: shop
    owner: web
    tier: user-facing
    environments: [{name: production, hosts: [node-a, node-b], url: "https://shop.example.com"}]
    slo_profile: public-api-standard
    jobs: [shop-api, shop-worker]
    alert_packs: [blackbox, host, target]
"##;
    let analysis = crate::analyse_bytes([("observability_services.yml", services.as_bytes())]);
    let analysis = analysis.expect("memory can be read");
    assert!(!analysis.sink.has_errors());
    analysis
}

/// The queries that tell the alerts apart which a question means, and what is remarked.
fn asked(analysis: &Analysis, query: &Query) -> (Vec<String>, Vec<String>) {
    let selection = query.select(&analysis.program);
    (selection.queries(), selection.remarks)
}

fn typed(text: &str) -> Query {
    Query::parse(text).expect("it is a question")
}

#[test]
fn every_alert_has_a_query_of_its_own() {
    let analysis = registry();
    let all: Vec<_> = alerts::all(&analysis.program).collect();
    assert!(all.len() > 20);
    for alert in &all {
        let (queries, remarks) = asked(&analysis, &typed(&query(alert)));
        assert_eq!((queries, remarks), (vec![query(alert)], Vec::new()));
    }
}

#[test]
fn namesakes_are_told_apart_by_what_they_watch() {
    let analysis = registry();
    for (name, label, subjects) in [
        ("ScrapeTargetDown", "job", ["shop-api", "shop-worker"]),
        ("DiskUsageWarning", "host", ["node-a", "node-b"]),
    ] {
        let (queries, remarks) = asked(&analysis, &typed(name));
        let own = |subject| {
            format!("{name}{{service=\"shop\",environment=\"production\",{label}=\"{subject}\"}}")
        };
        assert_eq!(queries, subjects.map(own));
        assert!(remarks.is_empty());
    }
}

#[test]
fn of_pasted_alerts_none_is_lost() {
    let analysis = registry();
    let mut meant = Selection::default();
    for host in ["node-a", "node-b", "node-a"] {
        let labels = [
            ("alertname", "DiskUsageWarning"),
            ("service", "shop"),
            ("host", host),
        ];
        meant.extend(Query::of_labels(labels).select(&analysis.program));
    }
    assert_eq!(meant.alerts.len(), 2);
}

#[test]
fn what_differs_from_the_registry_is_remarked() {
    let analysis = registry();
    let older = typed(r#"DiskUsageWarning{host="node-a",severity="critical",cluster="eu"}"#);
    let (queries, remarks) = asked(&analysis, &older);
    assert_eq!(queries.len(), 1);
    assert_eq!(
        remarks,
        [
            "left out, since no rule states it: cluster",
            "the registry says `severity=\"warning\"`, not `severity=\"critical\"`: the rules that fire may be older",
        ]
    );
    let (queries, remarks) = asked(
        &analysis,
        &typed(r#"DiskUsageWarning{severity="critical"}"#),
    );
    assert_eq!(queries.len(), 2);
    assert_eq!(
        remarks,
        ["no alert has all these labels, but some differ in few"]
    );
    assert!(
        asked(&analysis, &typed(r#"DiskUsageWarning{host="node-z"}"#))
            .0
            .is_empty()
    );
    assert!(asked(&analysis, &typed("NoSuchAlert")).0.is_empty());
}

#[test]
fn pages_are_plain_and_fit_on_a_screen() {
    let analysis = registry();
    for alert in alerts::all(&analysis.program) {
        let remarks = ["word ".repeat(60)];
        let page = Why::new(&analysis.program, &analysis.files, &alert, &remarks);
        let mut text = Vec::new();
        page.write_text(&mut text, false).expect("memory takes all");
        let text = String::from_utf8(text).expect("it is text");
        assert!(text.lines().count() <= 50, "{text}");
        for line in text.lines().filter(|line| !line.contains("http")) {
            assert!(line.chars().count() <= 100, "{line}\n{text}");
        }
        let fires = text.lines().find(|line| line.starts_with("fires "));
        let when = fires.expect("it is told").split_whitespace().nth(1);
        let known = ["when", "after", "once", "always"];
        assert!(when.is_some_and(|when| known.contains(&when)), "{text}");
    }
}

#[test]
fn a_page_says_when_its_alert_fires_and_ends() {
    let analysis = registry();
    let lines = |name: &str| {
        let alert = alerts::all(&analysis.program).find(|alert| alert.name == name);
        let alert = alert.expect("it is there");
        let page = Why::new(&analysis.program, &analysis.files, &alert, &[]);
        let page: Value = serde_json::to_value(&page).expect("it is JSON");
        (page["fires"].clone(), page["ends"].clone())
    };
    let (fires, ends) = lines("ScrapeTargetDown");
    assert_eq!(fires[0], "when what the rule reads stays below 1 for 3m");
    assert_eq!(ends, "as soon as the value is 1 or more");
    let (fires, ends) = lines("DiskUsageWarning");
    assert_eq!(fires[0], "when what the rule reads stays above 75% for 5m");
    assert_eq!(ends, "as soon as the value is 75% or less");
    let (fires, _) = lines("SLOFastBurn");
    let fires = fires[0].as_str().expect("it is text");
    assert!(
        fires.starts_with("when more than ")
            && fires.ends_with(" % of events were bad over the last 1h, and over the last 5m"),
        "{fires}"
    );
}

#[test]
fn a_list_of_silenced_alerts_is_short_and_names_each_once() {
    let analysis = registry();
    let alert = alerts::all(&analysis.program).find(|it| it.name == "HostDown");
    let alert = alert.expect("it is there");
    let page = Why::new(&analysis.program, &analysis.files, &alert, &[]);
    let mut text = Vec::new();
    page.write_text(&mut text, false).expect("memory takes all");
    let text = String::from_utf8(text).expect("it is text");
    let silences = text.split("\nsilences ").nth(1).expect("it silences some");
    let silences: Vec<_> = silences.split_whitespace().collect();
    let silences = silences.join(" ");
    assert_eq!(silences.matches("DiskUsageWarning").count(), 1, "{text}");
    assert!(
        silences.contains("DiskUsageWarning (host node-a; host node-b)"),
        "{text}"
    );
}
