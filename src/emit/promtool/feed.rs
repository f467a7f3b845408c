//! What a test feeds: raw counters where the rules' windows are short, the recorded rates of bad and of
//! all events where they are long, never a ratio.

use super::traffic::{Course, Flow};
use crate::artifact::{InputSeries, Run, SampleOf, Samples};
use crate::emit::prometheus::Site;
use crate::ir::names;
use crate::promql::Selector;
use crate::sli::{Exposed, Says};
use crate::slo::{Burn, PAIR_WINDOW, ReadFrom, read_from};
use crate::units::Duration;

/// The most samples that a window may hold: promtool loads ten thousand for a query.
const MOST_SAMPLES: u64 = 9_000;

/// The most seconds with samples in a period: promtool loads two numbers for each five minutes.
pub(super) const MOST_COVERED: u64 = 15 * 86_400;

/// The series that a condition is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feed {
    /// What the service exposes.
    raw: bool,
    /// The recorded rates.
    pair: bool,
    /// Their averages.
    averages: bool,
    /// Seconds between two samples.
    pub(super) step: u64,
}

impl Feed {
    /// What a condition is read from, with samples dense enough for its short window; `None` where
    /// promtool cannot hold the long one.
    pub(super) fn of(burn: &Burn) -> Option<Self> {
        let windows = [burn.long, burn.short];
        let reads = |source| windows.iter().any(|&window| read_from(window) == source);
        let coarsest = match read_from(burn.short) {
            // Twenty samples, so that a window loses little at its end.
            ReadFrom::Raw => (burn.short.as_secs() / 20).clamp(1, 60),
            _ => 240,
        };
        let divides = |step: &u64| {
            windows
                .iter()
                .all(|window| window.as_secs().is_multiple_of(*step))
        };
        let step = [240, 120, 60, 30, 20, 15, 10, 5, 2, 1]
            .into_iter()
            .find(|step| *step <= coarsest && divides(step))?;
        (burn.long.as_secs() / step <= MOST_SAMPLES).then_some(Self {
            raw: reads(ReadFrom::Raw),
            pair: reads(ReadFrom::Pair),
            averages: reads(ReadFrom::Averages),
            step,
        })
    }

    /// The same for an SLI whose series cannot be told: `None` unless recorded rates are enough. The
    /// shortest window of all is that of the pair itself.
    pub(super) fn without_raw(self, burn: &Burn) -> Option<Self> {
        let needed = |window: Duration| window != PAIR_WINDOW && read_from(window) == ReadFrom::Raw;
        let pair = self.pair || burn.short == PAIR_WINDOW;
        (!needed(burn.long) && !needed(burn.short)).then_some(Self {
            raw: false,
            pair,
            ..self
        })
    }

    /// The same where rules are evaluated all the time, so that they record what follows from raw
    /// series.
    pub(super) fn live(self) -> Self {
        let recorded = !self.raw;
        Self {
            pair: recorded && self.pair,
            averages: recorded && self.averages,
            ..self
        }
    }

    /// The averages alone, as often as they are recorded.
    pub(super) fn averages() -> Self {
        Self {
            raw: false,
            pair: false,
            averages: true,
            step: 240,
        }
    }

    /// The pair alone.
    pub(super) fn pair(step: u64) -> Self {
        Self {
            raw: false,
            pair: true,
            averages: false,
            step,
        }
    }

    /// Whether each sample of the SLI that is fed is an event.
    pub(super) fn is_probed(self, exposed: &[Exposed]) -> bool {
        self.raw && exposed.iter().any(|exposed| exposed.says == Says::Probe)
    }

    /// How many pieces of traffic of this length one test can hold, so that promtool loads all of a
    /// period.
    pub(super) fn pieces(self, seconds: u64) -> usize {
        let pieces = if self.averages {
            MOST_COVERED / seconds.max(1)
        } else {
            u64::MAX
        };
        usize::try_from(pieces).unwrap_or(usize::MAX)
    }

    /// Whether averages are recorded in the test, and thus what is left of the budget.
    pub(super) fn tells_budget(self) -> bool {
        self.averages
    }

    /// The series. What a rule records at an instant from what is fed is not fed for that instant.
    pub(super) fn series(
        self,
        site: &Site<'_>,
        exposed: &[Exposed],
        probers: u64,
        course: &Course,
    ) -> Vec<InputSeries> {
        let mut series = Vec::new();
        if self.raw {
            for exposed in exposed {
                series.extend(raw(exposed, probers, course));
            }
        }
        let mut recorded = |name: &'static str, last: bool, rate: fn(Flow) -> f64| {
            series.push(input(
                site.series(name),
                course.level(last, rate),
                SampleOf::Number,
            ));
        };
        if self.pair {
            recorded(names::BAD_5M, !self.raw, Flow::bad_rate);
            recorded(names::TOTAL_5M, !self.raw, |flow| flow.rate);
        }
        if self.averages {
            recorded(names::BAD_AVG, !self.raw && !self.pair, Flow::bad_rate);
            recorded(names::TOTAL_AVG, !self.raw && !self.pair, |flow| flow.rate);
        }
        series
    }
}

/// The samples of what a service exposes.
fn raw(exposed: &Exposed, probers: u64, course: &Course) -> Vec<InputSeries> {
    let series = exposed.series.clone();
    let counter = |rate: fn(Flow) -> f64, of| vec![input(series.clone(), course.counter(rate), of)];
    match exposed.says {
        Says::Good => counter(Flow::good_rate, SampleOf::Number),
        Says::Bad => counter(Flow::bad_rate, SampleOf::Number),
        Says::All => counter(|flow| flow.rate, SampleOf::Number),
        Says::GoodIn(bucket) => counter(Flow::good_rate, SampleOf::Histogram(bucket)),
        Says::BadIn(bucket) => counter(Flow::bad_rate, SampleOf::Histogram(bucket)),
        // A share of probes stands for a fleet of probers.
        Says::Probe => {
            let good = course.level(true, |flow| 1.0 - flow.bad);
            let one = |prober: u64| match probers {
                1 => series.clone(),
                _ => series.clone().eq("prober", prober.to_string()),
            };
            (0..probers)
                .map(|prober| input(one(prober), good.clone(), SampleOf::Number))
                .collect()
        }
    }
}

fn input(series: Selector, runs: Vec<Run>, of: SampleOf) -> InputSeries {
    InputSeries {
        series,
        values: Samples { runs, of },
    }
}
