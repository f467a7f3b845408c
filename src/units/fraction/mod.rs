//! Exact fractions: decimals from the registry go in, decimals for rules and people come out, and
//! no float lies between, so that `99.9` never becomes a budget of `0.0009999999999999432`.

mod print;
mod read;
#[cfg(test)]
mod tests;

use std::ops::{Add, Div, Mul, Sub};

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub};

use super::Duration;
pub use read::NotAFraction;

/// An exact rational number.
///
/// Operators panic rather than wrap when numerator or denominator would reach 10^36, and on
/// division by zero. What `slo` computes stays below 10^35: texts have at most twelve digits,
/// windows are whole seconds and shorter than 90 days, periods are whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fraction(Ratio<i128>);

/// 10^12, which the denominator divides if there are at most twelve decimals.
const DECIMALS: i128 = 10_i128.pow(12);

/// Parts below this can be printed without overflow.
const LIMIT: i128 = 10_i128.pow(36);

/// Why an operator panics.
const TOO_LARGE: &str = "a divisor other than zero, and parts below 10^36";

/// No duration is said to be longer than these seconds.
const CENTURY: u64 = 100 * 365 * 86_400;

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));

    /// The whole.
    pub const ONE: Self = Self(Ratio::new_raw(1, 1));

    /// A numerator over a denominator, which must not be zero.
    pub fn new(numerator: i64, denominator: u64) -> Self {
        Self(Ratio::new(numerator.into(), denominator.into()))
    }

    /// A hundred times the fraction: `99.5` for 0.995.
    #[must_use]
    pub fn percent(self) -> Self {
        self * Self::from(100)
    }

    /// Whether it prints as it is, without rounding.
    pub fn is_exact(self) -> bool {
        DECIMALS % self.0.denom() == 0
    }

    /// So many seconds as a person would say them, in at most two units: to the second below an
    /// hour, to the minute below a day, then to the hour (`8m38s`, `3h36m`, `2d2h`). Halves go up;
    /// less than nothing is nothing, more than a century is a century.
    pub fn rounded_duration(self) -> Duration {
        let seconds = self.clamp(Self::ZERO, Self::from(CENTURY));
        let step = match seconds {
            short if short < Self::from(3_600) => 1,
            medium if medium < Self::from(86_400) => 60,
            _ => 3_600,
        };
        let steps = (seconds / Self::from(step)).0.round().to_integer();
        let rounded = u64::try_from(steps).expect("clamped");
        Duration::from_secs(rounded * step)
    }

    /// The sum, unless its parts would reach 10^36.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::admit(self.0.checked_add(&other.0))
    }

    /// The difference, unless its parts would reach 10^36.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::admit(self.0.checked_sub(&other.0))
    }

    /// The product, unless its parts would reach 10^36.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        Self::admit(self.0.checked_mul(&other.0))
    }

    /// The quotient, unless `other` is zero or the parts would reach 10^36.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        Self::admit(self.0.checked_div(&other.0))
    }

    /// Admits a result that is small enough to go on with.
    fn admit(result: Option<Ratio<i128>>) -> Option<Self> {
        result
            .filter(|it| (-LIMIT..LIMIT).contains(it.numer()) && *it.denom() < LIMIT)
            .map(Self)
    }
}

impl From<u64> for Fraction {
    fn from(number: u64) -> Self {
        Self(Ratio::from_integer(number.into()))
    }
}

/// The length in seconds.
impl From<Duration> for Fraction {
    fn from(duration: Duration) -> Self {
        Self(Ratio::new(duration.as_millis().into(), 1_000))
    }
}

impl Add for Fraction {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.checked_add(other).expect(TOO_LARGE)
    }
}

impl Sub for Fraction {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.checked_sub(other).expect(TOO_LARGE)
    }
}

impl Mul for Fraction {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        self.checked_mul(other).expect(TOO_LARGE)
    }
}

impl Div for Fraction {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        self.checked_div(other).expect(TOO_LARGE)
    }
}
