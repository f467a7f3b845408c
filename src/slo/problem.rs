//! Problems: what is wrong with a burn policy that only the user can settle.

use super::{Burn, Misfit};
use crate::units::Duration;

/// Something wrong with a condition of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The condition's name.
    pub condition: String,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a condition. With one of the flaws down to [`Flaw::NoWindow`] it is left out of
/// the result; with the others it stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A window is not a whole number of seconds, is zero, or is too short to have a short one.
    UnusableWindow(Duration),
    /// The long window is not shorter than the period.
    LongNotBelowPeriod,
    /// The short window is not shorter than the long one, so that it adds nothing.
    ShortNotBelowLong,
    /// The factor or share is zero or negative, so that it always fires.
    NotPositive,
    /// The share is more than the whole budget.
    MoreThanTheBudget,
    /// The factor of the policy is below 1, and no window of the catalogue raises it to 1.
    FactorBelowOne,
    /// It does not fit, and no window of the catalogue does.
    NoWindow {
        /// The condition for this period.
        burn: Burn,
        /// Why it had to move.
        misfit: Misfit,
    },
    /// The short window is less than half or more than twice the usual twelfth of the long one.
    ShortFarFromTwelfth {
        /// The usual one.
        usual: Duration,
    },
    /// A fixed factor below 1 alerts on a service that keeps its objective.
    BelowOne {
        /// The condition that spends the same share of the budget and works.
        instead: Option<Burn>,
    },
    /// The threshold of a fixed factor is 1 or more: the alert can never fire.
    Unreachable {
        /// The condition that spends the same share of the budget and works.
        instead: Option<Burn>,
    },
    /// The threshold of a fixed factor is above [`highest_threshold`](super::highest_threshold).
    NearlyUnreachable {
        /// The condition that spends the same share of the budget and works.
        instead: Option<Burn>,
    },
    /// In a total outage this warning comes before the first page.
    BeforePage {
        /// The condition that pages first.
        page: String,
    },
}
