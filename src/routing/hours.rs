//! The hours at which a delivery tells anybody: in go the intervals of its notices and those in which all
//! are muted, out comes when nobody is told, or nobody while another delivery tells.
//!
//! What comes every week is judged in two weeks of one year, in January and in July: where summer time is
//! kept, hours of different zones fall together in one of them and not in the other.

use super::interval::{Span, TimeInterval};
use super::stretches::Stretches;

const WEEK: i64 = 7 * 24 * 60 * 60;

/// The weeks from 2025-01-13 and from 2025-07-14, both Mondays, in UTC: their month, and their first
/// second. In neither does any zone change its clocks.
const WEEKS: [(&str, i64); 2] = [("January", 1_736_726_400), ("July", 1_752_451_200)];

/// When a delivery tells.
#[derive(Debug, Default)]
pub struct Hours<'i> {
    /// The interval outside which a notice is left out, for each notice.
    pub during: Vec<Option<&'i TimeInterval>>,
    /// The intervals in which all notices are.
    pub muted: Vec<&'i TimeInterval>,
}

impl Hours<'_> {
    /// The months in whose weeks nobody is told at any time. Dates have no part in it: they come once.
    pub fn silent_months(&self) -> Vec<&'static str> {
        let silent = weeks().filter(|(_, week)| self.within(week, Span::is_weekly).is_empty());
        silent.map(|(month, _)| month).collect()
    }

    /// Whether there is a time at which somebody is told, and nobody in the hours of `other`: in an
    /// ordinary week, or on dates that an interval names.
    pub fn are_told_beyond(&self, other: &Hours<'_>) -> bool {
        let beyond = |horizon: &Stretches, counts: fn(&Span) -> bool| {
            let told = self.within(horizon, counts);
            !told.minus(&other.within(horizon, counts)).is_empty()
        };
        let spans = [self, other].into_iter().flat_map(Hours::intervals);
        let dated = spans.flat_map(|interval| &interval.spans);
        let dated = dated.filter_map(Span::reach).collect();
        weeks().any(|(_, week)| beyond(&week, Span::is_weekly)) || beyond(&dated, |_| true)
    }

    fn intervals(&self) -> impl Iterator<Item = &TimeInterval> {
        let during = self.during.iter().flatten();
        during.chain(&self.muted).copied()
    }

    /// The moments of a horizon at which somebody is told, as far as those spans go that count.
    fn within(&self, horizon: &Stretches, counts: fn(&Span) -> bool) -> Stretches {
        let all = |intervals: &mut dyn Iterator<Item = &TimeInterval>| -> Stretches {
            let spans = intervals.flat_map(|interval| &interval.spans);
            let within = spans
                .filter(|span| counts(span))
                .map(|span| span.within(horizon));
            within
                .flat_map(|set| set.iter().cloned().collect::<Vec<_>>())
                .collect()
        };
        let active = if self.during.contains(&None) {
            horizon.clone()
        } else {
            all(&mut self.during.iter().flatten().copied())
        };
        active.minus(&all(&mut self.muted.iter().copied()))
    }
}

