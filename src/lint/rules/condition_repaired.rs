//! Burn conditions that were changed to fit an SLO.

use crate::diag::{Diagnostic, Sink};
use crate::lint::Site;
use crate::slo::{Burn, Misfit, Reason, Repair};

declare_rule! {
    /// ## What it does
    /// Tells which burn conditions were changed to fit an SLO, and why.
    ///
    /// ## Why it matters
    /// A policy states its factors for one period. For another, each condition keeps its share of
    /// the error budget. Where that gives a factor below 1, a service that keeps its objective would
    /// be alerted, so the windows become shorter; where hardly any outage could exceed the
    /// threshold, they become longer. Conditions that become equal are merged.
    ///
    /// ## Example
    /// ```yaml
    /// profiles:
    ///   monthly:
    ///     period: 28d
    ///     burn_policy: workbook
    ///     slos:
    ///       success: {objective: 99.9, sli: request_ratio}
    /// ```
    ///
    /// ## Write instead
    /// Nothing, if the result suits you. To state your own, leave `period` out of the policy:
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: fast, factor: 13.44, long: 1h, severity: critical}
    ///       - {name: day, factor: 2.8, long: 1d, severity: warning}
    /// ```
    CONDITION_REPAIRED = SLO027 "condition-repaired" Note, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    let repairs = &site.slo.burn.repairs;
    // Only a window that hardly any outage fills is the objective's doing, with what follows from it.
    let for_objective = |repair: &&Repair| {
        let hardly_reachable = Reason::Misfit(Misfit::HardlyReachable);
        let of_condition = |other: &&Repair| other.condition == repair.condition;
        !matches!(repair.reason, Reason::OtherPeriod(_))
            && repairs
                .iter()
                .filter(of_condition)
                .any(|other| other.reason == hardly_reachable)
    };
    let (moved, rescaled): (Vec<_>, Vec<_>) = repairs.iter().partition(for_objective);
    let policy = &site.slo.policy.name;
    if !rescaled.is_empty() {
        let message = format!(
            "burn policy `{policy}` is fitted to a period of {}",
            site.slo.period.length()
        );
        let finding = match site.slo.period.span {
            Some(span) => {
                Diagnostic::at(&CONDITION_REPAIRED, span, message).service(&site.service.name)
            }
            None => site.at_objective(&CONDITION_REPAIRED, message),
        };
        sink.push(explained(
            finding.label("each condition keeps its share of the budget"),
            &rescaled,
        ));
    }
    if !moved.is_empty() {
        let message = format!(
            "burn policy `{policy}` is fitted to an objective of {} %",
            site.objective()
        );
        sink.push(explained(
            site.at_objective(&CONDITION_REPAIRED, message),
            &moved,
        ));
    }
}

fn explained(finding: Diagnostic, repairs: &[&Repair]) -> Diagnostic {
    repairs
        .iter()
        .fold(finding, |finding, repair| finding.note(told(repair)))
}

fn told(repair: &Repair) -> String {
    let name = &repair.condition;
    let (before, after) = (in_words(&repair.before), in_words(&repair.after));
    match &repair.reason {
        Reason::OtherPeriod(_) => format!("`{name}`: {before} becomes {after}"),
        Reason::Misfit(Misfit::BelowOne) => {
            format!(
                "`{name}`: {before} would alert a service that keeps its objective, so it becomes {after}"
            )
        }
        Reason::Misfit(Misfit::HardlyReachable) => {
            format!("`{name}`: {before} could hardly ever fire, so it becomes {after}")
        }
        Reason::SameAs(first) => {
            format!("`{name}` has become the same as `{first}` and is merged into it")
        }
    }
}

fn in_words(burn: &Burn) -> String {
    format!("{}x over {} and {}", burn.factor, burn.long, burn.short)
}
