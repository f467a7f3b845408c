//! The compiler's figures are those of the script, to the last digit.

use o11yc::ir::Slo;
use o11yc::units::Fraction;

use crate::expected::{EXPECTED, Exact, Figures};
use crate::registry::{OBJECTIVES, PERIODS, find, resolved};

#[test]
fn conditions_and_their_figures_are_those_of_theory() {
    let slos = resolved();
    for days in PERIODS {
        for objective in OBJECTIVES {
            for (policy, kind) in [("workbook", "requests"), ("fast-slow", "fast-slow")] {
                let ours = find(&slos, kind, objective, days);
                compare(ours, &EXPECTED.conditions(policy, objective, days));
            }
        }
    }
}

fn compare(slo: &Slo, expected: &[&Figures]) {
    assert!(!expected.is_empty(), "theory has no {}", slo.name);
    let alerts = slo.burn.alerts.iter();
    let ours: Vec<_> = alerts.map(|alert| &*alert.condition.name).collect();
    let theirs: Vec<_> = expected.iter().map(|it| &*it.burn).collect();
    assert_eq!(ours, theirs, "{} over {}", slo.name, *slo.period);
    for (alert, expected) in slo.burn.alerts.iter().zip(expected) {
        let (burn, objective, period) = (alert.condition.burn, *slo.objective, *slo.period);
        let label = format!("{} of {} over {period}", expected.burn, slo.name);
        assert_eq!(
            alert.condition.severity.as_str(),
            expected.severity,
            "{label}"
        );
        assert_eq!(burn.long.as_secs(), expected.long, "{label}");
        assert_eq!(burn.short.as_secs(), expected.short, "{label}");
        for (figure, ours, theirs) in [
            ("factor", burn.factor, exact(expected.factor)),
            (
                "threshold",
                burn.threshold(objective),
                exact(expected.threshold),
            ),
            (
                "budget share",
                burn.budget_share(period),
                exact(expected.share),
            ),
            (
                "detection time",
                burn.detection_time(objective),
                exact(expected.detection) + exact(expected.detection_delay),
            ),
            (
                "reset time",
                burn.reset_time(objective),
                exact(expected.reset) + exact(expected.reset_delay),
            ),
            (
                "one failure exceeds below",
                burn.one_failure_exceeds_below(objective),
                exact(expected.one_failure_exceeds_below),
            ),
            (
                "time to exhaustion",
                burn.time_to_exhaustion(period),
                exact(expected.exhaustion),
            ),
            (
                "budget",
                objective.budget_in_seconds(period),
                exact(expected.outage_in_budget),
            ),
        ] {
            assert_eq!(ours, theirs, "{figure} of {label}");
        }
        // Of so many requests one failure does not exceed the threshold, of one fewer it does.
        let requests = Fraction::from(expected.fewest_requests);
        let below = burn.one_failure_exceeds_below(objective);
        assert!(
            requests >= below && requests - Fraction::ONE < below,
            "{label}"
        );
    }
}

fn exact(number: Exact) -> Fraction {
    Fraction::new(number.numerator, number.denominator)
}
