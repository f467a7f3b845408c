//! The figures of a condition: when it fires, when it stops, what it costs the budget. They go into
//! annotations and documents, so that nobody has to work them out at night.
//!
//! Times are in seconds and exact; scrape and evaluation intervals come on top. "Workbook" is
//! Google's Site Reliability Workbook, ch. 5, "Alerting on SLOs".

use super::{Burn, Objective, Period, read_from, short_for};
use crate::units::{Duration, Fraction};

impl Burn {
    /// A factor over a long window and the short one that goes with it.
    pub fn over(long: Duration, factor: Fraction) -> Self {
        Self {
            factor,
            long,
            short: short_for(long),
        }
    }

    /// The error ratio that both windows must exceed: `factor * budget`. A ratio is at most 1, so a
    /// condition whose threshold is 1 or more never fires.
    ///
    /// Workbook, "Alert on Burn Rate".
    pub fn threshold(&self, objective: Objective) -> Fraction {
        self.factor * objective.error_budget()
    }

    /// The share of the period's budget that is gone when the alert fires: `factor * long / period`.
    ///
    /// Workbook, "Alert on Burn Rate": budget consumed is burn rate times window over period.
    pub fn budget_share(&self, period: Period) -> Fraction {
        self.factor * (Fraction::from(self.long) / period.seconds())
    }

    /// Seconds from the start of a total outage, after a healthy long window and under even
    /// traffic, until the condition holds: `threshold * long`, and the delay of recorded series.
    ///
    /// Workbook, "Alert on Burn Rate": detection time is `(1 - SLO) / error ratio * window * burn
    /// rate`, here with an error ratio of 1. The short window exceeds the same threshold earlier.
    pub fn detection_time(&self, objective: Objective) -> Fraction {
        self.soonest_detection(objective) + read_from(self.long).delay()
    }

    /// Seconds of a total outage, after a healthy long window and under even traffic, through which
    /// the condition does not hold: `threshold * long`. Recorded series show it later than that, by
    /// no more than [`detection_time`](Self::detection_time) allows for.
    pub fn soonest_detection(&self, objective: Objective) -> Fraction {
        self.threshold(objective) * Fraction::from(self.long)
    }

    /// Seconds after a total outage of the whole long window through which the condition still
    /// holds: `short * (1 - threshold)`. Recorded series show the end later than that, by no more than
    /// [`reset_time`](Self::reset_time) allows for.
    pub fn soonest_reset(&self, objective: Objective) -> Fraction {
        let clean = (Fraction::ONE - self.threshold(objective)).max(Fraction::ZERO);
        clean * Fraction::from(self.short)
    }

    /// Seconds from the end of a total outage that outlasted the short window until the condition
    /// ceases to hold: `short * (1 - threshold)`, and at most the range of recorded series.
    ///
    /// By then so much of the short window is clean that the rest is below the threshold. Workbook,
    /// "Multiwindow, Multi-Burn-Rate Alerts": the reset time is about the short window.
    pub fn reset_time(&self, objective: Objective) -> Fraction {
        self.soonest_reset(objective) + read_from(self.short).reset_delay()
    }

    /// Seconds until the whole budget is gone when it burns exactly so fast: `period / factor`.
    ///
    /// Workbook, table "Burn rates and time to complete budget exhaustion".
    pub fn time_to_exhaustion(&self, period: Period) -> Fraction {
        period.seconds() / self.factor
    }

    /// With fewer requests than this in the long window, one failure alone exceeds the threshold:
    /// `1 / threshold`.
    ///
    /// Workbook, "Low-Traffic Services and Error Budget Alerting".
    pub fn one_failure_exceeds_below(&self, objective: Objective) -> Fraction {
        Fraction::ONE / self.threshold(objective)
    }
}

