//! Conditions that only the user can settle.

use super::*;

#[test]
fn fixed_conditions_are_examined_but_kept() {
    for (percent, factor, long, flaw) in [
        ("99.9", "14.4", "1h", None),
        ("95", "16", "1h", None),
        (
            "95",
            "16.001",
            "1h",
            Some("nearly unreachable: 8.0005x 2h/10m"),
        ),
        (
            "90",
            "9.999",
            "1h",
            Some("nearly unreachable: 4.9995x 2h/10m"),
        ),
        ("90", "10", "1h", Some("unreachable: 5x 2h/10m")),
        ("90", "14.4", "1h", Some("unreachable: 7.2x 2h/10m")),
        ("50", "2000", "1h", Some("unreachable: nothing")),
        ("99.9", "0.5", "3d", Some("below one: 1.5x 1d/2h")),
        ("99.9", "0.5", "1h", Some("below one: nothing")),
    ] {
        let policy = [stated("own", long, fixed(factor), Severity::Critical)];
        let resolved = resolve(objective(percent), period(30), &policy);
        let flaws: Vec<_> = resolved
            .problems
            .iter()
            .map(|it| examined(&it.flaw))
            .collect();
        let expected: Vec<_> = flaw.into_iter().map(str::to_owned).collect();
        assert_eq!(flaws, expected, "{factor}x {long} at {percent}");
        assert_eq!(resolved.conditions[0].burn.factor, fraction(factor));
        assert_eq!(resolved.conditions[0].burn.long, duration(long));
        assert_eq!(resolved.repairs, []);
    }
}

fn examined(flaw: &Flaw) -> String {
    let (kind, instead) = match flaw {
        Flaw::Unreachable { instead } => ("unreachable", instead),
        Flaw::NearlyUnreachable { instead } => ("nearly unreachable", instead),
        Flaw::BelowOne { instead } => ("below one", instead),
        _ => panic!("unexpected {flaw:?}"),
    };
    let instead = instead.as_ref().map_or("nothing".to_owned(), print);
    format!("{kind}: {instead}")
}

#[test]
fn equal_fixed_conditions_stay_two() {
    let policy = [
        stated("page", "1h", fixed("14.4"), Severity::Critical),
        stated("log", "1h", fixed("14.4"), Severity::Info),
    ];
    let resolved = resolve(objective("99.9"), period(30), &policy);
    let names: Vec<_> = resolved.conditions.iter().map(|it| &it.name).collect();
    assert_eq!(names, ["page", "log"]);
    assert_eq!(resolved.repairs, []);
}

#[test]
fn unusable_conditions_are_left_out() {
    let share = |text| Trigger::Share(fraction(text));
    let seconds = |text| Flaw::UnusableWindow(duration(text));
    for (long, short, trigger, flaw) in [
        ("7d", None, fixed("1"), Flaw::LongNotBelowPeriod),
        ("8000d", None, over_30d("1"), Flaw::LongNotBelowPeriod),
        ("0s", None, fixed("1"), seconds("0s")),
        ("11s", None, fixed("1"), seconds("11s")),
        ("1h500ms", None, fixed("1"), seconds("1h500ms")),
        ("1h", Some("500ms"), fixed("1"), seconds("500ms")),
        ("1h", Some("0s"), fixed("1"), seconds("0s")),
        ("1h", Some("1h"), fixed("1"), Flaw::ShortNotBelowLong),
        ("1h", Some("2h"), over_30d("9"), Flaw::ShortNotBelowLong),
        ("1h", None, fixed("0"), Flaw::NotPositive),
        ("1h", None, over_30d("-1"), Flaw::NotPositive),
        ("1h", None, share("0.0"), Flaw::NotPositive),
        ("1h", None, share("1.01"), Flaw::MoreThanTheBudget),
        ("1d", None, over_30d("31"), Flaw::MoreThanTheBudget),
    ] {
        let mut condition = stated("own", long, trigger, Severity::Critical);
        condition.short = short.map(duration);
        let resolved = resolve(objective("99.9"), period(7), &[condition]);
        let flaws: Vec<_> = resolved.problems.into_iter().map(|it| it.flaw).collect();
        assert_eq!(flaws, [flaw], "{long} {short:?} {trigger:?}");
        assert_eq!(resolved.conditions, [], "{long} {short:?} {trigger:?}");
    }
}

#[test]
fn short_windows_far_from_a_twelfth_are_noticed() {
    for (short, far) in [
        ("2m29s", true),
        ("2m30s", false),
        ("10m", false),
        ("10m1s", true),
    ] {
        let mut condition = stated("own", "1h", fixed("14.4"), Severity::Critical);
        condition.short = Some(duration(short));
        let resolved = resolve(objective("99.9"), period(30), &[condition]);
        let usual = duration("5m");
        let expected = Problem {
            condition: "own".to_owned(),
            flaw: Flaw::ShortFarFromTwelfth { usual },
        };
        let expected = Vec::from_iter(far.then_some(expected));
        assert_eq!(resolved.problems, expected, "{short}");
        assert_eq!(resolved.conditions.len(), 1, "{short}");
    }
}

#[test]
fn a_ticket_before_the_first_page_is_noticed() {
    use Severity::{Critical, Info, Warning};
    let (page, later_page) = (("14.4", "1h", Critical), ("6", "6h", Critical));
    let ticket_between = ("7.2", "3h", Warning);
    for (percent, conditions, expected) in [
        ("99.9", vec![page, later_page, ticket_between], vec![]),
        ("99.9", vec![later_page, ticket_between, page], vec![]),
        (
            "99.9",
            vec![later_page, ticket_between],
            vec!["7.2x before 6x"],
        ),
        (
            "90",
            vec![page, later_page, ticket_between],
            vec!["7.2x before 6x"],
        ),
        ("99.9", vec![page, ("14.4", "1h", Warning)], vec![]),
        ("99.9", vec![later_page, ("14.4", "1h", Info)], vec![]),
        ("99.9", vec![ticket_between], vec![]),
    ] {
        let policy: Vec<_> = conditions
            .into_iter()
            .map(|(factor, long, severity)| {
                stated(&format!("{factor}x"), long, fixed(factor), severity)
            })
            .collect();
        let resolved = resolve(objective(percent), period(30), &policy);
        let before_page: Vec<_> = resolved
            .problems
            .iter()
            .filter_map(|it| match &it.flaw {
                Flaw::BeforePage { page } => Some(format!("{} before {page}", it.condition)),
                _ => None,
            })
            .collect();
        assert_eq!(before_page, expected, "{policy:?} at {percent}");
    }
}
