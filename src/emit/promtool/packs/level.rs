//! The values of a signal on the two sides of its alert's threshold.

use crate::pack::{Condition, Unit};
use crate::units::Fraction;

/// Values of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Levels {
    /// A hundredth on this side of the threshold, where the alert is silent.
    pub(super) silent: Fraction,
    /// A hundredth beyond it.
    pub(super) firing: Fraction,
    /// Far on this side.
    pub(super) calm: Fraction,
}

impl Levels {
    /// Always the same.
    pub(super) fn even(value: Fraction) -> Self {
        Self {
            silent: value,
            firing: value,
            calm: value,
        }
    }

    /// Around a threshold. A gauge that counts has whole values alone, and a ratio none above 1; `None`
    /// where there is no value beyond the threshold, or where it is below 0.
    pub(super) fn around(condition: Condition, unit: Unit, gauge: bool) -> Option<Self> {
        let (Condition::Above(threshold) | Condition::Below(threshold)) = condition else {
            return None;
        };
        if threshold < Fraction::ZERO {
            return None;
        }
        let hundredth = threshold / Fraction::from(100);
        let whole = threshold.to_string().parse::<u64>().ok();
        let (near, far) = match whole.filter(|_| gauge && unit == Unit::Count) {
            Some(whole) => (
                Fraction::from(whole / 100),
                Fraction::from((whole / 100).max(1)),
            ),
            None if threshold == Fraction::ZERO => (hundredth, least(unit)),
            None => (hundredth, hundredth),
        };
        let real = |value: Fraction| match unit {
            Unit::Ratio => value.min(Fraction::ONE),
            Unit::Seconds | Unit::Bytes | Unit::Count => value,
        };
        let above = matches!(condition, Condition::Above(_));
        let (silent, firing, calm) = if above {
            (threshold - near, threshold + far, Fraction::ZERO)
        } else {
            let calm = match unit {
                Unit::Ratio => Fraction::ONE,
                _ => threshold + threshold,
            };
            (threshold + near, threshold - far, calm)
        };
        let levels = Self {
            silent: real(silent),
            firing: real(firing),
            calm,
        };
        holds(condition, levels.firing).then_some(levels)
    }
}

/// Whether an alert's condition holds for a value.
pub(super) fn holds(condition: Condition, value: Fraction) -> bool {
    match condition {
        Condition::Above(threshold) => value > threshold,
        Condition::Below(threshold) => value < threshold,
        Condition::Absent => false,
    }
}

/// A value that is surely more than nothing.
fn least(unit: Unit) -> Fraction {
    match unit {
        Unit::Ratio => Fraction::new(1, 100),
        Unit::Seconds | Unit::Bytes | Unit::Count => Fraction::ONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lie_on_both_sides_of_a_threshold() {
        let f = Fraction::new;
        for (condition, unit, gauge, silent, firing, calm) in [
            (
                Condition::Above(f(4, 5)),
                Unit::Ratio,
                false,
                "0.792",
                "0.808",
                "0",
            ),
            (
                Condition::Below(f(1, 1)),
                Unit::Ratio,
                true,
                "1",
                "0.99",
                "1",
            ),
            (Condition::Below(f(1, 1)), Unit::Count, true, "1", "0", "2"),
            (
                Condition::Above(f(40, 1)),
                Unit::Count,
                true,
                "40",
                "41",
                "0",
            ),
            (
                Condition::Above(f(1000, 1)),
                Unit::Count,
                true,
                "990",
                "1010",
                "0",
            ),
            (
                Condition::Below(f(1, 2)),
                Unit::Count,
                false,
                "0.505",
                "0.495",
                "1",
            ),
            (Condition::Above(f(0, 1)), Unit::Count, false, "0", "1", "0"),
        ] {
            let levels = Levels::around(condition, unit, gauge).expect("such values");
            let texts = [levels.silent, levels.firing, levels.calm].map(|it| it.to_string());
            assert_eq!(texts, [silent, firing, calm], "{condition:?}");
        }
        let nothing_above = Levels::around(Condition::Above(f(1, 1)), Unit::Ratio, true);
        assert_eq!(nothing_above, None);
    }
}
