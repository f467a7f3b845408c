//! What situations of a condition come to, on either side of its threshold and its floor.

use super::*;
use crate::slo::Severity;
use crate::units::Fraction;

/// 14.4 times the budget of 99 %, over 1h and 5m.
const FAST: Burning = Burning {
    threshold: 0.144,
    long: 3_600,
    short: 300,
    floor: Some(2.5),
    detection: (518.4, 518.4),
    reset: (256.8, 256.8),
    step: 15,
    probed: false,
    counts_good: false,
    probers: 1,
    rate: RATE,
};

fn situation(what: &str) -> Situation {
    let mut situations = FAST.situations(|_, _| true).into_iter();
    situations.find(|it| it.what == what).expect("a situation")
}

fn ratio(traffic: &Traffic, window: u64) -> f64 {
    let (bad, total) = traffic.events(window);
    bad / total
}

#[test]
fn levels_lie_on_the_side_of_the_threshold_that_they_say() {
    for (what, long, short, fires) in [
        ("both windows above", true, true, true),
        ("both windows below", false, false, false),
        ("only the short window above", false, true, false),
        ("only the long window above", true, false, false),
    ] {
        let Situation {
            traffic,
            fires: told,
            ..
        } = situation(what);
        assert_eq!(ratio(&traffic, FAST.long) > FAST.threshold, long, "{what}");
        assert_eq!(
            ratio(&traffic, FAST.short) > FAST.threshold,
            short,
            "{what}"
        );
        assert_eq!(told, fires, "{what}");
    }
}

#[test]
fn outages_last_less_and_more_than_their_detection() {
    for (what, fires) in [
        ("outage not yet detected", false),
        ("outage detected", true),
    ] {
        let (bad, _) = situation(what).traffic.events(FAST.long);
        assert_eq!(bad / RATE > FAST.detection.1, fires, "{what}");
    }
}

/// 6 times the budget of 99 %, over 6h and 30m: 21.6 minutes of an outage.
#[test]
fn what_is_recorded_shows_an_outage_within_a_step() {
    let slow = Burning {
        threshold: 0.06,
        long: 21_600,
        short: 1_800,
        detection: (1_296.0, 1_446.0),
        reset: (1_692.0, 1_692.0),
        step: 60,
        ..FAST
    };
    let situations: Vec<_> = slow.situations(|_, _| true).into_iter().collect();
    let lasts = |what: &str, minutes: f64| {
        let situation = situations.iter().find(|it| it.what == what);
        let (bad, _) = situation.expect("a situation").traffic.events(slow.long);
        (bad / RATE / 60.0 - minutes).abs() < 0.01
    };
    assert!(lasts("outage not yet detected", 21.0));
    assert!(lasts("outage detected", 22.0));
}

#[test]
fn an_outage_is_felt_for_as_long_as_the_short_window_remembers_it() {
    let outage = FAST.outage_felt_for(270);
    let share = number(outage) / number(outage + 270);
    assert!(share > FAST.threshold, "{outage}");
    assert!(outage > FAST.short && outage < 2 * FAST.short, "{outage}");
}

fn burning(objective: &str, min_failures: u32, probed: bool) -> Option<Burning> {
    let burn = Burn::over(Duration::from_hours(1), Fraction::new(72, 5));
    burning_at(burn, objective, min_failures, probed)
}

fn burning_at(burn: Burn, objective: &str, min_failures: u32, probed: bool) -> Option<Burning> {
    let condition = Condition {
        name: "fast".to_owned(),
        burn,
        severity: Severity::Critical,
        min_failures,
    };
    let objective = objective.parse().expect("an objective");
    let says: &[Says] = if probed {
        &[Says::Probe]
    } else {
        &[Says::Good, Says::Bad]
    };
    let feed = Feed::of(&burn, Some(says)).expect("short windows");
    Burning::new(&condition, objective, feed, says)
}

