//! Alerts of which nobody is told.

use crate::diag::Sink;
use crate::lint::routed::Routed;

declare_rule! {
    /// ## What it does
    /// Reports critical alerts and warnings of which nobody would be told: the severity addresses
    /// the escalation policy alone, and the service has none, or its environment does not page.
    ///
    /// ## Why it matters
    /// The alert fires, and the outage is found by a customer.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// severities:
    ///   critical: {to: [escalation]}
    /// ```
    ///
    /// ## Write instead
    /// Tell the contact as well, or give every team an escalation policy:
    /// ```yaml
    /// # platform.yml
    /// severities:
    ///   critical: {to: [contact, escalation]}
    /// ```
    ALERT_TO_NOBODY = RTE003 "alert-to-nobody" Error, Routed(check)
}

fn check(routed: &Routed<'_>, sink: &mut Sink) {
    if routed.intended.notices.is_empty() && !routed.names_unknown() {
        let finding = routed.finding(&ALERT_TO_NOBODY, "are told to nobody");
        sink.push(finding.help(
            "add `contact` to `to:` of the severity in `platform.yml`, or an escalation policy to the team",
        ));
    }
}
