//! A routing tree without a root.

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;

declare_rule! {
    /// ## What it does
    /// Reports a registry with more than one team that does not say who is told of alerts that no
    /// route takes. With a single team it is that team.
    ///
    /// ## Why it matters
    /// Alertmanager asks for such a receiver. Alerts that somebody sends by hand, or from rules of
    /// another source, end there.
    ///
    /// ## Example
    /// ```yaml
    /// owners:
    ///   - {team: web, alert_contact: "#web-alerts"}
    ///   - {team: data, alert_contact: "#data-alerts"}
    /// ```
    ///
    /// ## Write instead
    /// Name a destination, or the team that runs the stack:
    /// ```yaml
    /// # platform.yml
    /// routing: {unrouted: "#alerts-of-nobody"}
    /// ```
    NO_FALLBACK = RTE004 "no-fallback" Error, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    if program.routes.is_none() && program.teams.len() > 1 {
        let message = "nobody is named who hears of alerts that no route takes";
        sink.push(Diagnostic::nowhere(&NO_FALLBACK, message).help(
            "add `routing: {unrouted: \"#a-channel\"}` or `routing: {team: a-team}` to `platform.yml`",
        ));
    }
}
