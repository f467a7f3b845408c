//! Work that takes a process for each piece, done on all processors.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each job, in no particular order. Each thread has a state of its own, in which
/// a job can leave what helps with the next.
pub(crate) fn each<J: Sync, S: Default, R: Send>(
    jobs: &[J],
    work: impl Fn(&mut S, &J) -> Option<R> + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let thread = || {
        let mut state = S::default();
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(result) = work(&mut state, job) {
                results.lock().expect("no thread panicked").push(result);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(thread);
        }
    });
    results.into_inner().expect("no thread panicked")
}
