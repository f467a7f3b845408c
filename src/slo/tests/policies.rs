//! Policies over other periods and at low objectives: which windows and factors come out.

use super::*;

fn workbook() -> Vec<PolicyCondition> {
    vec![
        stated("fast", "1h", over_30d("14.4"), Severity::Critical),
        stated("medium", "6h", over_30d("6"), Severity::Critical),
        stated("slow", "1d", over_30d("3"), Severity::Warning),
        stated("slowest", "3d", over_30d("1"), Severity::Warning),
    ]
}

fn fast_slow() -> Vec<PolicyCondition> {
    vec![
        stated("fast", "1h", over_30d("14.4"), Severity::Critical),
        stated("slow", "6h", over_30d("5"), Severity::Warning),
    ]
}

/// `fast 14.4x 1h/5m critical, …`, then the conditions for which there is no window.
fn outcome(resolved: &Resolved) -> (String, String) {
    let conditions: Vec<_> = resolved
        .conditions
        .iter()
        .map(|it| format!("{} {} {}", it.name, print(&it.burn), it.severity))
        .collect();
    let problems: Vec<_> = resolved
        .problems
        .iter()
        .map(|problem| match problem.flaw {
            Flaw::NoWindow { .. } => problem.condition.as_str(),
            _ => panic!("unexpected {problem:?}"),
        })
        .collect();
    (conditions.join(", "), problems.join(", "))
}

fn check(policy: &[PolicyCondition], percent: &str, days: u64, expected: &str, no_window: &str) {
    let resolved = resolve(objective(percent), period(days), policy);
    let (conditions, problems) = outcome(&resolved);
    assert_eq!(conditions, expected, "{percent} over {days}d");
    assert_eq!(problems, no_window, "{percent} over {days}d");
}

#[test]
fn the_workbook_policy_over_other_periods() {
    for percent in ["99", "99.5", "99.9", "99.95", "99.99"] {
        for (days, expected) in [
            (
                7,
                "fast 3.36x 1h/5m critical, medium 1.4x 6h/30m critical, slow 1.4x 12h/1h warning",
            ),
            (
                14,
                "fast 6.72x 1h/5m critical, medium 2.8x 6h/30m critical, slow 1.4x 1d/2h warning",
            ),
            (
                28,
                "fast 13.44x 1h/5m critical, medium 5.6x 6h/30m critical, slow 2.8x 1d/2h warning",
            ),
            (
                30,
                "fast 14.4x 1h/5m critical, medium 6x 6h/30m critical, slow 3x 1d/2h warning, slowest 1x 3d/6h warning",
            ),
            (
                90,
                "fast 43.2x 1h/5m critical, medium 18x 6h/30m critical, slow 9x 1d/2h warning, slowest 3x 3d/6h warning",
            ),
        ] {
            check(&workbook(), percent, days, expected, "");
        }
    }
}

#[test]
fn the_fast_slow_policy_over_other_periods() {
    for percent in ["99", "99.5", "99.9", "99.95", "99.99"] {
        for (days, expected) in [
            (7, "fast 3.36x 1h/5m critical, slow 1.16667x 6h/30m warning"),
            (
                14,
                "fast 6.72x 1h/5m critical, slow 2.33333x 6h/30m warning",
            ),
            (
                28,
                "fast 13.44x 1h/5m critical, slow 4.66667x 6h/30m warning",
            ),
            (30, "fast 14.4x 1h/5m critical, slow 5x 6h/30m warning"),
            (90, "fast 43.2x 1h/5m critical, slow 15x 6h/30m warning"),
        ] {
            check(&fast_slow(), percent, days, expected, "");
        }
    }
}

