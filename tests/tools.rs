//! The tools that judge our output can say yes and no.

mod support;

#[test]
fn promtool_counts_good_rules_and_refuses_bad_ones() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let check = |expr: &str| {
        let rules = format!("groups: [{{name: g, rules: [{{record: 'a:b', expr: '{expr}'}}]}}]");
        let args = ["check", "rules", "--lint=all", "--lint-fatal", "rules.yml"];
        promtool.run(&[("rules.yml", &rules)], &args)
    };
    let accepted = check("sum(rate(http_requests_total[5m]))").expect("a sound rule");
    assert!(accepted.contains("SUCCESS: 1 rules found"), "{accepted}");
    let refused = check("sum(rate(http_requests_total))").expect_err("a range is missing");
    assert!(refused.contains("expected type range vector"), "{refused}");
}
