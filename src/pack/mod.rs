//! Alert packs: what goes wrong with a kind of thing, as data. A pack has typed parameters, the metric
//! roles that it reads, signals, alerts with their runbooks, and how raw series move for a signal to
//! have a value.
//!
//! A pack is declared ([`declare`]), compiled once ([`Pack::compile`]), and bound to each subject
//! ([`Pack::bind`]): a host, a queue or whatever it is for, with that subject's labels and metrics.

mod alert;
mod arithmetic;
mod bind;
pub(crate) mod codes;
mod compile;
pub mod declare;
mod fragile;
mod params;
mod proof;
mod role;
mod signal;
#[cfg(test)]
mod tests;
mod text;
mod value;

pub use bind::{Alert, Bound, Lack, LeftOut, Signal, Subject};
pub use compile::Pack;
pub use declare::{ForEach, Kind, Runbook, Unit};
pub use params::Values;
pub use proof::Movement;
pub use role::{Role, metric};
pub use text::{Part, Words};
pub use value::Value;

use crate::units::Fraction;

/// When an alert's signal is as it should not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It is above this.
    Above(Fraction),
    /// It is below this.
    Below(Fraction),
    /// It was there within a day and is not now.
    Absent,
}
