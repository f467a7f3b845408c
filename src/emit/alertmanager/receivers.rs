//! Receivers: destinations that are told together, in Alertmanager's terms.

use super::messages::call;
use crate::artifact::{
    Authorization, Email, Headers, HttpConfig, Link, Opsgenie, PagerDuty, PagerDutyDetails,
    Receiver, Slack, Teams, Webhook,
};
use crate::ir::alerting::{Recipients, SlackAccess, Way};
use crate::ir::alerts::ALERT_NAME;
use crate::ir::names;

/// The receiver that tells these recipients.
pub(super) fn receiver(name: &str, recipients: &Recipients, slack: &SlackAccess) -> Receiver {
    let mut receiver = Receiver {
        name: name.to_owned(),
        ..Receiver::default()
    };
    for destination in &recipients.to {
        add(&mut receiver, &destination.way, recipients.resolved, slack);
    }
    receiver
}

/// Adds a way to the receiver. Whether it tells of alerts that are over is said each time, because the
/// integrations' own defaults differ.
fn add(receiver: &mut Receiver, way: &Way, send_resolved: bool, access: &SlackAccess) {
    match way {
        Way::Slack(channel) => receiver
            .slack_configs
            .push(slack(channel, send_resolved, access)),
        Way::Email(to) => receiver.email_configs.push(email(to, send_resolved)),
        Way::Webhook { url, bearer } => receiver.webhook_configs.push(Webhook {
            url_file: url.clone(),
            send_resolved,
            http_config: bearer.as_ref().map(|file| HttpConfig {
                authorization: Authorization {
                    credentials_file: file.clone(),
                },
            }),
        }),
        Way::PagerDuty(file) => receiver
            .pagerduty_configs
            .push(pagerduty(file, send_resolved)),
        Way::Opsgenie(file) => receiver.opsgenie_configs.push(Opsgenie {
            api_key_file: file.clone(),
            send_resolved,
            message: call("o11yc.opsgenie.message"),
            description: call("o11yc.text"),
            priority: call("o11yc.opsgenie.priority"),
        }),
        Way::Teams(file) => receiver.msteamsv2_configs.push(Teams {
            webhook_url_file: file.clone(),
            send_resolved,
            title: call("o11yc.teams.title"),
            text: call("o11yc.teams.text"),
        }),
    }
}

fn slack(channel: &str, send_resolved: bool, access: &SlackAccess) -> Slack {
    Slack {
        api_url_file: webhook(access, channel),
        channel: channel.to_owned(),
        send_resolved,
        color: call("o11yc.colour"),
        title: call("o11yc.slack.title"),
        title_link: call("o11yc.slack.link"),
        text: call("o11yc.slack.text"),
        fallback: call("o11yc.slack.fallback"),
    }
}

fn email(to: &str, send_resolved: bool) -> Email {
    Email {
        to: to.to_owned(),
        send_resolved,
        headers: Headers {
            subject: call("o11yc.title"),
        },
        html: call("o11yc.email.html"),
        text: call("o11yc.text"),
    }
}

fn pagerduty(key: &str, send_resolved: bool) -> PagerDuty {
    let link = |template, text: &str| Link {
        href: call(template),
        text: text.to_owned(),
    };
    PagerDuty {
        routing_key_file: key.to_owned(),
        send_resolved,
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
