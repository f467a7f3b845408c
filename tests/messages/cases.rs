//! Notifications as Alertmanager hands them to templates.

use serde_json::{Map, Value, json};

type Pairs = Map<String, Value>;

/// A notification, and what is particular about it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// As JSON, which `amtool template render` reads.
    pub(crate) data: Value,
}

/// One notification for each situation that templates must cope with.
pub(crate) fn cases() -> Vec<Case> {
    let hosts = |firing: u32, resolved: u32| {
        let firing = (1..=firing).map(|number| host(number, "firing"));
        let resolved = (101..=100 + resolved).map(|number| host(number, "resolved"));
        firing.chain(resolved).collect::<Vec<_>>()
    };
    vec![
        case("firing", &[burn("firing")]),
        case("resolved", &[burn("resolved")]),
        case("mixed", &hosts(2, 1)),
        case("many", &hosts(13, 12)),
        case("bare", &[foreign("NodeDown", "db-1:9100")]),
        case(
            "unlike",
            &[
                foreign("NodeDown", "db-1:9100"),
                foreign("DiskFull", "db-2:9100"),
            ],
        ),
        case("hostile", &[hostile()]),
    ]
}

/// An alert as our rules make it, on a platform with dashboards and runbooks.
fn burn(status: &str) -> Value {
    let labels = json!({
        "alertname": "SLOFastBurn", "service": "anvila-api", "environment": "production",
        "team": "anvila-devops", "severity": "critical", "kind": "symptom", "slo": "success", "burn": "fast",
    });
    let annotations = json!({
        "summary": "success of anvila-api (production) burns its error budget more than 14.4 times too fast",
        "description": "37.5% of events were bad in the last 1h, and more than 14.4% in the last 5m; 99% must be \
                        good. 41.2% of the 30d error budget is left; at this rate it is spent in 7h 54m 43s.",
        "value": "37.5%",
        "dashboard_url": "https://grafana.example.com/d/slo-anvila-api?var-environment=production&var-slo=success",
        "runbook_url": "https://runbooks.example.com/SLOFastBurn.md",
    });
    let query = "http://prometheus.example.com/graph?g0.expr=slo%3Asli_error%3Aratio_rate1h+%3E+0.144&g0.tab=1";
    alert(status, &labels, &annotations, query)
}

/// One of several alerts that differ in their host.
fn host(number: u32, status: &str) -> Value {
    let labels = json!({
        "alertname": "HighCPUWarning", "service": "anvila-api", "environment": "production",
        "team": "anvila-devops", "severity": "warning", "kind": "resource", "host": format!("web-{number}"),
    });
    let annotations = json!({
        "summary": format!("CPU of web-{number} at {}%", 80 + number % 20),
        "value": format!("{}%", 80 + number % 20),
        "runbook_url": "https://runbooks.example.com/HighCPUWarning.md",
    });
    alert(status, &labels, &annotations, "")
}

/// An alert that somebody else's rules made, without our labels and annotations.
fn foreign(name: &str, instance: &str) -> Value {
    let labels = json!({"alertname": name, "instance": instance});
    alert("firing", &labels, &json!({}), "")
}

/// An alert whose texts try to be more than text.
fn hostile() -> Value {
    let labels = json!({
        "alertname": "A&B", "service": "<b>x|y</b> \"z\" + 1", "severity": "critical",
        "slo": "</table><script>alert(1)</script>",
    });
    let annotations = json!({
        "summary": "<!channel> & <https://evil.example|click> [click](https://evil.example) {{ .Status }}",
        "value": "<1%",
        "dashboard_url": "javascript:alert(1)",
        "runbook_url": "https://runbooks.example.com/a b|c>d(e)?x=1&y=\"2\"",
    });
    alert("firing", &labels, &annotations, "")
}

fn alert(status: &str, labels: &Value, annotations: &Value, query: &str) -> Value {
    json!({
        "status": status, "labels": labels, "annotations": annotations, "generatorURL": query,
        "startsAt": "2026-08-22T03:04:05Z",
        "endsAt": if status == "resolved" { "2026-08-22T03:41:17Z" } else { "0001-01-01T00:00:00Z" },
    })
}

/// Alerts, grouped by the labels that the platform groups by unless told otherwise.
fn case(name: &'static str, alerts: &[Value]) -> Case {
    let labels = common(alerts, "labels");
    let mut group = labels.clone();
    group.retain(|label, _| {
        ["alertname", "service", "environment", "severity"].contains(&label.as_str())
    });
    let firing = alerts.iter().any(|alert| alert["status"] == "firing");
    let data = json!({
        "receiver": "everybody",
        "status": if firing { "firing" } else { "resolved" },
        "groupLabels": group,
        "commonLabels": labels,
        "commonAnnotations": common(alerts, "annotations"),
        "externalURL": "https://alertmanager.example.com",
        "alerts": alerts,
    });
    Case { name, data }
}

/// The pairs that all alerts have.
fn common(alerts: &[Value], field: &str) -> Pairs {
    let mut pairs = alerts[0][field].as_object().expect("a map").clone();
    for alert in alerts {
        pairs.retain(|key, value| alert[field].get(key.as_str()) == Some(&*value));
    }
    pairs
}
