//! Theory against the compiler: a script of its own computes what alerts must do, and here its
//! figures, detection and reset times and ratios of events are compared with ours, over a grid of
//! objectives, periods, SLI kinds and traffic.

#[path = "../support/blessed.rs"]
mod blessed;
mod compliance;
mod events;
mod expected;
mod figures;
mod grid;
mod losses;
mod registry;
mod script;
mod server;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/tree.rs"]
mod tree;
