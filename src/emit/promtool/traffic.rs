//! Traffic: what happens before an instant, as phases of even flow, and the course of a test, in which
//! one piece of traffic after the other ends at an instant of its own.
//!
//! Out come samples: of counters, as a service exposes them, and of rates, as rules have recorded them.

use crate::artifact::Run;
use crate::slo::COVERAGE_STEP;
use crate::units::Duration;

/// Events that flow evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flow {
    /// Events per second.
    pub(super) rate: f64,
    /// The share of them that is bad, from 0 to 1.
    pub(super) bad: f64,
}

impl Flow {
    /// Bad events per second.
    pub(super) fn bad_rate(self) -> f64 {
        self.rate * self.bad
    }

    /// Good events per second.
    pub(super) fn good_rate(self) -> f64 {
        self.rate * (1.0 - self.bad)
    }
}

/// Seconds of a flow, or without any samples.
type Phase = (u64, Option<Flow>);

/// Phases in order; the last one ends at the instant.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Traffic(Vec<Phase>);

impl Traffic {
    /// Adds so many seconds of a flow.
    pub(super) fn flow(mut self, seconds: u64, rate: f64, bad: f64) -> Self {
        self.0.push((seconds, Some(Flow { rate, bad })));
        self
    }

    /// Adds so many seconds in which nothing is exposed.
    pub(super) fn gone(mut self, seconds: u64) -> Self {
        self.0.push((seconds, None));
        self
    }

    /// Adds what happens next, which ends so many seconds later.
    pub(super) fn then(mut self, seconds: u64, next: &Self) -> Self {
        self.0.push((seconds.saturating_sub(next.seconds()), None));
        self.0.extend(&next.0);
        self
    }

    /// Its last seconds, as many as there are.
    fn last(&self, seconds: u64) -> Self {
        let mut left = seconds;
        let phases = self.0.iter().rev().map(|(length, flow)| {
            let seen = left.min(*length);
            left -= seen;
            (seen, *flow)
        });
        let mut phases: Vec<_> = phases.collect();
        phases.reverse();
        Self(phases)
    }

    /// The same with the last sample as it is recorded: an average over so many seconds.
    fn ending_in_average(&self, seconds: u64, step: u64) -> Self {
        let (bad, total) = self.events(seconds);
        let mut averaged = self.clone();
        let Some((length, Some(_))) = averaged.0.last_mut() else {
            return averaged;
        };
        *length = length.saturating_sub(step);
        let bad = if total > 0.0 { bad / total } else { 0.0 };
        averaged.flow(step, total / number(seconds), bad)
    }

    /// Its length.
    pub(super) fn seconds(&self) -> u64 {
        self.0.iter().map(|phase| phase.0).sum()
    }

    /// What flows up to the instant.
    pub(super) fn last_flow(&self) -> Option<Flow> {
        self.0.last()?.1
    }

    /// Whether there are events, and no good ones.
    pub(super) fn is_all_bad(&self) -> bool {
        let mut flows = self.0.iter().filter_map(|phase| phase.1);
        !self.is_idle() && flows.all(|flow| flow.good_rate() == 0.0)
    }

    /// Whether there are no events.
    pub(super) fn is_idle(&self) -> bool {
        self.events(self.seconds()).1 == 0.0
    }

    /// Bad and all events of the last `window` seconds.
    pub(super) fn events(&self, window: u64) -> (f64, f64) {
        let mut left = window;
        let (mut bad, mut total) = (0.0, 0.0);
        for (seconds, flow) in self.0.iter().rev() {
            let seen = left.min(*seconds);
            left -= seen;
            if let Some(flow) = flow {
                bad += flow.bad_rate() * number(seen);
                total += flow.rate * number(seen);
            }
        }
        (bad, total)
    }

