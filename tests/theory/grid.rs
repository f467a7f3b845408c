//! Every cell: an outage is detected, and its end is seen, when theory says.

use o11yc::slo::{Condition, failures_to_exceed};
use o11yc::units::Duration;

use crate::cell::{OUTAGE, evaluated, target, whole_pair};
use crate::events::{HOUR, Kind, Load, Time};
use crate::expected::{EXPECTED, Exact, Figures};
use crate::registry::{OBJECTIVES, PERIODS, find, resolved};
use crate::server::Server;

/// Seconds until a condition holds, and from the end of the outage until it holds no more.
fn observed(server: &Server, condition: &Condition, theory: &Figures) -> Option<(Time, Time)> {
    let seconds = |window: Duration| Time::try_from(window.as_secs()).expect("windows are short");
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
struct Tally {
    compared: u32,
    /// Later than one evaluation and half of the recorded pair's five minutes, or four more.
    beyond_half_a_pair: u32,
    complaints: Vec<String>,
}

impl Tally {
    fn compare(&mut self, label: &str, ours: Time, theirs: Exact, window: u64, every: Time) {
        let late = f64::from(ours) - theirs.to_f64();
        let every = f64::from(every);
        let whole = whole_pair(window);
        let half = (whole - 150.0).max(0.0);
        self.compared += 1;
        if late > every + half {
            self.beyond_half_a_pair += 1;
        }
        if late < -every || late > every + whole {
            let theirs = theirs.to_f64();
            let complaint = format!("{label} after {ours} s, theory says {theirs}");
            self.complaints.push(complaint);
        }
    }
}

#[test]
fn outages_are_detected_and_over_when_theory_says() {
    let slos = resolved();
    let (mut tally, mut cells) = (Tally::default(), 0);
    for kind in Kind::ALL {
        for load in Load::ALL {
            let server = Server::watch(target(kind, load), OUTAGE.1 + 9 * HOUR);
            for days in PERIODS {
                for objective in OBJECTIVES {
                    cells += 1;
                    let slo = find(&slos, kind.name(), objective, days);
                    let theory = EXPECTED.conditions("workbook", objective, days);
                    for (alert, theory) in slo.burn.alerts.iter().zip(theory) {
                        let label = format!("{load:?}: {} of {}", theory.burn, slo.name);
                        let observed = observed(&server, &alert.condition, theory);
                        let times = EXPECTED.times(theory, kind.events(), load.name());
                        assert_eq!(observed.is_some(), times.is_some(), "{label}");
                        let Some((detected, over)) = observed else {
                            continue;
                        };
                        let times = times.expect("as many as were observed");
                        let every = evaluated(theory);
                        let what = format!("{label} over {days}d is detected");
                        tally.compare(&what, detected, times.detection, theory.long, every);
                        let what = format!("{label} over {days}d ends");
                        tally.compare(&what, over, times.reset, theory.short, every);
                    }
                }
            }
        }
    }
    assert_eq!(cells, 8 * 5 * 4 * 6);
    assert!(
        tally.complaints.is_empty(),
        "\n{}",
        tally.complaints.join("\n")
    );
    println!("{} {}", tally.compared, tally.beyond_half_a_pair);
}
