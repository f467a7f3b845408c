//! Decoding: node trees become typed values.
//!
//! In comes a [`Node`], out comes any `Deserialize` type, its [`Spanned`](super::Spanned) parts
//! filled in, or the first reason why not, with the place of the token that is to blame. The schema
//! has been checked before, so a failure here is rare and its wording plain.
//!
//! An enum is read from a mapping whose `type:` names the variant. Serde's own way to spell that
//! buffers the content and loses the spans, so the decoder does it and the derive stays bare.

use std::fmt::{self, Display};
use std::marker::PhantomData;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::de_access::{EntryReader, ItemReader, ShortReader, SpannedReader, Variant};
use super::short::SHORT;
use super::span::{LITERAL, SPANNED};
use super::{Kind, Node, Number, Span};

/// The key that names the variant of an enum.
pub(super) const TAG: &str = "type";

/// Why a node is not the value that was wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// What is wrong.
    pub message: String,
    /// The token to blame.
    pub span: Span,
}

/// Decodes a node into a typed value.
pub fn decode<T: DeserializeOwned>(node: &Node<'_>) -> Result<T, DecodeError> {
    read(PhantomData::<T>, Decoder::new(node)).map_err(|fault| DecodeError {
        message: fault.message,
        span: fault.span.unwrap_or(node.span),
    })
}

/// Decodes a part of the tree; an error that has no place yet gets that of the part.
pub(super) fn read<'de, S>(seed: S, decoder: Decoder<'_, '_>) -> Result<S::Value, Fault>
where
    S: DeserializeSeed<'de>,
{
    seed.deserialize(decoder).map_err(|mut fault| {
        fault.span.get_or_insert(decoder.node.span);
        fault
    })
}

/// An error on its way up, without a place until it meets somebody who knows the token.
#[derive(Debug)]
pub(super) struct Fault {
    message: String,
    span: Option<Span>,
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            span: None,
        }
    }
}

/// A node as serde sees it.
#[derive(Clone, Copy)]
pub(super) struct Decoder<'n, 's> {
    pub(super) node: &'n Node<'s>,
    /// Whether the `type:` key has named the variant and is no field of it.
    tag_is_read: bool,
}

impl<'n, 's> Decoder<'n, 's> {
    pub(super) fn new(node: &'n Node<'s>) -> Self {
        Self {
            node,
            tag_is_read: false,
        }
    }

    fn without_tag(self) -> Self {
        Self {
            tag_is_read: true,
            ..self
        }
    }

    fn hidden(self) -> Option<&'static str> {
        self.tag_is_read.then_some(TAG)
    }

    fn expected(self, what: &str) -> Fault {
        let found = self.node.describe();
        de::Error::custom(format_args!("expected {what}, found {found}"))
    }
}

impl<'de> Deserializer<'de> for Decoder<'_, '_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.kind {
            Kind::Null => visitor.visit_unit(),
            Kind::Bool(value) => visitor.visit_bool(*value),
            Kind::Number(number) => visit_number(*number, visitor),
            Kind::Str(text) => visitor.visit_str(text),
            Kind::Seq(items) => visitor.visit_seq(ItemReader::new(items)),
            Kind::Map(entries) => visitor.visit_map(EntryReader::new(entries, self.hidden())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.node.kind {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match (name, &self.node.kind) {
            (LITERAL, Kind::Str(text)) => visitor.visit_str(text),
            (LITERAL, Kind::Number(number)) => visitor.visit_str(number.text),
            (LITERAL, Kind::Bool(true)) => visitor.visit_str("true"),
            (LITERAL, Kind::Bool(false)) => visitor.visit_str("false"),
            (LITERAL, _) => Err(self.expected("a number or a string")),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match (name, &self.node.kind, fields) {
            (SPANNED, _, _) => visitor.visit_map(SpannedReader::new(self)),
            (SHORT, Kind::Str(_), [key]) => visitor.visit_map(ShortReader::new(key, self)),
            (_, Kind::Map(_), _) => self.deserialize_any(visitor),
            _ => Err(self.expected("a mapping")),
        }
    }

    /// A mapping with a `type:` key holds the variant's fields beside it; a mapping with a single
    /// other key holds them under it, as in `{file: …}`; a plain string is a variant without fields.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if let Some(tag) = self.node.get(TAG) {
            return visitor.visit_enum(Variant::new(tag, self.without_tag()));
        }
        match &self.node.kind {
            Kind::Str(_) => {
                let nothing = Node {
                    kind: Kind::Map(Vec::new()),
                    span: self.node.span,
                };
                visitor.visit_enum(Variant::new(self.node, Decoder::new(&nothing)))
            }
            Kind::Map(entries) => match entries.as_slice() {
                [(key, value)] => {
                    visitor.visit_enum(Variant::new(&key.to_node(), Decoder::new(value)))
                }
                _ => Err(de::Error::missing_field(TAG)),
            },
            _ => Err(self.expected("a mapping with the key `type`")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// Whole numbers are what is written as such: `1.0` is none, here as in the schema.
fn visit_number<'de, V: Visitor<'de>>(number: Number<'_>, visitor: V) -> Result<V::Value, Fault> {
    if let Ok(value) = number.text.parse() {
        visitor.visit_u64(value)
    } else if let Ok(value) = number.text.parse() {
        visitor.visit_i64(value)
    } else {
        visitor.visit_f64(number.value)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::de::MapAccess;
    use serde::de::value::MapAccessDeserializer;
    use serde::{Deserialize, Serialize};
    use serde_json::Value;

    use super::*;
    use crate::source::testing::{node, under};
    use crate::source::{Literal, Spanned};

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
    fn blame<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> (String, &str) {
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
            ("expected a mapping, found nothing".into(), "latency")
        );
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
                (text.len() % 2 == 0).then_some(Even).ok_or("odd length")
            }
        }
        assert_eq!(
            blame::<Vec<Even>>("[ab, abc]"),
            ("odd length".into(), "abc")
        );
        assert_eq!(blame::<BTreeMap<String, Even>>("{k: abc}").1, "abc");
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
        let forbidden =
            regex::Regex::new(r"serde\([^\]]*\b(tag|untagged|flatten)\b").expect("valid");
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
}
