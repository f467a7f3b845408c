//! The course of a test, in which one piece of traffic after the other ends at an instant of its own.
//!
//! Out come samples: of counters, as a service exposes them, and of rates, as rules have recorded them.

use super::traffic::{Flow, Traffic, number, rounded};
use crate::artifact::Run;
use crate::units::Duration;

/// Pieces of traffic, each up to its instant; instants are so many evaluations after the start.
#[derive(Debug, Clone)]
pub(super) struct Course {
    /// The time between two evaluations.
    pub(super) every: Duration,
    /// Seconds between two samples.
    pub(super) step: u64,
    /// What happens, with the number of the evaluation that is its instant.
    pub(super) pieces: Vec<(u64, Traffic)>,
}

impl Course {
    /// The moment of an instant.
    pub(super) fn at(&self, instant: u64) -> Duration {
        Duration::from_secs(instant * self.every.as_secs())
    }

    /// The same with no more than so many seconds before each instant.
    pub(super) fn last(&self, seconds: impl Iterator<Item = u64>) -> Self {
        let pieces = self.pieces.iter().zip(seconds);
        Self {
            pieces: pieces
                .map(|((instant, traffic), seconds)| (*instant, traffic.last(seconds)))
                .collect(),
            ..*self
        }
    }

    /// The same with the last sample before each instant as it is recorded: an average over so many seconds.
    pub(super) fn ending_in_averages(&self, seconds: u64) -> Self {
        let pieces = self
            .pieces
            .iter()
            .map(|(instant, traffic)| (*instant, traffic.ending_in_average(seconds, self.step)));
        Self {
            pieces: pieces.collect(),
            ..*self
        }
    }

    /// The same without the pieces of such traffic.
    pub(super) fn without(&self, is_left_out: impl Fn(&Traffic) -> bool) -> Self {
        let pieces = self
            .pieces
            .iter()
            .filter(|(_, traffic)| !is_left_out(traffic));
        Self {
            pieces: pieces.cloned().collect(),
            ..*self
        }
    }

    /// A counter that grows by so many events per second. It starts anew with each piece.
    pub(super) fn counter(&self, per_second: impl Fn(Flow) -> f64) -> Vec<Run> {
        let step = number(self.step);
        self.runs(true, |runs, first, phase, samples| {
            let Some(flow) = phase else {
                push(runs, Run::Missing(samples));
                return;
            };
            let growth = rounded(per_second(flow) * step);
            let (start, more) = match runs.last().filter(|_| !first) {
                Some(Run::Even { start, step, more }) => {
                    (rounded(start + step * number(*more) + growth), samples - 1)
                }
                _ => (0.0, samples),
            };
            push(
                runs,
                Run::Even {
                    start,
                    step: growth,
                    more,
                },
            );
        })
    }

    /// A value that is what `value` says throughout a phase; without the sample of each instant,
    /// where a rule records that.
    pub(super) fn level(&self, with_last: bool, value: impl Fn(Flow) -> f64) -> Vec<Run> {
        self.runs(with_last, |runs, first, phase, samples| {
            if first {
                push(runs, Run::Missing(1));
            }
            push(
                runs,
                match phase {
                    Some(flow) => Run::Even {
                        start: rounded(value(flow)),
                        step: 0.0,
                        more: samples - 1,
                    },
                    None => Run::Missing(samples),
                },
            );
        })
    }

    /// A value at each instant that is what `value` says of the traffic up to it.
    pub(super) fn at_instants(&self, value: impl Fn(&Traffic) -> Option<f64>) -> Vec<Run> {
        let (mut runs, mut done) = (Vec::new(), 0);
        for (instant, traffic) in &self.pieces {
            let end = self.at(*instant).as_secs() / self.step;
            push(&mut runs, Run::Missing(end - done));
            let sample = value(traffic).map(|value| Run::Even {
                start: rounded(value),
                step: 0.0,
                more: 0,
            });
            push(&mut runs, sample.unwrap_or(Run::Missing(1)));
            done = end + 1;
        }
        runs
    }

    /// Adds the runs of each phase: the first one of a piece has a sample at its start too.
    fn runs(
        &self,
        with_last: bool,
        add: impl Fn(&mut Vec<Run>, bool, Option<Flow>, u64),
    ) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut done = 0;
        for (instant, traffic) in &self.pieces {
            let end = self.at(*instant).as_secs() / self.step;
            let start = end - traffic.seconds() / self.step;
            if start > done {
                push(&mut runs, Run::Missing(start - done));
            }
            for (n, (seconds, flow)) in traffic.phases().enumerate() {
                add(&mut runs, n == 0, *flow, seconds / self.step);
            }
            done = end + 1;
            if !with_last {
                done = end;
                drop_last(&mut runs);
            }
        }
        runs
    }
}

/// Takes the last sample away.
fn drop_last(runs: &mut Vec<Run>) {
    match runs.last_mut() {
        Some(Run::Even { more, .. }) if *more > 0 => *more -= 1,
        Some(Run::Missing(count)) if *count > 1 => *count -= 1,
        _ => drop(runs.pop()),
    }
}

/// Adds a run, or lengthens the last one if it goes on just so.
fn push(runs: &mut Vec<Run>, run: Run) {
    match (runs.last_mut(), run) {
        (Some(Run::Missing(before)), Run::Missing(count)) => *before += count,
        (
            Some(Run::Even {
                start: before,
                step: none,
                more: count,
            }),
            Run::Even { start, step, more },
        ) if *none == 0.0 && step == 0.0 && before.to_bits() == start.to_bits() => {
            *count += more + 1;
        }
        _ => runs.push(run),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(step: u64, pieces: Vec<(u64, Traffic)>) -> Course {
        Course {
            every: Duration::from_mins(1),
            step,
            pieces,
        }
    }

    #[test]
    fn values_stand_at_instants_alone() {
        let some = Traffic::default().flow(40, 1.0, 0.5);
        let none = Traffic::default().flow(40, 0.0, 0.0);
        let course = course(20, vec![(1, some), (2, none)]);
        let runs = course.at_instants(|traffic| {
            let (bad, total) = traffic.events(40);
            (total > 0.0).then(|| bad / total)
        });
        let half = Run::Even {
            start: 0.5,
            step: 0.0,
            more: 0,
        };
        assert_eq!(runs, [Run::Missing(3), half, Run::Missing(3)]);
    }

    #[test]
    fn counters_go_on_within_a_piece_and_start_anew_with_the_next() {
        let piece = Traffic::default().flow(40, 1.0, 0.0).flow(20, 3.0, 0.0);
        let course = course(20, vec![(1, piece.clone()), (3, piece)]);
        let even = |start, step, more| Run::Even { start, step, more };
        let piece = [even(0.0, 20.0, 2), even(100.0, 60.0, 0)];
        let [first, second] = piece;
        assert_eq!(
            course.counter(|flow| flow.rate),
            [first, second, Run::Missing(2), first, second]
        );
    }

    #[test]
    fn levels_leave_the_instant_to_the_rule() {
        let course = course(20, vec![(2, Traffic::default().flow(60, 4.0, 0.25))]);
        let even = |more| Run::Even {
            start: 1.0,
            step: 0.0,
            more,
        };
        assert_eq!(
            course.level(true, Flow::bad_rate),
            [Run::Missing(4), even(2)]
        );
        assert_eq!(
            course.level(false, Flow::bad_rate),
            [Run::Missing(4), even(1)]
        );
    }
}
