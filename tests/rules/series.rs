//! Traffic over time, and the samples that a server would have of it.

use std::fmt::Write;

/// Rates per second that hold for a while.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phase {
    pub(crate) seconds: u64,
    /// All events, or `None` while nothing is exposed.
    pub(crate) total: Option<f64>,
    /// The share of events that are bad.
    pub(crate) bad: f64,
}

/// Phases in order; the first one also reaches back beyond the start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Traffic(Vec<Phase>);

impl Traffic {
    /// So many events per second, this share of them bad.
    pub(crate) fn flow(mut self, seconds: u64, total: f64, bad: f64) -> Self {
        self.0.push(Phase {
            seconds,
            total: Some(total),
            bad,
        });
        self
    }

    /// The target is gone.
    pub(crate) fn gone(mut self, seconds: u64) -> Self {
        self.0.push(Phase {
            seconds,
            total: None,
            bad: 0.0,
        });
        self
    }

    pub(crate) fn seconds(&self) -> u64 {
        self.0.iter().map(|phase| phase.seconds).sum()
    }

    /// The phase that a sample at this second ends.
    fn phase(&self, second: u64) -> Phase {
        let mut end = 0;
        let found = self.0.iter().find(|phase| {
            end += phase.seconds;
            second <= end
        });
        *found.or(self.0.last()).expect("a phase")
    }

    /// Events since the start, of all or of bad ones.
    fn count(&self, second: u64, rate: impl Fn(Phase) -> f64) -> f64 {
        let mut left = second;
        let mut count = 0.0;
        for phase in &self.0 {
            let spent = left.min(phase.seconds);
            count += seconds(spent) * rate(*phase);
            left -= spent;
        }
        count
    }

    /// A counter of the events that `share` tells apart by the share of bad ones.
    pub(crate) fn counter(&self, step: u64, share: impl Fn(f64) -> f64) -> String {
        self.sampled(step, |second| {
            self.count(second, |phase| {
                phase.total.unwrap_or(0.0) * share(phase.bad)
            })
        })
    }

    /// A gauge of the share of good events, present while there are any.
    pub(crate) fn share_of_good(&self, step: u64) -> String {
        let values = (0..=self.seconds() / step).map(|n| {
            let phase = self.phase(n * step);
            phase
                .total
                .filter(|total| *total > 0.0)
                .map(|_| 1.0 - phase.bad)
        });
        encode(&values.collect::<Vec<_>>())
    }

    /// The rate at each moment, as a recorded rate holds it a few minutes into a phase.
    pub(crate) fn rate(&self, step: u64, share: impl Fn(f64) -> f64) -> String {
        self.sampled(step, |second| {
            let phase = self.phase(second);
            phase.total.unwrap_or(0.0) * share(phase.bad)
        })
    }

    /// The rate over the five minutes before each moment, as the server records it.
    pub(crate) fn smoothed(&self, step: u64, share: impl Fn(f64) -> f64) -> String {
        const WINDOW: u64 = 300;
        let rate = |phase: Phase| phase.total.unwrap_or(0.0) * share(phase.bad);
        self.sampled(step, |second| {
            let before = second.checked_sub(WINDOW).map_or_else(
                || -seconds(WINDOW - second) * rate(self.0[0]),
                |start| self.count(start, rate),
            );
            (self.count(second, rate) - before) / seconds(WINDOW)
        })
    }

    fn sampled(&self, step: u64, value: impl Fn(u64) -> f64) -> String {
        let values = (0..=self.seconds() / step).map(|n| {
            let second = n * step;
            self.phase(second).total.map(|_| value(second))
        });
        encode(&values.collect::<Vec<_>>())
    }
}

/// Seconds as a number to reckon with.
pub(crate) fn seconds(count: u64) -> f64 {
    f64::from(u32::try_from(count).expect("less than a century"))
}

/// Samples in promtool's notation, in which a run of even steps is one word.
pub(crate) fn encode(values: &[Option<f64>]) -> String {
    let mut words = String::new();
    let mut rest = values;
    while let Some((first, after)) = rest.split_first() {
        if !words.is_empty() {
            words.push(' ');
        }
        let run = match first {
            None => {
                let missing = rest.iter().take_while(|value| value.is_none()).count();
                // What was there is marked as stale when it goes; what never was is not.
                match (words.is_empty(), missing) {
                    (true, _) => write!(words, "_x{missing}"),
                    (false, 1) => write!(words, "stale"),
                    (false, _) => write!(words, "stale _x{}", missing - 1),
                }
                .expect("strings take all");
                missing
            }
            Some(start) => {
                let next = after.first().copied().flatten();
                let increment = next.map_or(0.0, |next| next - start);
                let even = after
                    .iter()
                    .zip(1_u32..)
                    .take_while(|(value, n)| {
                        value.is_some_and(|value| {
                            (start + increment * f64::from(*n) - value).abs() < 1e-7
                        })
                    })
                    .count();
                write!(words, "{start}{increment:+}x{even}").expect("strings take all");
                even + 1
            }
        };
        rest = &rest[run..];
    }
    words
}
