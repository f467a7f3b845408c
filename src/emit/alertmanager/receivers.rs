//! Receivers: destinations that are told together, in Alertmanager's terms.

use std::sync::Arc;

use crate::artifact::{
    Authorization, Email, HttpConfig, Opsgenie, PagerDuty, Receiver, Slack, Teams, Webhook,
};
use crate::ir::alerting::{Destination, SlackAccess, Way};

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

fn add(receiver: &mut Receiver, way: &Way, slack: &SlackAccess) {
    // Said each time: the integrations' own defaults differ.
    let send_resolved = true;
    match way {
        Way::Slack(channel) => receiver.slack_configs.push(Slack {
            api_url_file: webhook(slack, channel),
            channel: channel.clone(),
            send_resolved,
        }),
        Way::Email(to) => receiver.email_configs.push(Email {
            to: to.clone(),
            send_resolved,
        }),
        Way::Webhook { url, bearer } => receiver.webhook_configs.push(Webhook {
            url_file: url.clone(),
            send_resolved,
            http_config: bearer.as_ref().map(|file| HttpConfig {
                authorization: Authorization {
                    credentials_file: file.clone(),
                },
            }),
        }),
        Way::PagerDuty(file) => receiver.pagerduty_configs.push(PagerDuty {
            routing_key_file: file.clone(),
            send_resolved,
        }),
        Way::Opsgenie(file) => receiver.opsgenie_configs.push(Opsgenie {
            api_key_file: file.clone(),
            send_resolved,
        }),
        Way::Teams(file) => receiver.msteamsv2_configs.push(Teams {
            webhook_url_file: file.clone(),
            send_resolved,
        }),
    }
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
