//! Firing alerts as they are pasted: an element of Alertmanager's `/api/v2/alerts`, the whole list, or
//! the payload of a webhook.

use std::collections::BTreeMap;

use anyhow::bail;
use serde_json::Value;

/// The labels of an alert.
type Labels = BTreeMap<String, String>;

/// The labels of each alert in a JSON text, each set once.
pub fn pasted(json: &[u8]) -> anyhow::Result<Vec<Labels>> {
    let Ok(document) = serde_json::from_slice::<Value>(json) else {
        bail!("this is not JSON; paste an alert of `/api/v2/alerts`, or a webhook's payload");
    };
    let mut found = Vec::new();
    for alert in elements(&document) {
        let Some(labels) = labels(alert) else {
            bail!("this is not an alert: it has no `labels` that are texts");
        };
        if !found.contains(&labels) {
            found.push(labels);
        }
    }
    if found.is_empty() {
        bail!("there is no alert in it");
    }
    Ok(found)
}

/// The alerts of a document.
fn elements(document: &Value) -> Vec<&Value> {
    let listed = document
        .get("alerts")
        .or_else(|| document.get("data").and_then(|data| data.get("alerts")))
        .unwrap_or(document);
    match listed {
        Value::Array(alerts) => alerts.iter().collect(),
        alert => vec![alert],
    }
}

fn labels(alert: &Value) -> Option<Labels> {
    let labels = alert.get("labels")?.as_object()?.iter();
    labels
        .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::pasted;

    #[test]
    fn an_alert_a_list_and_a_payload_are_read() {
        let alert =
            r#"{"labels": {"alertname": "A", "service": "shop"}, "status": {"state": "active"}}"#;
        for text in [
            alert.to_owned(),
            format!("[{alert}, {alert}]"),
            format!(r#"{{"version": "4", "alerts": [{alert}]}}"#),
            format!(r#"{{"status": "success", "data": {{"alerts": [{alert}]}}}}"#),
        ] {
            let found = pasted(text.as_bytes()).expect("an alert");
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0]["service"], "shop");
        }
    }

    #[test]
    fn what_is_no_alert_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"alerts\": []}",
            r#"{"labels": {"a": 1}}"#,
        ] {
            assert!(pasted(text.as_bytes()).is_err(), "{text}");
        }
    }
}
