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
use crate::source::{INVALID_VALUE, Spanned, nearest};

/// The end of a day in minutes.
const MIDNIGHT: u16 = 24 * 60;
/// The most years from one moment to another: each month is a span of its own.
const LONGEST: i16 = 10;

/// Reads a time interval; what cannot be read is reported where it stands.
pub(super) fn interval(
    name: &Spanned<&str>,
    written: &registry::TimeInterval,
    sink: &mut Sink,
) -> Option<TimeInterval> {
    let zone = zone(written.zone.as_ref(), sink)?;
    let spans = match (&written.from, &written.to) {
        (Some(from), Some(to)) => {
            if let Some(weekly) = written.weekdays.as_ref().or(written.times.as_ref()) {
                let help = "write either `from` and `to`, or days and hours of every week";
                return refuse(weekly, "says nothing beside `from` and `to`", help, sink);
            }
            let (first, last) = (moment(from, sink)?, moment(to, sink)?);
            if first >= last {
                return refuse(to, "is not after `from`", "write a later moment", sink);
            }
            if last.year() - first.year() > LONGEST {
                let what = format!("is more than {LONGEST} years after `from`");
                return refuse(to, &what, "write an earlier moment", sink);
            }
            once(first, last, &zone)
        }
        (None, None) => weekly(name, written, &zone, sink)?,
        (Some(from), None) => {
            let help = "write `to` as well, the moment after the last, in the same form";
            return refuse(from, "begins a stretch without an end", help, sink);
        }
        (None, Some(to)) => {
            let help = "write `from` as well, the first moment, in the same form";
            return refuse(to, "ends a stretch without a beginning", help, sink);
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
        let names = Zone::names();
        let help = match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => format!("write `{near}`"),
            None => "write a name of the IANA database, such as `Africa/Lagos`".to_owned(),
        };
        refuse(name, "is not a time zone", &help, sink)
    })
}

fn moment(text: &Spanned<String>, sink: &mut Sink) -> Option<DateTime> {
    if let Some((what, help)) = lost_in(text) {
        return refuse(text, what, help, sink);
    }
    let moment = text.parse().ok();
    // The calendar of Alertmanager begins with the year 1.
    moment.filter(|it: &DateTime| it.year() > 0).or_else(|| {
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
        let help = match abbreviated(text) {
            Some(days) => format!("write `{days}`"),
            None => "write days such as `monday:friday`, or one day".to_owned(),
        };
        return refuse(text, "is not a range of weekdays", &help, sink);
    };
    let passes_saturday = first.to_sunday_zero_offset() > last.to_sunday_zero_offset();
    Some(if passes_saturday {
        vec![(first, Weekday::Saturday), (Weekday::Sunday, last)]
    } else {
        vec![(first, last)]
    })
}

const WEEK: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

fn weekday(name: &str) -> Option<Weekday> {
    let known = WEEK
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
    known.map(|(_, day)| *day)
}

/// `Mon-Fri` as it is to be written: names cut off, or another sign between them. Days in a list are no
/// stretch of them.
fn abbreviated(text: &str) -> Option<String> {
    if text.contains([',', ';', '&', '+']) {
        return None;
    }
    let text = text.to_ascii_lowercase();
    let words = text.split(|c: char| !c.is_ascii_lowercase());
    let day = |word: &str| {
        let is_meant = |name: &&str| word.len() > 1 && name.starts_with(word);
        WEEK.iter().map(|(name, _)| *name).find(is_meant)
    };
    let days: Vec<_> = words
        .filter(|word| !word.is_empty() && *word != "to")
        .map(day)
        .collect::<Option<_>>()?;
    matches!(days.len(), 1 | 2).then(|| days.join(":"))
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
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= MIDNIGHT).then_some(minutes)
}

/// A number of one or two digits, so that sums of it cannot overflow.
fn two_digits(text: &str) -> Option<u16> {
    let are_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (are_digits && text.len() <= 2).then(|| text.parse().ok())?
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Files;

    /// The interval of these fields, or what is said of them.
    fn read(fields: [Option<&str>; 4]) -> Result<TimeInterval, Vec<String>> {
        let (mut files, mut sink) = (Files::default(), Sink::default());
        let file = files.add("platform.yml", "interval".to_owned());
        let place = crate::source::Span::new(file, 0, 8);
        let field = |text: Option<&str>| text.map(|text| Spanned::new(text.to_owned(), place));
        let [weekdays, times, from, to] = fields.map(field);
        let written = registry::TimeInterval {
            zone: None,
            weekdays,
            times,
            from,
            to,
        };
        interval(&Spanned::new("office", place), &written, &mut sink).ok_or_else(|| {
            let report = sink.finish(&files);
            report
                .diagnostics
                .into_iter()
                .map(|it| it.message)
                .collect()
        })
    }

    fn times(text: &str) -> Option<Vec<Range<u16>>> {
        let interval = read([None, Some(text), None, None]).ok()?;
        Some(interval.spans[0].times.clone())
    }

    #[test]
    fn times_of_day_are_hours_and_minutes() {
        assert_eq!(times("9:00-18:30"), Some(vec![540..1110]));
        assert_eq!(times("22:00-06:00"), Some(vec![0..360, 1320..1440]));
        assert_eq!(times("00:00-24:00"), Some(vec![0..1440]));
        for text in [
            "1100:00-18:00",
            "65535:59-18:00",
            "24:01-25:00",
            "09:60-18:00",
            "+9:00-18:00",
            "009:00-18:00",
            "9-18",
            "09:00",
            ":-:",
            "",
        ] {
            assert_eq!(times(text), None, "{text}");
        }
    }

    #[test]
    fn a_stretch_has_an_end_that_can_be_seen() {
        let once = |from, to| read([None, None, Some(from), Some(to)]);
        let ten_years = once("2026-01-01T00:00", "2036-01-01T00:00").expect("it is read");
        assert_eq!(ten_years.spans.len(), 120);
        assert_eq!(
            once("2026-01-01T00:00", "9999-12-31T00:00"),
            Err(vec![
                "`9999-12-31T00:00` is more than 10 years after `from`".to_owned()
            ])
        );
        assert!(once("-000001-01-01T00:00", "0001-01-01T00:00").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            weekdays in proptest::option::of("[a-z:]{0,20}|monday:\\PC{0,9}"),
            times in proptest::option::of("[0-9]{0,6}:[0-9]{0,6}-[0-9]{0,6}:[0-9]{0,6}|\\PC{0,20}"),
            from in proptest::option::of("-?[0-9]{4,6}-[01][0-9]-[0-3][0-9]T[0-9]{2}:[0-9]{2}|\\PC{0,20}"),
            to in proptest::option::of("-?[0-9]{4,6}-[01][0-9]-[0-3][0-9]T[0-9]{2}:[0-9]{2}|\\PC{0,20}"),
        ) {
            let fields = [&weekdays, &times, &from, &to];
            let read = read(fields.map(Option::as_deref));
            prop_assert_ne!(read, Err(Vec::new()));
        }
    }
}
