//! The situations that prove a burn alert: traffic up to an instant, and whether the alert fires then.
//!
//! Thresholds, windows and times are those of the theory in `slo`, never read from a rule.

mod floor;

use super::feed::Feed;
use super::situations::{Situation, Situations};
use super::traffic::{Traffic, number, rounded, short};
use crate::emit::prometheus::humanize::{float, magnitude};
use crate::sli::Says;
use crate::slo::{
    Burn, COVERAGE_STEP, Condition, Objective, PAIR_WINDOW, ReadFrom, failures_to_exceed, read_from,
};
use crate::units::Duration;

/// Just below a threshold and just above it.
const BELOW: f64 = 0.98;
const ABOVE: f64 = 1.02;
/// Events per second, unless a floor under failures asks for more.
const RATE: f64 = 10.0;
/// How many times the floor there are failures at the threshold, so that the threshold decides.
const CLEAR: f64 = 1.1;
/// As many probers as a test holds.
const MOST_PROBERS: u64 = 100;
/// Why a condition has no [`Burning`].
pub(super) const TOO_MANY: &str =
    "at its threshold, `min_failures` takes more probers than a test holds";
/// How far times of samples may be off: a hundredth, and a sample.
const MARGIN: f64 = 0.01;

/// A sample of fewer than these is more than [`MARGIN`] of a window.
const FEW: f64 = 100.0;

/// Before a window there is traffic for this part of it.
const LEAD: u64 = 8;

/// No situation of a condition lasts more seconds: a long window, what is before it, and a recovery.
pub(super) fn longest_traffic(burn: &Burn) -> u64 {
    const DELAYS: u64 = 1_200;
    let (long, short) = (burn.long.as_secs(), burn.short.as_secs());
    long + long / LEAD + short + short / 50 + DELAYS
}

/// A burn condition as numbers, and how its events are sampled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Burning {
    /// The ratio that both windows must exceed.
    pub(super) threshold: f64,
    long: u64,
    short: u64,
    /// Failures that must be exceeded.
    floor: Option<f64>,
    /// Seconds of a total outage: surely not yet detected, surely detected.
    detection: (f64, f64),
    /// Seconds after it: surely still firing, surely ended.
    reset: (f64, f64),
    /// Seconds between two samples.
    pub(super) step: u64,
    /// Whether each sample is an event, so that traffic is even.
    probed: bool,
    /// Whether good events are counted and all of them, so that bad ones are the difference.
    counts_good: bool,
    /// How many probe at a time.
    pub(super) probers: u64,
    /// Events per second.
    pub(super) rate: f64,
}

impl Burning {
    /// The numbers of a condition; `None` where so many failures are asked for that more would have to
    /// probe than a test holds.
    pub(super) fn new(
        condition: &Condition,
        objective: Objective,
        feed: Feed,
        exposed: &[Says],
    ) -> Option<Self> {
        let (step, probed) = (feed.step, feed.is_probed(exposed));
        let burn = &condition.burn;
        let threshold = float(burn.threshold(objective));
        let long = burn.long.as_secs();
        let floor = failures_to_exceed(condition.min_failures).map(float);
        let needed = CLEAR * floor.unwrap_or(0.0) / (threshold * number(long));
        let (probers, rate) = if probed {
            let enough = |probers: &u64| number(*probers) > needed * number(step);
            let probers = (1..=MOST_PROBERS).find(enough)?;
            (probers, number(probers) / number(step))
        } else {
            // Whole numbers add up to whole numbers: a counter that stops never seems to start anew.
            (1, needed.ceil().max(RATE))
        };
        Some(Self {
            threshold,
            long,
            short: burn.short.as_secs(),
            floor,
            detection: (
                float(burn.soonest_detection(objective)),
                float(burn.detection_time(objective)),
            ),
            reset: (
                float(burn.soonest_reset(objective)),
                float(burn.reset_time(objective)),
            ),
            step,
            probed,
            counts_good: feed.records_pair() && exposed == [Says::Good, Says::All],
            probers,
            rate,
        })
    }

