//! What we write, two readers that share no code with us read back as it was.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use proptest::prelude::*;
use regex::RegexSet;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Style, style, to_string};

/// Whatever a document can hold, as both independent readers report it.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_none(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => match i64::try_from(*value) {
                Ok(value) => serializer.serialize_i64(value),
                Err(_) => serializer.serialize_u64(u64::try_from(*value).expect("64 bits")),
            },
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::Str(value) => serializer.serialize_str(value),
            Value::List(items) => items.serialize(serializer),
            Value::Map(entries) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Int(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Str(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Map(entries))
    }
}

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

fn nasty() -> Vec<&'static str> {
    NASTY_WORDS
        .split_whitespace()
        .chain(NASTY_TEXTS.iter().copied())
        .collect()
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(nasty()).prop_map(str::to_owned),
        2 => prop::collection::vec(prop::sample::select(nasty()), 2..4).prop_map(|parts| parts.concat()),
        2 => r"[-+.:,#'0-9a-fA-FoxynTZ_ \n]{0,8}",
        2 => r"[\[\]{}?&*!|>%@`~=<a \n\t\\]{0,6}",
        1 => any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
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

#[track_caller]
fn assert_both_read(value: &Value) {
    let text = to_string(value);
    let libyaml: Value = serde_yaml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(&libyaml, value, "\n{text}");
    let saphyr: Value = serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(&saphyr, value, "\n{text}");
}

proptest! {
    #[test]
    fn two_readers_get_the_value_back(value in value()) {
        assert_both_read(&value);
    }

    #[test]
    fn a_plain_string_means_nothing_else_to_yaml_1_1(text in string()) {
        prop_assert!(style(&text) != Style::Plain || !YAML_1_1.is_match(&text), "{text:?}");
    }
}

#[test]
fn every_nasty_string_survives_everywhere() {
    for text in nasty() {
        let string = Value::Str(text.to_owned());
        let key = text.to_owned();
        assert_both_read(&string);
        assert_both_read(&Value::Map(vec![(key, string.clone())]));
        assert_both_read(&Value::List(vec![
            Value::List(vec![string.clone()]),
            string,
        ]));
    }
}

/// The types that the YAML 1.1 repository (yaml.org/type) resolves plain scalars to.
static YAML_1_1: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$",
        r"^(~|null|Null|NULL|)$",
        r"^[-+]?(0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(:[0-5]?[0-9])+)$",
        r"^[-+]?([0-9][0-9_]*)?\.[0-9_]*([eE][-+]?[0-9]+)?$",
        r"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*$",
        r"^[-+]?\.(inf|Inf|INF)$",
        r"^\.(nan|NaN|NAN)$",
        r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?)?$",
        r"^(<<|=)$",
    ])
    .expect("valid patterns")
});
