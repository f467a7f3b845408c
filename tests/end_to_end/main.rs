//! Drills: services that fail on command, a real Prometheus and a real Alertmanager with the emitted
//! files, and all that people are told of it.

#[path = "../support/alertmanager.rs"]
mod alertmanager;
mod deployment;
mod downtime;
mod mail;
mod message;
mod outage;
#[path = "../support/running.rs"]
mod running;
mod services;
mod stack;
#[allow(dead_code, reason = "other test programs use the rest")]
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/tree.rs"]
mod tree;
#[path = "../support/web.rs"]
mod web;
#[path = "../support/write.rs"]
mod write;

/// Who hears of `shop`: room and pager at once, the lead where it goes on.
const ROOM: &str = "shop-room";
const PAGER: &str = "shop-pager";
const LEAD: &str = "shop-lead@example.com";
