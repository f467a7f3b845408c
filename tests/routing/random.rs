//! Random routing trees and label sets over few labels and values, so that much of it matches.

use o11yc::promql::MatchOp;
use o11yc::routing::{Labels, Matcher, Route};
use proptest::prelude::*;
use proptest::sample::select;

const LABELS: [&str; 3] = ["severity", "team", "note"];
const VALUES: [&str; 6] = ["x", "xy", "y", "a.b", "q\"\\", "é"];
const PATTERNS: [&str; 9] = ["x", "x|y", "x.*", ".*", ".+", "", "x|", "a\\.b", "[^x].*"];

fn matcher() -> impl Strategy<Value = Matcher> {
    let label = || select(&LABELS[..]);
    let value = prop_oneof![1 => Just(""), 6 => select(&VALUES[..])];
    let literal = (label(), value, any::<bool>()).prop_map(|(label, value, negated)| {
        let op = if negated {
            MatchOp::NotEqual
        } else {
            MatchOp::Equal
        };
        Matcher::new(label, op, value)
    });
    let pattern = (label(), select(&PATTERNS[..]), any::<bool>());
    let pattern = pattern.prop_map(|(label, pattern, negated)| {
        let op = if negated {
            MatchOp::NotRegex
        } else {
            MatchOp::Regex
        };
        Matcher::new(label, op, pattern)
    });
    prop_oneof![literal, pattern].prop_map(|matcher| matcher.expect("the patterns are sound"))
}

/// A tree in which every route has a receiver of its own.
pub(crate) fn tree() -> impl Strategy<Value = Route> {
    let leaf = (prop::collection::vec(matcher(), 1..3), any::<bool>());
    let leaf = leaf.prop_map(|(matchers, and_continue)| Route {
        matchers,
        and_continue,
        ..Route::default()
    });
    let node = leaf.prop_recursive(3, 24, 4, |inner| {
        let routes = prop::collection::vec(inner, 0..4);
        let own = (prop::collection::vec(matcher(), 0..2), any::<bool>());
        (own, routes).prop_map(|((matchers, and_continue), routes)| Route {
            matchers,
            and_continue,
            routes,
            ..Route::default()
        })
    });
    prop::collection::vec(node, 1..6).prop_map(|routes| {
        let mut root = Route {
            routes,
            ..Route::default()
        };
        name(&mut root, &mut 0);
        root
    })
}

fn name(route: &mut Route, next: &mut usize) {
    route.receiver = Some(format!("r{next}"));
    *next += 1;
    for child in &mut route.routes {
        name(child, next);
    }
}

/// Labels of an alert, none of them empty.
pub(crate) fn labels() -> impl Strategy<Value = Labels<'static>> {
    let value = || prop::option::of(select(&VALUES[..]));
    (value(), value(), value()).prop_map(|(one, two, three)| {
        let values = LABELS.into_iter().zip([one, two, three]);
        values
            .filter_map(|(label, value)| Some((label, value?)))
            .fold(Labels::default(), |all, (label, value)| {
                all.with(label, value)
            })
    })
}
