//! A dead man's switch that is none.

use std::sync::Arc;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::{Destination, Way, heartbeats};
use crate::source::Spanned;

declare_rule! {
    /// ## What it does
    /// Warns of `routing.watchdog` that names a pager, a chat channel or a mail address.
    ///
    /// ## Why it matters
    /// `Watchdog` always fires and is told every minute. A dead man's switch takes that for a sign of life,
    /// and calls when it stops. On a pager it is an incident that never ends, in a channel or a mailbox a
    /// message every minute; and when alerting dies, the messages stop, which nobody notices.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    /// severities:
    ///   critical: {to: [contact, pager]}
    /// routing: {watchdog: pager}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    ///   dead-man: {webhook: {url: {file: /run/secrets/dead_man_url}}}
    /// severities:
    ///   critical: {to: [contact, pager]}
    /// routing: {watchdog: dead-man}
    /// ```
    WATCHDOG_TO_PEOPLE = RTE028 "watchdog-to-people" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    for heartbeat in heartbeats(&program.alerting, &program.services) {
        check_listener(heartbeat.listener, sink);
    }
}

fn check_listener(listener: &Spanned<Arc<Destination>>, sink: &mut Sink) {
    let Some((what, fate)) = people(&listener.way) else {
        return;
    };
    let message = format!("`{}` is {what}, and no dead man's switch", listener.name);
    sink.push(
        Diagnostic::at(&WATCHDOG_TO_PEOPLE, listener.span, message)
            .label(format!(
                "`Watchdog` {fate}, and nobody is told when it stops"
            ))
            .help("name a `webhook` receiver, with the URL that a dead man's switch gives"),
    );
}

/// A way that ends at people, and what becomes there of an alert that always fires.
fn people(way: &Way) -> Option<(&'static str, &'static str)> {
    match way {
        Way::Webhook { .. } => None,
        Way::PagerDuty(_) | Way::Opsgenie(_) => {
            Some(("a pager", "would be an incident that never ends"))
        }
        Way::Slack(_) | Way::Teams(_) => {
            Some(("a chat channel", "would be posted there every minute"))
        }
        Way::Email(_) => Some(("a mail address", "would be mailed there every minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::WATCHDOG_TO_PEOPLE;

    /// What is said of `routing.watchdog` with this value.
    fn told(watchdog: &str) -> Vec<String> {
        let platform = format!(
            "receivers:
  pager: {{pagerduty: {{routing_key: {{file: /run/secrets/pager}}}}}}
  genie: {{opsgenie: {{api_key: {{file: /run/secrets/genie}}}}}}
  room: {{teams: {{webhook: {{file: /run/secrets/room}}}}}}
  dead-man: {{webhook: {{url: {{file: /run/secrets/dead_man}}}}}}
alertmanager: {{smtp: {{smarthost: 'smtp.acme.dev:587', from: o11yc@acme.dev}}}}
routing: {{watchdog: {watchdog}}}
"
        );
        let services = "owners: [{team: web, alert_contact: '#web'}]
services: [{service_name: api, owner: web, environments: [production]}]
";
        let files = [
            ("platform.yml", &*platform),
            ("observability_services.yml", services),
        ];
        let files = files.map(|(path, text)| (path, text.as_bytes()));
        let analysis = crate::analyse_bytes(files).unwrap();
        let report = analysis.sink.finish(&analysis.files);
        let found = report.diagnostics.into_iter();
        let found = found.filter(|it| it.code.id == WATCHDOG_TO_PEOPLE.id);
        found.map(|it| it.message).collect()
    }

    #[test]
    fn only_a_webhook_is_a_dead_mans_switch() {
        for (watchdog, what) in [
            ("pager", "a pager"),
            ("genie", "a pager"),
            ("room", "a chat channel"),
            ("'#alerts'", "a chat channel"),
            ("ops@acme.dev", "a mail address"),
        ] {
            let [only] = &told(watchdog)[..] else {
                panic!("{watchdog}");
            };
            assert!(only.contains(what), "{only}");
        }
        assert_eq!(told("dead-man"), [""; 0]);
    }
}
