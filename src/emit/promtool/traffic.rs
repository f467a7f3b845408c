//! Traffic: what happens before an instant, as phases of even flow.

use crate::slo::COVERAGE_STEP;

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
pub(super) type Phase = (u64, Option<Flow>);

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
    pub(super) fn last(&self, seconds: u64) -> Self {
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
    pub(super) fn ending_in_average(&self, seconds: u64, step: u64) -> Self {
        let (bad, total) = self.events(seconds);
        let mut averaged = self.clone();
        let Some((length, Some(_))) = averaged.0.last_mut() else {
            return averaged;
        };
        *length = length.saturating_sub(step);
        let bad = if total > 0.0 { bad / total } else { 0.0 };
        averaged.flow(step, total / number(seconds), bad)
    }

    /// Its phases in order, but for those that take no time.
    pub(super) fn phases(&self) -> impl Iterator<Item = &Phase> {
        self.0.iter().filter(|phase| phase.0 > 0)
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
