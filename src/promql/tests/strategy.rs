//! Any expression that the builder can make and Prometheus accepts.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::promql::{
    AggregateOp, At, BinaryOp, Expr, Group, Grouping, LabelSet, MatchOp, Matcher, Matching, Number,
    On, Operator, Selector, Side, Subquery, Text, Timing, aggregate, aggregate_with, call,
};
use crate::units::Duration;

/// Texts that try to break out of where they stand, and any others.
pub(super) fn text() -> impl Strategy<Value = Text> {
    let nasty = select(vec![
        "",
        "\"",
        "\\",
        "\\\"",
        "'",
        "`",
        "{",
        "}",
        "\"}",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{fffd}",
        "é",
        "😀",
        "#",
        ",",
        "=",
        "$window",
        "[5m]",
        "or",
        "offset 5m",
        ") or (",
    ]);
    prop_oneof![
        vec(nasty, 0..5).prop_map(|parts| parts.concat().into()),
        any::<String>().prop_map(Text::from),
        "[a-z_]{1,8}".prop_map(Text::from),
    ]
}

/// Names of metrics and labels: those that are words, keywords, and all others.
pub(super) fn name() -> impl Strategy<Value = Text> {
    let keywords = select(vec![
        "sum",
        "by",
        "Or",
        "inf",
        "NaN",
        "offset",
        "bool",
        "on",
        "__name__",
        "group_left",
        "start",
        "rate",
        "le",
        "step",
        "smoothed",
        "atan2",
        "fill",
    ]);
    prop_oneof![
        3 => "[a-zA-Z_][a-zA-Z0-9_:]{0,8}".prop_map(Text::from),
        1 => keywords.prop_map(Text::from),
        1 => text().prop_filter("names are not empty", |name| !name.is_empty()),
    ]
}

fn labels() -> impl Strategy<Value = LabelSet> {
    btree_set(name(), 0..3)
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (any::<i64>(), 0..20_u8).prop_map(|(mantissa, places)| Number::decimal(mantissa, places)),
        (-20..20_i32).prop_map(Number::from),
        any::<f64>().prop_map(Number::from_double),
    ]
}

fn duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (1..100_u64).prop_map(Duration::from_mins),
        (1..=Duration::LONGEST.as_millis()).prop_map(Duration::from_millis),
    ]
}

fn timing() -> impl Strategy<Value = Timing> {
    let at = prop_oneof![
        Just(At::Start),
        Just(At::End),
        (-4_000_000_000_000..4_000_000_000_000_i64).prop_map(At::Millis),
    ];
    let longest = i64::try_from(Duration::LONGEST.as_millis()).expect("it is a century");
    let offset = prop_oneof![Just(0), -longest..=longest];
    (option::of(at), offset).prop_map(|(at, offset)| Timing { at, offset })
}

fn matcher() -> impl Strategy<Value = Matcher> {
    let literal = (select(vec![MatchOp::Equal, MatchOp::NotEqual]), text());
    let regex = (
        select(vec![MatchOp::Regex, MatchOp::NotRegex]),
        text().prop_map(|text| regex::escape(&text).into()),
    );
    (name(), prop_oneof![literal, regex])
        .prop_map(|(label, (op, value))| Matcher::new(label, op, value))
}

fn selector() -> BoxedStrategy<Selector> {
    (name(), vec(matcher(), 0..4), timing())
        .prop_map(|(name, matchers, timing)| Selector {
            timing,
            ..Selector::metric(name).merge(&matchers.into_iter().collect())
        })
        .boxed()
}

fn scalar() -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        4 => number().prop_map(Expr::from),
        1 => Just(call("time", [])),
    ];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|expr| -expr),
            (inner.clone(), scalar_operator(), inner).prop_map(|(a, op, b)| {
                let returns_bool = op.op.is_comparison();
                a.apply(Operator { returns_bool, ..op }, b)
            }),
        ]
    })
    .boxed()
}

