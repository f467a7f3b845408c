//! Every metric, label, group, alert and file name that the compiler mints, in one place.

use crate::units::Duration;

/// Label of the service.
pub const SERVICE: &str = "service";
/// Label of the environment.
pub const ENVIRONMENT: &str = "environment";
/// Label of the SLO.
pub const SLO: &str = "slo";
/// Label of the owning team, on alerts and on [`INFO`].
pub const TEAM: &str = "team";
/// Label of what an alert asks of people.
pub const SEVERITY: &str = "severity";
/// Label of what an alert is about: `down`, `symptom`, `resource`, `cause` or `meta`.
pub const KIND: &str = "kind";
/// Label of the burn condition.
pub const BURN: &str = "burn";

/// Rate of bad events over 5 minutes.
pub const BAD_5M: &str = "slo:sli_bad:rate5m";
/// Rate of all events over 5 minutes.
pub const TOTAL_5M: &str = "slo:sli_total:rate5m";
/// [`BAD_5M`] averaged over 4 minutes.
pub const BAD_AVG: &str = "slo:sli_bad:avg4m";
/// [`TOTAL_5M`] averaged over 4 minutes.
pub const TOTAL_AVG: &str = "slo:sli_total:avg4m";
/// Share of good events in the last 7 days.
pub const COMPLIANCE_7D: &str = "slo:compliance:ratio_7d";
/// Share of good events in the SLO's period.
pub const COMPLIANCE_PERIOD: &str = "slo:compliance:ratio_period";
/// Share of the error budget that is left; below zero when it is overspent.
pub const BUDGET_REMAINING: &str = "slo:error_budget_remaining:ratio";
/// The objective.
pub const OBJECTIVE: &str = "slo:objective:ratio";
/// 1, with labels for all that may change: team, tier, profile, objective, period.
pub const INFO: &str = "slo_info";

/// Every family of recorded series, with what it is.
pub const SERIES: [(&str, &str); 11] = [
    (
        BAD_5M,
        "bad events per second, over 5 minutes; 0 without traffic, absent without metrics",
    ),
    (TOTAL_5M, "all events per second, over 5 minutes"),
    (
        BAD_AVG,
        "the first averaged over 4 minutes, from which ranges of a day and more are read",
    ),
    (TOTAL_AVG, "the second averaged over 4 minutes"),
    (
        "slo:sli_bad:rate<window>",
        "bad events per second over the long window of an alert; beyond an hour, missing time counts as clean",
    ),
    (
        "slo:sli_error:ratio_rate<window>",
        "bad events as a share of all, over a window; absent without traffic",
    ),
    (COMPLIANCE_7D, "good events as a share of all, over 7 days"),
    (
        COMPLIANCE_PERIOD,
        "good events as a share of all, over the period",
    ),
    (
        BUDGET_REMAINING,
        "what is left of the period's error budget, 1 at best; missing time counts as clean",
    ),
    (OBJECTIVE, "the objective as a ratio"),
    (
        INFO,
        "1, with labels for all that may change: team, tier, profile, objective, period",
    ),
];

/// Alert: no events are measured any more.
pub const NO_DATA: &str = "SLONoData";
/// Alert: the period's error budget is spent.
pub const BUDGET_SPENT: &str = "SLOBudgetSpent";

/// Alert: always fires, so that its silence tells that alerting is dead.
pub const WATCHDOG: &str = "Watchdog";

/// Rate of bad events over a long window, with missing time counted as clean.
pub fn bad_rate(window: Duration) -> String {
    format!("slo:sli_bad:rate{window}")
}

/// Share of bad events over a window.
pub fn error_ratio(window: Duration) -> String {
    format!("slo:sli_error:ratio_rate{window}")
}

/// Alert for a burn condition: `fast` gives `SLOFastBurn`.
pub fn burn_alert(condition: &str) -> String {
    let words = condition.split(['-', '_']).filter(|word| !word.is_empty());
    let camel: String = words.map(capitalised).collect();
    format!("SLO{camel}Burn")
}

/// The group of an SLO's rules that are evaluated often.
pub fn fast_group(slo: &str) -> String {
    format!("slo-{slo}-fast")
}

/// The group of an SLO's rules over a day and more.
pub fn slow_group(slo: &str) -> String {
    format!("slo-{slo}-slow")
}

