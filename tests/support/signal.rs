//! Signals for processes that a test has started.

use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};

/// Sends a signal to a process, unless it has ended already.
pub(crate) fn send(signal: Signal, to: &mut Child) {
    // Until it is waited for, the id is its own.
    if to.try_wait().expect("it is ours").is_none() {
        kill_process(Pid::from_child(to), signal).expect("it is ours to stop");
    }
}
