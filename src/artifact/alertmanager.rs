//! Alertmanager's configuration, as release 0.31 reads it. Secrets are files, never values.

use serde::Serialize;

use crate::routing::{Inhibition, Route, TimeInterval};

/// A configuration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlertmanagerConfig {
    /// How receivers reach the world.
    #[serde(skip_serializing_if = "Global::is_empty")]
    pub global: Global,
    /// Files of message templates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<String>,
    /// The routing tree.
    pub route: Route,
    /// Which alerts silence which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inhibit_rules: Vec<Inhibition>,
    /// When routes are muted or active.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub time_intervals: Vec<TimeInterval>,
    /// Who is notified.
    pub receivers: Vec<Receiver>,
}

/// How receivers reach the world.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Global {
    /// The token of the Slack app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slack_app_token_file: Option<String>,
    /// The mail server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_smarthost: Option<String>,
    /// The sender of mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_from: Option<String>,
    /// The user of the mail server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_auth_username: Option<String>,
    /// The user's password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_auth_password_file: Option<String>,
    /// Whether mail is sent over an encrypted connection only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_require_tls: Option<bool>,
}

impl Global {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Who is notified: all of its integrations at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Receiver {
    /// The name by which routes refer to it.
    pub name: String,
    /// Slack channels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub slack_configs: Vec<Slack>,
    /// Mail addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub email_configs: Vec<Email>,
    /// HTTP endpoints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhook_configs: Vec<Webhook>,
    /// PagerDuty services.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pagerduty_configs: Vec<PagerDuty>,
    /// Opsgenie integrations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opsgenie_configs: Vec<Opsgenie>,
    /// Microsoft Teams workflows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub msteamsv2_configs: Vec<Teams>,
}

/// A Slack channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slack {
    /// The URL of an incoming webhook; the app's token stands in for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_url_file: Option<String>,
    /// The channel.
    pub channel: String,
    /// Whether the end of an alert is told.
    pub send_resolved: bool,
    /// The colour of the message's edge.
    pub color: String,
    /// The message's title.
    pub title: String,
    /// Where the title leads.
    pub title_link: String,
    /// The message.
    pub text: String,
    /// What a notification shows of it.
    pub fallback: String,
}

/// A mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Email {
    /// The address.
    pub to: String,
    /// Whether the end of an alert is told.
    pub send_resolved: bool,
    /// The mail's headers.
    pub headers: Headers,
    /// The mail as HTML.
    pub html: String,
    /// The mail as plain text.
    pub text: String,
}

/// Headers of mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Headers {
    /// What the mail is about.
    #[serde(rename = "Subject")]
    pub subject: String,
}

/// An HTTP endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Webhook {
    /// The endpoint's URL.
    pub url_file: String,
    /// Whether the end of an alert is told.
    pub send_resolved: bool,
    /// How requests are made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_config: Option<HttpConfig>,
}

/// How requests are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HttpConfig {
    /// The header `Authorization`.
    pub authorization: Authorization,
}

/// A bearer token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Authorization {
    /// The token.
    pub credentials_file: String,
}

/// A PagerDuty service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PagerDuty {
    /// The integration key.
    pub routing_key_file: String,
    /// Whether the end of an alert is told.
    pub send_resolved: bool,
    /// What the incident is called.
    pub description: String,
    /// `critical`, `error`, `warning` or `info`.
    pub severity: String,
    /// The kind of event.
    pub class: String,
    /// What is broken.
    pub component: String,
    /// What the component belongs to.
    pub group: String,
    /// What the incident shows besides.
    pub details: PagerDutyDetails,
    /// Links of the incident; those without an address are left out by Alertmanager.
    pub links: Vec<Link>,
}

/// What an incident shows besides, in place of raw alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PagerDutyDetails {
    /// About the alerts that fire.
    pub firing: String,
}

/// A link of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub text: String,
}

/// An Opsgenie integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opsgenie {
    /// The integration's key.
    pub api_key_file: String,
    /// Whether the end of an alert is told.
    pub send_resolved: bool,
    /// What the alert is called.
    pub message: String,
    /// What it is about.
    pub description: String,
    /// `P1` to `P5`.
    pub priority: String,
}

/// A Microsoft Teams workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Teams {
    /// The workflow's URL.
    pub webhook_url_file: String,
    /// Whether the end of an alert is told.
    pub send_resolved: bool,
    /// The card's title.
    pub title: String,
    /// The card's text.
    pub text: String,
}
