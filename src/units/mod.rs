//! Exact quantities: durations and fractions. Nothing here knows a float.

mod duration;
mod fraction;

pub use duration::{Duration, NotADuration};
pub use fraction::{Fraction, NotAFraction};
