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

impl Duration {
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
                write!(f, "{}{unit}", rest / length)?;
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

/// The text is not a Prometheus duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADuration;

/// Reads `5m`, `1h30m`, `500ms`: each unit at most once, largest first, as Prometheus does.
impl FromStr for Duration {
    type Err = NotADuration;

    fn from_str(text: &str) -> Result<Self, NotADuration> {
        let mut rest = text;
        let mut milliseconds: u64 = 0;
        let mut units = UNITS.iter();
        if text.is_empty() {
            return Err(NotADuration);
        }
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: u64 = rest[..digits].parse().map_err(|_| NotADuration)?;
            rest = &rest[digits..];
            let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = &rest[..letters];
            let (_, length) = units.find(|(name, _)| *name == unit).ok_or(NotADuration)?;
            milliseconds = number
                .checked_mul(*length)
                .and_then(|part| milliseconds.checked_add(part))
                .ok_or(NotADuration)?;
            rest = &rest[letters..];
        }
        Ok(Self { milliseconds })
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
    fn refuses_what_prometheus_refuses() {
        for text in [
            "",
            "5",
            "m",
            "5 minutes",
            "5m1h",
            "5m5m",
            "-5m",
            "1.5h",
            "99999999999999999999y",
        ] {
            assert_eq!(text.parse::<Duration>(), Err(NotADuration), "{text}");
        }
    }
}
