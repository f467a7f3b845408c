//! SLO mathematics: an objective, a period and a burn policy go in; the conditions to alert on,
//! their figures, and what had to be changed or refused come out.
//!
//! Everything is exact arithmetic on plain data; others turn [`Repair`]s and [`Problem`]s into
//! messages, and [`Condition`]s into rules. Formulas follow chapter 5, "Alerting on SLOs", of
//! Google's Site Reliability Workbook.

mod budget;
mod burn;
mod figures;
mod problem;
mod repair;
mod resolve;
mod window;

#[cfg(test)]
mod tests;

pub use budget::{NotAPeriod, NotAnObjective, Objective, Period};
pub use burn::{Burn, Condition, PolicyCondition, Severity, Trigger, keep_firing_for};
pub use figures::failures_to_exceed;
pub use problem::{Flaw, Problem};
pub use repair::{Misfit, Reason, Repair, highest_threshold};
pub use resolve::{Resolved, resolve};
pub use window::{
    AVERAGES_STEP, CATALOGUE, COVERAGE_STEP, PAIR_WINDOW, ReadFrom, read_from, short_for,
};
