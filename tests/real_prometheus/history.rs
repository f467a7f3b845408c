//! A month of requests, counted: day and night, incidents from a minute to two hours, processes that
//! start anew. What is true of a window is a sum over it.

use crate::backfill::Samples;

/// Seconds between two scrapes.
pub(crate) const SCRAPE: u32 = 15;
pub(crate) const HOUR: u32 = 3600;
pub(crate) const DAY: u32 = 24 * HOUR;
/// Midnight of 1 January 2026, in seconds of Unix time.
pub(crate) const START: u32 = 1_767_225_600;
/// How long it lasts: a day more than the period, so that the period begins within it.
pub(crate) const LENGTH: u32 = 31 * DAY;
pub(crate) const END: u32 = START + LENGTH;

/// A service, and what happens to it.
pub(crate) struct Service {
    pub(crate) name: &'static str,
    /// How many pods share its load evenly.
    pub(crate) pods: u32,
    /// Requests to a pod between two scrapes from 8 to 20 h, and in the other half of the day.
    pub(crate) load: [u32; 2],
    /// Seconds after the start at which it is deployed.
    pub(crate) born: u32,
    /// Seconds between two starts of its process, from which its counters begin at zero.
    pub(crate) lives: u32,
}

/// How many events happened.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Events {
    pub(crate) bad: u32,
    pub(crate) all: u32,
}

/// Seconds that incidents last, and the percentage of requests that fail in them: of coprime counts,
/// so that every one of the former meets each of the latter.
const LENGTHS: [u32; 8] = [60, 600, 90, 1800, 300, 120, HOUR, 2 * HOUR];
const FAILING: [u32; 7] = [100, 5, 30, 60, 10, 2, 80];
/// Seconds between the beginnings of two incidents.
const APART: u32 = 28_500;

/// The percentage of requests that fail at this second, beyond the usual ones.
fn failing(second: u32) -> u32 {
    let number = second / APART;
    let begin = number * 1_543 % (APART - 2 * HOUR);
    let at = number as usize;
    let during = begin..begin + LENGTHS[at % LENGTHS.len()];
    if during.contains(&(second % APART)) {
        FAILING[at % FAILING.len()]
    } else {
        0
    }
}

impl Service {
    /// What happened to a pod in the seconds between the scrape before and the one at this second.
    fn between_scrapes(&self, second: u32) -> Events {
        let by_day = (8 * HOUR..20 * HOUR).contains(&((second - 1) % DAY));
        let load = self.load[usize::from(!by_day)];
        // Traffic is never quite even.
        let all = load
            + if load == 0 {
                0
            } else {
                second * 7 / SCRAPE % 13
            };
        // One request in a thousand fails at any time.
        let usual = u32::from(second * all / SCRAPE % 1000 < all);
        let bad = (all * failing(second - 1) / 100).max(usual).min(all);
        Events { bad, all }
    }

    fn scrapes(&self, from: u32) -> impl Iterator<Item = u32> {
        let first = from.max(self.born) / SCRAPE + 1;
        (first..=LENGTH / SCRAPE).map(|scrape| scrape * SCRAPE)
    }

    /// What happened to a pod in the last so many seconds.
    pub(crate) fn last(&self, window: u32) -> Events {
        let scrapes = self.scrapes(LENGTH - window);
        scrapes.fold(Events::default(), |sum, second| {
            let events = self.between_scrapes(second);
            Events {
                bad: sum.bad + events.bad,
                all: sum.all + events.all,
            }
        })
    }

    /// The counters of each pod as they were scraped from this second on, good and bad requests apart.
    pub(crate) fn counters(&self, from: u32, samples: &mut Samples) {
        let name = self.name;
        for (pod, status) in (0..self.pods).flat_map(|pod| [(pod, 200), (pod, 503)]) {
            let series = format!(
                r#"http_requests_total{{service="{name}",environment="production",pod="{pod}",status="{status}"}}"#
            );
            let mut count = 0;
            let scraped = self.scrapes(from).map(|second| {
                let events = self.between_scrapes(second);
                let events = if status == 200 {
                    events.all - events.bad
                } else {
                    events.bad
                };
                if second / self.lives == (second - SCRAPE) / self.lives {
                    count += events;
                } else {
                    // Half of what happened since the last scrape died with the process.
                    count = events / 2;
                }
                (START + second, count)
            });
            samples.series(&series, scraped);
        }
    }
}
