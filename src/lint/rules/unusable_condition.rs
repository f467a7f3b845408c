//! Burn conditions that no window makes sense of.

use crate::diag::{Diagnostic, Sink};
use crate::lint::site::Problem;
use crate::lint::{Site, problems};
use crate::slo::{Flaw, Misfit};
use crate::units::Fraction;

declare_rule! {
    /// ## What it does
    /// Reports a burn condition that cannot be compiled: a window that is not a whole number of
    /// seconds, a condition that would spend more than the whole budget, or one for which no window
    /// of the catalogue (1h, 2h, 6h, 12h, 1d, 3d) gives a factor of at least 1 and a threshold of at
    /// most 80 %.
    ///
    /// ## Why it matters
    /// Whatever was compiled would never fire, or fire for services that keep their objective.
    ///
    /// ## Example
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     period: 30d
    ///     conditions:
    ///       - {name: fast, factor: 1000, long: 1h, severity: critical}   # 139 % of the budget in 1h
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     period: 30d
    ///     conditions:
    ///       - {name: fast, factor: 14.4, long: 1h, severity: critical}   # 2 % of the budget in 1h
    /// ```
    UNUSABLE_CONDITION = SLO028 "unusable-condition" Error, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    for problem in problems(site) {
        let name = problem.name;
        if let Some(finding) = ratio_as_share(&problem) {
            sink.push(finding);
            continue;
        }
        let finding = match &problem.flaw {
            Flaw::UnusableWindow(window) => problem
                .at(
                    &UNUSABLE_CONDITION,
                    problem.places.long,
                    format!("`{name}` cannot look back {window}"),
                )
                .label("this window, or its twelfth, is not a whole number of seconds")
                .help("write a window such as `1h`"),
            Flaw::NotPositive => problem
                .at(
                    &UNUSABLE_CONDITION,
                    problem.places.trigger,
                    format!("`{name}` would always fire"),
                )
                .label("must be above 0"),
            Flaw::MoreThanTheBudget => problem
                .at(
                    &UNUSABLE_CONDITION,
                    problem.places.trigger,
                    format!("`{name}` waits for more than the whole budget to be spent"),
                )
                .label("too high for its window")
                .help("lower the factor, or shorten the long window"),
            Flaw::FactorBelowOne => problem
                .at(
                    &UNUSABLE_CONDITION,
                    problem.places.trigger,
                    format!("the factor of `{name}` is below 1"),
                )
                .label("would alert on a service that keeps its objective")
                .help("raise the factor to at least 1"),
            Flaw::NoWindow { burn, misfit } => {
                let why = match misfit {
                    Misfit::BelowOne => "a service that keeps its objective would be alerted",
                    Misfit::HardlyReachable => "hardly any outage would be alerted",
                };
                site.at_objective(
                    &UNUSABLE_CONDITION,
                    format!(
                        "no window makes `{name}` work at an objective of {} %",
                        site.objective()
                    ),
                )
                .label(format!("at {}x over {}, {why}", burn.factor, burn.long))
                .help("raise the objective, or give the SLO a burn policy of its own")
            }
            _ => continue,
        };
        sink.push(finding);
    }
}

/// A share of the budget below 1 % that is too little for any window: a ratio, most likely.
fn ratio_as_share(problem: &Problem<'_>) -> Option<Diagnostic> {
    let Flaw::NoWindow {
        misfit: Misfit::BelowOne,
        ..
    } = problem.flaw
    else {
        return None;
    };
    let share = problem.share()?.percent();
    if share >= Fraction::ONE {
        return None;
    }
    let message = format!("a budget share of {share} % looks like a ratio");
    let finding = problem.at(&UNUSABLE_CONDITION, problem.places.trigger, message);
    Some(
        finding
            .label("shares of the budget are in percent")
            .help(format!("write `{}`", share.percent())),
    )
}
