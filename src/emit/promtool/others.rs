//! The test that nothing of others counts: series that an SLO's selectors would pick but for one
//! matcher have heavy traffic, and what is recorded for the SLO is as without them. One such test for
//! each SLO is enough, since whatever lets one of these series in records something else by far.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::beside::{Solo, Told};
use super::course::Course;
use super::feed::{Fed, Feed, level, raw};
use super::memo::{Kinds, Memo};
use super::traffic::{Flow, SMALLEST_SHARE, Traffic, number, short};
use super::{Subject, test};
use crate::artifact::InputSeries;
use crate::emit::prometheus::humanize::float;
use crate::ir::{Slo, names};
use crate::promql::{Number, Selector, Text};
use crate::slo::{PAIR_WINDOW, ReadFrom, read_from};
use crate::units::{Duration, Fraction};

/// When others have been seen and are gone, while the SLO has not been seen: at two evaluations, which makes
/// an alert fire however long it waits.
const MISSED: u64 = 2;
/// When others have traffic beside the SLO.
const BUSY: u64 = 3;

/// The test of an SLO.
pub(super) fn do_not_count<'s>(subject: &'s Subject<'s>, every: Duration, memo: &Memo) -> Solo<'s> {
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
    read_alone: Vec<Text>,
    recorded: [Recorded; 3],
}

/// What must be recorded for the SLO: series that all have one value.
#[derive(Debug)]
pub(super) struct Recorded {
    /// Their names, as a pattern.
    pub(super) names: Text,
    pub(super) count: u64,
    /// What their value is between: a hundredth on either side.
    pub(super) between: [Number; 2],
}

impl Recorded {
    fn new(names: impl IntoIterator<Item = String>, value: f64) -> Self {
        let names: BTreeSet<_> = names.into_iter().collect();
        let count = names.len() as u64;
        let names = Vec::from_iter(names).join("|").into();
        Self {
            names,
            count,
            between: [0.99, 1.01].map(|factor| super::number(factor * value)),
        }
    }
}

impl Others {
    fn of(slo: &Slo, every: Duration, kinds: &Kinds) -> Self {
        let is_raw = |window: &Duration| kinds.is_some() && read_from(*window) == ReadFrom::Raw;
        let burns = slo.burn.alerts.iter().map(|alert| alert.condition.burn);
        // Over its long window a ratio is divided by what the SLI's own expressions read.
        let mut divided = burns.clone().map(|burn| burn.long);
        let divides_raw = kinds.is_none() && divided.any(|long| long == PAIR_WINDOW);
        let long: BTreeSet<_> = burns.clone().map(|burn| burn.long).filter(is_raw).collect();
        let mut windows: BTreeSet<_> = burns.map(|burn| burn.short).filter(is_raw).collect();
        windows.extend(long.iter().chain([&PAIR_WINDOW]));

        let feed = Feed::even(kinds.is_some(), &windows);
        let kinds = kinds.as_deref().unwrap_or_default();
        let step = feed.step;
        let own = Flow {
            rate: if feed.is_probed(kinds) {
                1.0 / number(step)
            } else {
                10.0
            },
            // Half the budget: no alert has a reason to fire. Less than counters tell is not fed.
            bad: short(float(slo.objective.error_budget() / Fraction::from(2)).max(SMALLEST_SHARE)),
        };
        let course = |pieces| Course {
            every,
            step,
            pieces,
        };
        let busy = course(vec![(BUSY, heavy(step))]);
        let missed = course(vec![(MISSED, seen(step, every))]);
        let pieces = [&missed, &busy].map(|it| it.pieces.clone());
        let rates = course(pieces.concat());
        Self {
            busy: busy.at(BUSY),
            missed: busy.at(MISSED),
            step,
            own: feed.samples(
                kinds,
                &course(vec![(BUSY, throughout(&windows, step, own))]),
            ),
            exposed: kinds.last().map(|says| raw(*says, &busy)),
            rates: level(&rates, |flow| flow.rate),
            budgets: level(&busy, |_| 0.0),
            read_alone: read_alone(&long),
            recorded: recorded(&long, windows.iter().filter(|_| !divides_raw), own),
        }
    }

