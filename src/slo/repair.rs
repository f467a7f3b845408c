//! Repairs: a condition that fits neither the objective nor the period goes in, the nearest one
//! that spends the same share of the budget comes out. Every change is recorded for the user.

use super::{Burn, CATALOGUE, Condition, Objective, Period};
use crate::units::{Duration, Fraction};

/// A change to a condition of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The condition's name in the policy.
    pub condition: String,
    /// Why it was changed.
    pub reason: Reason,
    /// What it was.
    pub before: Burn,
    /// What it is now.
    pub after: Burn,
}

/// Why a condition was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Its factor was stated for this other period; the share of the budget is kept.
    OtherPeriod(Period),
    /// Its factor does not work over its long window, so the window was moved.
    Misfit(Misfit),
    /// It has become equal to this condition and was merged into it.
    SameAs(String),
}

/// Why a factor does not work over its long window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// A factor below 1 alerts on a service that keeps its objective: the window is too long.
    BelowOne,
    /// The threshold is above [`highest_threshold`]: the window is too short.
    HardlyReachable,
}

/// The highest threshold worth alerting on: 0.8. Above it, an alert waits until nearly all requests
/// have failed for most of the long window.
pub fn highest_threshold() -> Fraction {
    Fraction::new(4, 5)
}

/// What is wrong with factor and long window, if anything.
pub(super) fn misfit(burn: &Burn, objective: Objective) -> Option<Misfit> {
    if burn.factor < Fraction::ONE {
        Some(Misfit::BelowOne)
    } else if burn.threshold(objective) > highest_threshold() {
        Some(Misfit::HardlyReachable)
    } else {
        None
    }
}

/// The burn that spends the same share of the budget over the nearest window of the catalogue that
/// fits. A shorter window raises the factor, a longer one lowers it.
pub(super) fn moved(burn: &Burn, misfit: Misfit, objective: Objective) -> Option<Burn> {
    let mut fitting = CATALOGUE
        .iter()
        .map(|&long| Burn::over(long, burn.factor * ratio(burn.long, long)))
        .filter(|candidate| self::misfit(candidate, objective).is_none());
    match misfit {
        Misfit::BelowOne => fitting.next_back(),
        Misfit::HardlyReachable => fitting.next(),
    }
}

/// Adds a condition, or merges it into one with the same factor and windows: the first name stays,
/// and the more severe of the two.
pub(super) fn add_or_merge(
    conditions: &mut Vec<Condition>,
    repairs: &mut Vec<Repair>,
    condition: Condition,
) {
    let same = |first: &&mut Condition| first.burn == condition.burn;
    let Some(first) = conditions.iter_mut().find(same) else {
        conditions.push(condition);
        return;
    };
    repairs.push(Repair {
        reason: Reason::SameAs(first.name.clone()),
        before: condition.burn,
        after: first.burn,
        condition: condition.name,
    });
    if condition.severity < first.severity {
        first.severity = condition.severity;
        first.min_failures = condition.min_failures;
    }
}

/// How many times longer one window is than another.
fn ratio(one: Duration, other: Duration) -> Fraction {
    Fraction::from(one) / Fraction::from(other)
}
