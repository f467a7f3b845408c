//! Burn conditions: as a policy states them, and as an alert evaluates them.

use std::fmt;

use super::{AVERAGES_STEP, PAIR_WINDOW, Period, ReadFrom, read_from};
use crate::units::{Duration, Fraction};

/// How urgent an alert is, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Somebody is paged.
    Critical,
    /// Somebody looks at it in working hours.
    Warning,
    /// Nobody is told; it is there to be looked up.
    Info,
}

impl Severity {
    /// The value of the `severity` label.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One condition of a burn policy, as it is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyCondition {
    /// The value of the `burn` label: `fast`, `slow`.
    pub name: String,
    /// The window over which the budget burns.
    pub long: Duration,
    /// The window that ends the alert soon after recovery; [`short_for`](super::short_for) the
    /// long one if not stated.
    pub short: Option<Duration>,
    /// How fast the budget must burn.
    pub trigger: Trigger,
    /// How urgent it is.
    pub severity: Severity,
    /// The fewest bad events in the long window worth an alert; 0 admits any.
    pub min_failures: u32,
}

impl PolicyCondition {
    /// What `min_failures` is unless a policy says otherwise: two failures can be one person's
    /// retry, three are a pattern.
    pub const DEFAULT_MIN_FAILURES: u32 = 3;
}

/// How fast the budget must burn, and what stays fixed when period or objective differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// This share of the period's budget is spent within the long window.
    Share(Fraction),
    /// The budget burns so many times too fast, stated for a reference period. What is kept for
    /// another period is the share of the budget, not the factor.
    Factor {
        /// How many times too fast.
        factor: Fraction,
        /// The period it was stated for.
        reference: Period,
    },
    /// The budget burns exactly so many times too fast: never changed, only examined.
    Fixed(Fraction),
}

/// A budget burning `factor` times too fast over two windows at once: the arithmetic core of a
/// condition, and what a repair changes.
///
/// Both windows must exceed the threshold: the long one shows that enough budget is gone, the short
/// one that it is still going (Site Reliability Workbook, ch. 5, "Multiwindow, Multi-Burn-Rate
/// Alerts").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Burn {
    /// How many times faster than would spend the budget exactly at the end of the period.
    pub factor: Fraction,
    /// The long window.
    pub long: Duration,
    /// The short window.
    pub short: Duration,
}

/// A condition to alert on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The value of the `burn` label.
    pub name: String,
    /// Factor and windows.
    pub burn: Burn,
    /// How urgent it is.
    pub severity: Severity,
    /// The fewest bad events in the long window worth an alert; 0 admits any.
    pub min_failures: u32,
}

/// How long each condition keeps firing after it ceases to hold, for conditions from fastest to
/// slowest with the severities of their environment.
///
/// After a recovery the fast condition resolves first. If the next slower one pages too and was
/// inhibited until then, it would page anew for an incident that is over; so the fast one stays
/// until the slow one resolves as well, which is the difference of their short windows, and as long
/// as the slow one may lag behind.
pub fn keep_firing_for(conditions: &[Condition]) -> Vec<Option<Duration>> {
    let following = conditions.iter().skip(1).map(Some).chain([None]);
    conditions
        .iter()
        .zip(following)
        .map(|(condition, slower)| {
            let slower = slower.filter(|slower| {
                condition.severity == Severity::Critical && slower.severity == Severity::Critical
            })?;
            let (ends, later) = (condition.burn.short, slower.burn.latest_end());
            let lag = later.as_millis().checked_sub(ends.as_millis());
            lag.filter(|lag| *lag > 0).map(Duration::from_millis)
        })
        .collect()
}

impl Burn {
    /// The time from the end of an outage after which the short window is clean at the latest: a
    /// recorded one holds the last failures for the range of the rates, and averages are evaluated at
    /// their own step.
    pub fn latest_end(&self) -> Duration {
        let lag = match read_from(self.short) {
            ReadFrom::Raw => 0,
            ReadFrom::Pair | ReadFrom::Averages => PAIR_WINDOW.as_millis(),
        };
        let step = match read_from(self.long) {
            ReadFrom::Raw | ReadFrom::Pair => 0,
            ReadFrom::Averages => AVERAGES_STEP.as_millis(),
        };
        Duration::from_millis(self.short.as_millis() + lag + step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(short: u64, severity: Severity) -> Condition {
        Condition {
            name: format!("{short}m"),
            burn: Burn {
                factor: Fraction::ONE,
                long: Duration::from_mins(short * 12),
                short: Duration::from_mins(short),
            },
            severity,
            min_failures: PolicyCondition::DEFAULT_MIN_FAILURES,
        }
    }

    #[test]
    fn pages_last_until_the_next_slower_page_ends() {
        use Severity::{Critical, Warning};
        for (conditions, expected) in [
            (vec![], vec![]),
            (vec![(5, Critical)], vec![None]),
            (vec![(5, Critical), (30, Warning)], vec![None, None]),
            (vec![(5, Warning), (30, Critical)], vec![None, None]),
            (vec![(5, Critical), (5, Critical)], vec![None, None]),
            (
                vec![
                    (5, Critical),
                    (30, Critical),
                    (120, Critical),
                    (360, Warning),
                ],
                vec![Some(25), Some(90 + 5 + 4), None, None],
            ),
        ] {
            let conditions: Vec<_> = conditions
                .into_iter()
                .map(|(short, severity)| condition(short, severity))
                .collect();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|minutes: Option<u64>| minutes.map(Duration::from_mins))
                .collect();
            assert_eq!(keep_firing_for(&conditions), expected, "{conditions:?}");
        }
    }
}
