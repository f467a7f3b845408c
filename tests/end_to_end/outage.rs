//! A service fails its requests for a while.

use std::time::Duration;

use crate::message::{Message, told};
use crate::stack::Stack;
use crate::{LEAD, PAGER, ROOM};

fn burning(status: &str, to: &[&str]) -> Vec<Message> {
    told(status, "SLOFastBurn", "checkout", to)
}

#[test]
fn an_outage_is_told_once_to_its_owner_and_so_is_its_end() {
    let Some(mut stack) = Stack::start() else {
        return;
    };

    stack.services.fail("checkout");
    let at_once = burning("firing", &[ROOM, PAGER]);
    stack.wait_for(&at_once);
    stack.assert_told(&at_once);
    let later = burning("firing", &[LEAD]);
    stack.wait_for(&later);
    stack.wait_until_silenced("SLOSlowBurn", "checkout", "SLOFastBurn");

    stack.services.recover("checkout");
    let over = burning("resolved", &[ROOM, PAGER, LEAD]);
    stack.wait_for(&over);
    // A slower page that the faster one has silenced must not come after it.
    stack.wait(Duration::from_secs(10));
    stack.assert_told(&[at_once, later, over].concat());
}
