//! How much later than theory a condition may begin and cease to hold: recorded rates lag by half of
//! their five minutes. By all of them only in some kinds of cells, each with its reason.

use crate::cell::OUTAGE;
use crate::events::{DAY, Load, MINUTE};
use crate::expected::{Figures, Times};

/// Seconds over which a recorded rate is taken.
const PAIR: f64 = 300.0;
/// When traffic of day and night changes.
const JUMPS: [f64; 2] = [8.0 * 3600.0, 20.0 * 3600.0];

/// What of an outage is timed, and the window that decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// By the long window.
    Start,
    /// By the short window.
    End,
}

impl Edge {
    /// Seconds from it until a condition begins or ceases to hold, in theory.
    pub(crate) fn until(self, times: &Times) -> f64 {
        match self {
            Self::Start => times.detection.to_f64(),
            Self::End => times.reset.to_f64(),
        }
    }
}

/// Why a time may lag by the whole of a recorded rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// Bad and all events of a target that ends leave its rates together: their ratio stays what it
    /// was until the last of them has left the window.
    SeriesEnd,
    /// Rates fall evenly for five minutes after an outage. When half of these have passed, an eighth
    /// of them is left in failures: a threshold that fewer exceed is exceeded for longer.
    FewFailures,
    /// The events of the day leave a window of rates five minutes after its edge has passed them.
    Jump,
    /// A window that reaches beyond the target's birth counts as covered by steps of five minutes.
    Young,
}

impl Reason {
    pub(crate) fn of(load: Load, theory: &Figures, times: &Times, edge: Edge) -> Option<Self> {
        let start = f64::from(OUTAGE.0) + Edge::Start.until(times) - seconds(theory.long);
        let born = f64::from(OUTAGE.0 - 30 * MINUTE);
        let nears = |jump: &f64| (start.rem_euclid(f64::from(DAY)) - jump).abs() < PAIR;
        match (edge, load) {
            (Edge::End, Load::Ends) => Some(Self::SeriesEnd),
            (Edge::End, _) => {
                let exceeding = seconds(theory.short) - edge.until(times);
                (exceeding < PAIR / 8.0).then_some(Self::FewFailures)
            }
            (Edge::Start, Load::DayAndNight) => JUMPS.iter().any(nears).then_some(Self::Jump),
            (Edge::Start, Load::Starts) => (start < born).then_some(Self::Young),
            (Edge::Start, _) => None,
        }
    }
}

/// Seconds by which what is recorded for a window may lag: none where it is read from raw series,
/// four minutes more where it is read from averages.
pub(crate) fn lag(theory: &Figures, edge: Edge, reason: Option<Reason>) -> f64 {
    let window = match edge {
        Edge::Start => theory.long,
        Edge::End => theory.short,
    };
    let pair = if reason.is_some() { PAIR } else { PAIR / 2.0 };
    match window {
        0..=3600 => 0.0,
        3601..86_400 => pair,
        _ => pair + 240.0,
    }
}

fn seconds(window: u64) -> f64 {
    f64::from(u32::try_from(window).expect("windows are short"))
}
