//! Objectives, periods, and the error budget that they leave.

use std::fmt;
use std::str::FromStr;

use crate::units::{Duration, Fraction, NotAFraction};

/// The share of good events that is promised, in percent, between 0 and 100 and neither of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Objective {
    percent: Fraction,
}

/// Why a text is not an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAnObjective {
    /// Not a decimal.
    Unreadable(NotAFraction),
    /// Zero or below, which promises nothing.
    ZeroOrNegative,
    /// Above 0 and at most 1, hence a ratio. Holds the objective that was meant, if it can be one.
    LooksLikeRatio(Option<Objective>),
    /// 100 or more, which leaves no budget: one failure ever would burn infinitely fast.
    HundredOrMore,
}

impl Objective {
    /// The objective in percent: `99.5`.
    pub fn percent(self) -> Fraction {
        self.percent
    }

    /// The objective as a ratio: `0.995`.
    pub fn ratio(self) -> Fraction {
        self.percent / Fraction::from(100)
    }

    /// The ratio of events that may be bad: `1 - objective`.
    pub fn error_budget(self) -> Fraction {
        Fraction::ONE - self.ratio()
    }

    /// Seconds of total outage that spend the budget of a period in which traffic is even:
    /// `budget * period`, which is 3h36m for 99.5 over 30d.
    pub fn budget_in_seconds(self, period: Period) -> Fraction {
        self.error_budget() * period.seconds()
    }

    /// How many of so many events may be bad: `budget * events`, which is 5000 of a million for
    /// 99.5.
    pub fn budget_in_events(self, events: u64) -> Fraction {
        self.error_budget() * Fraction::from(events)
    }
}

impl FromStr for Objective {
    type Err = NotAnObjective;

    fn from_str(text: &str) -> Result<Self, NotAnObjective> {
        let percent = text
            .parse::<Fraction>()
            .map_err(NotAnObjective::Unreadable)?;
        if percent <= Fraction::ZERO {
            Err(NotAnObjective::ZeroOrNegative)
        } else if percent < Fraction::ONE {
            let meant = Self {
                percent: percent.percent(),
            };
            Err(NotAnObjective::LooksLikeRatio(Some(meant)))
        } else if percent == Fraction::ONE {
            Err(NotAnObjective::LooksLikeRatio(None))
        } else if percent < Fraction::from(100) {
            Ok(Self { percent })
        } else {
            Err(NotAnObjective::HundredOrMore)
        }
    }
}

/// Prints percent without a sign: `99.5`.
impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.percent.fmt(f)
    }
}

/// The rolling period of an objective: whole days, from 7 to 90.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    length: Duration,
}

/// Why a duration is not a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAPeriod {
    /// Below [`Period::SHORTEST`]: the longest windows would be most of it.
    TooShort,
    /// Above [`Period::LONGEST`]: few servers keep that much, and a budget would take a season to
    /// come back.
    TooLong,
    /// Not a whole number of days.
    NotWholeDays,
}

const DAY: Duration = Duration::from_days(1);

impl Period {
    /// The shortest period.
    pub const SHORTEST: Duration = Duration::from_days(7);

    /// The longest period.
    pub const LONGEST: Duration = Duration::from_days(90);

    /// A period of this length.
    pub fn new(length: Duration) -> Result<Self, NotAPeriod> {
        if length < Self::SHORTEST {
            Err(NotAPeriod::TooShort)
        } else if length > Self::LONGEST {
            Err(NotAPeriod::TooLong)
        } else if !length.as_millis().is_multiple_of(DAY.as_millis()) {
            Err(NotAPeriod::NotWholeDays)
        } else {
            Ok(Self { length })
        }
    }

    /// Its length.
    pub fn length(self) -> Duration {
        self.length
    }

    /// Its length in seconds.
    pub fn seconds(self) -> Fraction {
        self.length.into()
    }
}

/// Prints days: `30d`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.length.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn objective(text: &str) -> Objective {
        text.parse().expect("an objective")
    }

    fn period(days: u64) -> Period {
        Period::new(Duration::from_days(days)).expect("a period")
    }

    #[test]
    fn budgets_are_exact() {
        for (text, ratio, budget, per_million) in [
            ("90", "0.9", "0.1", "100000"),
            ("99.0", "0.99", "0.01", "10000"),
            ("99.5", "0.995", "0.005", "5000"),
            ("99.9", "0.999", "0.001", "1000"),
            ("99.95", "0.9995", "0.0005", "500"),
            ("99.999", "0.99999", "0.00001", "10"),
            ("1.01", "0.0101", "0.9899", "989900"),
        ] {
            let objective = objective(text);
            assert_eq!(objective.ratio().to_string(), ratio, "{text}");
            assert_eq!(objective.error_budget().to_string(), budget, "{text}");
            let events = objective.budget_in_events(1_000_000);
            assert_eq!(events.to_string(), per_million, "{text}");
        }
    }

    #[test]
    fn budgets_in_time() {
        for (text, days, budget) in [
            ("99.5", 30, "3h36m"),
            ("99.9", 30, "43m12s"),
            ("99.99", 30, "4m19s"),
            ("99.9", 28, "40m19s"),
            ("99", 7, "1h41m"),
            ("95", 90, "4d12h"),
            ("99.999", 90, "1m18s"),
        ] {
            let seconds = objective(text).budget_in_seconds(period(days));
            let printed = seconds.rounded_duration().to_string();
            assert_eq!(printed, budget, "{text} over {days}d");
        }
    }

    #[test]
    fn refusals_name_the_mistake() {
        use NotAnObjective::{HundredOrMore, LooksLikeRatio, Unreadable, ZeroOrNegative};
        for (text, refusal) in [
            ("100", HundredOrMore),
            ("100.0", HundredOrMore),
            ("999", HundredOrMore),
            ("0", ZeroOrNegative),
            ("0.000", ZeroOrNegative),
            ("-99.9", ZeroOrNegative),
            ("0.999", LooksLikeRatio(Some(objective("99.9")))),
            ("1", LooksLikeRatio(None)),
            ("99,9", Unreadable(NotAFraction::Comma)),
            ("99.9%", Unreadable(NotAFraction::PercentSign)),
            ("three nines", Unreadable(NotAFraction::NotANumber)),
        ] {
            assert_eq!(text.parse::<Objective>(), Err(refusal), "{text}");
        }
    }

    #[test]
    fn periods_are_whole_days_from_7_to_90() {
        for (text, verdict) in [
            ("7d", Ok("7d")),
            ("1w", Ok("7d")),
            ("720h", Ok("30d")),
            ("90d", Ok("90d")),
            ("6d23h59m59s999ms", Err(NotAPeriod::TooShort)),
            ("90d1ms", Err(NotAPeriod::TooLong)),
            ("30d12h", Err(NotAPeriod::NotWholeDays)),
        ] {
            let period = Period::new(text.parse().expect("a duration"));
            let printed = period.map(|period| period.to_string());
            assert_eq!(printed, verdict.map(str::to_owned), "{text}");
        }
    }

    proptest! {
        #[test]
        fn objectives_print_as_they_are_read(hundredths in 101_i64..10_000) {
            let percent = Fraction::new(hundredths, 100);
            let objective = objective(&percent.to_string());
            prop_assert_eq!(objective.percent(), percent);
            prop_assert_eq!(objective.ratio() + objective.error_budget(), Fraction::ONE);
            prop_assert_eq!(objective.to_string(), percent.to_string());
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = text.parse::<Objective>();
        }
    }
}
