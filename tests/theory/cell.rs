//! A cell of the grid: a target that fails for days, and when its conditions are evaluated.

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
