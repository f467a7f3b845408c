//! What a Prometheus makes of a target: a plain model of scrapes, of `rate`, of the recorded pair and
//! its averages, and of the windows read from them. Written from Prometheus' documentation and from
//! docs/slo.md; it evaluates no expressions.

use crate::events::{DAY, HOUR, Kind, Target, Time};

/// Seconds between evaluations of the fast group, and of the slow one.
pub(crate) const FAST: Time = 30;
pub(crate) const SLOW: Time = 240;
/// The window of the recorded pair, also the step at which coverage is counted.
const PAIR: Time = 300;

/// Rates per second of bad and of all events.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rates {
    pub(crate) bad: f64,
    pub(crate) total: f64,
}

/// A series of rates sampled at multiples of a step, summed up from the start.
struct Recorded {
    step: Time,
    /// The sums before each sample: bad, total, and how many there were.
    sums: Vec<(Rates, i32)>,
    /// How many steps of coverage had a sample, before each step.
    covered: Vec<i32>,
}

impl Recorded {
    fn new(step: Time, samples: &[Option<Rates>]) -> Self {
        let mut sums = vec![(Rates::default(), 0)];
        for sample in samples {
            let (mut sum, mut count) = sums[sums.len() - 1];
            if let Some(rates) = sample {
                sum.bad += rates.bad;
                sum.total += rates.total;
                count += 1;
            }
            sums.push((sum, count));
        }
        let mut recorded = Self {
            step,
            sums,
            covered: vec![0],
        };
        let end = step * (index(samples.len()) - 1);
        for time in (0..=end).step_by(300) {
            let seen = recorded.window(time, PAIR).is_some();
            let before = recorded.covered[recorded.covered.len() - 1];
            recorded.covered.push(before + i32::from(seen));
        }
        recorded
    }

    /// The sums of the samples in a window, and their number, if there are any.
    fn window(&self, time: Time, window: Time) -> Option<(Rates, f64)> {
        let (until, since) = (self.at(time, self.step), self.at(time - window, self.step));
        let ((new, newer), (old, older)) = (self.sums[until], self.sums[since]);
        let rates = Rates {
            bad: new.bad - old.bad,
            total: new.total - old.total,
        };
        (newer > older).then(|| (rates, f64::from(newer - older)))
    }

    /// How many samples there are up to a time.
    fn at(&self, time: Time, step: Time) -> usize {
        let count = time.div_euclid(step) + 1;
        usize::try_from(count).unwrap_or(0).min(self.sums.len() - 1)
    }

    /// The share of the window's steps of 5 minutes that have a sample.
    fn coverage(&self, time: Time, window: Time) -> f64 {
        let steps = |time: Time| {
            let count = usize::try_from(time.div_euclid(PAIR) + 1).unwrap_or(0);
            self.covered[count.min(self.covered.len() - 1)]
        };
        let seen = f64::from(steps(time) - steps(time - window));
        (seen / (f64::from(window) / f64::from(PAIR))).min(1.0)
    }
}

fn index(length: usize) -> i32 {
    i32::try_from(length).expect("less than a century")
}

/// A server that has watched a target from a midnight on.
pub(crate) struct Server {
    pub(crate) target: Target,
    pair: Recorded,
    averages: Recorded,
}

impl Server {
    /// Watches until `end`.
    pub(crate) fn watch(target: Target, end: Time) -> Self {
        let pair: Vec<_> = (0..=end / FAST)
            .map(|n| raw(&target, n * FAST, PAIR))
            .collect();
        let pair = Recorded::new(FAST, &pair);
        let averages: Vec<_> = (0..=end / SLOW)
            .map(|n| {
                let (sum, count) = pair.window(n * SLOW, SLOW)?;
                Some(Rates {
                    bad: sum.bad / count,
                    total: sum.total / count,
                })
            })
            .collect();
        Self {
            target,
            pair,
            averages: Recorded::new(SLOW, &averages),
        }
    }

    /// The recorded pair at a time, or its averages.
    pub(crate) fn recorded(&self, time: Time, averages: bool) -> Option<Rates> {
        let recorded = if averages { &self.averages } else { &self.pair };
        recorded.window(time, recorded.step).map(|(sum, _)| sum)
    }

    fn read_from(&self, window: Time) -> &Recorded {
        if window < DAY {
            &self.pair
        } else {
            &self.averages
        }
    }

