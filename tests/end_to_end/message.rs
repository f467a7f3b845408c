//! What somebody is told of an alert, by webhook or by mail.

use serde_json::Value;

use crate::mail::Mail;

/// A notification that arrived.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Message {
    /// `firing` or `resolved`.
    pub(crate) status: String,
    /// The alert's name.
    pub(crate) alert: String,
    /// The service, empty where the alert is about none.
    pub(crate) service: String,
    /// The webhook's path or the mail's address.
    pub(crate) to: String,
}

/// All of these are told of an alert of a service.
pub(crate) fn told(status: &str, alert: &str, service: &str, to: &[&str]) -> Vec<Message> {
    let message = |to: &&str| Message {
        status: status.to_owned(),
        alert: alert.to_owned(),
        service: service.to_owned(),
        to: (*to).to_owned(),
    };
    to.iter().map(message).collect()
}

impl Message {
    /// What Alertmanager posts.
    pub(crate) fn posted(path: &str, body: &str) -> Self {
        let body: Value = serde_json::from_str(body).expect("Alertmanager posts JSON");
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Self {
            status: text(&body["status"]).expect("a status"),
            alert: text(&body["groupLabels"]["alertname"]).expect("alerts have names"),
            service: text(&body["groupLabels"]["service"]).unwrap_or_default(),
            to: path.trim_start_matches('/').to_owned(),
        }
    }

    /// What Alertmanager mails: the subject says what it is about, the service after the alert.
    pub(crate) fn mailed(mail: &Mail) -> Self {
        let subject = mail.text.lines().find(|line| line.starts_with("Subject:"));
        let subject = subject.expect("every mail has a subject");
        let is_over = subject.contains("RESOLVED");
        let mut words = subject.split(|character: char| !character.is_ascii_alphanumeric());
        let alert = words.find(|word| word.starts_with("SLO"));
        let service = words.find(|word| word.starts_with(|first: char| first.is_ascii_lowercase()));
        Self {
            status: if is_over { "resolved" } else { "firing" }.to_owned(),
            alert: alert.unwrap_or(subject).to_owned(),
            service: service.unwrap_or(subject).to_owned(),
            to: mail.to.join(", "),
        }
    }
}
