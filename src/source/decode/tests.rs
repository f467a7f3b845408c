//! Decoding: tagged enums, short forms, places of errors, and what was encoded comes back.

use std::collections::BTreeMap;
use std::fmt;

use proptest::prelude::*;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::source::testing::{node, under};
use crate::source::{Literal, Spanned, decode};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ratio {
    good: Spanned<String>,
    #[serde(default)]
    weight: Option<Spanned<u32>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum Sli {
    RequestRatio(Ratio),
    Latency { threshold: Spanned<Literal> },
    Probe,
}

/// Decodes, expecting failure; gives the message and the text that is blamed.
fn blame<T: DeserializeOwned + fmt::Debug>(text: &str) -> (String, &str) {
    let error = decode::<T>(&node(text)).expect_err("cannot be decoded");
    (error.message, under(text, error.span))
}

#[test]
fn tagged_enums_keep_their_spans() {
    let text = "{good: a, type: request_ratio, weight: 7}";
    let Ok(Sli::RequestRatio(ratio)) = decode(&node(text)) else {
        panic!("not a request ratio");
    };
    assert_eq!(
        (ratio.good.as_str(), under(text, ratio.good.span)),
        ("a", "a")
    );
    let weight = ratio.weight.expect("a weight");
    assert_eq!((weight.value, under(text, weight.span)), (7, "7"));

    let text = "{type: latency, threshold: 0.50}";
    let Ok(Sli::Latency { threshold }) = decode(&node(text)) else {
        panic!("not a latency");
    };
    assert_eq!(threshold.0, "0.50");
    assert_eq!(under(text, threshold.span), "0.50");
}

#[test]
fn variants_without_fields_are_strings_or_lone_tags() {
    assert!(matches!(decode(&node("probe")), Ok(Sli::Probe)));
    assert!(matches!(decode(&node("{type: probe}")), Ok(Sli::Probe)));
    assert_eq!(blame::<Sli>("{type: probe, extra: 1}").1, "extra");
    assert_eq!(
        blame::<Sli>("latency"),
        ("missing field `threshold`".into(), "latency")
    );
}

#[test]
fn a_variant_that_requires_nothing_may_be_its_name_alone() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sli {
        Probe(Probe),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Probe {
        selector: Option<String>,
    }
    let unset = Sli::Probe(Probe { selector: None });
    assert_eq!(decode(&node("probe")), Ok(unset));
}

#[test]
fn a_lone_key_may_name_the_variant() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Secret {
        File(String),
        Env(String),
    }
    assert_eq!(
        decode(&node("{file: /run/token}")),
        Ok(Secret::File("/run/token".into()))
    );
    assert_eq!(
        decode(&node("{env: TOKEN}")),
        Ok(Secret::Env("TOKEN".into()))
    );
    assert_eq!(blame::<Secret>("{fil: x}").1, "fil");
}

#[test]
fn errors_land_on_the_token() {
    for (text, message, token) in [
        ("{type: latenzy}", "unknown variant `latenzy`", "latenzy"),
        (
            "{type: latency, threshold: 1, extra: 2}",
            "unknown field `extra`",
            "extra",
        ),
        (
            "{type: latency}",
            "missing field `threshold`",
            "{type: latency}",
        ),
        (
            "{type: request_ratio, good: [a]}",
            "invalid type: sequence",
            "[a]",
        ),
        (
            "{type: request_ratio, good: a, weight: -1}",
            "invalid value: integer `-1`",
            "-1",
        ),
        (
            "{type: request_ratio, good: a, weight: 1.0}",
            "invalid type: floating",
            "1.0",
        ),
        ("{a: 1, b: 2}", "missing field `type`", "{a: 1, b: 2}"),
        (
            "[probe]",
            "expected a mapping with the key `type`",
            "[probe]",
        ),
    ] {
        let (found, place) = blame::<Sli>(text);
        assert!(found.starts_with(message), "{text}: {found}");
        assert_eq!(place, token, "{text}");
    }
    assert_eq!(
        blame::<Vec<Ratio>>("[{good: a}, b]"),
        ("expected a mapping, found a string".into(), "b")
    );
}

