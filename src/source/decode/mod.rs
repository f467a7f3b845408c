//! Decoding: node trees become typed values.
//!
//! In comes a [`Node`], out comes any `Deserialize` type, its [`Spanned`](crate::source::Spanned) parts
//! filled in, or the first reason why not, with the place of the token that is to blame. The schema
//! has been checked before, so a failure here is rare and its wording plain.
//!
//! An enum is read from a mapping whose `type:` names the variant. Serde's own way to spell that
//! buffers the content and loses the spans, so the decoder does it and the derive stays bare.

mod access;
mod entries;
mod json_schema;
mod short;
#[cfg(test)]
mod tests;

pub use entries::Entries;
pub use short::{Short, ShortForm};

use std::fmt::{self, Display};
use std::marker::PhantomData;

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use access::{EntryReader, ItemReader, ShortReader, SpannedReader, Variant};
use short::SHORT;

use crate::source::span::{LITERAL, SPANNED};
use crate::source::{Kind, Node, Number, Span};

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
    if let Ok(value) = number.text.parse::<u64>() {
        visitor.visit_u64(value)
    } else if let Ok(value) = number.text.parse::<i64>() {
        visitor.visit_i64(value)
    } else {
        visitor.visit_f64(number.value)
    }
}
