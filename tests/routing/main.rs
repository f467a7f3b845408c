//! Our model of Alertmanager's routing, judged by Alertmanager's own `amtool` and by a live server.

#[path = "../support/alertmanager.rs"]
mod alertmanager;
#[path = "../support/cases.rs"]
mod cases;
mod emitted;
mod inhibitors;
mod live;
mod mutants;
mod oracle;
mod random;
#[path = "../support/running.rs"]
mod running;
mod size;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/tree.rs"]
mod tree;
mod watchdogs;
#[path = "../support/web.rs"]
mod web;
#[path = "../support/write.rs"]
mod write;
