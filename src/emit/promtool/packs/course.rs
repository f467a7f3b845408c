//! Samples of raw series that hold a signal at a level for a while.
//!
//! A windowed signal would approach its level for as long as the window is. So far more than a window's
//! worth of calm is counted between two samples: while the window holds that jump the signal is calm,
//! and with the evaluation at which the window has left it behind, the signal is at its level. Where all
//! is over before the first window is, there is a shorter way: see [`Way::Piled`].

use std::collections::BTreeSet;

use super::level::Levels;
use crate::artifact::{InputSeries, Run, SampleOf, Samples};
use crate::emit::prometheus::humanize::float;
use crate::emit::promtool::traffic::{number, rounded};
use crate::pack::{Movement, Signal};
use crate::promql::{Matcher, Selector};
use crate::units::Fraction;

/// How many windows of calm are counted in a jump: so many that a share, too, is that of the calm.
const JUMP: f64 = 10_000.0;

/// The label of a bucket's upper bound. Buckets are cumulative.
const LE: &str = "le";

/// A signal that is calm, at its level beyond a threshold, and then just on this side of it.
#[derive(Debug)]
pub(super) struct Course {
    /// Seconds between two samples.
    pub(super) step: u64,
    /// Seconds that counters are read over, 0 without counters.
    pub(super) window: u64,
    /// How the signal gets to its levels.
    pub(super) way: Way,
    /// When the level ends, in seconds.
    pub(super) until: u64,
    /// When the condition surely no longer holds.
    pub(super) over: u64,
    /// When samples end, and the signal is just on this side.
    pub(super) end: u64,
}

/// How a signal gets to a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Its series move as they do at that level.
    Even,
    /// The same, after a jump.
    Jump,
    /// All that a window holds is counted at once, and nothing while the window goes back to before that.
    Piled,
}

/// How a series moves.
#[derive(Debug, Clone, Copy, Default)]
struct Pace {
    start: f64,
    per_second: f64,
}

/// A series at the levels of its signal.
#[derive(Debug)]
pub(super) struct Paced {
    pub(super) series: Selector,
    calm: Pace,
    firing: Pace,
    silent: Pace,
}

/// The series of a signal with their movements at its levels.
pub(super) fn paced(signal: &Signal, levels: Levels) -> Option<Vec<Paced>> {
    let calm = signal.movements(levels.calm)?;
    let firing = signal.movements(levels.firing)?;
    let silent = signal.movements(levels.silent)?;
    let known = series_of([&calm, &firing, &silent]);
    let paced = known.into_iter().map(|series| Paced {
        calm: pace(&calm, &series),
        firing: pace(&firing, &series),
        silent: pace(&silent, &series),
        series,
    });
    Some(paced.collect())
}

/// A value of a signal, and the number of samples for which it is held.
pub(super) type Held = (Fraction, u64);

/// Samples of a signal that is at once what its series are, so many seconds apart.
pub(super) fn held(signal: &Signal, held: &[Held], step: u64) -> Option<Vec<InputSeries>> {
    let movements = held.iter().map(|(value, _)| signal.movements(*value));
    let movements = movements.collect::<Option<Vec<_>>>()?;
    let series = series_of(&movements).into_iter().map(|series| {
        let mut sample = 0;
        let runs = movements.iter().zip(held).map(|(movements, (_, samples))| {
            let Pace { start, per_second } = pace(movements, &series);
            let growth = per_second * number(step);
            let first = sample;
            sample += samples;
            Run::Even {
                start: rounded(start + growth * number(first)),
                step: rounded(growth),
                more: samples - 1,
            }
        });
        input(runs.collect(), series.clone())
    });
    Some(series.collect())
}

fn series_of<'m>(movements: impl IntoIterator<Item = &'m Vec<Movement>>) -> Vec<Selector> {
    let mut known: Vec<Selector> = Vec::new();
    for movement in movements.into_iter().flatten() {
        if !known.contains(&movement.series) {
            known.push(movement.series.clone());
        }
    }
    known
}

/// Whether the same series tell both levels. Buckets do not: their bounds depend on the level.
pub(super) fn are_alike(signal: &Signal, one: Fraction, other: Fraction) -> bool {
    let series = |level| {
        let movements = signal.movements(level)?.into_iter();
        Some(movements.map(|it| it.series).collect::<Vec<_>>())
    };
    series(one) == series(other)
}

