//! Alertmanager's routing as a model: which receivers an alert reaches, and what inhibits it.
//!
//! In come trees, inhibition rules and time intervals as a configuration states them, and the labels
//! of alerts; out comes what Alertmanager would do. The semantics are those of its packages
//! `dispatch`, `inhibit` and `timeinterval`, release 0.31. Knows nothing of the registry.

mod children;
mod hours;
mod inhibit;
mod interval;
mod labels;
mod matcher;
mod overlap;
mod route;
mod shadow;
mod stretches;
mod tree;

pub use hours::Hours;
pub use inhibit::Inhibition;
pub use interval::{Days, Span, TimeInterval, Zone, is_open};
pub use labels::{Labels, Truth, Value};
pub use matcher::Matcher;
pub use route::Route;
pub use shadow::Shadowed;
pub use tree::{Hit, Node, Timing, Tree};