    fn test<'s>(&self, subject: &'s Subject<'s>) -> Solo<'s> {
        let site = &subject.site;
        let mut test = test(String::new(), self.step, self.own.series(subject, 1));
        test.input_series.extend(self.series(subject));
        // What is half of this budget may be all of another's, and what is strange to this SLO its own.
        if subject.among_others {
            test.silent(self.busy, &names::BUDGET_SPENT.into(), site);
        } else {
            test.stays_silent(self.busy, &names::BUDGET_SPENT.into(), subject);
        }
        test.fires_exactly(self.missed, names::NO_DATA, Vec::new());
        for recorded in self.recorded.iter().filter(|it| it.count > 0) {
            test.values(self.busy, site, recorded);
        }
        Solo {
            subject,
            told: vec![Told {
                what: "Series of others and".into(),
                shown: format!("not missed ({}), not counted ({})", self.missed, self.busy).into(),
            }],
            schedule: Arc::default(),
            test,
        }
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
        let rates = self.read_alone.iter().map(|name| (name, &self.rates));
        let budgets = Text::from(names::BUDGET_REMAINING);
        let recorded = rates.chain([(&budgets, &self.budgets)]);
        let others: Vec<_> = subject.site.others().collect();
        let recorded = recorded.flat_map(|(name, values)| {
            let others = others.iter();
            others.map(move |other| input(other.of(name).into(), values))
        });
        exposed.chain(recorded).collect()
    }
}

/// Series whose readers divide them by raw rates or read nothing else.
fn read_alone(long: &BTreeSet<Duration>) -> Vec<Text> {
    let pair = [names::BAD_5M, names::TOTAL_5M].map(Text::from);
    let bad_rates = long.iter().map(|window| names::bad_rate(*window).into());
    pair.into_iter().chain(bad_rates).collect()
}

/// Whatever is recorded from raw series, and from that alone, of this flow.
fn recorded<'w>(
    long: &BTreeSet<Duration>,
    ratios: impl Iterator<Item = &'w Duration>,
    flow: Flow,
) -> [Recorded; 3] {
    let owned = |names: [&str; 2]| names.map(str::to_owned).into_iter();
    let bad_rates = long.iter().map(|window| names::bad_rate(*window));
    let ratios = ratios.map(|window| names::error_ratio(*window));
    [
        Recorded::new(
            owned([names::BAD_5M, names::BAD_AVG]).chain(bad_rates),
            flow.bad_rate(),
        ),
        Recorded::new(owned([names::TOTAL_5M, names::TOTAL_AVG]), flow.rate),
        Recorded::new(ratios, flow.bad),
    ]
}

/// A flow in all of these windows and a little before.
fn throughout(windows: &BTreeSet<Duration>, step: u64, flow: Flow) -> Traffic {
    let longest = windows.last().map_or(0, |window| window.as_secs());
    let seconds = (longest + longest / 6).next_multiple_of(step);
    Traffic::default().flow(seconds, flow.rate, flow.bad)
}

/// The traffic of others: much, and half of it bad, in the last four minutes, which are in all windows.
fn heavy(step: u64) -> Traffic {
    const SECONDS: u64 = 240;
    const RATE: f64 = 100_000.0;
    Traffic::default().flow((SECONDS / step).max(1) * step, RATE, 0.5)
}

/// The traffic of others that were last seen between the first and the second evaluation before now.
fn seen(step: u64, every: Duration) -> Traffic {
    let age = every.as_secs() * 3 / 2;
    Traffic::default()
        .flow(step, 10.0, 0.0)
        .gone(age.next_multiple_of(step))
}
