//! The emitted tests of an SLI whose expressions do not tell which series would make them: they feed what
//! rules record, say so, and notice a changed condition.

use crate::fixture;
use crate::support;

const SERVICE: &str = "production/shop.yml";

const PROFILES: &str = r"
profiles:
  tested:
    period: 30d
    burn_policy: workbook
    slos:
      jobs:
        objective: 99
        sli:
          type: custom
          bad: 'sum(max by (job) (rate(failures_total[$window])))'
          total: 'sum(rate(runs_total[$window])) + sum(rate(retries_total[$window]))'
";

#[test]
fn conditions_are_proved_from_what_is_recorded() {
    let services = fixture::registry_of_shop("metrics: none");
    let built = fixture::build(&[
        ("observability_services.yml", &services),
        ("slo_profiles.yml", PROFILES),
    ]);
    let tests = &*built.tests[SERVICE];
    for alert in ["SLOFastBurn", "SLOSlowBurn"] {
        let told = format!("# {alert} of jobs is proved from recorded series, ");
        assert!(tests.contains(&told), "{tests}");
    }
    assert!(!tests.contains("is not proved"), "{tests}");
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let rules = &*built.rules[SERVICE];
    let run = |rules: &str| {
        let files = [
            ("rules/production/shop.yml", rules),
            ("tests/production/shop.yml", tests),
        ];
        promtool.run(&files, &["test", "rules", "tests/production/shop.yml"])
    };
    if let Err(said) = run(rules) {
        panic!("{said}");
    }
    for (now, then) in [
        ("> 0.144\n", "> 0.149\n"),
        ("> 0.06\n", "> 0.058\n"),
        ("      and\n", "      or\n"),
        ("* 3600 > 2.5", "* 3600 > 2.7"),
        ("slo=\"jobs\"} > 0.144", "slo=\"tasks\"} > 0.144"),
    ] {
        let changed = rules.replace(now, then);
        assert_ne!(changed, *rules, "{now}");
        assert!(run(&changed).is_err(), "{now} is {then}");
    }
}
