//! Escalation that tells the same people again.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;

declare_rule! {
    /// ## What it does
    /// Warns of an escalation policy that names the same destination in two steps.
    ///
    /// ## Why it matters
    /// Nobody new hears of the alert: those who did not answer are only told twice, and
    /// `repeat` does that already.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// escalation_policies:
    ///   web-primary:
    ///     - {to: [oncall@acme.dev]}
    ///     - {after: 15m, to: [oncall@acme.dev]}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// escalation_policies:
    ///   web-primary:
    ///     - {to: [oncall@acme.dev]}
    ///     - {after: 15m, to: [lead@acme.dev]}
    /// ```
    TOLD_TWICE = RTE008 "told-twice" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    for (name, steps) in &program.alerting.policies {
        let mut told = BTreeMap::new();
        for destination in steps.iter().flat_map(|step| &step.to) {
            if let Some(first) = told.insert(&destination.name, destination.span) {
                let message = format!(
                    "escalation policy `{name}` tells `{}` twice",
                    destination.name
                );
                sink.push(
                    Diagnostic::at(&TOLD_TWICE, destination.span, message)
                        .label("told again")
                        .secondary(first, "told first")
                        .help("name somebody else, or remove the step"),
                );
            }
        }
    }
}