/// The ordinary weeks, each with its month.
fn weeks() -> impl Iterator<Item = (&'static str, Stretches)> {
    let week = |(month, start)| (month, std::iter::once(start..start + WEEK).collect());
    WEEKS.into_iter().map(week)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::routing::interval::testing::{daily, dated};
    use crate::routing::is_open;

    fn hours<'i>(during: &[&'i TimeInterval], muted: &[&'i TimeInterval]) -> Hours<'i> {
        let mut active: Vec<_> = during.iter().copied().map(Some).collect();
        if active.is_empty() {
            active.push(None);
        }
        Hours {
            during: active,
            muted: muted.to_vec(),
        }
    }

    #[test]
    fn hours_of_zones_fall_together_in_one_half_of_the_year() {
        let office = daily("Europe/London", 9, 10);
        let (winter, summer) = (daily("UTC", 9, 10), daily("UTC", 8, 9));
        let silent = |muted: &[&TimeInterval]| hours(&[&office], muted).silent_months();
        assert!(silent(&[]).is_empty());
        assert_eq!(silent(&[&winter]), ["January"]);
        assert_eq!(silent(&[&summer]), ["July"]);
        assert_eq!(silent(&[&winter, &summer]), ["January", "July"]);
        let southern = daily("Australia/Sydney", 9, 10);
        let muted = [&daily("UTC", 22, 23)];
        assert_eq!(hours(&[&southern], &muted).silent_months(), ["January"]);
    }

    #[test]
    fn a_page_that_is_muted_all_winter_is_beyond() {
        let office = daily("Europe/London", 9, 10);
        let (winter, summer) = (daily("UTC", 9, 10), daily("UTC", 8, 9));
        let always = hours(&[&office], &[]);
        for muted in [&winter, &summer] {
            assert!(always.are_told_beyond(&hours(&[&office], &[muted])));
        }
        assert!(!hours(&[&office], &[&winter]).are_told_beyond(&always));
    }

    #[test]
    fn a_date_is_no_ordinary_week_and_hides_none() {
        // The interval covers the week in January by which ordinary weeks are judged.
        let launch = dated("UTC", 2025, 1, 1..=31);
        assert_eq!(hours(&[&launch], &[]).silent_months(), ["January", "July"]);
        assert!(hours(&[], &[&launch]).silent_months().is_empty());
        let (always, office) = (hours(&[], &[]), daily("UTC", 9, 17));
        assert!(always.are_told_beyond(&hours(&[], &[&launch])));
        let (muted, both) = (hours(&[], &[&launch]), hours(&[&office], &[&launch]));
        assert!(muted.are_told_beyond(&both));
        assert!(!both.are_told_beyond(&muted));
    }

    #[test]
    fn decades_are_judged_at_once() {
        let decade = |zone| TimeInterval {
            name: "decade".to_owned(),
            spans: (2020..2030)
                .flat_map(|year| (1..=12).map(move |month| (year, month)))
                .flat_map(|(year, month)| dated(zone, year, month, 1..=28).spans)
                .collect(),
        };
        let (here, there) = (decade("Europe/London"), decade("Africa/Lagos"));
        let nights = daily("America/New_York", 0, 6);
        let start = std::time::Instant::now();
        let (one, other) = (
            hours(&[], &[&here, &nights]),
            hours(&[], &[&there, &nights]),
        );
        assert!(one.are_told_beyond(&other) && other.are_told_beyond(&one));
        let same = hours(&[], &[&here, &nights]);
        assert!(!one.are_told_beyond(&same));
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    fn zone() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "UTC",
            "Europe/London",
            "America/New_York",
            "Asia/Kathmandu",
        ])
    }

    fn any_interval() -> impl Strategy<Value = TimeInterval> {
        let days = (zone(), 3_i8..5, 1_i8..28, 0_i8..4);
        prop_oneof![
            (zone(), 0_u16..24, 0_u16..25).prop_map(|(zone, from, to)| daily(
                zone,
                from,
                to.max(from + 1)
            )),
            days.prop_map(|(zone, month, day, more)| {
                dated(zone, 2025, month, day..=(day + more).min(28))
            }),
        ]
    }

    proptest! {
        #[test]
        fn sets_hold_the_moments_that_alertmanager_would_find(
            (active, muted) in (any_interval(), any_interval()),
            // Half hours from 2025-02-25 on, over the changes of clocks in March.
            half_hours in prop::collection::vec(0_i64..3500, 1..40),
        ) {
            const FIRST: i64 = 1_740_441_600;
            let horizon = std::iter::once(FIRST..FIRST + 3500 * 1800).collect();
            let told = hours(&[&active], &[&muted]).within(&horizon, |_| true);
            for half_hour in half_hours {
                let at = FIRST + half_hour * 1800;
                let moment = Timestamp::from_second(at).expect("it is in this century");
                let holds = told.iter().any(|stretch| stretch.contains(&at));
                prop_assert_eq!(holds, is_open(moment, &[&active], &[&muted]), "{}", moment);
            }
        }
    }
}
