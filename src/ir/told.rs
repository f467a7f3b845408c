//! The figures of a burn alert as its rule says them: printed once for all SLOs that are held to the same
//! objective and period, since exact fractions are slow to print.

use super::Figures;
use crate::promql::Number;
use crate::sli::guard::literal;
use crate::slo::{Condition, Objective, Period};
use crate::units::{Duration, Fraction};

/// What a rule says of a burn alert's figures.
#[derive(Debug)]
pub struct Told {
    /// Percent of events that must be good.
    pub objective: String,
    /// Seconds of a total outage that the period tolerates.
    pub budget: Number,
    /// How many times too fast the budget burns.
    pub factor: String,
    /// The error ratio that both windows must exceed, 0 to 1.
    pub threshold: Number,
    /// The same with a percent sign.
    pub threshold_percent: String,
    /// The share of the budget that is spent by then, with a percent sign.
    pub budget_share: String,
    /// From the start of a total outage to the alert.
    pub detection_time: Duration,
    /// From its end to the end of the alert.
    pub alert_reset: Duration,
}

impl Told {
    pub(super) fn new(
        condition: &Condition,
        figures: &Figures,
        objective: Objective,
        period: Period,
    ) -> Self {
        Self {
            objective: objective.percent().to_string(),
            budget: literal(objective.budget_in_seconds(period)),
            factor: condition.burn.factor.to_string(),
            threshold: literal(figures.threshold),
            threshold_percent: percent(figures.threshold),
            budget_share: percent(figures.budget_share),
            detection_time: figures.detection_time.rounded_duration(),
            alert_reset: figures.alert_reset.rounded_duration(),
        }
    }
}

/// A share for people: exact, or three digits of it.
fn percent(ratio: Fraction) -> String {
    format!("{:.3}%", ratio.percent())
}
