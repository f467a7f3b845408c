//! Burn conditions that alert on services that keep their objective.

use crate::diag::Sink;
use crate::lint::{Site, problems, with_alternative};
use crate::slo::Flaw;

declare_rule! {
    /// ## What it does
    /// Warns of a burn condition with a factor below 1.
    ///
    /// ## Why it matters
    /// At a factor of 1 the budget is just spent at the end of the period. Below it the objective is
    /// kept, and people are called for nothing.
    ///
    /// ## Example
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: drift, factor: 0.933, long: 3d, severity: warning}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: drift, factor: 2.8, long: 1d, severity: warning}
    /// ```
    BURN_BELOW_ONE = SLO029 "burn-below-one" Warning, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    for problem in problems(site) {
        let Flaw::BelowOne { instead } = &problem.flaw else {
            continue;
        };
        let message = format!(
            "burn alert `{}` fires for a service that keeps its objective",
            problem.name
        );
        let finding = problem
            .at(&BURN_BELOW_ONE, problem.places.trigger, message)
            .label("must be at least 1");
        sink.push(with_alternative(
            finding,
            *instead,
            "raise the factor to at least 1",
        ));
    }
}
