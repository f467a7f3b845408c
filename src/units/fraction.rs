//! Exact fractions: decimals from the registry go in, decimals for rules and people come out, and
//! no float lies between, so that `99.9` never becomes a budget of `0.0009999999999999432`.

use std::fmt;
use std::ops::{Add, Div, Mul, Sub};
use std::str::FromStr;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub};

use super::Duration;

/// An exact rational number.
///
/// Operators panic rather than wrap when numerator or denominator would reach 10^36, and on
/// division by zero. What `slo` computes stays below 10^35: texts have at most twelve digits,
/// windows are whole seconds and shorter than 90 days, periods are whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fraction(Ratio<i128>);

/// The most significant digits that a text may have.
const MAX_DIGITS: usize = 12;

/// 10^12, which the denominator divides if there are at most twelve decimals.
const DECIMALS: i128 = 10_i128.pow(12);

/// Parts below this can be printed without overflow.
const LIMIT: i128 = 10_i128.pow(36);

/// Why an operator panics.
const TOO_LARGE: &str = "a divisor other than zero, and parts below 10^36";

/// How many digits a fraction without an end is printed with.
const SIGNIFICANT: usize = 6;

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

    /// Prints the magnitude of a fraction that is exact.
    fn write_exact(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = (self.0.numer().abs(), *self.0.denom());
        write!(f, "{}", numerator / denominator)?;
        let decimals = numerator % denominator * (DECIMALS / denominator);
        let mut decimals = u64::try_from(decimals).expect("a remainder below 10^12");
        if decimals == 0 {
            return Ok(());
        }
        let mut places = 12;
        while decimals.is_multiple_of(10) {
            decimals /= 10;
            places -= 1;
        }
        write!(f, ".{decimals:0places$}")
    }

    /// The magnitude with so many significant digits, or with all those of its whole part.
    fn rounded_text(self, significant: usize) -> String {
        let (numerator, denominator) = (self.0.numer().abs(), *self.0.denom());
        let (mut digits, mut rest) = (numerator / denominator, numerator % denominator);
        let mut decimals = 0;
        while digits.checked_ilog10().map_or(0, |log| log as usize + 1) < significant {
            digits = digits * 10 + rest * 10 / denominator;
            rest = rest * 10 % denominator;
            decimals += 1;
        }
        if rest * 2 >= denominator {
            digits += 1;
        }
        let mut text = format!("{digits:0width$}", width = decimals + 1);
        text.insert(text.len() - decimals, '.');
        text
    }
}

/// Prints the shortest decimal: exact if twelve decimals suffice, else rounded to six significant
/// digits, or to a whole number if that has more; to the nearest, halves away from zero. A precision
/// asks for another number of significant digits, as in `{:.3}`.
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.numer().is_negative() {
            f.write_str("-")?;
        }
        if self.is_exact() {
            return self.write_exact(f);
        }
        let text = self.rounded_text(f.precision().unwrap_or(SIGNIFICANT));
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
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

/// Why a text is not a fraction, so that a message can name the mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAFraction {
    /// Not a decimal number at all.
    NotANumber,
    /// A decimal comma: `99,9`.
    Comma,
    /// A percent sign: `99.9%`. Fields say in their names or documentation what unit they have.
    PercentSign,
    /// An exponent: `1e-3`.
    Exponent,
    /// More than twelve significant digits, which nobody means.
    TooLong,
}

impl NotAFraction {
    /// What should have been written instead of a text that is no plain decimal.
    pub fn expected(self) -> &'static str {
        match self {
            Self::NotANumber => "a number is expected",
            Self::Comma => "a decimal point is expected, not a comma",
            Self::PercentSign => "a plain number is expected, without `%`",
            Self::Exponent => "a plain decimal is expected, without an exponent",
            Self::TooLong => "at most 12 digits are expected",
        }
    }
}

/// Reads decimals as people write them, `99.5`, `0.10`, `-3`: digits on both sides of the point.
impl FromStr for Fraction {
    type Err = NotAFraction;

    fn from_str(text: &str) -> Result<Self, NotAFraction> {
        let (whole, decimals) = decimal_parts(text).ok_or_else(|| mistake(text))?;
        let whole = whole.trim_start_matches('0');
        let decimals = decimals.trim_end_matches('0');
        if whole.len() + decimals.len() > MAX_DIGITS {
            return Err(NotAFraction::TooLong);
        }
        let (digits, scale) = whole
            .bytes()
            .map(|digit| (digit, 1))
            .chain(decimals.bytes().map(|digit| (digit, 10)))
            .fold((0, 1), |(digits, scale), (digit, step)| {
                (digits * 10 + i128::from(digit - b'0'), scale * step)
            });
        let sign = if text.starts_with('-') { -1 } else { 1 };
        Ok(Self(Ratio::new(sign * digits, scale)))
    }
}

