//! Resolution: the burn policy meets an objective and a period. Out come the conditions to alert
//! on, the repairs that made them fit, and the problems that only the user can settle.

use super::problem::{Flaw, Problem};
use super::repair::{Misfit, Reason, Repair, add_or_merge, misfit, moved};
use super::{Burn, Condition, Objective, Period, PolicyCondition, Severity, Trigger, short_for};
use crate::units::{Duration, Fraction};

/// A burn policy made to fit an objective and a period.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolved {
    /// The conditions, from fastest to slowest.
    pub conditions: Vec<Condition>,
    /// What was changed, in the order of the policy.
    pub repairs: Vec<Repair>,
    /// What is wrong, in the order of the policy; what is wrong between conditions comes last.
    pub problems: Vec<Problem>,
}

/// Fits the conditions of a policy to an objective and a period.
///
/// Each keeps the share of the budget at which it fires, so its factor is `share * period / long`;
/// where that factor does not work, the long window moves through the catalogue, the short one with
/// it, and conditions that become equal are merged. Fixed factors and their windows stay as they
/// are.
pub fn resolve(objective: Objective, period: Period, policy: &[PolicyCondition]) -> Resolved {
    let mut resolver = Resolver {
        objective,
        period,
        repairs: Vec::new(),
        problems: Vec::new(),
    };
    let (mut conditions, mut fixed) = (Vec::new(), Vec::new());
    for stated in policy {
        let burn = match resolver.fit(stated) {
            Ok(burn) => burn,
            Err(flaw) => {
                resolver.problem(stated, flaw);
                continue;
            }
        };
        let condition = Condition {
            name: stated.name.clone(),
            burn,
            severity: stated.severity,
            min_failures: stated.min_failures,
        };
        match stated.trigger {
            Trigger::Fixed(_) => fixed.push(condition),
            _ => add_or_merge(&mut conditions, &mut resolver.repairs, condition),
        }
    }
    conditions.append(&mut fixed);
    conditions.sort_by_key(|it| (it.burn.long, it.burn.short, it.burn.factor));
    resolver
        .problems
        .extend(tickets_before_page(&conditions, objective));
    Resolved {
        conditions,
        repairs: resolver.repairs,
        problems: resolver.problems,
    }
}

/// What one resolution knows, and what it has found.
struct Resolver {
    objective: Objective,
    period: Period,
    repairs: Vec<Repair>,
    problems: Vec<Problem>,
}

impl Resolver {
    /// Factor and windows for this objective and period.
    fn fit(&mut self, stated: &PolicyCondition) -> Result<Burn, Flaw> {
        let burn = self.for_period(stated)?;
        let burn = if let Trigger::Fixed(_) = stated.trigger {
            self.examine(stated, burn);
            burn
        } else {
            self.adapt(stated, burn)?
        };
        let usual = short_for(burn.long);
        let (short, twelfth) = (burn.short.as_secs(), usual.as_secs());
        if short * 2 < twelfth || short > twelfth * 2 {
            self.problem(stated, Flaw::ShortFarFromTwelfth { usual });
        }
        Ok(burn)
    }

    /// The windows as stated, the factor for this period.
    fn for_period(&self, stated: &PolicyCondition) -> Result<Burn, Flaw> {
        let long = stated.long;
        let short = stated.short.unwrap_or_else(|| short_for(long));
        self.check_windows(long, short)?;
        let period = self.period.seconds();
        let factor = match stated.trigger {
            Trigger::Share(share) => share * (period / Fraction::from(long)),
            Trigger::Factor { factor, reference } => factor * (period / reference.seconds()),
            Trigger::Fixed(factor) => factor,
        };
        if factor > Fraction::ZERO {
            Ok(Burn {
                factor,
                long,
                short,
            })
        } else {
            Err(Flaw::NotPositive)
        }
    }

    fn check_windows(&self, long: Duration, short: Duration) -> Result<(), Flaw> {
        let usable =
            |window: Duration| !window.is_zero() && window.as_millis().is_multiple_of(1_000);
        if long >= self.period.length() {
            Err(Flaw::LongNotBelowPeriod)
        } else if !usable(long) || short_for(long).is_zero() {
            Err(Flaw::UnusableWindow(long))
        } else if !usable(short) {
            Err(Flaw::UnusableWindow(short))
        } else if short >= long {
            Err(Flaw::ShortNotBelowLong)
        } else {
            Ok(())
        }
    }

    /// Reports what is wrong with a fixed factor, and the condition that would work.
    fn examine(&mut self, stated: &PolicyCondition, burn: Burn) {
        let Some(misfit) = misfit(&burn, self.objective) else {
            return;
        };
        let within_budget = burn.budget_share(self.period) <= Fraction::ONE;
        let instead = moved(&burn, misfit, self.objective).filter(|_| within_budget);
        let flaw = match misfit {
            Misfit::BelowOne => Flaw::BelowOne { instead },
            Misfit::HardlyReachable if burn.threshold(self.objective) >= Fraction::ONE => {
                Flaw::Unreachable { instead }
            }
            Misfit::HardlyReachable => Flaw::NearlyUnreachable { instead },
        };
        self.problem(stated, flaw);
    }

    /// Moves the window of a condition if need be, and records every change.
    fn adapt(&mut self, stated: &PolicyCondition, burn: Burn) -> Result<Burn, Flaw> {
        if burn.budget_share(self.period) > Fraction::ONE {
            return Err(Flaw::MoreThanTheBudget);
        }
        if let Trigger::Factor { factor, reference } = stated.trigger
            && reference != self.period
        {
            let before = Burn { factor, ..burn };
            self.repair(stated, Reason::OtherPeriod(reference), before, burn);
        }
        let Some(misfit) = misfit(&burn, self.objective) else {
            return Ok(burn);
        };
        let after = moved(&burn, misfit, self.objective).ok_or(match stated.trigger {
            Trigger::Factor { factor, .. }
                if factor < Fraction::ONE && misfit == Misfit::BelowOne =>
            {
                Flaw::FactorBelowOne
            }
            _ => Flaw::NoWindow { burn, misfit },
        })?;
        self.repair(stated, Reason::Misfit(misfit), burn, after);
        Ok(after)
    }

    fn problem(&mut self, stated: &PolicyCondition, flaw: Flaw) {
        self.problems.push(Problem {
            condition: stated.name.clone(),
            flaw,
        });
    }

    fn repair(&mut self, stated: &PolicyCondition, reason: Reason, before: Burn, after: Burn) {
        self.repairs.push(Repair {
            condition: stated.name.clone(),
            reason,
            before,
            after,
        });
    }
}

/// The warnings that a total outage would raise before the first page. Conditions that cannot fire
/// have a problem of their own.
fn tickets_before_page(conditions: &[Condition], objective: Objective) -> Vec<Problem> {
    let detection = |condition: &Condition| condition.burn.detection_time(objective);
    let reachable = |severity: Severity| {
        conditions.iter().filter(move |condition| {
            condition.severity == severity && condition.burn.threshold(objective) < Fraction::ONE
        })
    };
    let Some(page) = reachable(Severity::Critical).min_by_key(|page| detection(page)) else {
        return Vec::new();
    };
    reachable(Severity::Warning)
        .filter(|ticket| detection(ticket) < detection(page))
        .map(|ticket| Problem {
            condition: ticket.name.clone(),
            flaw: Flaw::BeforePage {
                page: page.name.clone(),
            },
        })
        .collect()
}
