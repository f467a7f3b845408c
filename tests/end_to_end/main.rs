//! A drill: services that fail on command, a real Prometheus and a real Alertmanager with the emitted
//! files, and all that people are told of it.

#[path = "../support/alertmanager.rs"]
mod alertmanager;
mod mail;
mod message;
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

use std::collections::BTreeSet;
use std::time::Duration;

use message::Message;
use stack::Stack;

/// Rules are evaluated every half a minute; a page that counts the failures of the last seconds is
/// over at the second evaluation after them.
const PATIENCE: Duration = Duration::from_secs(100);

const ROOM: &str = "shop-room";
const PAGER: &str = "shop-pager";
const LEAD: &str = "shop-lead@example.com";

fn told(status: &str, to: &str) -> Message {
    Message {
        to: to.to_owned(),
        status: status.to_owned(),
        alert: "SLOFastBurn".to_owned(),
    }
}

#[test]
fn an_outage_is_told_once_to_its_owner_and_so_is_its_end() {
    let (Some(prometheus), Some(alertmanager)) =
        (support::tool("prometheus"), support::tool("alertmanager"))
    else {
        return;
    };
    let mut stack = Stack::start(&prometheus, &alertmanager);
    stack.wait_for_traffic();

    stack.services.fail("checkout");
    let at_once = [told("firing", ROOM), told("firing", PAGER)];
    stack.wait_for(&at_once, PATIENCE);
    assert_eq!(stack.log.len(), 2, "too soon: {:#?}", stack.log);
    stack.wait_for(&[told("firing", LEAD)], PATIENCE);
    stack.wait_until_silenced("SLOSlowBurn", PATIENCE);

    stack.services.recover("checkout");
    let over = [ROOM, PAGER, LEAD].map(|to| told("resolved", to));
    stack.wait_for(&over, PATIENCE);
    // A slower page that the faster one has silenced must not come after it.
    stack.wait(Duration::from_secs(10));

    let all = at_once
        .into_iter()
        .chain([told("firing", LEAD)])
        .chain(over);
    let all: BTreeSet<_> = all.collect();
    let log: BTreeSet<_> = stack.log.iter().cloned().collect();
    assert_eq!(log, all);
    assert_eq!(stack.log.len(), all.len(), "told twice: {:#?}", stack.log);
}
