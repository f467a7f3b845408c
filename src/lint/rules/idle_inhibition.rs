//! Inhibition rules that nothing fits.

use crate::diag::{Diagnostic, Sink};
use crate::lint::silencing::Flaw;

declare_rule! {
    /// ## What it does
    /// Warns of inhibition rules with a side on which no alert is that can be emitted.
    ///
    /// ## Why it matters
    /// Such a rule silences nothing, and whoever wrote it relies on it.
    ///
    /// ## Example
    /// No registry is known that leads to it: the rules are made from burn policies. The check is there so
    /// that a mistake in the making never reaches an Alertmanager.
    /// ```yaml
    /// # slo_profiles.yml
    /// burn_policies:
    ///   patient:
    ///     conditions:
    ///       - {name: fast, factor: 14.4, long: 1h, severity: critical}
    /// ```
    ///
    /// ## Write instead
    /// Report the registry that shows it. Until then, give each burn policy conditions of its own names:
    /// ```yaml
    /// # slo_profiles.yml
    /// burn_policies:
    ///   patient:
    ///     conditions:
    ///       - {name: fast, factor: 14.4, long: 1h, severity: critical}
    ///       - {name: slow, factor: 6, long: 6h, severity: warning}
    /// ```
    IDLE_INHIBITION = RTE012 "idle-inhibition" Warning, proof of Silencing(check)
}

fn check(flaw: &Flaw<'_>, sink: &mut Sink) {
    let Flaw::Idle { rule, side } = flaw else {
        return;
    };
    let message = format!("inhibition rule `{}` has no alert as its {side}", rule.name);
    let finding = Diagnostic::nowhere(&IDLE_INHIBITION, message);
    sink.push(finding.help("report this with the registry that shows it"));
}
