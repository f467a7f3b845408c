//! Severities that reach the wrong kind of device.

use crate::diag::{Diagnostic, Sink};
use crate::ir::alerting::{Addressee, Way};
use crate::lint::routed::Routed;
use crate::slo::Severity;

declare_rule! {
    /// ## What it does
    /// Warns of warnings that page somebody, and of critical alerts that go through an escalation
    /// policy without ever reaching a pager, a webhook or an address.
    ///
    /// ## Why it matters
    /// Whoever is woken for warnings learns to sleep through pages. A critical alert in a chat
    /// at night is read in the morning.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    /// severities:
    ///   warning: {to: [contact, pager]}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    /// severities:
    ///   critical: {to: [contact, pager]}
    /// ```
    WRONG_DEVICE = RTE007 "wrong-device" Warning, Routed(check)
}

fn check(routed: &Routed<'_>, sink: &mut Sink) {
    let ways = || {
        let notices = routed.intended.notices.iter();
        notices
            .flat_map(|notice| &notice.to)
            .map(|destination| &destination.way)
    };
    let pages = |way: &Way| matches!(way, Way::PagerDuty(_) | Way::Opsgenie(_));
    let chats = |way: &Way| matches!(way, Way::Slack(_) | Way::Teams(_));
    let Some((service, deployment)) = routed.alert.subject.service() else {
        return;
    };
    let addressees = &routed.program.alerting.severity(routed.alert.severity).to;
    let escalates = deployment.environment.reach.pages
        && !service.contacts.escalation.is_empty()
        && addressees
            .iter()
            .any(|it| matches!(it, Addressee::Escalation))
        && !routed.names_unknown();
    match routed.alert.severity {
        Severity::Critical if escalates && ways().all(chats) => {
            let finding = routed.finding(&WRONG_DEVICE, "reach nothing but chats");
            sink.push(finding.help("add a pager or a mail address to the escalation policy"));
        }
        Severity::Warning | Severity::Info if ways().any(pages) => {
            // Somebody's contact is one place, however many alerts go there.
            let mut contacts = addressees.iter().filter_map(|it| match it {
                Addressee::Contact => Some(&service.contacts.contact),
                Addressee::LowUrgency => Some(&service.contacts.low_urgency),
                _ => None,
            });
            let finding = match contacts.find(|it| pages(&it.way)) {
                Some(contact) => {
                    let message =
                        format!("`{}` pages somebody for what is not critical", contact.name);
                    Diagnostic::at(&WRONG_DEVICE, contact.span, message).service(&service.name)
                }
                None => routed.finding(&WRONG_DEVICE, "page somebody"),
            };
            sink.push(finding.help("keep pagers for critical alerts, in an escalation policy"));
        }
        _ => {}
    }
}
