//! Receivers that nobody names.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;

declare_rule! {
    /// ## What it does
    /// Tells of receivers in `platform.yml` that no team, service, severity or escalation policy of
    /// a service leads to. Asked once the registry has no errors, which may have cost the name.
    ///
    /// ## Why it matters
    /// Its secret is kept for nothing, and whoever reads the file believes that somebody is told.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   old-pager: {pagerduty: {routing_key: {file: /run/secrets/old_pager}}}
    /// ```
    ///
    /// ## Write instead
    /// Remove it, or name it where somebody is to be told:
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    /// severities:
    ///   critical: {to: [contact, pager]}
    /// ```
    UNUSED_RECEIVER = RTE005 "unused-receiver" Note, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    if sink.has_errors() {
        // What names the receiver may be wrong in something else, and left out.
        return;
    }
    let Some(routes) = &program.routes else {
        return;
    };
    // What is broken may be what names it.
    if sink.has_errors() {
        return;
    }
    let used: BTreeSet<_> = routes.destinations().map(|it| it.name.as_str()).collect();
    for (name, span) in &program.alerting.declared {
        if !used.contains(name.as_str()) {
            let message = format!("nobody is told through receiver `{name}`");
            let finding = Diagnostic::at(&UNUSED_RECEIVER, *span, message);
            sink.push(finding.help(
                "remove it, or name it in a severity, an escalation policy or a team's contact",
            ));
        }
    }
}
