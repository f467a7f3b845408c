//! Policies against objectives and periods. Expected values were computed apart from this code,
//! with Python's fractions; this file holds what the tests write conditions with.

mod policies;
mod problems;
mod properties;

use super::*;
use crate::units::{Duration, Fraction};

fn fraction(text: &str) -> Fraction {
    text.parse().expect("a decimal")
}

fn duration(text: &str) -> Duration {
    text.parse().expect("a duration")
}

fn objective(text: &str) -> Objective {
    text.parse().expect("an objective")
}

fn period(days: u64) -> Period {
    Period::new(Duration::from_days(days)).expect("a period")
}

fn stated(name: &str, long: &str, trigger: Trigger, severity: Severity) -> PolicyCondition {
    PolicyCondition {
        name: name.to_owned(),
        long: duration(long),
        short: None,
        trigger,
        severity,
        min_failures: PolicyCondition::DEFAULT_MIN_FAILURES,
    }
}

fn over_30d(factor: &str) -> Trigger {
    Trigger::Factor {
        factor: fraction(factor),
        reference: period(30),
    }
}

fn fixed(factor: &str) -> Trigger {
    Trigger::Fixed(fraction(factor))
}

fn print(burn: &Burn) -> String {
    format!("{}x {}/{}", burn.factor, burn.long, burn.short)
}
