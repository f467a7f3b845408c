//! Theory against the compiler: a script of its own computes what alerts must do, and here its
//! figures, detection and reset times and ratios of events are compared with ours, over a grid of
//! objectives, periods, SLI kinds and traffic.

#[path = "../support/blessed.rs"]
mod blessed;
mod cell;
mod cells;
mod compliance;
mod events;
mod expected;
mod figures;
#[path = "../rules/fixture.rs"]
#[allow(dead_code, reason = "other test programs use the rest")]
mod fixture;
mod grid;
mod lag;
mod losses;
mod page;
#[path = "../rules/promtool.rs"]
#[allow(dead_code, reason = "other test programs use the rest")]
mod promtool;
mod registry;
#[path = "../rules/rulefile.rs"]
#[allow(dead_code, reason = "other test programs use the rest")]
mod rulefile;
mod script;
#[path = "../rules/series.rs"]
#[allow(dead_code, reason = "other test programs use the rest")]
mod series;
mod server;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/tree.rs"]
mod tree;
