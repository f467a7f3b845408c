//! The part of `platform.yml` that says who hears of alerts: receivers, severities, escalation,
//! time intervals and the routing that is left when nobody says anything.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Watchdog;
use crate::source::{Literal, Spanned};

/// A file that Alertmanager reads, such as a secret.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretFile {
    /// The file's path on the machine that Alertmanager runs on.
    #[schemars(regex(pattern = r"^/[^\s{}]*(\{channel\})?[^\s{}]*$"))]
    #[schemars(extend("x-expected" = "an absolute path", "examples" = ["/run/secrets/NAME"]))]
    pub file: Spanned<String>,
}

/// How Alertmanager reaches the world.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alertmanager {
    /// How messages get to Slack.
    pub slack: Option<SlackAccess>,
    /// How mail is sent.
    pub smtp: Option<Smtp>,
}

/// How messages get to Slack: as an app, or through incoming webhooks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub struct SlackAccess {
    /// The app's bot token; it may post to every channel that it was invited to.
    pub app_token: Option<SecretFile>,
    /// The URL of an incoming webhook, a file for each channel: `{channel}` in the path stands for the
    /// channel's name, because Slack ties a webhook to one channel.
    pub webhook: Option<SecretFile>,
}

/// The server that takes mail.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Host and port, such as `smtp.example.com:587`.
    #[schemars(regex(pattern = r"^[A-Za-z0-9.-]+:[0-9]{1,5}$"))]
    #[schemars(extend("x-expected" = "a host and a port, such as `smtp.example.com:587`"))]
    #[schemars(extend("x-known-as" = ["smtp_smarthost", "host", "server"]))]
    pub smarthost: Spanned<String>,
    /// The sender's address.
    #[schemars(extend("x-known-as" = ["smtp_from", "sender"]))]
    pub from: Spanned<String>,
    /// The user to log in as.
    #[schemars(extend("x-known-as" = ["smtp_auth_username", "user", "login"]))]
    pub username: Option<Spanned<String>>,
    /// The user's password.
    #[schemars(extend("x-known-as" = ["smtp_auth_password"]))]
    pub password: Option<SecretFile>,
    /// Whether the connection must be encrypted; it must unless stated.
    #[schemars(extend("x-known-as" = ["smtp_require_tls", "tls"]))]
    pub require_tls: Option<Spanned<bool>>,
    /// The certificate of the authority by which the server's is signed, in PEM; one that the system
    /// trusts unless stated.
    pub ca: Option<SecretFile>,
}

/// Somebody who can be told of alerts, by one way.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1, "x-apart" = "receiver"))]
pub struct Receiver {
    /// A Slack channel.
    #[schemars(extend("x-known-as" = ["slack_configs"]))]
    pub slack: Option<Spanned<String>>,
    /// A mail address.
    #[schemars(extend("x-known-as" = ["email_configs", "mail"]))]
    pub email: Option<Spanned<String>>,
    /// An HTTP endpoint that takes Alertmanager's JSON.
    #[schemars(extend("x-known-as" = ["webhook_configs"]))]
    pub webhook: Option<Webhook>,
    /// A PagerDuty service.
    #[schemars(extend("x-known-as" = ["pagerduty_configs"]))]
    pub pagerduty: Option<PagerDuty>,
    /// An Opsgenie integration.
    #[schemars(extend("x-known-as" = ["opsgenie_configs"]))]
    pub opsgenie: Option<Opsgenie>,
    /// A Microsoft Teams workflow.
    #[schemars(extend("x-known-as" = ["msteams", "msteams_configs", "msteamsv2_configs"]))]
    pub teams: Option<Teams>,
}

/// An HTTP endpoint that takes Alertmanager's JSON.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The endpoint's URL.
    pub url: SecretFile,
    /// A token for the header `Authorization: Bearer`.
    #[schemars(extend("x-known-as" = ["bearer_token", "token", "credentials"]))]
    pub bearer: Option<SecretFile>,
}

/// A PagerDuty service.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PagerDuty {
    /// The integration key of the Events API v2.
    #[schemars(extend("x-known-as" = ["service_key", "integration_key", "key"]))]
    pub routing_key: SecretFile,
}

/// An Opsgenie integration.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opsgenie {
    /// The integration's API key.
    #[schemars(extend("x-known-as" = ["key", "token"]))]
    pub api_key: SecretFile,
}

/// A Microsoft Teams workflow.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Teams {
    /// The workflow's URL.
    pub webhook: SecretFile,
}

/// What an alert's severity means for those who are told.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeverityRouting {
    /// Who is told: `contact`, `low_urgency`, `escalation`, or receivers by name.
    #[schemars(extend("minItems" = 1, "x-item" = "contact"))]
    #[schemars(extend("items" = {"type": "string", "x-offers": "receivers"}))]
    #[schemars(extend("x-known-as" = ["receiver", "receivers"]))]
    pub to: Option<Vec<Spanned<String>>>,
    /// How long after a notification the same is told again.
    #[schemars(extend("x-known-as" = ["repeat_interval"]))]
    pub repeat: Option<Spanned<Literal>>,
    /// The colour of messages, such as `"#C62828"`.
    #[schemars(regex(pattern = r"^#[0-9A-Fa-f]{6}$"))]
    #[schemars(extend("x-expected" = "a colour such as `\"#C62828\"`, in quotes"))]
    pub colour: Option<Spanned<String>>,
}

