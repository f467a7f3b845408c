//! Texts made to harm: names that pretend to be syntax, and inputs that pretend to be expressions.

use proptest::prelude::*;

use super::strategy::{name, text};
use crate::promql::{Expr, Fragment, Matcher, Matchers, ParseError, Selector, parse, rate, sum_by};
use crate::units::Duration;

fn error(text: &str) -> ParseError {
    parse(text).expect_err(text)
}

proptest! {
    #[test]
    fn no_name_changes_the_shape(metric in name(), label in name(), value in text()) {
        let expr = |metric: &str, label: &str, value: &str| {
            let selector = Selector::metric(metric.to_owned()).eq(label.to_owned(), value.to_owned());
            sum_by([label.to_owned()], rate(selector.range(Duration::from_mins(5))))
        };
        let tame = expr("metric", "label", "value");
        let hostile = parse(&expr(&metric, &label, &value).to_string()).map_err(|error| {
            TestCaseError::fail(error.message)
        })?;
        prop_assert_eq!(shape(&hostile), shape(&tame));
    }

    #[test]
    fn no_identity_breaks_out_of_a_fragment(value in text()) {
        let mut fragment = Fragment::parse("sum(a{b=~\"c\"}) / sum(d)").unwrap();
        let identity = Matchers::from([Matcher::eq("service", value.clone())]);
        fragment.visit_selectors_mut(|selector| selector.matchers.merge_missing(&identity));
        let filled = fragment.at(Duration::from_mins(5));
        let mut services = Vec::new();
        let read = parse(&filled.to_string()).unwrap();
        read.visit_selectors(|selector| {
            services.extend(selector.matchers.iter().filter(|m| m.label.as_str() == "service"));
        });
        prop_assert_eq!(services.len(), 2);
        prop_assert!(services.iter().all(|matcher| matcher.value == value));
    }
}

/// The kinds of an expression's nodes, outer ones first.
fn shape(expr: &Expr) -> Vec<std::mem::Discriminant<Expr>> {
    let mut nodes = Vec::new();
    expr.walk(&mut |node| nodes.push(std::mem::discriminant(node)));
    nodes
}

#[test]
fn deep_nesting_ends_in_a_message_or_a_tree() {
    for text in [
        format!("{}a{}", "(".repeat(299), ")".repeat(299)),
        format!("{}a", "-".repeat(299)),
        format!("a{}", "+a".repeat(299)),
        format!("a{}", "^a".repeat(299)),
        format!("{}a{}", "abs(".repeat(299), ")".repeat(299)),
        format!("{}a{}", "-(".repeat(149), ")".repeat(149)),
    ] {
        let expr = parse(&text).unwrap();
        assert_eq!(parse(&expr.to_string()).as_ref(), Ok(&expr));
        assert!(!expr.pretty(100).is_empty());
    }
    let deep = 100_000;
    assert!(parse(&format!("{}a{}", "(".repeat(deep), ")".repeat(deep))).is_err());
}

#[test]
fn syntax_errors_say_what_is_missing() {
    for (text, message, range) in [
        ("a /", "expected an expression after `/`", 2..3),
        ("* a", "expected an expression before `*`", 0..1),
        ("a / / b", "expected an expression before `/`", 4..5),
        ("(a + )", "expected an expression here", 5..6),
        ("a b", "expected an operator here", 2..3),
        ("up{a=\"b\"} 5", "expected an operator here", 10..11),
        (
            "a = 5",
            "`=` stands only between a label and its value",
            2..3,
        ),
        ("a{b=~\"(\"}", "`(` is not a regular expression", 5..8),
    ] {
        let error = error(text);
        assert_eq!(
            (error.message.as_str(), error.range),
            (message, Some(range))
        );
    }
}

#[test]
fn type_errors_point_at_the_function() {
    let error = error("sum(rate(http_requests_total))");
    assert_eq!(
        error.message,
        "`rate` takes a range vector, not an instant vector"
    );
    assert_eq!(error.range, Some(4..8));
    assert!(error.help.is_some());
}

#[test]
fn aggregations_are_named_too() {
    let error = error("sum by (job) (up[5m])");
    assert_eq!(
        error.message,
        "`sum` takes an instant vector, not a range vector"
    );
    assert_eq!(error.range, Some(0..3));
}

#[test]
fn a_function_called_twice_is_not_pointed_at() {
    assert_eq!(error("rate(a) / rate(b[5m])").range, None);
}

#[test]
fn what_the_grammar_reads_beyond_prometheus_is_refused() {
    assert_eq!(
        error("a{b=\"c\" or d=\"e\"}").message,
        "Prometheus knows no `or` between matchers"
    );
    assert_eq!(
        error("a + fill (0) b").message,
        "`fill` is an experiment of Prometheus, not stable PromQL"
    );
    assert_eq!(
        error("rate(a[$window])").message,
        "`$window` has no value here"
    );
}
