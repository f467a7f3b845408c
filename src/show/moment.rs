//! A moment as people write it: in comes a text, out comes the instant. Without an offset UTC is meant, as
//! in time intervals.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// What is said of a text that is no moment.
const HELP: &str = "write date and time in UTC, such as `2026-12-01T22:30`, or with an offset, `2026-12-01T22:30+01:00`";

/// The instant that a text says.
///
/// # Errors
///
/// What to write, for texts that are no moment.
pub fn moment(text: &str) -> Result<Timestamp, &'static str> {
    let in_utc = || {
        let local: DateTime = text.parse().ok()?;
        let zoned = local.to_zoned(TimeZone::UTC).ok()?;
        Some(zoned.timestamp())
    };
    text.parse().ok().or_else(in_utc).ok_or(HELP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_offset_utc_is_meant() {
        let expected = moment("2026-12-01T22:30:00Z");
        assert!(expected.is_ok());
        for text in [
            "2026-12-01T22:30",
            "2026-12-01 22:30:00",
            "2026-12-01T23:30+01:00",
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
        for text in ["tomorrow", "22:30", "2026-13-01T22:30"] {
            assert_eq!(moment(text), Err(HELP), "{text}");
        }
    }
}
