//! What holds for every objective, period and policy.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Objectives near 100 and anywhere, with up to ten decimals.
fn any_objective() -> impl Strategy<Value = Objective> {
    (0_u32..=10)
        .prop_flat_map(|decimals| {
            let scale = 10_i64.pow(decimals);
            let budget = prop_oneof![1..=98_i64, 1..=98 * scale];
            (Just(scale), budget)
        })
        .prop_map(|(scale, budget)| {
            let percent = Fraction::new(100 * scale - budget, scale.unsigned_abs());
            objective(&percent.to_string())
        })
}

prop_compose! {
    fn any_period()(days in 7_u64..=90) -> Period {
        period(days)
    }
}

/// Factors and shares with up to twelve digits, in magnitudes that make sense and that do not.
fn any_number() -> impl Strategy<Value = Fraction> {
    (1_i64..1_000_000_000_000, 0_u32..=12)
        .prop_map(|(digits, decimals)| Fraction::new(digits, 10_u64.pow(decimals)))
}

prop_compose! {
    fn any_condition()(
        long in 1_u64..90 * 86_400,
        short in proptest::option::of(1_u64..86_400),
        number in any_number(),
        reference in proptest::option::of(any_period()),
        share in any::<bool>(),
    ) -> PolicyCondition {
        let trigger = match reference {
            Some(reference) => Trigger::Factor { factor: number, reference },
            None if share => Trigger::Share(number),
            None => Trigger::Fixed(number),
        };
        let mut condition = stated("any", "1h", trigger, Severity::Critical);
        condition.long = Duration::from_secs(long);
        condition.short = short.map(Duration::from_secs);
        condition
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_share_is_kept_and_fits_or_a_problem_says_why(
        objective in any_objective(),
        period in any_period(),
        per_mille in 1_i64..=400,
        long in select(CATALOGUE.to_vec()),
    ) {
        let share = Fraction::new(per_mille, 1_000);
        let mut condition = stated("any", "1h", Trigger::Share(share), Severity::Critical);
        condition.long = long;
        let resolved = resolve(objective, period, &[condition]);
        prop_assert_eq!(resolved.conditions.len() + resolved.problems.len(), 1);
        for condition in &resolved.conditions {
            let burn = condition.burn;
            prop_assert_eq!(burn.budget_share(period), share);
            prop_assert!(burn.factor >= Fraction::ONE);
            prop_assert!(burn.threshold(objective) <= highest_threshold());
            prop_assert!(CATALOGUE.contains(&burn.long));
            prop_assert_eq!(burn.short, short_for(burn.long));
            prop_assert_eq!(resolved.repairs.is_empty(), burn.long == long);
        }
        for problem in &resolved.problems {
            let no_window = matches!(problem.flaw, Flaw::NoWindow { .. });
            prop_assert!(no_window, "{:?}", problem);
            for long in CATALOGUE {
                let factor = share * (period.seconds() / Fraction::from(long));
                let threshold = factor * objective.error_budget();
                prop_assert!(factor < Fraction::ONE || threshold > highest_threshold());
            }
        }
    }

    #[test]
    fn no_input_overflows(
        objective in any_objective(),
        period in any_period(),
        policy in proptest::collection::vec(any_condition(), 0..6),
    ) {
        let resolved = resolve(objective, period, &policy);
        prop_assert!(resolved.conditions.len() <= policy.len());
        prop_assert!(resolved.conditions.is_sorted_by_key(|it| it.burn.long));
        for Condition { burn, .. } in &resolved.conditions {
            let figures = [
                burn.threshold(objective),
                burn.budget_share(period),
                burn.detection_time(objective),
                burn.reset_time(objective),
                burn.time_to_exhaustion(period),
                burn.one_failure_exceeds_below(objective),
            ];
            for figure in figures {
                prop_assert!(figure >= Fraction::ZERO);
                prop_assert!(!figure.to_string().is_empty());
                prop_assert!(figure.rounded_duration() >= Duration::from_secs(0));
            }
        }
    }
}
