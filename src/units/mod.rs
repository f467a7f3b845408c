//! Exact quantities: durations and fractions. Nothing here knows a float.

mod duration;

pub use duration::Duration;
