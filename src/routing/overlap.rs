//! The time that two intervals share. Alertmanager takes several active intervals of a route for their
//! union, so that a route which is active only in both needs one interval that is both.

use std::ops::Range;

use jiff::civil::Weekday;

use super::{Days, Span, TimeInterval};

impl TimeInterval {
    /// The moments that lie in both intervals, under a name. `None` where stretches stand in different
    /// time zones: what they share changes with the seasons, and cannot be written down.
    #[must_use]
    pub fn overlap(&self, other: &Self, name: String) -> Option<Self> {
        let pairs = self
            .spans
            .iter()
            .flat_map(|one| other.spans.iter().map(move |other| (one, other)));
        let mut spans = Vec::new();
        for (one, other) in pairs {
            if one.zone != other.zone {
                return None;
            }
            spans.extend(one.overlap(other));
        }
        Some(Self { name, spans })
    }
}

impl Span {
    /// The moments that satisfy the fields of both, which have one zone.
    fn overlap(&self, other: &Self) -> Option<Self> {
        Some(Self {
            times: each(&self.times, &other.times, times)?,
            weekdays: each(&self.weekdays, &other.weekdays, |one, other| {
                weekdays(*one, *other)
            })?,
            days: match (&self.days, &other.days) {
                (Some(one), Some(other)) => Some(days(one, other)?),
                (one, other) => one.clone().or_else(|| other.clone()),
            },
            zone: self.zone.clone(),
        })
    }
}

/// What the ranges of two fields share, none of them being all there is. `None` if they share nothing.
fn each<T: Clone>(one: &[T], other: &[T], overlap: impl Fn(&T, &T) -> Option<T>) -> Option<Vec<T>> {
    if one.is_empty() || other.is_empty() {
        return Some([one, other].concat());
    }
    let pairs = one
        .iter()
        .flat_map(|one| other.iter().map(move |other| (one, other)));
    let shared: Vec<_> = pairs
        .filter_map(|(one, other)| overlap(one, other))
        .collect();
    (!shared.is_empty()).then_some(shared)
}

fn times(one: &Range<u16>, other: &Range<u16>) -> Option<Range<u16>> {
    let shared = one.start.max(other.start)..one.end.min(other.end);
    (!shared.is_empty()).then_some(shared)
}

fn weekdays(one: (Weekday, Weekday), other: (Weekday, Weekday)) -> Option<(Weekday, Weekday)> {
    // As in Alertmanager, weeks start on Sunday.
    let number = |day: &Weekday| day.to_sunday_zero_offset();
    let first = [one.0, other.0].into_iter().max_by_key(number)?;
    let last = [one.1, other.1].into_iter().min_by_key(number)?;
    (number(&first) <= number(&last)).then_some((first, last))
}

fn days(one: &Days, other: &Days) -> Option<Days> {
    let first = *one.days.start().max(other.days.start());
    let last = *one.days.end().min(other.days.end());
    let is_same_month = (one.year, one.month) == (other.year, other.month);
    (is_same_month && first <= last).then_some(Days {
        days: first..=last,
        ..one.clone()
    })
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::single_range_in_vec_init,
        reason = "most days have one stretch of time"
    )]

    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::routing::Zone;

    fn interval(spans: Vec<Span>) -> TimeInterval {
        TimeInterval {
            name: "written".to_owned(),
            spans,
        }
    }

    fn hours(times: &[Range<u16>], weekdays: &[(Weekday, Weekday)]) -> Span {
        Span {
            times: times
                .iter()
                .map(|hours| hours.start * 60..hours.end * 60)
                .collect(),
            weekdays: weekdays.to_vec(),
            days: None,
            zone: Zone::named("Europe/Berlin").expect("a zone"),
        }
    }

    fn dated(days: std::ops::RangeInclusive<i8>, times: &[Range<u16>]) -> Span {
        let days = Days {
            year: 2026,
            month: 12,
            days,
        };
        Span {
            days: Some(days),
            ..hours(times, &[])
        }
    }

    /// Two weeks, among them all days of December that intervals name here.
    fn half_hours() -> impl Iterator<Item = Timestamp> {
        let first: Timestamp = "2026-11-29T00:00Z".parse().expect("a moment");
        (0..14 * 48).map(move |n| first + SignedDuration::from_mins(30 * n))
    }

    #[test]
    fn the_overlap_holds_the_moments_that_both_hold() {
        use Weekday::{Friday, Monday, Saturday, Sunday, Thursday};
        let intervals = [
            vec![hours(&[9..18], &[(Monday, Friday)])],
            vec![hours(&[0..6, 22..24], &[])],
            vec![hours(
                &[0..10, 17..24],
                &[(Thursday, Saturday), (Sunday, Sunday)],
            )],
            vec![hours(&[], &[(Saturday, Saturday), (Sunday, Sunday)])],
            vec![hours(&[8..12], &[(Monday, Monday)]), hours(&[14..16], &[])],
            vec![dated(1..=10, &[]), dated(11..=11, &[0..9])],
            vec![dated(4..=11, &[8..20])],
        ]
        .map(interval);
        let mut shared = 0;
        for one in &intervals {
            for other in &intervals {
                let both = one.overlap(other, "both".to_owned()).expect("one zone");
                for at in half_hours() {
                    let expected = one.contains(at) && other.contains(at);
                    assert_eq!(both.contains(at), expected, "{one:?}\n{other:?}\n{at}");
                    shared += usize::from(expected);
                }
            }
        }
        assert!(shared > 0, "some moments are shared");
    }

    #[test]
    fn hours_in_different_zones_have_none() {
        let berlin = hours(&[9..18], &[]);
        let lagos = Span {
            zone: Zone::named("Africa/Lagos").expect("a zone"),
            ..berlin.clone()
        };
        let (one, other) = (interval(vec![berlin]), interval(vec![lagos]));
        assert_eq!(one.overlap(&other, "both".to_owned()), None);
    }
}
