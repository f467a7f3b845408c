//! The compliance of a period is the ratio of its events, whatever their load.

use std::sync::LazyLock;

use crate::blessed::assert_none;
use crate::events::{DAY, EVER, HOUR, Kind, Load, MINUTE, Target, Time};
use crate::expected::EXPECTED;
use crate::registry::PERIODS;
use crate::server::Server;

/// Total outages of a period: two hours by night, ten minutes at noon, and a burst every day.
fn incidents(days: Time) -> Vec<(Time, Time)> {
    let night = (DAY + 2 * HOUR, DAY + 4 * HOUR);
    let noon = 3 * DAY + 12 * HOUR;
    let bursts = (0..days).map(|day| {
        let start = day * DAY + 10 * HOUR + 7 * MINUTE + 37 * day;
        (start, start + MINUTE + 17 * (day % 5))
    });
    let long = [night, (noon, noon + 10 * MINUTE)];
    long.into_iter().chain(bursts).collect()
}

/// The ratio of bad events that is recorded for a period.
fn recorded(kind: Kind, load: Load, days: Time) -> Option<f64> {
    let end = days * DAY;
    let lives = match load {
        Load::Starts => (2 * DAY, EVER.1),
        Load::Ends => (EVER.0, end - DAY),
        _ => EVER,
    };
    let target = Target::new(kind, load, lives, incidents(days));
    let server = Server::watch(target, end);
    server.bad_ratio(end, end)
}

/// Of the ratio of bad events, hence far less of compliance itself.
const TOLERATED: f64 = 0.001;

/// Counters that begin at 0 count their first failures short, by so many at ten a second.
fn tolerated(kind: Kind, load: Load, bad: f64) -> f64 {
    let from_zero = EXPECTED.lost("from-zero") * 10.0;
    match (kind, load) {
        (Kind::Requests | Kind::Custom, Load::Starts) => TOLERATED + from_zero / bad,
        _ => TOLERATED,
    }
}

/// How far a period is off.
pub(crate) struct Deviation {
    pub(crate) kind: Kind,
    pub(crate) load: Load,
    days: u64,
    /// Of the recorded ratio of bad events, as a share of the true one.
    pub(crate) ratio: f64,
    tolerated: f64,
}

/// Every period of every kind and load in which there are events.
pub(crate) static DEVIATIONS: LazyLock<Vec<Deviation>> = LazyLock::new(|| {
    let mut deviations = Vec::new();
    for days in PERIODS {
        for kind in Kind::ALL {
            for load in Load::ALL {
                let truth = EXPECTED.events(days, kind.events(), load.name());
                let recorded = recorded(kind, load, Time::try_from(days).expect("short"));
                assert_eq!(recorded.is_some(), truth.is_some(), "{kind:?}, {load:?}");
                let (Some(recorded), Some(truth)) = (recorded, truth) else {
                    continue;
                };
                deviations.push(Deviation {
                    kind,
                    load,
                    days,
                    ratio: recorded / truth.ratio() - 1.0,
                    tolerated: tolerated(kind, load, truth.bad.to_f64()),
                });
            }
        }
    }
    deviations
});

#[test]
fn compliance_is_the_ratio_of_events() {
    let beyond = |it: &&Deviation| it.ratio.abs() > it.tolerated;
    let complaints = DEVIATIONS.iter().filter(beyond).map(|it| {
        let Deviation {
            kind, load, days, ..
        } = it;
        format!("{kind:?} over {days}d, {load:?}: {:.6}", it.ratio)
    });
    assert_none(&complaints.collect::<Vec<_>>());
}
