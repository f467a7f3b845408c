//! Short windows that do not do their work.

use crate::diag::{Severity, Sink};
use crate::lint::{Site, problems};
use crate::slo::Flaw;

declare_rule! {
    /// ## What it does
    /// Reports a short window that is not shorter than its long one, and warns of one that is less
    /// than half or more than twice the usual twelfth.
    ///
    /// ## Why it matters
    /// The long window decides, the short one lets the alert end soon after the trouble does. Too
    /// long a short window keeps the alert firing for hours; too short a one lets it flap.
    ///
    /// ## Example
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: slow, factor: 6, long: 6h, short: 6h, severity: critical}
    /// ```
    ///
    /// ## Write instead
    /// A twelfth of the long window, which is what you get without `short`:
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: slow, factor: 6, long: 6h, severity: critical}
    /// ```
    SHORT_WINDOW = SLO007 "odd-short-window" Error, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    for problem in problems(site) {
        let (message, label, help, severity) = match &problem.flaw {
            Flaw::ShortNotBelowLong => (
                format!(
                    "the short window of `{}` is not shorter than its long one",
                    problem.name
                ),
                "adds nothing to the long window".to_owned(),
                "leave `short` out, or write a twelfth of the long window".to_owned(),
                Severity::Error,
            ),
            Flaw::ShortFarFromTwelfth { usual } => (
                format!(
                    "the short window of `{}` is far from a twelfth of its long one",
                    problem.name
                ),
                format!("usually {usual}"),
                format!("leave `short` out, or write `{usual}`"),
                Severity::Warning,
            ),
            _ => continue,
        };
        let mut finding = problem
            .at(&SHORT_WINDOW, problem.places.short, message)
            .label(label)
            .help(help);
        finding.severity = severity;
        sink.push(finding);
    }
}