/// How a series moves among these. A bucket that is not among them has what is in the next smaller one.
fn pace(movements: &[Movement], series: &Selector) -> Pace {
    let own = movements.iter().find(|it| it.series == *series);
    let smaller = || {
        let bound = bound(series)?;
        let others = movements.iter().filter(|it| {
            without_bound(&it.series) == without_bound(series)
                && self::bound(&it.series).is_some_and(|it| it < bound)
        });
        others.max_by(|one, other| {
            let [one, other] = [one, other].map(|it| self::bound(&it.series));
            one.partial_cmp(&other).unwrap_or(std::cmp::Ordering::Equal)
        })
    };
    let pace = |it: &Movement| Pace {
        start: float(it.start),
        per_second: float(it.per_second),
    };
    own.or_else(smaller).map(pace).unwrap_or_default()
}

fn bound(series: &Selector) -> Option<f64> {
    let le = series.matchers.iter().find(|it| it.label.as_str() == LE)?;
    le.value.as_str().parse().ok()
}

fn without_bound(series: &Selector) -> BTreeSet<&Matcher> {
    let matchers = series.matchers.iter();
    matchers.filter(|it| it.label.as_str() != LE).collect()
}

impl Paced {
    /// Whether it counts from nothing, and less at the level than after: what falls is taken for a restart.
    pub(super) fn can_pile(&self) -> bool {
        self.calm.start == 0.0 && self.silent.per_second >= self.firing.per_second
    }

    /// Whether counting calm moves the series.
    pub(super) fn can_jump(&self) -> bool {
        self.calm.per_second != 0.0
    }
}

impl Course {
    /// The series with their samples.
    pub(super) fn series(&self, paced: &[Paced]) -> Vec<InputSeries> {
        let series = paced.iter();
        series
            .map(|it| input(self.runs(it), it.series.clone()))
            .collect()
    }

    fn runs(&self, it: &Paced) -> Vec<Run> {
        match self.way {
            Way::Piled => self.piled(it),
            Way::Even | Way::Jump => self.moving(it),
        }
    }

    fn piled(&self, it: &Paced) -> Vec<Run> {
        let pile = |pace: Pace, seconds: u64| Run::Even {
            start: rounded(pace.per_second * number(self.window)),
            step: 0.0,
            more: seconds / self.step - 1,
        };
        let nothing = Run::Even {
            start: 0.0,
            step: 0.0,
            more: 0,
        };
        let mut runs = vec![nothing, pile(it.firing, self.until)];
        if self.end > self.until {
            runs.push(pile(it.silent, self.end - self.until));
        }
        runs
    }

    fn moving(&self, it: &Paced) -> Vec<Run> {
        let step = number(self.step);
        let jump = |seconds: u64| it.calm.per_second * JUMP * number(seconds);
        let before = match self.way {
            Way::Jump => jump(self.window),
            Way::Even | Way::Piled => 0.0,
        };
        let counted = before + it.firing.per_second * number(self.until);
        let after = match self.window {
            0 => 0.0,
            window => jump(window.max(self.until)),
        };
        let even = |start: f64, pace: Pace, samples: u64| Run::Even {
            start: rounded(start + pace.per_second * step),
            step: rounded(pace.per_second * step),
            more: samples - 1,
        };
        let mut runs = vec![
            Run::Even {
                start: rounded(it.calm.start),
                step: 0.0,
                more: 0,
            },
            even(it.firing.start + before, it.firing, self.until / self.step),
        ];
        if self.end > self.until {
            let samples = (self.end - self.until) / self.step;
            runs.push(even(it.silent.start + counted + after, it.silent, samples));
        }
        runs
    }
}

/// Samples at the calm level up to a moment and from another on, with nothing in between; all moments in
/// seconds.
pub(super) fn interrupted(
    paced: &[Paced],
    step: u64,
    [gone, back, end]: [u64; 3],
) -> Vec<InputSeries> {
    let series = paced.iter().map(|it| {
        let growth = it.calm.per_second * number(step);
        let at = |sample: u64| rounded(it.calm.start + growth * number(sample));
        let even = |first: u64, last: u64| Run::Even {
            start: at(first),
            step: rounded(growth),
            more: last - first,
        };
        let runs = vec![
            even(0, gone / step),
            Run::Missing((back - gone) / step - 1),
            even(back / step, end / step),
        ];
        input(runs, it.series.clone())
    });
    series.collect()
}

fn input(runs: Vec<Run>, series: Selector) -> InputSeries {
    let values = Samples {
        runs,
        of: SampleOf::Number,
    };
    InputSeries {
        series,
        values: values.to_string().into(),
    }
}
