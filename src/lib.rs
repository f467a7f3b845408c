#![allow(dead_code, unused_imports)] // TODO-REMOVE while the skeleton grows
//! The observability compiler.
//!
//! The modules stand in the order in which data flows: `source` reads YAML into spanned trees,
//! `registry` decodes them, `ir` resolves them into a `Program`, `lint` examines it, `emit` turns it
//! into typed artifacts, and `output` compares those with the disk and writes. `diag` is seen by
//! all; `units`, `promql` and `slo` are arithmetic without any knowledge of the registry.

pub mod artifact;
pub mod diag;
pub mod output;
pub mod promql;
pub mod slo;
pub mod source;
pub mod units;
