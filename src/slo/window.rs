//! Windows: the catalogue that repairs choose from, and how a window of either length is read.

use crate::units::{Duration, Fraction};

/// Long windows from fast to slow. Few and fixed, so that SLOs share their recorded ratios and a
/// person on call meets the same numbers everywhere.
pub const CATALOGUE: [Duration; 6] = [
    Duration::from_hours(1),
    Duration::from_hours(2),
    Duration::from_hours(6),
    Duration::from_hours(12),
    Duration::from_days(1),
    Duration::from_days(3),
];

/// The range over which the rates of bad and total events are recorded.
pub const PAIR_WINDOW: Duration = Duration::from_mins(5);

/// The interval at which averages of the recorded pair are recorded in turn, each over its length.
pub const AVERAGES_STEP: Duration = Duration::from_mins(4);

/// The step at which a window's share with samples is counted: the usual lookback, so that every step
/// finds a sample.
pub const COVERAGE_STEP: Duration = Duration::from_mins(5);

/// The short window of a long one: a twelfth, in whole seconds.
///
/// Site Reliability Workbook, ch. 5: "make the short window 1/12 the duration of the long window".
pub fn short_for(long: Duration) -> Duration {
    Duration::from_secs(long.as_secs() / 12)
}

/// The series that a window is read from. The longer the window, the sparser they are, since a
/// long range over raw series is read again at every evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadFrom {
    /// The service's own series: windows up to an hour.
    Raw,
    /// The recorded rates of bad and total events: windows above an hour.
    Pair,
    /// The averages of the recorded rates: windows of a day or more.
    Averages,
}

/// The series that a window of this length is read from.
pub fn read_from(window: Duration) -> ReadFrom {
    if window <= Duration::from_hours(1) {
        ReadFrom::Raw
    } else if window < Duration::from_days(1) {
        ReadFrom::Pair
    } else {
        ReadFrom::Averages
    }
}

impl ReadFrom {
    /// The most seconds by which an outage is seen later than in raw series: the recorded rates
    /// smooth its start over their range, half of which is the delay of the mean, and averages
    /// wait for their next recording.
    pub fn delay(self) -> Fraction {
        self.later_by(Fraction::from(PAIR_WINDOW) / Fraction::from(2))
    }

    /// The most seconds by which the end of an outage is seen later than in raw series: its last
    /// failures stay in the recorded rates for their whole range, and where few failures exceed the
    /// threshold, it is the last ones that count.
    pub fn reset_delay(self) -> Fraction {
        self.later_by(PAIR_WINDOW.into())
    }

    fn later_by(self, smoothing: Fraction) -> Fraction {
        match self {
            Self::Raw => Fraction::ZERO,
            Self::Pair => smoothing,
            Self::Averages => smoothing + Fraction::from(AVERAGES_STEP),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_windows_are_those_of_the_workbook() {
        let shorts = CATALOGUE.map(|long| short_for(long).to_string());
        assert_eq!(shorts, ["5m", "10m", "30m", "1h", "2h", "6h"]);
        assert!(CATALOGUE.is_sorted());
    }

    #[test]
    fn long_windows_are_read_from_recorded_series() {
        for (window, source, delay, reset) in [
            ("5m", ReadFrom::Raw, "0", "0"),
            ("1h", ReadFrom::Raw, "0", "0"),
            ("1h1s", ReadFrom::Pair, "150", "300"),
            ("23h59m59s", ReadFrom::Pair, "150", "300"),
            ("1d", ReadFrom::Averages, "390", "540"),
            ("30d", ReadFrom::Averages, "390", "540"),
        ] {
            let read = read_from(window.parse().expect("a duration"));
            assert_eq!(read, source, "{window}");
            assert_eq!(read.delay().to_string(), delay, "{window}");
            assert_eq!(read.reset_delay().to_string(), reset, "{window}");
        }
    }
}