/// What each severity means.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Severities {
    /// Somebody acts now.
    #[serde(default)]
    pub critical: SeverityRouting,
    /// Somebody acts in working hours.
    #[serde(default)]
    pub warning: SeverityRouting,
    /// Nobody needs to act.
    #[serde(default)]
    pub info: SeverityRouting,
}

/// A step of an escalation policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalationStep {
    /// How long after the alert's first notification; at once unless stated.
    #[schemars(extend("x-known-as" = ["wait", "delay"]))]
    pub after: Option<Spanned<Literal>>,
    /// Who is told.
    #[schemars(length(min = 1))]
    #[schemars(extend("items" = {"type": "string", "x-offers": "receivers"}))]
    #[schemars(extend("x-known-as" = ["receiver", "receivers"]))]
    pub to: Vec<Spanned<String>>,
    /// The time interval outside which this step is left out.
    #[schemars(extend("x-names" = "time_intervals"))]
    #[schemars(extend("x-known-as" = ["active_time_intervals"]))]
    pub during: Option<Spanned<String>>,
}

/// Stretches of time: hours of the week, or once from a moment to a moment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeInterval {
    /// The time zone, such as `Africa/Lagos`; UTC unless stated.
    #[schemars(extend("x-known-as" = ["location", "timezone", "time_zone", "tz"]))]
    pub zone: Option<Spanned<String>>,
    /// Days of the week, such as `monday:friday` or `saturday`.
    #[schemars(extend("x-known-as" = ["days"], "x-expected" = "days such as `monday:friday`"))]
    pub weekdays: Option<Spanned<String>>,
    /// Times of day, such as `09:00-18:00`; one that passes midnight is allowed.
    #[schemars(extend("x-known-as" = ["hours", "start_time", "end_time"], "x-expected" = "times of day such as `09:00-18:00`"))]
    pub times: Option<Spanned<String>>,
    /// The first moment, such as `"2026-12-01T22:00"`: a whole minute, as clocks in `zone` show it.
    #[schemars(extend("x-known-as" = ["start", "starts_at"]))]
    pub from: Option<Spanned<String>>,
    /// The moment after the last.
    #[schemars(extend("x-known-as" = ["end", "ends_at", "until"]))]
    pub to: Option<Spanned<String>>,
}

/// What is done where nobody says anything.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// The team that runs the stack: alerts about the stack itself are its own.
    #[schemars(extend("x-names" = "owners"))]
    pub team: Option<Spanned<String>>,
    /// Who is told of alerts that no route takes; the contact of that team, or of the first one, unless stated.
    #[schemars(extend("x-offers" = "receivers"))]
    #[schemars(extend("x-known-as" = ["receiver", "default_receiver"]))]
    pub unrouted: Option<Spanned<String>>,
    /// Who hears every minute that alerting is alive: a dead man's switch, which tells people when it
    /// no longer hears. One name hears of the environments that serve users; environments with a name for
    /// each have a switch of their own. Without one, an environment has no alert `Watchdog`.
    pub watchdog: Option<Watchdog>,
    /// The labels by which alerts are put into one notification.
    #[schemars(extend("minItems" = 1))]
    pub group_by: Option<Vec<Spanned<String>>>,
    /// How long a new group waits for more alerts.
    #[schemars(extend("x-known-as" = ["group_wait"]))]
    pub wait: Option<Spanned<Literal>>,
    /// How long after a notification changes of the group are told.
    #[schemars(extend("x-known-as" = ["group_interval"]))]
    pub interval: Option<Spanned<Literal>>,
    /// How long after a notification the same is told again, where the severity does not say.
    #[schemars(extend("x-known-as" = ["repeat_interval"]))]
    pub repeat: Option<Spanned<Literal>>,
}

/// Takes from `base` each field that is open here.
macro_rules! inherit {
    ($type:ty: $($field:ident),+) => {
        impl $type {
            /// Takes from `base` what this declaration leaves open.
            pub(super) fn inherit(&mut self, base: Self) {
                $(self.$field = self.$field.take().or(base.$field);)+
            }
        }
    };
}

inherit!(Alertmanager: slack, smtp);
inherit!(SeverityRouting: to, repeat, colour);
inherit!(Routing: team, unrouted, watchdog, group_by, wait, interval, repeat);

impl Severities {
    /// Takes from `base` what this declaration leaves open.
    pub(super) fn inherit(&mut self, base: Self) {
        self.critical.inherit(base.critical);
        self.warning.inherit(base.warning);
        self.info.inherit(base.info);
    }
}
