//! The signal by which people end a process.

use rustix::process::Signal;

/// What Ctrl-C sends. Where shells have this test run in the background they let it ignore that, and all
/// that it starts: then it is what a service manager sends.
pub(crate) fn interrupt() -> Signal {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let bit = 1 << (Signal::INT.as_raw() - 1);
    if ignored.is_some_and(|mask| mask & bit != 0) {
        Signal::TERM
    } else {
        Signal::INT
    }
}