    /// Every situation. In the one that is compared to the letter both windows are above the threshold by a
    /// ratio that `above` accepts.
    pub(super) fn situations(&self, above: impl Fn(f64, &Traffic) -> bool) -> Situations {
        let far = self.far();
        let below = short(BELOW * self.threshold);
        let [undetected, detected] = self.sides(self.long, self.detection);
        let [burning, reset] = self.sides(self.short, self.reset);
        let [too_few, enough] = self.sides_of_floor();
        Situations {
            above: self.above(above),
            silent: [
                self.levels("both windows below", below, below, false),
                self.levels("only the short window above", below, far, false),
                self.levels("only the long window above", far, below, false),
                self.outage("outage not yet detected", undetected, false),
                self.recovery("reset", reset, false),
                too_few,
                self.half_missing(),
                self.no_traffic(),
            ],
            firing: [
                self.outage("outage detected", detected, true),
                self.recovery("not yet reset", burning, true),
                enough,
            ],
        }
    }

    /// Seconds of an outage, with nothing before it, that make the condition hold for these seconds after
    /// it, if the short window remembers it for as long.
    pub(super) fn outage_felt_for(&self, after: u64) -> u64 {
        let share = if read_from(Duration::from_secs(self.long)) == ReadFrom::Raw {
            // Of what has been measured.
            self.threshold * number(after) / (1.0 - self.threshold)
        } else {
            // Of the whole window: what is missing counts as clean.
            (self.threshold + self.threshold * (1.0 - self.threshold)) * number(self.long)
        };
        let failures = self.floor.unwrap_or(0.0) / self.rate;
        self.short + self.steps_up(share.max(failures) + number(self.step))
    }

    /// Seconds after an outage until the first evaluation at which the condition does not hold, at the
    /// soonest and at the latest, where rules are evaluated `every` so many seconds.
    pub(super) fn ended(&self, every: u64) -> (u64, u64) {
        // What rules record here is as old as an evaluation.
        let recorded = read_from(Duration::from_secs(self.short)) != ReadFrom::Raw;
        let lag = if recorded { every } else { self.step };
        let soonest = self
            .steps_down(self.reset.0 - number(lag))
            .next_multiple_of(every);
        let latest = self
            .steps_up(self.reset.1 + number(self.step))
            .next_multiple_of(every);
        (soonest, latest)
    }

    /// The error ratio of the first situation.
    pub(super) fn ratio_above(traffic: &Traffic, long: u64) -> f64 {
        let (bad, total) = traffic.events(long);
        rounded(bad / total)
    }

    /// Clearly above the threshold, and a ratio.
    fn far(&self) -> f64 {
        short((2.0 * self.threshold).min(f64::midpoint(1.0, self.threshold)))
    }

    /// Both windows just above, at the first ratio of four digits that is accepted.
    fn above(&self, accept: impl Fn(f64, &Traffic) -> bool) -> Option<Situation> {
        let least = (ABOVE * self.threshold).min(f64::midpoint(1.0, self.threshold));
        let ratios = (0..50).map(|n| four_digits(least * (1.0 + 0.0005 * f64::from(n))));
        let mut levels = ratios.filter_map(|ratio| {
            Some((
                ratio,
                self.levels("both windows above", ratio, ratio, true)?,
            ))
        });
        let first = levels.next();
        let accepted = levels.find(|(ratio, level)| accept(*ratio, &level.traffic));
        match first {
            Some((ratio, level)) if accept(ratio, &level.traffic) => Some(level),
            first => accepted.or(first).map(|(_, level)| level),
        }
    }

    /// Error ratios of the two windows, in traffic that differs within each of them and before, so
    /// that no other window has the same.
    fn levels(&self, what: &'static str, long: f64, recent: f64, fires: bool) -> Option<Situation> {
        let [before, main, older, newer] = if self.probed {
            [1.0; 4]
        } else {
            [8.0, 4.0, 0.5, 1.5]
        };
        let half = self.short / 2 / self.step * self.step;
        let rest = self.short - half;
        let of_main = main * number(self.long - self.short);
        let of_short = older * number(rest) + newer * number(half);
        let ratio = short((long * (of_main + of_short) - recent * of_short) / of_main);
        if !(0.0..=1.0).contains(&ratio) {
            return None;
        }
        // Where the long window is below, what came before it is not.
        let bad_before = if fires {
            0.0
        } else {
            f64::from(u8::from(long < self.threshold))
        };
        let rate = self.rate;
        let traffic = Traffic::default()
            .flow(self.lead(), before * rate, bad_before)
            .flow(self.long - self.short, main * rate, ratio)
            .flow(rest, older * rate, recent)
            .flow(half, newer * rate, recent);
        situation(what, traffic, fires)
    }