#[test]
fn low_objectives_move_windows_up() {
    for (percent, days, expected, no_window) in [
        (
            "95",
            30,
            "fast 14.4x 1h/5m critical, medium 6x 6h/30m critical, slow 3x 1d/2h warning, slowest 1x 3d/6h warning",
            "",
        ),
        (
            "95",
            90,
            "fast 7.2x 6h/30m critical, medium 9x 12h/1h critical, slow 9x 1d/2h warning, slowest 3x 3d/6h warning",
            "",
        ),
        (
            "90",
            28,
            "fast 6.72x 2h/10m critical, medium 5.6x 6h/30m critical, slow 2.8x 1d/2h warning",
            "",
        ),
        (
            "90",
            30,
            "fast 7.2x 2h/10m critical, medium 6x 6h/30m critical, slow 3x 1d/2h warning, slowest 1x 3d/6h warning",
            "",
        ),
        (
            "90",
            90,
            "fast 7.2x 6h/30m critical, medium 4.5x 1d/2h critical, slow 3x 3d/6h warning",
            "",
        ),
        (
            "75",
            30,
            "fast 2.4x 6h/30m critical, medium 3x 12h/1h critical, slow 3x 1d/2h warning, slowest 1x 3d/6h warning",
            "",
        ),
        (
            "50",
            28,
            "fast 1.12x 12h/1h critical, medium 1.4x 1d/2h critical",
            "slow, slowest",
        ),
        (
            "50",
            90,
            "medium 1.5x 3d/6h critical",
            "fast, slow, slowest",
        ),
    ] {
        check(&workbook(), percent, days, expected, no_window);
    }
}

#[test]
fn every_change_says_what_it_was_and_why() {
    let resolved = resolve(objective("99.9"), period(28), &workbook());
    let printed: Vec<_> = resolved
        .repairs
        .iter()
        .map(|it| {
            let (before, after) = (print(&it.before), print(&it.after));
            format!("{} {before} -> {after} {:?}", it.condition, it.reason)
        })
        .collect();
    let other = format!("{:?}", Reason::OtherPeriod(period(30)));
    assert_eq!(
        printed,
        [
            format!("fast 14.4x 1h/5m -> 13.44x 1h/5m {other}"),
            format!("medium 6x 6h/30m -> 5.6x 6h/30m {other}"),
            format!("slow 3x 1d/2h -> 2.8x 1d/2h {other}"),
            format!("slowest 1x 3d/6h -> 0.933333x 3d/6h {other}"),
            "slowest 0.933333x 3d/6h -> 2.8x 1d/2h Misfit(BelowOne)".to_owned(),
            "slowest 2.8x 1d/2h -> 2.8x 1d/2h SameAs(\"slow\")".to_owned(),
        ]
    );
}

#[test]
fn what_fits_is_left_alone() {
    for policy in [workbook(), fast_slow()] {
        let resolved = resolve(objective("99.5"), period(30), &policy);
        assert_eq!(resolved.repairs, []);
        assert_eq!(resolved.problems, []);
        assert_eq!(resolved.conditions.len(), policy.len());
    }
}

#[test]
fn a_stated_short_window_stays_until_its_long_one_moves() {
    let mut policy = vec![stated("fast", "1h", over_30d("14.4"), Severity::Critical)];
    policy[0].short = Some(duration("6m"));
    check(&policy, "99", 28, "fast 13.44x 1h/6m critical", "");
    check(&policy, "90", 28, "fast 6.72x 2h/10m critical", "");
}

#[test]
fn shares_need_no_reference() {
    let share = Trigger::Share(fraction("0.02"));
    let policy = [stated("fast", "1h", share, Severity::Critical)];
    check(&policy, "99.9", 30, "fast 14.4x 1h/5m critical", "");
    check(&policy, "99.9", 7, "fast 3.36x 1h/5m critical", "");
    check(&policy, "90", 30, "fast 7.2x 2h/10m critical", "");
    let resolved = resolve(objective("99.9"), period(7), &policy);
    assert_eq!(resolved.repairs, []);
}

#[test]
fn merging_keeps_the_first_name_and_the_severest() {
    let mut policy = [
        stated("ticket", "1d", over_30d("3"), Severity::Warning),
        stated("page", "3d", over_30d("1"), Severity::Critical),
    ];
    policy[1].min_failures = 7;
    let resolved = resolve(objective("99.9"), period(28), &policy);
    assert_eq!(outcome(&resolved).0, "ticket 2.8x 1d/2h critical");
    assert_eq!(resolved.conditions[0].min_failures, 7);
    policy.reverse();
    let resolved = resolve(objective("99.9"), period(28), &policy);
    assert_eq!(outcome(&resolved).0, "page 2.8x 1d/2h critical");
    assert_eq!(resolved.conditions[0].min_failures, 7);
}
