//! Documents made of what readers of YAML disagree about.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::value::Value;

/// Strings, split at spaces, that one reader or another is known to take for something else.
const NASTY_WORDS: &str = r#"
    y Y n yes No NO on Off true True FALSE null Null ~ 0 -0 +1 007 0755 0o17 0x1F 0XFF 0b101 1_000
    _1 1e3 1E3 1.e+3 12e03 .5 5. -.5 1.10 685.230_15e+03 .inf -.INF +.Inf .nan .NaN inf nan 12:30
    190:20:30 190:20:30.15 2026-11-21 2001-12-14t21:59:43.10-05:00 2001-1-1T1:1:1Z = << < - -- ---
    ... . ? : -a a: a:b a#b #b &a *a !a %a @a `a` | > |- [a] {a} , 'a' "a" a"b a\b \n 5m 99.9%
    10.0.0.1:9090 http://a/b?c#d größe … 日本語
"#;

/// The same for strings with spaces, line breaks, and characters that nobody can see.
const NASTY_TEXTS: &[&str] = &[
    "",
    " ",
    "  a",
    "a ",
    "--- a",
    "... a",
    "? a",
    ": a",
    "- a",
    "a: b",
    "a:\tb",
    "a #b",
    "!!str a",
    "a, b",
    "{{ $x }}",
    "2026-11-21 10:00:00",
    "\t",
    "a\tb",
    "\ta",
    "a\t",
    "\r",
    "a\rb",
    "a\r\nb",
    "\n",
    "\n\n",
    "a\n",
    "a\n\n",
    "a\nb",
    "a\nb\n",
    "a\n\n\nb\n\n\n",
    " a\nb",
    "\na",
    "a\n b",
    "a \nb",
    "a\n \nb",
    "a\nb ",
    "a\n\tb",
    "a\n# b",
    "a\n--- b\n...",
    "a: b\nc",
    "- a\n- b",
    "\0",
    "\u{7}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "a\u{85}b",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "a\u{2028}b",
    "a\u{2029}b",
    "\u{202e}abc",
    "\u{feff}",
    "\u{feff}a",
    "a\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fffd}",
    "\u{10ffff}",
    "é: b",
    "a\u{301}",
];

/// All of them.
pub(crate) fn nasty() -> Vec<&'static str> {
    NASTY_WORDS
        .split_whitespace()
        .chain(NASTY_TEXTS.iter().copied())
        .collect()
}

/// Strings that readers may take for something else.
pub(crate) fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(nasty()).prop_map(str::to_owned),
        2 => prop::collection::vec(prop::sample::select(nasty()), 2..4).prop_map(|parts| parts.concat()),
        2 => r"[-+.:,#'0-9a-fA-FoxynTZ_ \n]{0,8}",
        2 => r"[\[\]{}?&*!|>%@`~=<a \n\t\\]{0,6}",
        1 => any::<String>(),
    ]
}

/// Whatever a document can hold.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|value| Value::Int(value.into())),
        any::<u64>().prop_map(|value| Value::Int(value.into())),
        float().prop_map(Value::Float),
        string().prop_map(Value::Str),
        string().prop_map(Value::Str),
        string().prop_map(Value::Str),
    ];
    leaf.prop_recursive(4, 48, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            prop::collection::vec((string(), inner), 0..5).prop_map(|entries| {
                let mut seen = BTreeSet::new();
                Value::Map(
                    entries
                        .into_iter()
                        .filter(|(key, _)| seen.insert(key.clone()))
                        .collect(),
                )
            }),
        ]
    })
}

fn float() -> impl Strategy<Value = f64> {
    prop_oneof![
        prop::num::f64::NORMAL | prop::num::f64::ZERO,
        prop::sample::select(&[0.1, 14.4, 1.0, 1e16, 1e-7, 5e-324, 1.5e300][..]),
    ]
}