/// The number that the failures in the long window must exceed to be at least `min_failures`: half
/// a failure less, because `increase` extrapolates and rarely gives a whole number. `None` if any
/// number will do.
pub fn failures_to_exceed(min_failures: u32) -> Option<Fraction> {
    (min_failures > 0).then(|| Fraction::from(u64::from(min_failures)) - Fraction::new(1, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn burn(factor: &str, long: &str) -> Burn {
        let long = long.parse().expect("a duration");
        Burn::over(long, factor.parse().expect("a factor"))
    }

    fn objective(text: &str) -> Objective {
        text.parse().expect("an objective")
    }

    fn period(days: u64) -> Period {
        Period::new(Duration::from_days(days)).expect("a period")
    }

    /// Workbook, table 5-8 and its example code, at 99.9 over 30 days.
    #[test]
    fn the_workbook_conditions() {
        for (factor, long, short, percent_spent, threshold) in [
            ("14.4", "1h", "5m", "2", "0.0144"),
            ("6", "6h", "30m", "5", "0.006"),
            ("3", "1d", "2h", "10", "0.003"),
            ("1", "3d", "6h", "10", "0.001"),
        ] {
            let burn = burn(factor, long);
            let spent = burn.budget_share(period(30)).percent();
            assert_eq!(burn.short.to_string(), short, "{factor}");
            assert_eq!(spent.to_string(), percent_spent, "{factor}");
            let exceeded = burn.threshold(objective("99.9"));
            assert_eq!(exceeded.to_string(), threshold, "{factor}");
        }
    }

    /// Workbook, table "Burn rates and time to complete budget exhaustion".
    #[test]
    fn the_workbook_exhaustion_times() {
        for (factor, time) in [
            ("1", "30d"),
            ("2", "15d"),
            ("10", "3d"),
            ("1000", "43m12s"),
            ("14.4", "2d2h"),
        ] {
            let time_left = burn(factor, "1h").time_to_exhaustion(period(30));
            assert_eq!(time_left.rounded_duration().to_string(), time, "{factor}");
        }
    }

    /// Seconds: `factor * (1 - objective) * long`, and 150 or 390 for recorded series. The first
    /// parts agree with detection times measured on Prometheus: 4.32, 10.8 and 21.6 minutes at 99.5.
    #[test]
    fn detection_times_in_a_total_outage() {
        for (percent, factor, long, seconds) in [
            ("99.5", "14.4", "1h", "259.2"),
            ("99.5", "6", "6h", "798"),
            ("99.5", "3", "1d", "1686"),
            ("99.5", "1", "3d", "1686"),
            ("99.9", "14.4", "1h", "51.84"),
            ("99.9", "6", "6h", "279.6"),
            ("99", "14.4", "1h", "518.4"),
            ("99", "5", "6h", "1230"),
            ("95", "14.4", "1h", "2592"),
            ("90", "7.2", "2h", "5334"),
            ("99.99", "1", "3d", "415.92"),
        ] {
            let time = burn(factor, long).detection_time(objective(percent));
            assert_eq!(time.to_string(), seconds, "{factor}x {long} at {percent}");
        }
    }

    /// Seconds: `short * (1 - threshold)`, and 300 or 540 where the short window is recorded.
    #[test]
    fn reset_times_after_a_total_outage() {
        for (percent, factor, long, seconds) in [
            ("99.5", "14.4", "1h", "278.4"),
            ("99.5", "6", "6h", "1746"),
            ("99.5", "1", "12h", "3582"),
            ("99.5", "3", "1d", "7392"),
            ("99.5", "1", "3d", "21792"),
            ("90", "7.2", "2h", "168"),
            ("90", "14.4", "1h", "0"),
            ("99", "1", "12d", "86076"),
        ] {
            let time = burn(factor, long).reset_time(objective(percent));
            assert_eq!(time.to_string(), seconds, "{factor}x {long} at {percent}");
        }
    }

    #[test]
    fn traffic_below_which_one_failure_exceeds() {
        for (percent, factor, requests) in [
            ("99.9", "14.4", "69.4444"),
            ("99.95", "14.4", "138.889"),
            ("99.99", "14.4", "694.444"),
            ("99", "14.4", "6.94444"),
            ("99.9", "6", "166.667"),
            ("99.9", "1", "1000"),
        ] {
            let below = burn(factor, "1h").one_failure_exceeds_below(objective(percent));
            assert_eq!(below.to_string(), requests, "{factor}x at {percent}");
        }
    }

    #[test]
    fn failures_are_compared_half_a_failure_lower() {
        let printed = |failures| failures_to_exceed(failures).map(|it| it.to_string());
        assert_eq!(printed(3).as_deref(), Some("2.5"));
        assert_eq!(printed(1).as_deref(), Some("0.5"));
        assert_eq!(printed(0), None);
    }
}
