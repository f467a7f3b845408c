//! What is read and printed, and that nothing wraps.

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
