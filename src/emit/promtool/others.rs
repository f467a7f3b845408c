//! The test that nothing of others counts: series that an SLO's selectors would pick but for one
//! matcher have heavy traffic, and what is recorded for the SLO is as without them. One such test for
//! each SLO is enough, since whatever lets one of these series in records something else by far.

use std::collections::BTreeSet;

use super::feed::{Fed, Feed, level, raw};
use super::memo::{Kinds, Memo};
use super::traffic::{Course, Traffic, number, short};
use super::{Subject, test};
use crate::artifact::{InputSeries, Test};
use crate::emit::prometheus::humanize::float;
use crate::ir::{Slo, names};
use crate::promql::{Selector, Text};
use crate::sli::strangers;
use crate::slo::{PAIR_WINDOW, ReadFrom, read_from};
use crate::units::{Duration, Fraction};

/// When others have traffic beside the SLO.
const BUSY: u64 = 1;
/// When others were seen less than a day ago: twice, which makes an alert fire however long it waits.
const MISSED: [u64; 2] = [2, 3];

/// The test of an SLO.
pub(super) fn do_not_count(subject: &Subject<'_>, every: Duration, memo: &Memo) -> Test {
    let slo = subject.site.slo;
    let alert = subject.alerts().first().map(Into::into);
    let key = (alert, *slo.objective, every, subject.kinds.clone());
    let others = memo
        .others
        .get(key, || Others::of(slo, every, &subject.kinds));
    others.test(subject)
}

/// The test but for the names in it.
#[derive(Debug)]
pub(super) struct Others {
    /// The moments of its instants.
    busy: Duration,
    missed: Duration,
    /// Seconds between two samples.
    step: u64,
    /// What the SLO's own series hold.
    own: Fed,
    /// What others expose.
    exposed: Option<Text>,
    /// The rates that are recorded for others.
    rates: Text,
    /// What others have left of their budgets: nothing.
    budgets: Text,
    /// The recorded series that are read without another of the same labels beside them, which would
    /// tell whose they are.
    read_alone: Vec<String>,
    /// What must be recorded for the SLO: series by their names, all of one value.
    recorded: [(Vec<String>, f64); 3],
}

impl Others {
    fn of(slo: &Slo, every: Duration, kinds: &Kinds) -> Self {
        let burns = || slo.burn.alerts.iter().map(|alert| alert.condition.burn);
        let is_raw = |window: &Duration| kinds.is_some() && read_from(*window) == ReadFrom::Raw;
        let long: BTreeSet<_> = burns().map(|burn| burn.long).filter(is_raw).collect();
        let short_windows = burns().map(|burn| burn.short).filter(is_raw);
        let windows: BTreeSet<_> = [PAIR_WINDOW]
            .into_iter()
            .chain(long.iter().copied())
            .chain(short_windows)
            .collect();
        let bad_rates: BTreeSet<_> = long.iter().copied().map(names::bad_rate).collect();

        let feed = Feed::even(kinds.is_some(), &windows);
        let kinds = kinds.as_deref().unwrap_or_default();
        let step = feed.step;
        let rate = if feed.is_probed(kinds) {
            1.0 / number(step)
        } else {
            10.0
        };
        let bad = short(float(slo.objective.error_budget() / Fraction::from(2)));
        let course = |pieces| Course {
            every,
            step,
            pieces,
        };
        let with_traffic = course(vec![(BUSY, heavy(step))]);
        let mut pieces = with_traffic.pieces.clone();
        pieces.extend(MISSED.map(|instant| (instant, seen(step))));
        Self {
            busy: with_traffic.at(BUSY),
            missed: with_traffic.at(MISSED[1]),
            step,
            own: feed.samples(
                kinds,
                &course(vec![(BUSY, even(&windows, step, rate, bad))]),
            ),
            exposed: kinds.last().map(|says| raw(*says, &with_traffic)),
            rates: level(&course(pieces), |flow| flow.rate),
            budgets: level(&with_traffic, |_| 0.0),
            read_alone: [names::BAD_5M, names::TOTAL_5M]
                .map(str::to_owned)
                .into_iter()
                .chain(bad_rates.iter().cloned())
                .collect(),
            recorded: [
                (
                    [names::BAD_5M, names::BAD_AVG]
                        .map(str::to_owned)
                        .into_iter()
                        .chain(bad_rates)
                        .collect(),
                    rate * bad,
                ),
                (
                    [names::TOTAL_5M, names::TOTAL_AVG]
                        .map(str::to_owned)
                        .into(),
                    rate,
                ),
                (
                    windows.iter().copied().map(names::error_ratio).collect(),
                    bad,
                ),
            ],
        }
    }

    fn test(&self, subject: &Subject<'_>) -> Test {
        let site = &subject.site;
        let name = format!(
            "Series of others and {}: not counted ({}), not missed ({})",
            subject.name(),
            self.busy,
            self.missed
        );
        let mut test = test(name, self.step, self.own.series(subject, 1));
        test.input_series.extend(self.series(subject));
        test.fires_exactly(self.busy, names::BUDGET_SPENT, Vec::new());
        test.fires_exactly(self.missed, names::NO_DATA, Vec::new());
        for (names, value) in &self.recorded {
            test.values(self.busy, site, names, *value);
        }
        test
    }

    /// The series of others, each of which differs from the SLO's in one label.
    fn series(&self, subject: &Subject<'_>) -> Vec<InputSeries> {
        let input = |series: Selector, values: &Text| InputSeries {
            series,
            values: values.clone(),
        };
        let exposed = self.exposed.iter().flat_map(|values| {
            let strangers = subject.strangers.iter().cloned();
            strangers.map(|series| input(series, values))
        });
        let rates = self.read_alone.iter().map(|name| (&**name, &self.rates));
        let recorded = rates.chain([(names::BUDGET_REMAINING, &self.budgets)]);
        let recorded = recorded.flat_map(|(name, values)| {
            let strangers = strangers(&[subject.site.series(name.to_owned())]);
            strangers.into_iter().map(|series| input(series, values))
        });
        exposed.chain(recorded).collect()
    }
}

/// The SLO's own traffic, in all of these windows and a little before.
fn even(windows: &BTreeSet<Duration>, step: u64, rate: f64, bad: f64) -> Traffic {
    let longest = windows.last().map_or(0, |window| window.as_secs());
    Traffic::default().flow((longest + longest / 6).next_multiple_of(step), rate, bad)
}

/// The traffic of others: much, and half of it bad, in the last four minutes, which are in all windows.
fn heavy(step: u64) -> Traffic {
    const SECONDS: u64 = 240;
    const RATE: f64 = 100_000.0;
    Traffic::default().flow((SECONDS / step).max(1) * step, RATE, 0.5)
}

/// The traffic of others that were seen less than a day ago.
fn seen(step: u64) -> Traffic {
    const AGE: u64 = 20 * 3_600;
    Traffic::default()
        .flow(step, 10.0, 0.0)
        .gone(AGE.next_multiple_of(step))
}
