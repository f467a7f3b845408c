//! Decimals become fractions.
//!
//! In comes a text as people write it, out goes its exact value, or which mistake it holds.

use std::str::FromStr;

use num_rational::Ratio;

use super::Fraction;

/// The most significant digits that a text may have.
const MAX_DIGITS: usize = 12;

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
