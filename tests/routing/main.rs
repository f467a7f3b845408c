//! Our model of Alertmanager's routing, judged by Alertmanager's own `amtool`.

mod emitted;
mod mutants;
mod oracle;
mod random;
#[path = "../support/mod.rs"]
mod support;
