//! Inhibition rules that compare labels which alerts do not have.

use crate::diag::Sink;
use crate::lint::silencing::{Flaw, called, finding};

declare_rule! {
    /// ## What it does
    /// Reports inhibition rules with a label under `equal` that an alert on one of their sides lacks.
    ///
    /// ## Why it matters
    /// Alertmanager takes two missing labels for equal: such a rule silences alerts of other services.
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
    MISSING_EQUAL_LABEL = RTE011 "missing-equal-label" Error, proof of Silencing(check)
}

fn check(flaw: &Flaw<'_>, sink: &mut Sink) {
    let Flaw::MissingLabel { rule, label, alert } = flaw else {
        return;
    };
    let message = format!(
        "inhibition rule `{}` compares `{label}`, which {} lacks",
        rule.name,
        called(alert)
    );
    let finding = finding(&MISSING_EQUAL_LABEL, alert, message);
    sink.push(finding.help("report this with the registry that shows it"));
}
