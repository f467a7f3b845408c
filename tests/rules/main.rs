//! What the generated rules do, judged by promtool's unit tests.

#[path = "../support/cases.rs"]
mod cases;
mod cheap;
mod check;
mod deployments;
mod dialects;
mod emitted;
mod fixture;
mod levels;
mod low_traffic;
mod mutants;
mod mutation;
mod odd;
mod odd_packs;
mod opaque;
mod outage;
mod packs;
#[path = "../support/pool.rs"]
mod pool;
mod promtool;
mod rulefile;
mod selectors;
mod series;
mod situations;
mod slo;
mod stairs;
#[path = "../support/mod.rs"]
mod support;
mod targets;
mod texts;
#[path = "../support/tree.rs"]
mod tree;
mod windows;
