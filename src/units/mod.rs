//! Exact quantities: durations and fractions. Nothing here knows a float.

mod duration;
mod fraction;

pub use duration::Duration;
pub use fraction::{Fraction, NotAFraction};
