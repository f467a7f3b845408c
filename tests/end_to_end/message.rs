//! What somebody is told of an alert, by webhook or by mail.

use serde_json::Value;

use crate::mail::Mail;

/// A notification that arrived.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Message {
    /// The webhook's path or the mail's address.
    pub(crate) to: String,
    /// `firing` or `resolved`.
    pub(crate) status: String,
    /// The alert's name.
    pub(crate) alert: String,
}

impl Message {
    /// What Alertmanager posts.
    pub(crate) fn posted(path: &str, body: &str) -> Self {
        let body: Value = serde_json::from_str(body).expect("Alertmanager posts JSON");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        Self {
            to: path.trim_start_matches('/').to_owned(),
            status: text(&body["status"]),
            alert: text(&body["groupLabels"]["alertname"]),
        }
    }

    /// What Alertmanager mails: the subject says what it is about.
    pub(crate) fn mailed(mail: &Mail) -> Self {
        let subject = mail.text.lines().find(|line| line.starts_with("Subject:"));
        let subject = subject.expect("every mail has a subject");
        let is_over = subject.contains("RESOLVED");
        let mut words = subject.split(|character: char| !character.is_ascii_alphanumeric());
        let alert = words.find(|word| word.starts_with("SLO"));
        Self {
            to: mail.to.join(", "),
            status: if is_over { "resolved" } else { "firing" }.to_owned(),
            alert: alert.unwrap_or(subject).to_owned(),
        }
    }
}
