//! Time intervals as the registry writes them, in Alertmanager's terms.

#![expect(
    clippy::single_range_in_vec_init,
    reason = "most days have one stretch of time"
)]

use std::ops::Range;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::fmt::temporal::Pieces;

use crate::diag::{Diagnostic, Sink};
use crate::registry;
use crate::routing::{Days, Span, TimeInterval, Zone};
use crate::source::{INVALID_VALUE, Spanned};

/// The end of a day in minutes.
const MIDNIGHT: u16 = 24 * 60;

/// Reads a time interval; what cannot be read is reported where it stands.
pub(super) fn interval(
    name: &Spanned<&str>,
    written: &registry::TimeInterval,
    sink: &mut Sink,
) -> Option<TimeInterval> {
    let zone = zone(written.zone.as_ref(), sink)?;
    let spans = match (&written.from, &written.to) {
        (Some(from), Some(to)) => {
            let (first, last) = (moment(from, sink)?, moment(to, sink)?);
            if first >= last {
                return refuse(to, "is not after `from`", "write a later moment", sink);
            }
            once(first, last, &zone)
        }
        (None, None) => weekly(name, written, &zone, sink)?,
        (Some(only), None) | (None, Some(only)) => {
            return refuse(
                only,
                "has no counterpart",
                "write both `from` and `to`, such as `from: \"2026-12-01T22:00\"`",
                sink,
            );
        }
    };
    let name = name.value.to_owned();
    Some(TimeInterval { name, spans })
}

fn zone(written: Option<&Spanned<String>>, sink: &mut Sink) -> Option<Zone> {
    let Some(name) = written else {
        return Zone::named("UTC");
    };
    Zone::named(name).or_else(|| {
        refuse(
            name,
            "is not a time zone",
            "write a name of the IANA database, such as `Africa/Lagos`",
            sink,
        )
    })
}

fn moment(text: &Spanned<String>, sink: &mut Sink) -> Option<DateTime> {
    if let Some((what, help)) = lost_in(text) {
        return refuse(text, what, help, sink);
    }
    text.parse().ok().or_else(|| {
        refuse(
            text,
            "is not a moment",
            "write date and time, such as `\"2026-12-01T22:00\"`; `zone:` says where",
            sink,
        )
    })
}

/// What a moment says and a span of local minutes cannot, and what to write instead.
fn lost_in(text: &str) -> Option<(&'static str, &'static str)> {
    let pieces = Pieces::parse(text).ok()?;
    let time = pieces.time().unwrap_or_default();
    if pieces.offset().is_some() || pieces.time_zone_annotation().is_some() {
        let help = "write local time alone; `zone:` says where, and UTC is meant without it";
        Some(("says how far it is from UTC", help))
    } else if (time.second(), time.subsec_nanosecond()) != (0, 0) {
        let help = "write a whole minute; `to` is the moment after the last";
        Some(("has seconds, which Alertmanager's intervals have not", help))
    } else {
        None
    }
}

/// The stretch from one moment to another, cut at midnights, whole days of a month in one piece.
fn once(from: DateTime, to: DateTime, zone: &Zone) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut day = from.date();
    while day <= to.date() {
        let start = if day == from.date() { minute(from) } else { 0 };
        let end = if day == to.date() {
            minute(to)
        } else {
            MIDNIGHT
        };
        if start < end {
            let whole = start == 0 && end == MIDNIGHT;
            let grown = whole && spans.last_mut().is_some_and(|span| grow(span, day));
            if !grown {
                spans.push(Span {
                    times: if whole { Vec::new() } else { vec![start..end] },
                    weekdays: Vec::new(),
                    days: Some(Days {
                        year: day.year(),
                        month: day.month(),
                        days: day.day()..=day.day(),
                    }),
                    zone: zone.clone(),
                });
            }
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    spans
}

/// Adds a whole day to whole days before it in the same month.
fn grow(span: &mut Span, day: Date) -> bool {
    match &mut span.days {
        Some(days)
            if span.times.is_empty() && (days.year, days.month) == (day.year(), day.month()) =>
        {
            days.days = *days.days.start()..=day.day();
            true
        }
        _ => false,
    }
}

/// Hours of the week. Alertmanager's ranges pass neither midnight nor Saturday: such are cut there.
fn weekly(
    name: &Spanned<&str>,
    written: &registry::TimeInterval,
    zone: &Zone,
    sink: &mut Sink,
) -> Option<Vec<Span>> {
    if written.weekdays.is_none() && written.times.is_none() {
        let message = format!("time interval `{}` says no time", name.value);
        let finding = Diagnostic::at(&INVALID_VALUE, name.span, message);
        sink.push(finding.help("write `weekdays:` and `times:`, or `from:` and `to:`"));
        return None;
    }
    let weekdays = match &written.weekdays {
        Some(text) => days_of_week(text, sink)?,
        None => Vec::new(),
    };
    let times = match &written.times {
        Some(text) => times_of_day(text, sink)?,
        None => Vec::new(),
    };
    Some(vec![Span {
        times,
        weekdays,
        days: None,
        zone: zone.clone(),
    }])
}

/// `monday:friday`, or one day.
fn days_of_week(text: &Spanned<String>, sink: &mut Sink) -> Option<Vec<(Weekday, Weekday)>> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (Some(first), Some(last)) = (weekday(first), weekday(last)) else {
        let help = "write days such as `monday:friday`, or one day";
        return refuse(text, "is not a range of weekdays", help, sink);
    };
    let passes_saturday = first.to_sunday_zero_offset() > last.to_sunday_zero_offset();
    Some(if passes_saturday {
        vec![(first, Weekday::Saturday), (Weekday::Sunday, last)]
    } else {
        vec![(first, last)]
    })
}

fn weekday(name: &str) -> Option<Weekday> {
    const WEEK: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let known = WEEK
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
    known.map(|(_, day)| *day)
}

/// `09:00-18:00`; one that passes midnight is two.
fn times_of_day(text: &Spanned<String>, sink: &mut Sink) -> Option<Vec<Range<u16>>> {
    let times = text
        .split_once('-')
        .and_then(|(start, end)| Some((clock(start)?, clock(end)?)));
    match times {
        Some((start, end)) if start < end => Some(vec![start..end]),
        Some((start, 0)) if start > 0 => Some(vec![start..MIDNIGHT]),
        Some((start, end)) if start > end => Some(vec![0..end, start..MIDNIGHT]),
        _ => {
            let help = "write two times of day, such as `\"09:00-18:00\"`";
            refuse(text, "is not a stretch of the day", help, sink)
        }
    }
}

/// Minutes since midnight of `09:00`.
fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let minutes = hour * 60 + minute;
    (hour <= 24 && minute < 60 && minutes <= MIDNIGHT).then_some(minutes)
}

/// Minutes since midnight.
fn minute(moment: DateTime) -> u16 {
    u16::from(moment.hour().unsigned_abs()) * 60 + u16::from(moment.minute().unsigned_abs())
}

fn refuse<T>(text: &Spanned<String>, what: &str, help: &str, sink: &mut Sink) -> Option<T> {
    let message = format!("`{}` {what}", text.value);
    sink.push(Diagnostic::at(&INVALID_VALUE, text.span, message).help(help));
    None
}
