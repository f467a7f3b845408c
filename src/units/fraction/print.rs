//! Fractions become decimals, for rules and for people.

use std::fmt;

use super::{DECIMALS, Fraction};

/// How many digits a fraction without an end is printed with.
const SIGNIFICANT: usize = 6;

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

impl Fraction {
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
