//! What a person reads: every label and annotation of one firing alert of each kind.

use serde_json::{Map, Value, json};

use crate::promtool::{Case, Suite};
use crate::series::Traffic;
use crate::slo::{ALL_RATES, DAY, HOUR, MINUTE, SLOS, Slo, rules};
use crate::support;

const END: u64 = 12 * DAY;

fn labels(slo: &str, severity: &str, burn: Option<&str>) -> Value {
    let mut labels = json!({
        "service": "shop", "environment": "production", "slo": slo,
        "team": "sellers", "severity": severity, "kind": "symptom",
    });
    if let Some(burn) = burn {
        labels["burn"] = burn.into();
    }
    labels
}

/// The annotations, with the links that every alert of the SLO has.
fn annotations(slo: &str, alert: &str, texts: &[(&str, &str)]) -> Value {
    let mut all: Map<String, Value> = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).into())).collect();
    let dashboard = format!("https://grafana.example.com/d/o11yc-slo?var-service=shop&var-environment=production&var-slo={slo}");
    all.insert("dashboard_url".to_owned(), dashboard.into());
    all.insert("runbook_url".to_owned(), format!("https://runbooks.example.com/{alert}.md").into());
    all.into()
}

fn slo() -> &'static Slo {
    SLOS.iter().find(|slo| slo.name == "workbook-995").expect("it is one of them")
}

fn judge(cases: impl IntoIterator<Item = Case>, every: u64) {
    let Some(promtool) = support::tool("promtool") else { return };
    Suite::new(rules().slo("workbook-995").without(&ALL_RATES), every, cases).must_pass(&promtool);
}

/// A quarter of all requests fails for 75 minutes, after twelve days without failures.
#[test]
fn a_burning_budget() {
    const BURN: u64 = 75 * MINUTE;
    let traffic = Traffic::default().flow(END - BURN, 8.0, 0.0).flow(BURN, 8.0, 0.25);
    let case = slo().raw(Case::new("burning", 300), &traffic);
    let case = slo().levels(&ALL_RATES, case, &traffic);
    judge([case.exactly(END, "SLOFastBurn", &labels("workbook-995", "critical", Some("fast")), &annotations("workbook-995", "SLOFastBurn", &[
        ("summary", ""), ("description", ""), ("condition", ""),
    ]))], END);
}

#[test]
fn a_spent_budget() {
    let traffic = Traffic::default().flow(END, 8.0, 0.02);
    let case = slo().levels(&ALL_RATES, Case::new("spent", 300), &traffic);
    judge([case.exactly(END, "SLOBudgetSpent", &labels("workbook-995", "info", None), &annotations("workbook-995", "SLOBudgetSpent", &[
    ]))], END);
}

#[test]
fn missing_data() {
    let traffic = Traffic::default().flow(HOUR, 8.0, 0.0).gone(30 * MINUTE);
    let case = slo().levels(&ALL_RATES, Case::new("missing", 60), &traffic);
    let end = traffic.seconds();
    judge([case.exactly(end, "SLONoData", &labels("workbook-995", "warning", None), &annotations("workbook-995", "SLONoData", &[
    ]))], 60);
}
