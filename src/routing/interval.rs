//! Time intervals: when a route is muted or active.

use std::ops::{Range, RangeInclusive};

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// Stretches of time under a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimeInterval {
    /// The name by which routes refer to it.
    pub name: String,
    /// The stretches; the interval is all of them.
    #[serde(rename = "time_intervals")]
    pub spans: Vec<Span>,
}

/// Moments that satisfy every field.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Times of day in minutes since midnight, any of them; all day if there are none.
    pub times: Vec<Range<u16>>,
    /// Days of the week, any of them; every day if there are none.
    pub weekdays: Vec<(Weekday, Weekday)>,
    /// Days of one month; every day if there are none.
    pub days: Option<Days>,
    /// The time zone in which all this is meant.
    pub zone: Zone,
}

/// Days of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// The year.
    pub year: i16,
    /// The month, from 1.
    pub month: i8,
    /// The days, from 1.
    pub days: RangeInclusive<i8>,
}

/// A time zone that Alertmanager knows as well.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of this name, such as `Africa/Lagos`, in the database of IANA.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

/// Whether a route tells at a moment: within an active interval, if there are any, and in none in
/// which it is muted.
pub fn is_open(at: Timestamp, active: &[&TimeInterval], muted: &[&TimeInterval]) -> bool {
    let within = |interval: &&TimeInterval| interval.contains(at);
    (active.is_empty() || active.iter().any(within)) && !muted.iter().any(within)
}

/// Whether a route tells at any minute of an ordinary week: one to which no date belongs.
pub fn is_ever_open(active: &[&TimeInterval], muted: &[&TimeInterval]) -> bool {
    const MINUTES: i64 = 7 * 24 * 60;
    if active.is_empty() && muted.is_empty() {
        return true;
    }
    let weekly = |intervals: &[&TimeInterval]| -> Vec<TimeInterval> {
        intervals.iter().map(|interval| interval.weekly()).collect()
    };
    let (active, muted) = (weekly(active), weekly(muted));
    let (active, muted): (Vec<_>, Vec<_>) = (active.iter().collect(), muted.iter().collect());
    let minutes = (0..MINUTES).filter_map(|minute| Timestamp::from_second(minute * 60).ok());
    minutes.into_iter().any(|at| is_open(at, &active, &muted))
}

impl TimeInterval {
    /// The stretches of this interval that come every week.
    fn weekly(&self) -> Self {
        let spans = self.spans.iter().filter(|span| span.days.is_none());
        Self {
            name: self.name.clone(),
            spans: spans.cloned().collect(),
        }
    }

    /// Whether the interval holds a moment.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.spans.iter().any(|span| span.contains(at))
    }
}

impl Span {
    fn contains(&self, at: Timestamp) -> bool {
        let there = at.to_zoned(self.zone.0.clone());
        let minute = minute_of_day(there.hour(), there.minute());
        let time = self.times.is_empty() || self.times.iter().any(|times| times.contains(&minute));
        let weekday = self.weekdays.is_empty()
            || self.weekdays.iter().any(|(first, last)| {
                let range = from_sunday(*first)..=from_sunday(*last);
                range.contains(&from_sunday(there.weekday()))
            });
        let day = self
            .days
            .as_ref()
            .is_none_or(|days| days.contains(there.date()));
        time && weekday && day
    }
}

impl Days {
    fn contains(&self, date: Date) -> bool {
        (date.year(), date.month()) == (self.year, self.month) && self.days.contains(&date.day())
    }
}

/// Alertmanager's weeks start on Sunday; a range may not pass over their end.
fn from_sunday(day: Weekday) -> i8 {
    day.to_sunday_zero_offset()
}

/// Minutes since midnight.
fn minute_of_day(hour: i8, minute: i8) -> u16 {
    u16::from(hour.unsigned_abs()) * 60 + u16::from(minute.unsigned_abs())
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.times.is_empty() {
            let times: Vec<_> = self.times.iter().map(Times::from).collect();
            map.serialize_entry("times", &times)?;
        }
        if !self.weekdays.is_empty() {
            let ranges: Vec<_> = self
                .weekdays
                .iter()
                .map(|(a, b)| range(&name(*a), &name(*b)))
                .collect();
            map.serialize_entry("weekdays", &ranges)?;
        }
        if let Some(Days { year, month, days }) = &self.days {
            map.serialize_entry("years", &[year.to_string()])?;
            map.serialize_entry("months", &[month.to_string()])?;
            map.serialize_entry("days_of_month", &[range(days.start(), days.end())])?;
        }
        map.serialize_entry("location", self.zone.name())?;
        map.end()
    }
}

/// A range of times as Alertmanager writes it.
#[derive(Serialize)]
struct Times {
    start_time: String,
    end_time: String,
}

impl From<&Range<u16>> for Times {
    fn from(minutes: &Range<u16>) -> Self {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        Self {
            start_time: clock(minutes.start),
            end_time: clock(minutes.end),
        }
    }
}

/// `first:last`, or one of them if they are equal.
fn range<T: ToString + PartialEq>(first: &T, last: &T) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{}:{}", first.to_string(), last.to_string())
    }
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Sunday => "sunday",
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::single_range_in_vec_init,
        reason = "most days have one stretch of time"
    )]

    use super::*;

    fn contains(span: &Span, at: &str) -> bool {
        span.contains(at.parse().unwrap())
    }

    #[test]
    fn office_hours_are_those_of_their_zone() {
        let span = Span {
            times: vec![9 * 60..18 * 60],
            weekdays: vec![(Weekday::Monday, Weekday::Friday)],
            days: None,
            zone: Zone::named("Africa/Lagos").unwrap(),
        };
        // Lagos is an hour ahead all year; 2026-11-20 is a Friday.
        assert!(contains(&span, "2026-11-20T08:00:00Z"));
        assert!(contains(&span, "2026-11-20T16:59:59Z"));
        assert!(!contains(&span, "2026-11-20T17:00:00Z"));
        assert!(!contains(&span, "2026-11-21T10:00:00Z"));
    }

    #[test]
    fn days_are_those_of_one_month_and_year() {
        let span = Span {
            times: vec![22 * 60..24 * 60],
            weekdays: Vec::new(),
            days: Some(Days {
                year: 2026,
                month: 12,
                days: 1..=2,
            }),
            zone: Zone::named("UTC").unwrap(),
        };
        assert!(contains(&span, "2026-12-02T23:59:00Z"));
        assert!(!contains(&span, "2026-12-03T22:00:00Z"));
        assert!(!contains(&span, "2027-12-01T22:00:00Z"));
    }
}
