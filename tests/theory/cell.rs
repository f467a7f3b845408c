//! A cell of the grid: a target that fails for days, and how exactly theory must be met.

use crate::events::{DAY, EVER, HOUR, Kind, Load, MINUTE, Target, Time};
use crate::expected::Figures;
use crate::server::{FAST, SLOW};

/// A total outage late in the evening of the fourth day, until the small hours three days later.
pub(crate) const OUTAGE: (Time, Time) = (3 * DAY + 22 * HOUR + 90, 7 * DAY + 2 * HOUR + 30);

/// The target of a cell.
pub(crate) fn target(kind: Kind, load: Load) -> Target {
    let lives = match load {
        Load::Starts => (OUTAGE.0 - 30 * MINUTE, EVER.1),
        Load::Ends => (EVER.0, OUTAGE.1),
        _ => EVER,
    };
    Target::new(kind, load, lives, [OUTAGE])
}

/// Seconds between two evaluations of a condition.
pub(crate) fn evaluated(condition: &Figures) -> Time {
    if condition.long < 86_400 { FAST } else { SLOW }
}

/// The most seconds by which a window's recorded rates may lag: all of the pair's five minutes, and
/// four more for averages. It is half of the pair's where load is even and failures are many.
pub(crate) fn whole_pair(window: u64) -> f64 {
    match window {
        0..=3600 => 0.0,
        3601..86_400 => 300.0,
        _ => 540.0,
    }
}