/// Expressions that give an instant vector.
pub(crate) fn vector() -> BoxedStrategy<Expr> {
    let leaf = selector().prop_map(Expr::from);
    leaf.prop_recursive(4, 32, 3, |inner| {
        prop_oneof![
            range(inner.clone()).prop_map(|range| call("rate", [range])),
            (scalar(), range(inner.clone()))
                .prop_map(|(share, range)| call("quantile_over_time", [share, range])),
            (inner.clone(), scalar()).prop_map(|(expr, min)| call("clamp_min", [expr, min])),
            (inner.clone(), name(), text()).prop_map(|(expr, label, value)| {
                let texts = [label, value, "".into(), "".into()].map(Expr::String);
                call("label_replace", [vec![expr], texts.into()].concat())
            }),
            inner.clone().prop_map(|expr| -expr),
            aggregation(inner.clone()),
            binary(inner),
        ]
    })
    .boxed()
}

fn range(vector: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let series = (selector(), duration()).prop_map(|(selector, range)| selector.range(range));
    let subquery = (vector, duration(), option::of(duration()), timing()).prop_map(
        |(expr, range, step, timing)| {
            Expr::Subquery(Box::new(Subquery {
                expr,
                range,
                step,
                timing,
            }))
        },
    );
    prop_oneof![series, subquery].boxed()
}

fn aggregation(vector: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    let grouping = prop_oneof![
        labels().prop_map(Grouping::By),
        labels().prop_map(Grouping::Without),
    ];
    let op = select(AggregateOp::ALL);
    (op, grouping, scalar(), text(), vector)
        .prop_map(|(op, grouping, number, label, expr)| match op {
            AggregateOp::CountValues => aggregate_with(op, grouping, Expr::String(label), expr),
            _ if op.has_param() => aggregate_with(op, grouping, number, expr),
            _ => aggregate(op, grouping, expr),
        })
        .boxed()
}

fn binary(vector: BoxedStrategy<Expr>) -> BoxedStrategy<Expr> {
    prop_oneof![
        (vector.clone(), vector_operator(), vector.clone()).prop_map(|(a, op, b)| a.apply(op, b)),
        (vector.clone(), scalar_operator(), scalar()).prop_map(|(a, op, b)| a.apply(op, b)),
        (scalar(), scalar_operator(), vector).prop_map(|(a, op, b)| a.apply(op, b)),
    ]
    .boxed()
}

/// An operator that may have a scalar beside it.
fn scalar_operator() -> BoxedStrategy<Operator> {
    select(BinaryOp::ALL)
        .prop_filter("scalars are no sets", |op| !op.is_set())
        .prop_map(Operator::from)
        .boxed()
}

/// An operator between vectors, with all its modifiers.
fn vector_operator() -> BoxedStrategy<Operator> {
    let matching = prop_oneof![
        labels().prop_map(On::Labels),
        labels().prop_map(On::Ignoring),
    ];
    let group = option::of((select(vec![Side::Left, Side::Right]), labels()));
    (select(BinaryOp::ALL), any::<bool>(), matching, group)
        .prop_map(|(op, returns_bool, on, group)| {
            let group = group.filter(|_| !op.is_set()).map(|(many, include)| {
                let include = match &on {
                    On::Labels(compared) => &include - compared,
                    On::Ignoring(_) => include,
                };
                Group { many, include }
            });
            Operator {
                op,
                returns_bool: returns_bool && op.is_comparison(),
                matching: Matching { on, group },
            }
        })
        .boxed()
}

/// Words of the language in any order.
pub(crate) fn words() -> impl Strategy<Value = Vec<&'static str>> {
    let words = vec![
        "a", "rate", "sum", " by ", "on", " offset ", "@", "start", "NaN", "inf", "1", "0x1F",
        "1e400", "010", "5m", "1y", "$window", "\"s\"", "`\\d`", "{", "}", "(", ")", "[", "]", ":",
        ",", "=", "=~", "!=", "==", "<", " bool ", "+", "-", "^", " or ", " and ", " fill ", "#",
        "\n", " ",
    ];
    vec(select(words), 0..12)
}
