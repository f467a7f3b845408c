//! A service goes away altogether: what else is wrong with it, and with those who cannot do without it,
//! is told when it is back.

use std::time::Duration;

use crate::message::told;
use crate::stack::Stack;
use crate::{LEAD, PAGER, ROOM};

const BOOKS: &str = "books-room";

/// For most of the time by which `ScrapeTargetDown` outlasts the outage: until the page of the ledger that
/// it silences, whose short window is two minutes, has surely ended.
const KEPT: Duration = Duration::from_secs(150);

#[test]
fn of_a_service_that_is_down_and_its_dependents_just_that_is_told() {
    let Some(mut stack) = Stack::start() else {
        return;
    };

    stack.services.fail("ledger");
    let failing = told("firing", "SLOFastBurn", "ledger", &[BOOKS]);
    stack.wait_for(&failing);
    stack.services.crash("ledger");
    let down = told("firing", "ScrapeTargetDown", "ledger", &[BOOKS]);
    stack.wait_for(&down);
    stack.wait_until_silenced("SLOFastBurn", "ledger", "ScrapeTargetDown");

    // Both belong to one team; only the first one cannot do without the ledger.
    stack.services.fail("checkout");
    stack.services.fail("search");
    let of_its_own = told("firing", "SLOFastBurn", "search", &[ROOM, PAGER, LEAD]);
    stack.wait_for(&of_its_own);
    stack.wait_until_silenced("SLOFastBurn", "checkout", "ScrapeTargetDown");
    stack.wait_until_silenced("HighMemoryWarning", "ledger", "ScrapeTargetDown");
    stack.wait_until_silenced("HighMemoryCritical", "ledger", "ScrapeTargetDown");
    let meanwhile = [failing, down, of_its_own].concat();
    stack.assert_told(&meanwhile);

    stack.services.restart("ledger");
    stack.wait(KEPT);
    stack.assert_told(&meanwhile);
    let after_all = [
        told("resolved", "ScrapeTargetDown", "ledger", &[BOOKS]),
        told("firing", "HighMemoryCritical", "ledger", &[BOOKS]),
        told("firing", "SLOFastBurn", "checkout", &[ROOM, PAGER, LEAD]),
    ];
    let after_all = after_all.concat();
    stack.wait_for(&after_all);
    stack.wait_until_silenced("HighMemoryWarning", "ledger", "HighMemoryCritical");
    stack.wait(Duration::from_secs(10));
    stack.assert_told(&[meanwhile, after_all].concat());
    stack.assert_alive();
}
