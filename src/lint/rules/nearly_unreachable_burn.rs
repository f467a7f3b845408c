//! Burn alerts that only a nearly total outage fires.

use crate::diag::Sink;
use crate::lint::{Site, problems, with_alternative};
use crate::slo::Flaw;

declare_rule! {
    /// ## What it does
    /// Reports a burn condition whose threshold, factor times error budget, is above 80 %.
    ///
    /// ## Why it matters
    /// The alert waits until nearly all events are bad, for most of its long window. At 95 % the
    /// usual 14.4x over 1h needs 72 % of requests to fail for 43 minutes; above 80 % hardly any
    /// outage qualifies.
    ///
    /// ## Example
    /// ```yaml
    /// profiles:
    ///   batch:
    ///     burn_policy: mine
    ///     slos:
    ///       success: {objective: 94, sli: request_ratio}   # 14.4 x 6 % = 86.4 %
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: fast, factor: 14.4, long: 1h, severity: critical}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: fast, factor: 7.2, long: 2h, severity: critical}
    /// ```
    NEARLY_UNREACHABLE_BURN = SLO004 "nearly-unreachable-burn" Warning, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    for problem in problems(site) {
        let (Flaw::NearlyUnreachable { instead }, Some(threshold)) =
            (problem.flaw, problem.threshold())
        else {
            continue;
        };
        let message = format!(
            "burn alert `{}` hardly ever fires at an objective of {} %",
            problem.name,
            site.objective()
        );
        let finding = problem
            .at_trigger(&NEARLY_UNREACHABLE_BURN, message)
            .label(format!("needs more than {threshold} % of events to be bad"));
        sink.push(with_alternative(
            finding,
            *instead,
            "lower the factor, or raise the objective",
        ));
    }
}
