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
    /// From the start of a total outage to the alert.
    pub detection_time: Duration,
    /// From its end to the end of the alert.
    pub alert_reset: Duration,
    /// What makes it fire, and when that ends: sentences for people.
    pub sentences: String,
}

impl Told {
    pub(super) fn new(
        condition: &Condition,
        figures: &Figures,
        objective: Objective,
        period: Period,
    ) -> Self {
        let burn = &condition.burn;
        let threshold_percent = percent(figures.threshold);
        let detection_time = figures.detection_time.rounded_duration();
        let alert_reset = figures.alert_reset.rounded_duration();
        let sentences = format!(
            "Fires above {threshold_percent} over {long} and {short}: {share} of the {period} budget within {long}. \
             A total outage fires this after about {detection_time}, and it ends {alert_reset} after the outage.{floor}",
            long = burn.long,
            short = burn.short,
            share = percent(figures.budget_share),
            period = period.length(),
            floor = floor(condition.min_failures),
        );
        Self {
            objective: objective.percent().to_string(),
            budget: literal(objective.budget_in_seconds(period)),
            factor: burn.factor.to_string(),
            threshold: literal(figures.threshold),
            threshold_percent,
            detection_time,
            alert_reset,
            sentences,
        }
    }
}

fn floor(min_failures: u32) -> String {
    match min_failures {
        0 => String::new(),
        1 => " At least 1 event must be bad.".to_owned(),
        n => format!(" At least {n} events must be bad."),
    }
}

/// A share for people: exact, or three digits of it.
fn percent(ratio: Fraction) -> String {
    format!("{:.3}%", ratio.percent())
}
