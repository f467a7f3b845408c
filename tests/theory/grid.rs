//! Every cell: an outage is detected, and its end is seen, when theory says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use o11yc::ir::Slo;
use o11yc::slo::{Condition, failures_to_exceed};
use o11yc::units::Duration;

use crate::blessed::assert_none;
use crate::cell::{OUTAGE, evaluated, target};
use crate::events::{HOUR, Kind, Load, Time};
use crate::expected::{EXPECTED, Figures, Times};
use crate::lag::{Edge, Reason, lag};
use crate::registry::{OBJECTIVES, PERIODS, find, resolved};
use crate::server::Server;

fn seconds(window: Duration) -> Time {
    Time::try_from(window.as_secs()).expect("windows are short")
}

/// Seconds until a condition holds, and from the end of the outage until it holds no more.
fn observed(server: &Server, condition: &Condition, theory: &Figures) -> Option<(Time, Time)> {
    let windows = (seconds(condition.burn.long), seconds(condition.burn.short));
    let failures = failures_to_exceed(condition.min_failures).expect("the policy has a floor");
    let failures = failures.to_string().parse().expect("a decimal");
    let threshold = theory.threshold.to_f64();
    let holds = |time: &Time| server.burns(*time, threshold, windows, failures);

    let every = evaluated(theory);
    let evaluations = |from: Time, until: Time| {
        let step = usize::try_from(every).expect("it is positive");
        (-(-from).div_euclid(every) * every..=until).step_by(step)
    };
    let (start, end) = OUTAGE;
    let calm = evaluations(start - HOUR, start).all(|time| !holds(&time));
    assert!(calm, "{} of {}: before", theory.burn, theory.objective);
    let detected = evaluations(start, end).find(holds)?;
    let over = evaluations(end, end + 8 * HOUR).find(|time| !holds(time))?;
    let calm = evaluations(over, end + 8 * HOUR).all(|time| !holds(&time));
    assert!(calm, "{} of {}: again", theory.burn, theory.objective);
    Some((detected - start, over - end))
}

/// How observed times compare with theory.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) cells: u32,
    pub(crate) compared: u32,
    /// Later than one evaluation and half of a recorded rate explain, each for a reason.
    pub(crate) late: BTreeMap<Reason, u32>,
    complaints: Vec<String>,
}

impl Tally {
    /// Compares the conditions of an SLO whose target a server has watched.
    fn cell(&mut self, slo: &Slo, server: &Server, conditions: &[&Figures]) {
        self.cells += 1;
        let (kind, load) = (server.target.kind, server.target.load);
        // When the last page ends, which goes on until that of the next slower condition does.
        let mut page_ends = None;
        for (alert, theory) in slo.burn.alerts.iter().zip(conditions) {
            let label = format!(
                "{load:?}: {} of {} over {}",
                theory.burn, slo.name, *slo.period
            );
            let observed = observed(server, &alert.condition, theory);
            let times = EXPECTED.times(theory, kind.events(), load.name());
            assert_eq!(observed.is_some(), times.is_some(), "{label}");
            let (Some((detected, over)), Some(times)) = (observed, times) else {
                continue;
            };
            if let Some(ends) = page_ends.filter(|ends| *ends < over) {
                let complaint = format!("{label} pages anew: {over} s, when {ends} s ended it");
                self.complaints.push(complaint);
            }
            page_ends = alert.keep_firing_for.map(|keep| over + seconds(keep));
            self.compare(&label, load, theory, times, Edge::Start, detected);
            self.compare(&label, load, theory, times, Edge::End, over);
        }
    }

    fn compare(
        &mut self,
        label: &str,
        load: Load,
        theory: &Figures,
        times: &Times,
        edge: Edge,
        ours: Time,
    ) {
        let theirs = edge.until(times);
        let late = f64::from(ours) - theirs;
        let every = f64::from(evaluated(theory));
        let reason = Reason::of(load, theory, times, edge);
        self.compared += 1;
        if let Some(reason) = reason
            && late > every + lag(theory, edge, None)
        {
            *self.late.entry(reason).or_default() += 1;
        }
        if late < -every || late > every + lag(theory, edge, reason) {
            let complaint = format!("{label}: {edge:?} after {ours} s, theory says {theirs}");
            self.complaints.push(complaint);
        }
    }
}

/// Every condition of every cell, compared.
pub(crate) static TALLY: LazyLock<Tally> = LazyLock::new(|| {
    let slos = resolved();
    let mut tally = Tally::default();
    for kind in Kind::ALL {
        for load in Load::ALL {
            let server = Server::watch(target(kind, load), OUTAGE.1 + 9 * HOUR);
            for days in PERIODS {
                for objective in OBJECTIVES {
                    let slo = find(&slos, kind.name(), objective, days);
                    tally.cell(
                        slo,
                        &server,
                        &EXPECTED.conditions("workbook", objective, days),
                    );
                }
            }
        }
    }
    tally
});

#[test]
fn outages_are_detected_and_over_when_theory_says() {
    assert_eq!(TALLY.cells, 8 * 5 * 4 * 6);
    assert_none(&TALLY.complaints);
}

/// How many times are late, by reason: all resets of windows that are read from recorded rates where
/// targets end, and few others.
const LATE: [(Reason, u32); 4] = [
    (Reason::SeriesEnd, 192),
    (Reason::FewFailures, 99),
    (Reason::Jump, 3),
    (Reason::Young, 1),
];

#[test]
fn no_more_times_are_late_than_have_been() {
    assert_eq!(TALLY.late, BTreeMap::from(LATE));
}
