//! Failures on either side of the floor under them, `min_failures`, while both windows exceed the threshold.

use super::{ABOVE, BELOW, Burning, situation};
use crate::emit::promtool::situations::Situation;
use crate::emit::promtool::traffic::{Traffic, number, rounded, short};
use crate::slo::{ReadFrom, read_from};
use crate::units::Duration;

impl Burning {
    /// Whether no situations show both sides of the floor under failed probes.
    pub(in super::super) fn leaves_floor(&self) -> bool {
        let sides = || self.sides_of_floor().iter().any(Option::is_none);
        self.probed && self.floor.is_some() && sides()
    }

    /// Failures on either side of their floor.
    pub(super) fn sides_of_floor(&self) -> [Option<Situation>; 2] {
        let raw = read_from(Duration::from_secs(self.long)) == ReadFrom::Raw;
        let sides = [
            ("too few failures", BELOW, false),
            ("enough failures", ABOVE, true),
        ];
        sides.map(|(what, share, fires)| {
            // Where nothing is good, no counter of good events is there.
            let bad = if self.counts_good && fires {
                1.0
            } else {
                self.far()
            };
            let traffic = match self.floor.map(|floor| share * floor) {
                Some(failures) if self.probed && raw => self.failed_probes(failures, fires)?,
                Some(failures) => self.few_events(failures, bad)?,
                None if self.counts_good && fires => self.even(self.rate, bad),
                None => return None,
            };
            situation(what, traffic, fires)
        })
    }

    /// So many failures in the long window, a share of few events. Most of them come in its last quarter, so
    /// that a shorter window does not have as many.
    pub(super) fn few_events(&self, failures: f64, bad: f64) -> Option<Traffic> {
        let recent = self.long / 4 / self.step * self.step;
        let older = self.long - recent;
        let events = failures / bad;
        // What rules record at the instant is the rate of the probes themselves.
        let recorded = if self.probed { self.step } else { 0 };
        let [few, most] = [
            0.25 * events / number(older),
            (0.75 * events - number(recorded) * self.rate) / number(recent - recorded),
        ];
        let [few, most] = [few, most].map(short);
        if most <= few {
            return None;
        }
        let traffic = Traffic::default()
            .flow(self.lead() + older, few, bad)
            .flow(recent - recorded, most, bad)
            .flow(recorded, self.rate, bad);
        Some(traffic)
    }

    /// So many failures of the only probes that there are, as few as hold them; or nothing but failures, whole
    /// probes on the same side of the floor, where the threshold takes more of them. Only where a window is a
    /// share of what has been measured can so few be all.
    pub(super) fn failed_probes(&self, failures: f64, fires: bool) -> Option<Traffic> {
        let seconds = failures / self.rate;
        let [fewer, enough] = [self.steps_down(seconds), self.steps_up(seconds)];
        let share = failures / (self.rate * number(enough));
        let (seconds, bad) = if share > ABOVE * self.threshold {
            (enough, rounded(share))
        } else {
            (if fires { enough } else { fewer }, 1.0)
        };
        (seconds > 0).then(|| Traffic::default().flow(seconds, self.rate, bad))
    }
}