/// The digits before and after the point, if the text is a decimal.
fn decimal_parts(text: &str) -> Option<(&str, &str)> {
    let magnitude = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = magnitude.split_once('.').unwrap_or((magnitude, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(decimals)).then_some((whole, decimals))
}

/// What was meant by a text that is not a decimal.
fn mistake(text: &str) -> NotAFraction {
    let decimal = |text: &str| decimal_parts(text).is_some();
    let with_point = text.replacen(',', ".", 1);
    if let Some(number) = with_point.strip_suffix('%')
        && decimal(number.trim_end())
    {
        NotAFraction::PercentSign
    } else if decimal(&with_point) {
        NotAFraction::Comma
    } else if let Some((mantissa, exponent)) = text.split_once(['e', 'E'])
        && decimal(mantissa)
        && exponent.parse::<i64>().is_ok()
    {
        NotAFraction::Exponent
    } else {
        NotAFraction::NotANumber
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fraction(text: &str) -> Fraction {
        text.parse().expect("a decimal")
    }

    #[test]
    fn reads_decimals_and_prints_them_short() {
        for (text, printed) in [
            ("99.5", "99.5"),
            ("0.10", "0.1"),
            ("-3", "-3"),
            ("007.0", "7"),
            ("-0.0", "0"),
            ("0.000000000001", "0.000000000001"),
            ("999999999999", "999999999999"),
            ("99.50000000000000000000", "99.5"),
        ] {
            assert_eq!(fraction(text).to_string(), printed, "{text}");
            assert!(fraction(text).is_exact(), "{text}");
        }
    }

    #[test]
    fn names_the_mistake() {
        use NotAFraction::{Comma, Exponent, NotANumber, PercentSign, TooLong};
        for (text, mistake) in [
            ("99,9", Comma),
            ("99.9%", PercentSign),
            ("99,9 %", PercentSign),
            ("1e-3", Exponent),
            ("9.99E1", Exponent),
            ("0.0000000000001", TooLong),
            ("1234567890123", TooLong),
            ("", NotANumber),
            ("-", NotANumber),
            (".5", NotANumber),
            ("5.", NotANumber),
            ("+5", NotANumber),
            (" 5", NotANumber),
            ("--5", NotANumber),
            ("1.2.3", NotANumber),
            ("1,000,000", NotANumber),
            ("0x1F", NotANumber),
            ("three nines", NotANumber),
            ("%", NotANumber),
            ("٣", NotANumber),
        ] {
            assert_eq!(text.parse::<Fraction>(), Err(mistake), "{text}");
        }
    }

    #[test]
    fn rounds_what_does_not_end() {
        for (numerator, denominator, printed) in [
            (14, 15, "0.933333"),
            (14, 3, "4.66667"),
            (-2, 3, "-0.666667"),
            (1, 3_000_000, "0.000000333333"),
            (9_999_999, 10_000_001, "1"),
            (2_999_999, 30_000_000_000_007, "0.0000001"),
            (200_000_000, 3, "66666667"),
            (1, 8_192, "0.00012207"),
        ] {
            let fraction = Fraction::new(numerator, denominator);
            assert_eq!(fraction.to_string(), printed, "{numerator}/{denominator}");
            assert!(!fraction.is_exact(), "{numerator}/{denominator}");
        }
    }

    #[test]
    fn percent_moves_the_point() {
        assert_eq!(fraction("0.995").percent().to_string(), "99.5");
        assert_eq!(fraction("0.072").percent().to_string(), "7.2");
    }

    #[test]
    fn says_durations_in_two_units() {
        for (numerator, denominator, printed) in [
            (518, 1, "8m38s"),
            (2_592, 5, "8m38s"),
            (12_960, 1, "3h36m"),
            (180_000, 1, "2d2h"),
            (7_199, 2, "1h"),
            (86_385, 1, "1d"),
            (86_340, 1, "23h59m"),
            (100_000_000, 1, "1157d10h"),
            (1, 2, "1s"),
            (49, 100, "0s"),
            (-5, 1, "0s"),
            (i64::MAX, 1, "36500d"),
        ] {
            let duration = Fraction::new(numerator, denominator).rounded_duration();
            assert_eq!(duration.to_string(), printed, "{numerator}/{denominator}");
        }
    }

    #[test]
    fn the_largest_parts_still_print() {
        let largest = Fraction(Ratio::new(LIMIT - 1, 7));
        assert!(largest.to_string().starts_with("142857142857"));
        let smallest = Fraction(Ratio::new(1, LIMIT - 1));
        assert_eq!(smallest.to_string(), format!("0.{:0>36}", "1"));
        assert_eq!(smallest.rounded_duration(), Duration::from_secs(0));
    }

    #[test]
    #[should_panic(expected = "parts below 10^36")]
    fn overflow_is_loud() {
        let large = Fraction(Ratio::new(LIMIT - 1, 1));
        let _ = large + large;
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}|-?[0-9,.eE%]{0,30}") {
            let _ = text.parse::<Fraction>();
        }

        #[test]
        fn printing_and_parsing_are_inverse(digits in -999_999_999_999_i64..=999_999_999_999, decimals in 0_u32..=12) {
            let exact = Fraction::new(digits, 10_u64.pow(decimals));
            prop_assert_eq!(exact.to_string().parse(), Ok(exact));
        }

        #[test]
        fn rounding_is_to_the_nearest(numerator in 1_i64..1_000_000_000, denominator in 1_u64..1_000_000_000) {
            let exact = Fraction::new(numerator, denominator);
            let printed = exact.to_string();
            prop_assume!(!exact.is_exact());
            let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            prop_assume!(decimals <= 12);
            let rounded = fraction(&printed);
            let error = if rounded > exact { rounded - exact } else { exact - rounded };
            prop_assert!(error * Fraction::from(1_000_000) <= exact * Fraction::from(5));
        }

        #[test]
        fn arithmetic_agrees_with_integers(a in -1_000_000_i64..1_000_000, b in 1_i64..1_000_000) {
            let (x, y) = (Fraction::new(a, 1), Fraction::new(b, 1));
            prop_assert_eq!(x + y, Fraction::new(a + b, 1));
            prop_assert_eq!(x - y, Fraction::new(a - b, 1));
            prop_assert_eq!(x * y, Fraction::new(a * b, 1));
            prop_assert_eq!(x / y * y, x);
            prop_assert_eq!(x < y, a < b);
        }
    }
}
