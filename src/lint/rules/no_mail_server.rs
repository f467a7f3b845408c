//! Mail addresses without a server that takes mail.

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::Way;

declare_rule! {
    /// ## What it does
    /// Reports a registry that sends alerts to mail addresses and names no mail server.
    ///
    /// ## Why it matters
    /// Alertmanager refuses the configuration as a whole: nobody is told of anything.
    ///
    /// ## Example
    /// ```yaml
    /// owners:
    ///   - {team: web, alert_contact: web@acme.dev}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// alertmanager:
    ///   smtp:
    ///     smarthost: "smtp.acme.dev:587"
    ///     from: alerts@acme.dev
    ///     username: alerts
    ///     password: {file: /run/secrets/smtp_password}
    /// ```
    NO_MAIL_SERVER = RTE021 "no-mail-server" Error, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let alerting = &program.alerting;
    let is_lacking = alerting.is_whole && alerting.smtp.is_none();
    let Some(routes) = program.routes.as_ref().filter(|_| is_lacking) else {
        return;
    };
    let mut told = routes.destinations();
    if let Some(address) = told.find(|destination| matches!(destination.way, Way::Email(_))) {
        let message = format!(
            "alerts go to `{}`, and no mail server is named",
            address.name
        );
        let (receivers, named) = (&alerting.declared.receivers, &alerting.named);
        let place = receivers.get(&address.name).or(named.get(&address.name));
        let finding = match place {
            Some(place) => Diagnostic::at(&NO_MAIL_SERVER, *place, message),
            None => Diagnostic::nowhere(&NO_MAIL_SERVER, message),
        };
        sink.push(
            finding.help("add `alertmanager: {smtp: {smarthost: …, from: …}}` to `platform.yml`"),
        );
    }
}