    /// Rates over a window, and the share of it that counts.
    fn window(&self, time: Time, window: Time) -> Option<(Rates, f64)> {
        if window <= HOUR {
            return raw(&self.target, time, window).map(|rates| (rates, 1.0));
        }
        let recorded = self.read_from(window);
        let (sum, count) = recorded.window(time, window)?;
        let rates = Rates {
            bad: sum.bad / count,
            total: sum.total / count,
        };
        Some((rates, recorded.coverage(time, window)))
    }

    /// Whether both windows exceed the threshold, with more failures than so many.
    pub(crate) fn burns(
        &self,
        time: Time,
        threshold: f64,
        (long, short): (Time, Time),
        failures: f64,
    ) -> bool {
        let ratio = |bad: f64, total: f64| (total > 0.0).then(|| bad / total);
        let long_burns = self.window(time, long).is_some_and(|(rates, covered)| {
            let bad = rates.bad * covered;
            let enough = bad * f64::from(long) > failures;
            enough && ratio(bad, rates.total).is_some_and(|ratio| ratio > threshold)
        });
        long_burns
            && self.window(time, short).is_some_and(|(rates, _)| {
                ratio(rates.bad, rates.total).is_some_and(|ratio| ratio > threshold)
            })
    }

    /// Bad events as a share of all in a period, where there are any.
    pub(crate) fn bad_ratio(&self, time: Time, period: Time) -> Option<f64> {
        let (sum, _) = self.averages.window(time, period)?;
        (sum.total > 0.0).then(|| sum.bad / sum.total)
    }

    /// The bad events that the recorded pair tells of in a window.
    pub(crate) fn bad_events(&self, time: Time, window: Time) -> f64 {
        let sum = self.pair.window(time, window);
        sum.map_or(0.0, |(sum, _)| sum.bad * f64::from(FAST))
    }
}

/// Rates over a window of the target's own series.
fn raw(target: &Target, time: Time, window: Time) -> Option<Rates> {
    let all = |time| target.counters(time).0;
    let bad = |time| target.counters(time).1;
    let lives = target.lives;
    match target.kind {
        Kind::Requests | Kind::Custom => {
            let failing = if target.newborn_failures {
                (target.first_failure() + 1, lives.1)
            } else {
                lives
            };
            let good = rate(target, lives, |time| all(time) - bad(time), time, window)?;
            // A missing series of failures means that there were none.
            let bad = rate(target, failing, bad, time, window).unwrap_or(0.0);
            Some(Rates {
                bad,
                total: good + bad,
            })
        }
        Kind::Latency => {
            let total = rate(target, lives, all, time, window)?;
            let good = rate(target, lives, |time| all(time) - bad(time), time, window)?;
            Some(Rates {
                bad: (total - good).max(0.0),
                total,
            })
        }
        Kind::Probe => {
            let (first, last) = samples(target, lives, time, window)?;
            let scrape = target.scrape();
            let probes = (last - first) / scrape + 1;
            let failed = (0..probes).filter(|n| target.fails(first + n * scrape));
            let failed = index(failed.count());
            Some(Rates {
                bad: f64::from(failed) / f64::from(window),
                total: f64::from(probes) / f64::from(window),
            })
        }
    }
}

/// The first and the last sample of a window, which excludes its start.
fn samples(
    target: &Target,
    (born, gone): (Time, Time),
    time: Time,
    window: Time,
) -> Option<(Time, Time)> {
    let scrape = target.scrape();
    let next = |time: Time| -(-time).div_euclid(scrape) * scrape;
    let first = next((time - window + 1).max(born));
    let last = time.min(gone).div_euclid(scrape) * scrape;
    (first <= last).then_some((first, last))
}

/// `rate` of a counter, with Prometheus' extrapolation: the increase between the first and the last
/// sample, stretched to the window's ends where these are near, else by half a sampling interval,
/// and never back beyond the point where the counter would have been 0.
fn rate(
    target: &Target,
    lives: (Time, Time),
    counter: impl Fn(Time) -> f64,
    time: Time,
    window: Time,
) -> Option<f64> {
    let (first, last) = samples(target, lives, time, window)?;
    let sampled = f64::from(last - first);
    let scrape = f64::from(target.scrape());
    if first == last {
        return None;
    }
    let (start, end) = (counter(first), counter(last));
    let increase = end - start;
    let stretch = |gap: f64| {
        if gap < scrape * 1.1 {
            gap
        } else {
            scrape / 2.0
        }
    };
    let before = stretch(f64::from(first - (time - window)));
    let before = if increase > 0.0 {
        before.min(sampled * start / increase)
    } else {
        before
    };
    let after = stretch(f64::from(time - last));
    Some(increase * (sampled + before + after) / sampled / f64::from(window))
}
