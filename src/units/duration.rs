//! Durations as Prometheus writes them.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A length of time, exact to the millisecond, printed in Prometheus' notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration {
    milliseconds: u64,
}

/// The units of Prometheus durations, largest first, in milliseconds.
const UNITS: [(&str, u64); 7] = [
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// What people call units, singular and plural, in milliseconds.
const LONG_UNITS: [(&str, u64); 8] = [
    ("y yr yrs year years", 365 * 86_400_000),
    ("mo month months", 30 * 86_400_000),
    ("w wk wks week weeks", 7 * 86_400_000),
    ("d day days", 86_400_000),
    ("h hr hrs hour hours", 3_600_000),
    ("m min mins minute minutes", 60_000),
    ("s sec secs second seconds", 1_000),
    ("ms msec millis millisecond milliseconds", 1),
];

impl Duration {
    /// The longest that is read. Prometheus and Alertmanager count nanoseconds in 64 bits, which last for
    /// 292 years: this leaves room for the sum of two.
    pub const LONGEST: Self = Self::from_days(100 * 365);

    /// A duration of so many milliseconds.
    pub const fn from_millis(milliseconds: u64) -> Self {
        Self { milliseconds }
    }

    /// A duration of so many seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self::from_millis(seconds * 1_000)
    }

    /// A duration of so many minutes.
    pub const fn from_mins(minutes: u64) -> Self {
        Self::from_secs(minutes * 60)
    }

    /// A duration of so many hours.
    pub const fn from_hours(hours: u64) -> Self {
        Self::from_mins(hours * 60)
    }

    /// A duration of so many days of 24 hours.
    pub const fn from_days(days: u64) -> Self {
        Self::from_hours(days * 24)
    }

    /// What was probably meant by a text that is no duration: `5 minutes`, `1.5h`, `6 hrs`. Only for
    /// suggestions.
    pub fn meant(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let digits = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let (number, unit) = (&text[..digits], text[digits..].trim_start());
        let (_, length) = LONG_UNITS
            .iter()
            .find(|(names, _)| names.split(' ').any(|name| name == unit))?;
        let (whole, tenths) = number.split_once('.').unwrap_or((number, "0"));
        let tenths: u64 = tenths.parse().ok().filter(|digit| *digit < 10)?;
        let parts = whole
            .parse::<u64>()
            .ok()?
            .checked_mul(10)?
            .checked_add(tenths)?;
        let milliseconds = parts.checked_mul(*length)?;
        let meant = Self::from_millis(milliseconds / 10);
        (!meant.is_zero() && milliseconds % 10 == 0 && meant <= Self::LONGEST).then_some(meant)
    }

    /// Length in milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.milliseconds
    }

    /// Length in whole seconds, rounded down.
    pub const fn as_secs(self) -> u64 {
        self.milliseconds / 1_000
    }

    /// Whether the length is nothing.
    pub const fn is_zero(self) -> bool {
        self.milliseconds == 0
    }
}

/// Prints days, hours, minutes, seconds and milliseconds, leaving out what is zero. Weeks and years
/// are read but not written: an SRE says `30d`, and metric names carry this text.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0s");
        }
        let mut rest = self.milliseconds;
        for (unit, length) in &UNITS[2..] {
            if rest >= *length {
                (rest / length).fmt(f)?;
                f.write_str(unit)?;
                rest %= length;
            }
        }
        Ok(())
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a text is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotADuration {
    /// It is not written as Prometheus writes durations.
    Unreadable,
    /// It is above [`Duration::LONGEST`].
    TooLong,
}

/// Reads `5m`, `1h30m`, `500ms`: each unit at most once, largest first, as Prometheus does.
impl FromStr for Duration {
    type Err = NotADuration;

    fn from_str(text: &str) -> Result<Self, NotADuration> {
        let mut rest = text;
        // Beyond what can be counted all are as long, and too long.
        let mut milliseconds: u64 = 0;
        let mut units = UNITS.iter();
        if text.is_empty() {
            return Err(NotADuration::Unreadable);
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return Err(NotADuration::Unreadable);
            }
            let number: u64 = rest[..digits].parse().unwrap_or(u64::MAX);
            rest = &rest[digits..];
            let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = &rest[..letters];
            let length = units.find(|(name, _)| *name == unit);
            let (_, length) = length.ok_or(NotADuration::Unreadable)?;
            milliseconds = milliseconds.saturating_add(number.saturating_mul(*length));
            rest = &rest[letters..];
        }
        let duration = Self { milliseconds };
        if duration > Self::LONGEST {
            return Err(NotADuration::TooLong);
        }
        Ok(duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_prometheus_reads_and_prints_it_short() {
        for (text, printed) in [
            ("5m", "5m"),
            ("90m", "1h30m"),
            ("1w", "7d"),
            ("720h", "30d"),
            ("1500ms", "1s500ms"),
            ("0s", "0s"),
        ] {
            assert_eq!(
                text.parse::<Duration>().map(|d| d.to_string()),
                Ok(printed.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn guesses_what_was_meant() {
        for (text, meant) in [
            ("5 minutes", Some("5m")),
            ("1.5h", Some("1h30m")),
            ("30 Days", Some("30d")),
            ("1 month", Some("30d")),
            ("6hrs", Some("6h")),
            ("500 ms", Some("500ms")),
            ("360", None),
            ("0 days", None),
            ("1.25h", None),
            ("soon", None),
            ("99999999999999999999 years", None),
            ("101 years", None),
        ] {
            let guess = Duration::meant(text).map(|duration| duration.to_string());
            assert_eq!(guess.as_deref(), meant, "{text}");
        }
    }

    #[test]
    fn refuses_what_prometheus_refuses() {
        for text in ["", "5", "m", "5 minutes", "5m1h", "5m5m", "-5m", "1.5h"] {
            let unreadable = Err(NotADuration::Unreadable);
            assert_eq!(text.parse::<Duration>(), unreadable, "{text}");
        }
    }

    #[test]
    fn refuses_what_nobody_can_add_to() {
        assert_eq!("100y".parse::<Duration>(), Ok(Duration::LONGEST));
        for text in [
            "100y1ms",
            "300y",
            "18446744073709551615ms",
            "99999999999999999999y",
        ] {
            let too_long = Err(NotADuration::TooLong);
            assert_eq!(text.parse::<Duration>(), too_long, "{text}");
        }
    }
}