#[test]
fn failures_lie_on_either_side_of_their_floor() {
    let slow = Burn::over(Duration::from_hours(6), Fraction::from(6));
    let fast = Burn::over(Duration::from_hours(1), Fraction::new(72, 5));
    for (burn, objective, min_failures) in [
        (fast, "99", 3),
        (fast, "99.97", 3),
        (fast, "99.9", 100),
        (fast, "99", 100),
        (slow, "99", 3),
        (slow, "99.99", 10),
    ] {
        for probed in [false, true] {
            let case = format!("{burn:?} of {objective}, {min_failures}, probed: {probed}");
            let burning = burning_at(burn, objective, min_failures, probed).expect(&case);
            assert!(!burning.leaves_floor(), "{case}");
            let floor = burning.floor.expect("a floor");
            let situations: Vec<_> = burning.situations(|_, _| true).into_iter().collect();
            for (what, share) in [("too few failures", BELOW), ("enough failures", ABOVE)] {
                let traffic = situations.iter().find(|it| it.what == what);
                let traffic = &traffic.expect(&case).traffic;
                let (bad, _) = traffic.events(burning.long);
                assert!((bad / floor - share).abs() < 0.001, "{case}, {what}: {bad}");
                for window in [burning.long, burning.short] {
                    assert!(ratio(traffic, window) > burning.threshold, "{case}, {what}");
                }
            }
        }
    }
}

#[test]
fn where_good_events_are_counted_there_are_none_of_them_once() {
    let burn = Burn::over(Duration::from_hours(1), Fraction::new(72, 5));
    let says = [Says::Good, Says::All];
    let feed = Feed::of(&burn, Some(&says)).expect("short windows");
    for min_failures in [0, 3] {
        let condition = Condition {
            name: "fast".to_owned(),
            burn,
            severity: Severity::Critical,
            min_failures,
        };
        let objective = "99".parse().expect("an objective");
        let burning = Burning::new(&condition, objective, feed, &says).expect("no probes");
        let mut situations = burning.situations(|_, _| true).into_iter();
        assert!(
            situations.any(|it| it.fires && it.traffic.is_all_bad()),
            "{min_failures}"
        );
    }
}

#[test]
fn what_rules_record_of_probes_at_the_instant_is_their_own_rate() {
    let slow = Burn::over(Duration::from_hours(6), Fraction::from(6));
    let burning = burning_at(slow, "99", 3, true).expect("one prober");
    let few = burning.few_events(2.45, 0.12).expect("few events");
    let last = few.last_flow().expect("probes");
    assert_eq!(last.rate.to_bits(), burning.rate.to_bits());
}

#[test]
fn at_the_threshold_there_are_more_failures_than_any_floor() {
    for (objective, min_failures) in [("99", 3), ("99.99", 250), ("99.9999", 3), ("90", 1_000)] {
        let burning = burning(objective, min_failures, false).expect("no probes");
        for what in ["both windows above", "outage detected"] {
            let mut situations = burning.situations(|_, _| true).into_iter();
            let Some(situation) = situations.find(|it| it.what == what) else {
                continue;
            };
            let (bad, _) = situation.traffic.events(burning.long);
            let floor = burning.floor.expect("a floor");
            assert!(bad > floor, "{what} at {objective}: {bad}, {floor}");
        }
    }
}

#[test]
fn a_floor_that_takes_too_many_probers_is_not_proved() {
    let probers = |objective, floor| burning(objective, floor, true).map(|it| it.probers);
    assert_eq!(probers("99", 3), Some(1));
    assert_eq!(probers("99.9", 10), Some(4));
    assert_eq!(probers("99.9999", 3), None);
}

#[test]
fn probes_know_no_time_without_events() {
    let probed = burning("99", 3, true).expect("one prober");
    let situations = probed.situations(|_, _| true).into_iter();
    let told: Vec<_> = situations.map(|it| it.what).collect();
    assert!(!told.contains(&"no traffic"), "{told:?}");
    assert!(told.contains(&"outage detected"), "{told:?}");
}

#[test]
fn where_a_threshold_takes_most_probes_all_of_them_fail() {
    let most = burning("93.1", 3, true).expect("one prober");
    let failed = |failures, fires| {
        let traffic = most.failed_probes(failures, fires).expect("whole probes");
        traffic.events(most.long).0.to_bits()
    };
    assert_eq!(failed(2.45, false), 2.0_f64.to_bits());
    assert_eq!(failed(2.55, true), 3.0_f64.to_bits());
    let one = burning("93.1", 1, true).expect("one prober");
    assert!(one.leaves_floor());
    assert!(!most.leaves_floor());
}
