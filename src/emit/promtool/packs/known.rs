//! Values as Prometheus' templates print them, where a test knows them well enough.

use crate::emit::prometheus::humanize::{self, float};
use crate::pack::Unit;
use crate::units::Fraction;

/// By how much a signal may be off its level: numbers without an end are fed with six digits.
const SLACK: f64 = 2e-6;

/// The text of a value, unless a little more or less has another one.
pub(super) fn text(value: Fraction, unit: Unit) -> Option<String> {
    let format = match unit {
        Unit::Ratio => humanize::percentage,
        Unit::Seconds => humanize::duration,
        Unit::Count => humanize::count,
        // Powers of 1024 are seldom far enough from where rounding goes either way.
        Unit::Bytes => return None,
    };
    let value = float(value);
    let [least, most] = [1.0 - SLACK, 1.0 + SLACK].map(|factor| format(value * factor));
    (least == most).then_some(least)
}
