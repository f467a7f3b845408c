//! Number literals. Prometheus computes in doubles, so a literal is a double; what matters is that it
//! comes from exact decimals, is never computed with, and prints as the shortest text that reads back.

use std::fmt;
use std::str::FromStr;

/// A number literal, built from decimals only: `14.4` prints `14.4`, never `14.399999999999999`.
#[must_use]
#[derive(Debug, Clone, Copy)]
pub struct Number(f64);

impl Number {
    /// Positive infinity, the upper end of a range.
    pub const INFINITY: Self = Self(f64::INFINITY);

    /// `mantissa` divided by ten to the power of `places`: `decimal(144, 1)` is 14.4. Rounded but
    /// once for anything of up to 15 digits, and so what Prometheus reads in the decimal text.
    #[expect(clippy::cast_precision_loss, reason = "Prometheus reads a double too")]
    pub fn decimal(mantissa: i64, places: u8) -> Self {
        Self(mantissa as f64 / 10_f64.powi(places.into()))
    }

    /// A value that Prometheus' own grammar yields.
    pub fn from_double(value: f64) -> Self {
        Self(value)
    }

    /// Whether it prints with a sign, and thus binds like a unary minus.
    pub(super) fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_nan()
    }

    /// The same number with the other sign.
    pub(super) fn negated(self) -> Self {
        Self(-self.0)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            number if number.is_nan() => f.write_str("NaN"),
            f64::INFINITY => f.write_str("Inf"),
            f64::NEG_INFINITY => f.write_str("-Inf"),
            // As most are; the digits of other doubles take longer to find.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is whole, above zero and small"
            )]
            whole if whole.fract() == 0.0 && (1.0..1e15).contains(&whole) => (whole as u64).fmt(f),
            number => number.fmt(f),
        }
    }
}

/// Numbers are equal when they print alike.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits() || (self.0.is_nan() && other.0.is_nan())
    }
}

impl Eq for Number {}

impl From<i32> for Number {
    fn from(number: i32) -> Self {
        Self(number.into())
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

impl From<u64> for Number {
    #[expect(clippy::cast_precision_loss, reason = "Prometheus reads a double too")]
    fn from(number: u64) -> Self {
        Self(number as f64)
    }
}

/// The text is not a plain decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotANumber;

/// Reads plain decimals, as the exact quantities of `units` print them.
impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return Err(NotANumber);
        }
        text.parse().map(Self).map_err(|_| NotANumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, NotANumber> {
        text.parse::<Number>().map(|number| number.to_string())
    }

    #[test]
    fn prints_the_shortest_text_without_an_exponent() {
        for (text, printed) in [
            ("14.4", "14.4"),
            ("0.0010", "0.001"),
            ("00.50", "0.5"),
            ("-2.5", "-2.5"),
            ("0.00000000001", "0.00000000001"),
            ("0", "0"),
            ("-1", "-1"),
            ("1.0", "1"),
            ("999999999999999", "999999999999999"),
            ("1000000000000000", "1000000000000000"),
            ("100000000000000000000000", "100000000000000000000000"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(printed));
        }
        assert_eq!(Number::decimal(144, 1).to_string(), "14.4");
        assert_eq!(Number::decimal(-5, 4).to_string(), "-0.0005");
        assert_eq!(Number::INFINITY.to_string(), "Inf");
    }

    #[test]
    fn refuses_what_is_no_plain_decimal() {
        for text in [
            "", "-", ".5", "5.", "1e3", "+1", "1_000", "NaN", "--1", "1.2.3",
        ] {
            assert_eq!(read(text), Err(NotANumber), "{text}");
        }
    }

    #[test]
    fn zeros_of_both_signs_differ_and_nan_equals_itself() {
        assert_ne!(Number::from(0), Number::from(0).negated());
        assert_eq!(Number(f64::NAN), Number(-f64::NAN));
    }
}
