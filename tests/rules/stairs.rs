//! Traffic that is different in each window, and what a window must say of it.

use crate::series::{Traffic, seconds};

/// A traffic of one rate and one ratio up to each of these ages, the oldest first.
pub(crate) struct Staircase(Vec<(u64, f64, f64)>);

impl Staircase {
    pub(crate) fn of(ages: &[u64]) -> Self {
        let steps = ages.iter().zip(1_u32..).map(|(age, n)| {
            let n = f64::from(n);
            (
                *age,
                4.0 + (n * 7.0) % 5.0,
                0.001 * (1.0 + (n * 5.0) % 11.0),
            )
        });
        Self(steps.collect())
    }

    /// The same ratios of so many times as many events.
    pub(crate) fn times(&self, times: f64) -> Self {
        Self(
            self.0
                .iter()
                .map(|(age, rate, bad)| (*age, rate * times, *bad))
                .collect(),
        )
    }

    /// The same ratios of one event a second.
    pub(crate) fn even(&self) -> Self {
        Self(
            self.0
                .iter()
                .map(|(age, _, bad)| (*age, 1.0, *bad))
                .collect(),
        )
    }

    pub(crate) fn traffic(&self, end: u64) -> Traffic {
        let oldest = self.0[0].0;
        let start = if end == oldest {
            Traffic::default()
        } else {
            Traffic::default().gone(end - oldest)
        };
        let next = self.0.iter().skip(1).map(|step| step.0).chain([0]);
        self.0
            .iter()
            .zip(next)
            .fold(start, |traffic, ((age, rate, bad), next)| {
                traffic.flow(age - next, *rate, *bad)
            })
    }

    /// Bad and all events of the last `window` seconds.
    pub(crate) fn events(&self, window: u64) -> (f64, f64) {
        let next = self.0.iter().skip(1).map(|step| step.0).chain([0]);
        self.0
            .iter()
            .zip(next)
            .fold((0.0, 0.0), |(bad, total), ((age, rate, share), next)| {
                let events = rate * seconds((*age).min(window).saturating_sub(next));
                (bad + events * share, total + events)
            })
    }

    pub(crate) fn ratio(&self, window: u64) -> f64 {
        let (bad, total) = self.events(window);
        bad / total
    }
}
