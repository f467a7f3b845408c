//! Inhibition rules that have an alert on both of their sides.

use crate::diag::{Diagnostic, Sink};
use crate::lint::silencing::{Flaw, called};

declare_rule! {
    /// ## What it does
    /// Warns of inhibition rules by which an alert would silence its like.
    ///
    /// ## Why it matters
    /// Alertmanager lets no alert that is on both sides be silenced by another such alert, so that it
    /// depends on the order of events who is told.
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
    TWO_SIDED_INHIBITION = RTE013 "two-sided-inhibition" Warning, proof of Silencing(check)
}

fn check(flaw: &Flaw<'_>, sink: &mut Sink) {
    let Flaw::TwoSided { rule, alert } = flaw else {
        return;
    };
    let message = format!(
        "inhibition rule `{}` has {} on both sides",
        rule.name,
        called(alert)
    );
    let finding = Diagnostic::nowhere(&TWO_SIDED_INHIBITION, message);
    sink.push(finding.help("report this with the registry that shows it"));
}