/// The group of the rules of an alert pack.
pub fn pack_group(pack: &str) -> String {
    format!("pack-{pack}")
}

/// The file of a service's rules in an environment.
pub fn rule_file(environment: &str, service: &str) -> String {
    format!("prometheus/rules/{environment}/{service}.yml")
}

/// The file of the tests for a service's rules in an environment.
pub fn test_file(environment: &str, service: &str) -> String {
    format!("prometheus/tests/{environment}/{service}.yml")
}

/// The file of the tests for conditions whose windows take days.
pub fn days_test_file(environment: &str, service: &str) -> String {
    format!("prometheus/tests/{environment}/{service}~days.yml")
}

/// The file of the tests for data that is missing for minutes. No name of a service has a `~`.
pub fn waits_test_file(environment: &str, service: &str) -> String {
    format!("prometheus/tests/{environment}/{service}~waits.yml")
}

/// The file of the tests for alerts that are kept for a while after their condition.
pub fn kept_test_file(environment: &str, service: &str) -> String {
    format!("prometheus/tests/{environment}/{service}~kept.yml")
}

/// The file of the tests for the budgets of a service's SLOs in an environment.
pub fn budget_test_file(environment: &str, service: &str) -> String {
    format!("prometheus/tests/{environment}/{service}~budget.yml")
}

/// The file of the tests for the alert packs of a service in an environment.
pub fn packs_test_file(environment: &str, service: &str) -> String {
    format!("prometheus/tests/{environment}/{service}~packs.yml")
}

/// The rules that the tests of a service are for, as its test files refer to them.
pub fn rules_of_tests(environment: &str, service: &str) -> String {
    format!("../../rules/{environment}/{service}.yml")
}

/// Files about the stack itself are named as if they were a service's: no name of one has a `~`.
pub const WATCHDOG_FILE: &str = "stack~watchdog";
/// The group of the alert that always fires.
pub const WATCHDOG_GROUP: &str = "watchdog";

/// Alertmanager's configuration.
pub const ALERTMANAGER: &str = "alertmanager/alertmanager.yml";
/// The templates of messages, beside Alertmanager's configuration.
pub const MESSAGES: &str = "alertmanager/templates/o11yc.tmpl";
/// The page that says who is told of which alerts.
pub const ROUTING_PAGE: &str = "docs/routing.md";
/// The page that lists services and teams.
pub const SERVICES_PAGE: &str = "docs/services.md";
/// The page that explains SLOs, their series and their alerts.
pub const SLOS_PAGE: &str = "docs/slos.md";

/// The dashboard of an SLO.
pub fn dashboard_url(grafana: &str, service: &str, environment: &str, slo: &str) -> String {
    let (grafana, uid) = (grafana.trim_end_matches('/'), dashboard_uid(service));
    format!("{grafana}/d/{uid}?var-environment={environment}&var-slo={slo}")
}

/// The identifier of a service's dashboard. Grafana allows 40 characters; a longer name is cut, and
/// told from others by a hash.
fn dashboard_uid(service: &str) -> String {
    const LONGEST: usize = 40;
    let uid = format!("slo-{}", slug(service));
    if uid.len() <= LONGEST {
        return uid;
    }
    let hash = blake3::hash(service.as_bytes()).to_hex();
    format!("{}-{}", &uid[..LONGEST - 9], &hash[..8])
}

/// The runbook of an alert.
pub fn runbook_url(base: &str, alert: &str) -> String {
    format!("{}/{alert}.md", base.trim_end_matches('/'))
}

/// The page that [`runbook_url`] links to, below the output directory.
pub fn runbook_page(alert: &str) -> String {
    format!("docs/runbooks/{alert}.md")
}

/// A name as it appears in links and identifiers: two names with one slug collide.
pub fn slug(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_ascii_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use super::dashboard_uid;

    #[test]
    fn a_long_uid_is_cut_and_told_from_others() {
        assert_eq!(dashboard_uid("Shop_API.v2"), "slo-shop-api-v2");
        let longest = "a".repeat(36);
        assert_eq!(dashboard_uid(&longest), format!("slo-{longest}"));
        let uid = dashboard_uid(&"a".repeat(37));
        assert_eq!(uid, "slo-aaaaaaaaaaaaaaaaaaaaaaaaaaa-bf7e87ba");
    }
}