    /// Seconds on either side of the moment at which a window crosses the threshold.
    fn sides(&self, window: u64, (soonest, latest): (f64, f64)) -> [f64; 2] {
        let step = number(self.step);
        let recorded = read_from(Duration::from_secs(window)) != ReadFrom::Raw;
        // Of an outage younger than the pair's window, the last sample that rules record shows a part.
        if recorded && soonest > number(PAIR_WINDOW.as_secs()) + step {
            // What is recorded is fed in steps and without delay; the moment may be that of a step.
            let clear = MARGIN * step;
            return [soonest - clear, soonest + clear];
        }
        // A window with few samples loses one at its end, and the short one has few.
        let has_few = window == self.short || number(window) < FEW * step;
        let lost = if has_few { step } else { 0.0 };
        let early = soonest * (1.0 - MARGIN) - lost;
        [early, latest * (1.0 + MARGIN) + step]
    }

    /// So many seconds of an outage that goes on, after a healthy long window.
    fn outage(&self, what: &'static str, seconds: f64, fires: bool) -> Option<Situation> {
        let seconds = if fires {
            self.steps_up(seconds)
        } else {
            self.steps_down(seconds)
        };
        let healthy = (self.long + self.lead()).checked_sub(seconds)?;
        let traffic = Traffic::default()
            .flow(healthy, self.rate, 0.0)
            .flow(seconds, self.rate, 1.0);
        (seconds < self.long).then_some(Situation {
            what,
            traffic,
            fires,
        })
    }

    /// So many seconds after an outage of the whole long window.
    fn recovery(&self, what: &'static str, seconds: f64, fires: bool) -> Option<Situation> {
        let seconds = if fires {
            self.steps_down(seconds)
        } else {
            self.steps_up(seconds)
        };
        let traffic = Traffic::default()
            .flow(self.long + self.lead(), self.rate, 1.0)
            .flow(seconds, self.rate, 0.0);
        situation(what, traffic, fires)
    }

    /// The older part of the long window has no samples, which counts as clean; before it there are some.
    fn half_missing(&self) -> Option<Situation> {
        if read_from(Duration::from_secs(self.long)) == ReadFrom::Raw
            || !self.long.is_multiple_of(COVERAGE_STEP.as_secs())
        {
            return None;
        }
        let seen = self.steps_up(f64::midpoint(1.0, self.threshold) * number(self.long));
        let before = self.lead();
        let traffic = |bad| {
            Traffic::default()
                .flow(before, self.rate, 0.0)
                .gone(self.long - seen)
                .flow(seen, self.rate, bad)
        };
        let covered = traffic(0.0).covered(self.long, self.step);
        situation(
            "part of the long window missing",
            traffic(short(BELOW * self.threshold / covered)),
            false,
        )
    }

    /// There is none; a probe is always one.
    fn no_traffic(&self) -> Option<Situation> {
        let traffic = (!self.probed).then(|| self.even(0.0, 0.0))?;
        situation("no traffic", traffic, false)
    }

    fn even(&self, rate: f64, bad: f64) -> Traffic {
        Traffic::default().flow(self.long + self.lead(), rate, bad)
    }

    /// Seconds before the long window.
    fn lead(&self) -> u64 {
        self.steps_up(number(self.long / LEAD))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within a window"
    )]
    fn steps_down(&self, seconds: f64) -> u64 {
        (seconds.max(0.0) / number(self.step)) as u64 * self.step
    }

    fn steps_up(&self, seconds: f64) -> u64 {
        let down = self.steps_down(seconds);
        if number(down) < seconds {
            down + self.step
        } else {
            down
        }
    }
}

/// One of a list of those that may not be.
#[expect(clippy::unnecessary_wraps, reason = "others depend on the condition")]
fn situation(what: &'static str, traffic: Traffic, fires: bool) -> Option<Situation> {
    Some(Situation {
        what,
        traffic,
        fires,
    })
}

/// Rounded up to four significant digits, which is what people are shown.
fn four_digits(ratio: f64) -> f64 {
    let nearest = short(ratio);
    if nearest >= ratio {
        return nearest;
    }
    let unit = format!("1e{}", magnitude(ratio) - 3);
    short(nearest + unit.parse::<f64>().expect("a power of ten"))
}

#[cfg(test)]
mod tests;