#[test]
fn conversions_that_fail_blame_the_value() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "String")]
    struct Even;
    impl TryFrom<String> for Even {
        type Error = &'static str;
        fn try_from(text: String) -> Result<Self, Self::Error> {
            text.len()
                .is_multiple_of(2)
                .then_some(Even)
                .ok_or("odd length")
        }
    }
    assert_eq!(
        blame::<Vec<Even>>("[ab, abc]"),
        ("odd length".into(), "abc")
    );
    assert_eq!(blame::<Option<Even>>("abc").1, "abc");
}

#[test]
fn literals_keep_the_text() {
    for (text, content) in [("99.90", "99.90"), ("\"99.9\"", "99.9"), ("5m", "5m")] {
        assert_eq!(decode(&node(text)), Ok(Literal(content.to_owned())));
    }
    assert_eq!(decode(&node("true")), Ok(Literal("true".to_owned())));
    assert_eq!(
        blame::<Literal>("[1]"),
        ("expected a number or a string, found a list".into(), "[1]")
    );
}

#[test]
fn nothing_is_none() {
    assert_eq!(decode(&node("null")), Ok(None::<u8>));
    assert_eq!(decode(&node("[1, null]")), Ok(vec![Some(1), None]));
}

#[test]
fn hand_written_short_forms_keep_their_spans() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Long {
        name: Spanned<String>,
    }
    #[derive(Debug)]
    enum Either {
        Short(String),
        Long(Long),
    }
    impl<'de> Deserialize<'de> for Either {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct EitherVisitor;
            impl<'de> Visitor<'de> for EitherVisitor {
                type Value = Either;
                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a name or a mapping")
                }
                fn visit_str<E>(self, text: &str) -> Result<Either, E> {
                    Ok(Either::Short(text.to_owned()))
                }
                fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Either, A::Error> {
                    Long::deserialize(MapAccessDeserializer::new(map)).map(Either::Long)
                }
            }
            deserializer.deserialize_any(EitherVisitor)
        }
    }
    let text = "[a, {name: b}]";
    match decode::<Vec<Either>>(&node(text)).as_deref() {
        Ok([Either::Short(short), Either::Long(long)]) => {
            assert_eq!(short, "a");
            assert_eq!(under(text, long.name.span), "b");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(blame::<Either>("{name: b, nam: c}").1, "nam");
}

#[test]
fn serde_attributes_that_lose_spans_are_not_used() {
    let forbidden = regex::Regex::new(r"serde\([^\]]*\b(tag|untagged|flatten)\b").expect("valid");
    let sources = walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    for entry in sources.into_iter().map(|entry| entry.expect("readable")) {
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            let text = std::fs::read_to_string(entry.path()).expect("readable");
            let found = forbidden.find(&text).map(|found| found.as_str());
            assert_eq!(found, None, "{}", entry.path().display());
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Tree {
    name: String,
    weight: Option<i64>,
    share: f64,
    leaves: BTreeMap<String, Leaf>,
    children: Vec<Tree>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Leaf {
    Bare,
    Text(String),
    Pair { left: u64, right: bool },
}

fn leaf() -> impl Strategy<Value = Leaf> {
    prop_oneof![
        Just(Leaf::Bare),
        any::<String>().prop_map(Leaf::Text),
        any::<(u64, bool)>().prop_map(|(left, right)| Leaf::Pair { left, right }),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaves = prop::collection::btree_map(any::<String>(), leaf(), 0..3);
    let fields = (any::<String>(), any::<Option<i64>>(), -1e9..1e9, leaves);
    let bare = fields.prop_map(|(name, weight, share, leaves)| Tree {
        name,
        weight,
        share,
        leaves,
        children: Vec::new(),
    });
    bare.prop_recursive(3, 16, 3, |inner| {
        (inner.clone(), prop::collection::vec(inner, 0..3))
            .prop_map(|(tree, children)| Tree { children, ..tree })
    })
}

proptest! {
    #[test]
    fn what_was_encoded_is_decoded(tree in tree()) {
        let text = serde_json::to_string(&tree).expect("JSON");
        prop_assert_eq!(decode::<Tree>(&node(&text)), Ok(tree.clone()));
        let value = serde_json::to_value(&tree).expect("JSON");
        prop_assert_eq!(decode::<Value>(&node(&text)), Ok(value));
    }
}
