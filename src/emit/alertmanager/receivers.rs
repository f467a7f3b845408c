//! Receivers: destinations that are told together, in Alertmanager's terms.

use std::sync::Arc;

use super::messages::call;
use crate::artifact::{
    Authorization, Email, Headers, HttpConfig, Link, Opsgenie, PagerDuty, PagerDutyDetails,
    Receiver, Slack, Teams, Webhook,
};
use crate::ir::alerting::{Destination, SlackAccess, Way};
use crate::ir::alerts::ALERT_NAME;
use crate::ir::names;

/// The receiver that tells these destinations.
pub(super) fn receiver(name: &str, to: &[Arc<Destination>], slack: &SlackAccess) -> Receiver {
    let mut receiver = Receiver {
        name: name.to_owned(),
        ..Receiver::default()
    };
    for destination in to {
        add(&mut receiver, &destination.way, slack);
    }
    receiver
}

/// Said each time: the integrations' own defaults differ.
const SEND_RESOLVED: bool = true;

fn add(receiver: &mut Receiver, way: &Way, access: &SlackAccess) {
    match way {
        Way::Slack(channel) => receiver.slack_configs.push(slack(channel, access)),
        Way::Email(to) => receiver.email_configs.push(email(to)),
        Way::Webhook { url, bearer } => receiver.webhook_configs.push(Webhook {
            url_file: url.clone(),
            send_resolved: SEND_RESOLVED,
            http_config: bearer.as_ref().map(|file| HttpConfig {
                authorization: Authorization {
                    credentials_file: file.clone(),
                },
            }),
        }),
        Way::PagerDuty(file) => receiver.pagerduty_configs.push(pagerduty(file)),
        Way::Opsgenie(file) => receiver.opsgenie_configs.push(Opsgenie {
            api_key_file: file.clone(),
            send_resolved: SEND_RESOLVED,
            message: call("o11yc.opsgenie.message"),
            description: call("o11yc.text"),
            priority: call("o11yc.opsgenie.priority"),
        }),
        Way::Teams(file) => receiver.msteamsv2_configs.push(Teams {
            webhook_url_file: file.clone(),
            send_resolved: SEND_RESOLVED,
            title: call("o11yc.teams.title"),
            text: call("o11yc.teams.text"),
        }),
    }
}

fn slack(channel: &str, access: &SlackAccess) -> Slack {
    Slack {
        api_url_file: webhook(access, channel),
        channel: channel.to_owned(),
        send_resolved: SEND_RESOLVED,
        color: call("o11yc.colour"),
        title: call("o11yc.slack.title"),
        title_link: call("o11yc.slack.link"),
        text: call("o11yc.slack.text"),
        fallback: call("o11yc.slack.fallback"),
    }
}

fn email(to: &str) -> Email {
    Email {
        to: to.to_owned(),
        send_resolved: SEND_RESOLVED,
        headers: Headers {
            subject: call("o11yc.title"),
        },
        html: call("o11yc.email.html"),
        text: call("o11yc.text"),
    }
}

fn pagerduty(key: &str) -> PagerDuty {
    let link = |template, text: &str| Link {
        href: call(template),
        text: text.to_owned(),
    };
    PagerDuty {
        routing_key_file: key.to_owned(),
        send_resolved: SEND_RESOLVED,
        description: call("o11yc.title"),
        severity: call("o11yc.pagerduty.severity"),
        class: label(ALERT_NAME),
        component: label(names::SERVICE),
        group: label(names::ENVIRONMENT),
        details: PagerDutyDetails {
            firing: call("o11yc.text"),
        },
        links: vec![
            link("o11yc.runbook", "Runbook"),
            link("o11yc.dashboard", "Dashboard"),
        ],
    }
}

/// The value of a label that all alerts of a message share.
fn label(name: &str) -> String {
    format!("{{{{ .CommonLabels.{name} }}}}")
}

/// The file of a channel's webhook, where there is no app.
fn webhook(slack: &SlackAccess, channel: &str) -> Option<String> {
    match slack {
        SlackAccess::App(_) => None,
        SlackAccess::Webhook(pattern) => {
            Some(pattern.replace("{channel}", channel.trim_start_matches('#')))
        }
    }
}