    /// The share of the last `window` seconds that the rules count as having samples, where those are
    /// `step` seconds apart.
    pub(super) fn covered(&self, window: u64, step: u64) -> f64 {
        let apart = COVERAGE_STEP.as_secs();
        let moments = number(self.moments(window, apart, step));
        (moments / number(window / apart)).min(1.0)
    }

    /// How many of the moments that are so many seconds apart, back from the instant, find a sample
    /// in the `apart` seconds before them, where samples are `step` seconds apart.
    fn moments(&self, window: u64, apart: u64, step: u64) -> u64 {
        let (mut moments, mut age) = (0, 0);
        // Ages that have been counted already.
        let mut next = 0;
        for (seconds, flow) in self.0.iter().rev() {
            if flow.is_some() && *seconds > 0 && age < window {
                // Samples end their steps, so that the oldest is a step younger than the phase.
                let oldest = (age + seconds - step).min(window - 1);
                let last = oldest / apart;
                let first = age.saturating_sub(apart - 1).div_ceil(apart).max(next);
                moments += (last + 1).saturating_sub(first);
                next = last + 1;
            }
            age += seconds;
        }
        moments
    }
}

/// A count as a number to reckon with; none here reaches the limits of doubles.
#[expect(
    clippy::cast_precision_loss,
    reason = "seconds and samples of a few years"
)]
pub(super) fn number(count: u64) -> f64 {
    count as f64
}

/// Of a smaller share of all events, counters of twelve digits do not tell a hundredth.
pub(super) const SMALLEST_SHARE: f64 = 1e-8;

/// Twelve significant digits: the number without the noise of doubles, since people read it.
pub(super) fn rounded(number: f64) -> f64 {
    to_digits(number, 12)
}

/// Four significant digits, for what may be a ten-thousandth off: samples are long enough.
pub(super) fn short(number: f64) -> f64 {
    to_digits(number, 4)
}

fn to_digits(number: f64, digits: usize) -> f64 {
    // Through text: logarithms and powers differ in their last digit from one platform to another.
    let text = format!("{number:.*e}", digits - 1);
    text.parse().expect("a number prints as one")
}

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
            let phases = traffic.0.iter().filter(|phase| phase.0 > 0);
            for (n, (seconds, flow)) in phases.enumerate() {
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
    fn events_are_counted_back_from_the_instant() {
        let traffic = Traffic::default()
            .flow(600, 10.0, 0.5)
            .gone(300)
            .flow(300, 20.0, 0.25);
        assert_eq!(traffic.seconds(), 1200);
        assert_eq!(traffic.events(100), (500.0, 2000.0));
        assert_eq!(traffic.events(600), (1500.0, 6000.0));
        assert_eq!(traffic.events(700), (2000.0, 7000.0));
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
    fn the_last_seconds_end_at_the_instant() {
        let traffic = Traffic::default()
            .flow(600, 10.0, 0.5)
            .gone(300)
            .flow(300, 20.0, 0.25);
        let last = traffic.last(700);
        assert_eq!(last.seconds(), 700);
        assert_eq!(last.events(1200), traffic.events(700));
        assert_eq!(traffic.last(2000), traffic);
    }

    #[test]
    fn the_last_sample_may_be_an_average() {
        let traffic = Traffic::default().flow(600, 10.0, 1.0).flow(120, 10.0, 0.0);
        let averaged = traffic.ending_in_average(300, 60);
        assert_eq!(averaged.seconds(), traffic.seconds());
        assert_eq!(averaged.last_flow().map(Flow::bad_rate), Some(6.0));
        assert_eq!(averaged.events(60), (360.0, 600.0));
    }

    #[test]
    fn moments_in_a_gap_find_no_sample() {
        let traffic = Traffic::default()
            .flow(900, 1.0, 0.0)
            .gone(900)
            .flow(600, 1.0, 0.0);
        // Ages 0 and 300 in the last flow; 1500 to 2100 in the first, 1200 just before its last sample.
        assert_eq!(traffic.moments(2400, 300, 60), 5);
        assert_eq!(traffic.moments(900, 300, 60), 2);
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
