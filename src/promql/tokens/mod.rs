//! Text into checked tokens that know their places, and refusals back into words that point there.
//! The grammar itself comes from a crate which tells neither.

mod explain;
mod prepare;
mod scan;

pub(in crate::promql) use explain::{explain, misfit};
pub(in crate::promql) use prepare::{prepare, rewrite};
pub(in crate::promql) use scan::{Token, TokenKind};

use crate::units::Duration;

/// The range that stands for `$window` until it is filled in: longer than Prometheus can count, so no
/// expression of a user's has it.
pub(in crate::promql) const WINDOW: Duration = Duration::from_days(365_000);
