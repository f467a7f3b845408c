//! Alertmanager's configuration: the routing tree of ownership, the receivers that it names, and the
//! messages that these send.

mod messages;
mod receivers;

use super::{Context, Emitter, Unit, of_the_registry};
use crate::artifact::{AlertmanagerConfig, Artifact, Body, Global, TlsConfig};
use crate::ir::alerting::{Alerting, SlackAccess};
use crate::ir::{Program, names};

/// Emits Alertmanager's configuration.
pub(super) struct Alertmanager;

impl Emitter for Alertmanager {
    fn name(&self) -> &'static str {
        "alertmanager"
    }

    fn units<'p>(&self, _: &'p Program) -> Vec<Unit<'p>> {
        vec![Unit::Program]
    }

    fn emit(&self, cx: &Context<'_>, _: Unit<'_>) -> Vec<Artifact> {
        let Some(config) = config(cx.program) else {
            return Vec::new();
        };
        let messages = messages::templates(&cx.program.alerting);
        vec![
            of_the_registry(names::ALERTMANAGER, Body::Alertmanager(Box::new(config))),
            of_the_registry(names::MESSAGES, Body::Messages(messages)),
        ]
    }
}

fn config(program: &Program) -> Option<AlertmanagerConfig> {
    let alerting = &program.alerting;
    let routes = program.routes.as_ref()?;
    let receivers = routes.receivers.iter();
    Some(AlertmanagerConfig {
        global: global(alerting),
        // Alertmanager takes paths as relative to its configuration.
        templates: vec!["templates/o11yc.tmpl".to_owned()],
        route: routes.root.clone(),
        inhibit_rules: program.inhibitions.clone(),
        time_intervals: alerting.intervals.values().cloned().collect(),
        receivers: receivers
            .map(|(name, recipients)| receivers::receiver(name, recipients, &alerting.slack))
            .collect(),
    })
}

fn global(alerting: &Alerting) -> Global {
    let mut global = match &alerting.slack {
        SlackAccess::App(token) => Global {
            slack_app_token_file: Some(token.clone()),
            ..Global::default()
        },
        SlackAccess::Webhook(_) => Global::default(),
    };
    if let Some(smtp) = &alerting.smtp {
        global.smtp_smarthost = Some(smtp.smarthost.clone());
        global.smtp_from = Some(smtp.from.clone());
        global.smtp_auth_username.clone_from(&smtp.username);
        global.smtp_auth_password_file.clone_from(&smtp.password);
        global.smtp_require_tls = Some(smtp.require_tls);
        global.smtp_tls_config = smtp.ca.clone().map(|ca_file| TlsConfig { ca_file });
    }
    global
}
