//! Escalation policies that critical alerts do not go through.

use std::sync::Arc;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::Addressee;
use crate::slo::Severity;

declare_rule! {
    /// ## What it does
    /// Warns of an escalation policy of a service or its team where critical alerts are not told to
    /// `escalation`.
    ///
    /// ## Why it matters
    /// Nobody in its steps is told of them, though whoever wrote the policy relies on being paged.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// escalation_policies:
    ///   web-primary: [{to: [pager]}]
    /// severities:
    ///   critical: {to: [contact]}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// severities:
    ///   critical: {to: [contact, escalation]}
    /// ```
    BYPASSED_POLICY = RTE029 "bypassed-policy" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let alerting = &program.alerting;
    // Somebody unknown may be a misspelt `escalation`.
    let may_be = |it: &Addressee| matches!(it, Addressee::Escalation | Addressee::Unknown);
    if alerting.severity(Severity::Critical).to.iter().any(may_be) {
        return;
    }
    for (name, steps) in &alerting.policies {
        let mut services = program.services.iter();
        let service = services.find(|it| Arc::ptr_eq(steps, &it.contacts.escalation));
        let (Some(service), Some(place)) = (service, alerting.declared.policies.get(name)) else {
            continue;
        };
        let message = format!("critical alerts pass by escalation policy `{name}`");
        let finding = Diagnostic::at(&BYPASSED_POLICY, *place, message)
            .label("`escalation` is not among those who are told of them")
            .note(format!("it is that of service `{}`", service.name));
        sink.push(finding.help(
            "write `escalation` into `to:` of that severity, such as `critical: {to: [contact, escalation]}`",
        ));
    }
}
