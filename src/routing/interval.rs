//! Time intervals: when a route is muted or active.

use std::ops::{Range, RangeInclusive};
use std::slice;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::stretches::Stretches;

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

    /// The names of all zones.
    pub fn names() -> Vec<String> {
        let available = jiff::tz::db().available();
        available.map(|name| name.to_string()).collect()
    }

    fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// A stretch of time cut where clocks change, each piece with how many seconds clocks are ahead of
    /// UTC in it.
    fn pieces(&self, stretch: &Range<i64>) -> Vec<(Range<i64>, i64)> {
        let Ok(begin) = Timestamp::from_second(stretch.start) else {
            return Vec::new();
        };
        let (mut start, mut offset) = (stretch.start, self.0.to_offset(begin));
        let mut pieces = Vec::new();
        for change in self.0.following(begin) {
            let at = change.timestamp().as_second();
            if at >= stretch.end {
                break;
            }
            pieces.push((start..at, i64::from(offset.seconds())));
            (start, offset) = (at, change.offset());
        }
        pieces.push((start..stretch.end, i64::from(offset.seconds())));
        pieces
    }
}

/// Whether a route tells at a moment: within an active interval, if there are any, and in none in
/// which it is muted.
pub fn is_open(at: Timestamp, active: &[&TimeInterval], muted: &[&TimeInterval]) -> bool {
    let within = |interval: &&TimeInterval| interval.contains(at);
    (active.is_empty() || active.iter().any(within)) && !muted.iter().any(within)
}

impl TimeInterval {
    /// Whether the interval holds a moment.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.spans.iter().any(|span| span.contains(at))
    }
}

/// The minutes of a day.
static ALL_DAY: Range<u16> = 0..24 * 60;
/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

impl Span {
    /// Whether it comes every week.
    pub(super) fn is_weekly(&self) -> bool {
        self.days.is_none()
    }

    /// Seconds among which are all that it holds, if it comes but once.
    pub(super) fn reach(&self) -> Option<Range<i64>> {
        let days = self.days.as_ref()?.since_1970();
        // No zone is more than a day off UTC.
        Some((days.start - 1) * DAY..(days.end + 1) * DAY)
    }

    /// The moments of a horizon that it holds.
    pub(super) fn within(&self, horizon: &Stretches) -> Stretches {
        let reached = self
            .reach()
            .map(|reach| horizon.both(&std::iter::once(reach).collect()));
        let horizon = reached.as_ref().unwrap_or(horizon);
        let pieces = horizon.iter().flat_map(|stretch| self.zone.pieces(stretch));
        pieces
            .flat_map(|(piece, offset)| self.within_piece(&piece, offset))
            .collect()
    }

    /// The moments that it holds of a piece of time in which clocks are `offset` seconds ahead of UTC.
    fn within_piece(&self, piece: &Range<i64>, offset: i64) -> Vec<Range<i64>> {
        let local = piece.start + offset..piece.end + offset;
        let days = local.start.div_euclid(DAY)..=(local.end - 1).div_euclid(DAY);
        let once = self.days.as_ref().map(Days::since_1970);
        let holds = |day: &i64| {
            self.holds_weekday(weekday(*day)) && once.as_ref().is_none_or(|once| once.contains(day))
        };
        let times = if self.times.is_empty() {
            slice::from_ref(&ALL_DAY)
        } else {
            &self.times
        };
        let held = days.filter(holds).flat_map(|day| {
            let second = move |minute: u16| day * DAY + i64::from(minute) * 60 - offset;
            times
                .iter()
                .map(move |time| second(time.start)..second(time.end))
        });
        let clipped = held.map(|held| held.start.max(piece.start)..held.end.min(piece.end));
        clipped.collect()
    }

    fn holds_weekday(&self, weekday: i8) -> bool {
        let mut ranges = self.weekdays.iter();
        self.weekdays.is_empty()
            || ranges
                .any(|(first, last)| (from_sunday(*first)..=from_sunday(*last)).contains(&weekday))
    }

    fn contains(&self, at: Timestamp) -> bool {
        let there = at.to_zoned(self.zone.0.clone());
        let minute = minute_of_day(there.hour(), there.minute());
        let time = self.times.is_empty() || self.times.iter().any(|times| times.contains(&minute));
        let weekday = self.holds_weekday(from_sunday(there.weekday()));
        let day = self
            .days
            .as_ref()
            .is_none_or(|days| days.contains(there.date()));
        time && weekday && day
    }
}

impl Days {
    /// The same as days since 1970; none if the month has no such days.
    fn since_1970(&self) -> Range<i64> {
        let number = |day| {
            let date = Date::new(self.year, self.month, day).ok()?;
            Some(date.duration_since(EPOCH).as_secs() / DAY)
        };
        let ends = number(*self.days.start()).zip(number(*self.days.end()));
        ends.map_or(0..0, |(first, last)| first..last + 1)
    }

    fn contains(&self, date: Date) -> bool {
        (date.year(), date.month()) == (self.year, self.month) && self.days.contains(&date.day())
    }
}

/// The day from which days and seconds are counted: a Thursday.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The weekday of a day since 1970, counted from Sunday.
fn weekday(day: i64) -> i8 {
    let thursday = i64::from(from_sunday(Weekday::Thursday));
    i8::try_from((day + thursday).rem_euclid(7)).expect("it is below seven")
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

/// Intervals for tests.
#[cfg(test)]
pub(super) mod testing {
    #![expect(
        clippy::single_range_in_vec_init,
        reason = "most days have one stretch of time"
    )]

    use super::*;

    fn of_span(times: Vec<Range<u16>>, days: Option<Days>, zone: &str) -> TimeInterval {
        let span = Span {
            times,
            weekdays: Vec::new(),
            days,
            zone: Zone::named(zone).expect("it is a zone"),
        };
        let name = "interval".to_owned();
        TimeInterval {
            name,
            spans: vec![span],
        }
    }

    /// From one hour to another, every day.
    pub(in crate::routing) fn daily(zone: &str, from: u16, to: u16) -> TimeInterval {
        of_span(vec![from * 60..to * 60], None, zone)
    }

    /// Whole days of one month.
    pub(in crate::routing) fn dated(
        zone: &str,
        year: i16,
        month: i8,
        days: RangeInclusive<i8>,
    ) -> TimeInterval {
        of_span(Vec::new(), Some(Days { year, month, days }), zone)
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
