//! Routing trees whose root was chosen for want of a word.

use crate::diag::{Diagnostic, Sink};
use crate::ir::{Layer, Program};

declare_rule! {
    /// ## What it does
    /// Points out that a registry with more than one team does not say who is told of alerts that
    /// no route takes, and who it is then: the team that is written first. Asked once the registry has
    /// no errors, which may have cost the words.
    ///
    /// ## Why it matters
    /// Alertmanager asks for such a receiver. No alert of the registry ends there, but those do that
    /// somebody sends by hand, or from rules of another source.
    ///
    /// ## Example
    /// ```yaml
    /// owners:
    ///   - {team: web, alert_contact: "#web-alerts"}
    ///   - {team: data, alert_contact: "#data-alerts"}
    /// ```
    ///
    /// ## Write instead
    /// Name the team that runs the stack, or a destination:
    /// ```yaml
    /// # platform.yml
    /// routing: {unrouted: "#alerts-of-nobody"}
    /// ```
    NO_FALLBACK = RTE004 "no-fallback" Note, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    if sink.has_errors() {
        // The words may stand in what could not be read.
        return;
    }
    let Some(unrouted) = &program.alerting.unrouted else {
        return;
    };
    if unrouted.layer == Layer::Default && program.teams.len() > 1 {
        let message = format!(
            "`{}` is told of alerts that no route takes, for want of another",
            unrouted.name
        );
        sink.push(Diagnostic::nowhere(&NO_FALLBACK, message).help(
            "add `routing: {team: a-team}` or `routing: {unrouted: \"#a-channel\"}` to `platform.yml`",
        ));
    }
}
