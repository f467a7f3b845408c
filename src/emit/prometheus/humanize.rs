//! Numbers as Prometheus' templates print them for people, and exact fractions as the doubles that
//! Prometheus reckons with.
//!
//! The formats are those of `humanizePercentage` and `humanizeDuration` in Prometheus'
//! `template/template.go`.

use crate::units::Fraction;

/// The double nearest to what a fraction prints as.
pub(in crate::emit) fn float(fraction: Fraction) -> f64 {
    let text = fraction.to_string();
    text.parse().expect("a fraction prints as a decimal")
}

/// `7.344%` for 0.07344.
pub(in crate::emit) fn percentage(ratio: f64) -> String {
    format!("{}%", significant(ratio * 100.0))
}

/// `1.01k` for 1010, as `humanize` has it.
pub(in crate::emit) fn count(number: f64) -> String {
    if number != 0.0 && number.abs() < 1.0 {
        return small(number);
    }
    let mut rest = number;
    for prefix in ["", "k", "M", "G"] {
        if rest.abs() < 1_000.0 {
            return significant(rest) + prefix;
        }
        rest /= 1_000.0;
    }
    significant(rest) + "T"
}

/// `495m` for 0.495.
fn small(number: f64) -> String {
    let mut rest = number;
    for prefix in ["m", "u"] {
        rest *= 1_000.0;
        if rest.abs() >= 1.0 {
            return significant(rest) + prefix;
        }
    }
    significant(rest * 1_000.0) + "n"
}

/// `9h 2m 8s`, with parts of a second only below a minute, and `505ms` below a second.
pub(in crate::emit) fn duration(seconds: f64) -> String {
    if seconds != 0.0 && seconds.abs() < 1.0 {
        return small(seconds) + "s";
    }
    if seconds < 60.0 {
        return format!("{}s", significant(seconds));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "cut off as Prometheus does"
    )]
    let whole = seconds as u64;
    let (seconds, minutes) = (whole % 60, whole / 60 % 60);
    match (whole / 86400, whole / 3600 % 24) {
        (0, 0) => format!("{minutes}m {seconds}s"),
        (0, hours) => format!("{hours}h {minutes}m {seconds}s"),
        (days, hours) => format!("{days}d {hours}h {minutes}m {seconds}s"),
    }
}

/// Whether a little more or less prints the same percentage.
pub(in crate::emit) fn is_stable_percentage(ratio: f64) -> bool {
    percentage(ratio * (1.0 - SLACK)) == percentage(ratio * (1.0 + SLACK))
}

/// Whether a little more or less prints the same duration.
pub(in crate::emit) fn is_stable_duration(seconds: f64) -> bool {
    duration(seconds * (1.0 - SLACK)) == duration(seconds * (1.0 + SLACK))
}

/// By how much sums of doubles may differ with their order, and averages with where samples lie in a window.
const SLACK: f64 = 1e-8;

/// The power of ten of a number's first digit, once it has four of them. Read from its text, since
/// logarithms differ from one platform to another.
pub(in crate::emit) fn magnitude(number: f64) -> i32 {
    let text = format!("{number:.3e}");
    let exponent = text.split_once('e').map(|(_, exponent)| exponent.parse());
    exponent
        .and_then(Result::ok)
        .expect("a number has an exponent")
}

/// Four significant digits, as Go's `%.4g` writes them: with an exponent below 0.0001 and from 10000 on.
fn significant(number: f64) -> String {
    let power = magnitude(number);
    let (text, exponent) = if let Ok(decimals @ 0..=7) = usize::try_from(3 - power) {
        (format!("{number:.decimals$}"), String::new())
    } else {
        let text = format!("{number:.3e}");
        let mantissa = text.split('e').next().unwrap_or_default().to_owned();
        let sign = if power < 0 { '-' } else { '+' };
        (mantissa, format!("e{sign}{:02}", power.unsigned_abs()))
    };
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `promtool` of Prometheus 3 prints.
    #[test]
    fn numbers_as_templates_print_them() {
        for (ratio, printed) in [
            (0.35, "35%"),
            (0.072_916_666, "7.292%"),
            (0.006_076, "0.6076%"),
            (1.6, "160%"),
            (0.9999, "99.99%"),
            (0.999_99, "100%"),
            (0.000_102, "0.0102%"),
            (0.000_001, "0.0001%"),
            (0.000_000_234_6, "2.346e-05%"),
            (99.99, "9999%"),
            (123.0, "1.23e+04%"),
        ] {
            assert_eq!(percentage(ratio), printed);
        }
        for (number, printed) in [
            (0.0, "0"),
            (41.0, "41"),
            (0.495, "495m"),
            (1010.0, "1.01k"),
            (2_500_000.0, "2.5M"),
        ] {
            assert_eq!(count(number), printed);
        }
        for (seconds, printed) in [
            (0.505, "505ms"),
            (32_528.6, "9h 2m 8s"),
            (156_137.0, "1d 19h 22m 17s"),
            (86_400.0, "1d 0h 0m 0s"),
            (61.9, "1m 1s"),
            (3.25, "3.25s"),
        ] {
            assert_eq!(duration(seconds), printed);
        }
    }
}
