//! Periods that are no longer than a burn condition's window.

use crate::diag::Sink;
use crate::lint::{Site, problems};
use crate::slo::Flaw;

declare_rule! {
    /// ## What it does
    /// Reports a burn condition whose long window is not shorter than the SLO's period.
    ///
    /// ## Why it matters
    /// When such an alert fires, the whole budget of the period is gone: it tells what the remaining
    /// budget tells already, and too late.
    ///
    /// ## Example
    /// ```yaml
    /// profiles:
    ///   weekly:
    ///     period: 7d
    ///     burn_policy: mine
    ///     slos:
    ///       success: {objective: 99, sli: request_ratio}
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: drift, factor: 1, long: 7d, severity: warning}
    /// ```
    ///
    /// ## Write instead
    /// A window of at most a seventh of the period:
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: drift, factor: 1.4, long: 12h, severity: warning}
    /// ```
    PERIOD_WITHIN_WINDOWS = SLO006 "period-within-windows" Error, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    for problem in problems(site) {
        if *problem.flaw != Flaw::LongNotBelowPeriod {
            continue;
        }
        let period = site.slo.period.length();
        let message = format!(
            "the long window of `{}` is not shorter than the period of {period}",
            problem.name
        );
        sink.push(
            problem
                .at(&PERIOD_WITHIN_WINDOWS, problem.places.long, message)
                .label(format!("must be shorter than {period}"))
                .help("choose a shorter window or a longer period"),
        );
    }
}
