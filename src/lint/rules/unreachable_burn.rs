//! Burn alerts that even a total outage cannot fire.

use crate::diag::Sink;
use crate::lint::{Site, problems, with_alternative};
use crate::slo::Flaw;

declare_rule! {
    /// ## What it does
    /// Reports a burn condition whose threshold, factor times error budget, is 100 % or more.
    ///
    /// ## Why it matters
    /// No more than all events can be bad, so the alert cannot fire: the pager is dead, and nobody
    /// knows. 14.4x is dead at objectives of 93.06 % and below, 6x at 83.3 % and below.
    ///
    /// Policies that state a `period` never get there, because their windows move; conditions
    /// without one are kept as written.
    ///
    /// ## Example
    /// ```yaml
    /// profiles:
    ///   batch:
    ///     burn_policy: mine
    ///     slos:
    ///       success: {objective: 90, sli: request_ratio}   # 14.4 x 10 % = 144 %
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: fast, factor: 14.4, long: 1h, severity: critical}
    /// ```
    ///
    /// ## Write instead
    /// A longer window with a lower factor spends the same share of the budget:
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: fast, factor: 7.2, long: 2h, severity: critical}
    /// ```
    UNREACHABLE_BURN = SLO003 "unreachable-burn" Error, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    for problem in problems(site) {
        let (Flaw::Unreachable { instead }, Some(threshold)) = (problem.flaw, problem.threshold())
        else {
            continue;
        };
        let message = format!(
            "burn alert `{}` can never fire at an objective of {} %",
            problem.name,
            site.objective()
        );
        let finding = problem
            .at_trigger(&UNREACHABLE_BURN, message)
            .label(format!("needs {threshold} % of events to be bad"));
        sink.push(with_alternative(
            finding,
            *instead,
            "lower the factor, or raise the objective",
        ));
    }
}
