//! The parts of a node, handed to serde one by one.
//!
//! In come nodes, out come serde's items, entries and variants. Each part is decoded through
//! [`read`], so that an error names the part's own token.

use std::slice;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::{Decoder, Fault, read};
use crate::source::span::SPANNED_FIELDS;
use crate::source::{Key, Node};

/// The items of a list.
pub(super) struct ItemReader<'n, 's>(slice::Iter<'n, Node<'s>>);

impl<'n, 's> ItemReader<'n, 's> {
    pub(super) fn new(items: &'n [Node<'s>]) -> Self {
        Self(items.iter())
    }
}

impl<'de> SeqAccess<'de> for ItemReader<'_, '_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        self.0
            .next()
            .map(|item| read(seed, Decoder::new(item)))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of a mapping in source order, less one that was read before.
pub(super) struct EntryReader<'n, 's> {
    entries: slice::Iter<'n, (Key<'s>, Node<'s>)>,
    hidden: Option<&'static str>,
    value: Option<&'n Node<'s>>,
}

impl<'n, 's> EntryReader<'n, 's> {
    pub(super) fn new(entries: &'n [(Key<'s>, Node<'s>)], hidden: Option<&'static str>) -> Self {
        Self {
            entries: entries.iter(),
            hidden,
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for EntryReader<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let hidden = self.hidden;
        let next = self
            .entries
            .find(|(key, _)| hidden.is_none_or(|hidden| key.name != hidden));
        let Some((key, value)) = next else {
            return Ok(None);
        };
        self.value = Some(value);
        read(seed, Decoder::new(&key.to_node())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let value = self
            .value
            .take()
            .expect("serde asks for a value after its key");
        read(seed, Decoder::new(value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// What [`Spanned`](crate::source::Spanned) asks for: three numbers, then the node itself.
pub(super) struct SpannedReader<'n, 's> {
    decoder: Decoder<'n, 's>,
    answered: usize,
}

impl<'n, 's> SpannedReader<'n, 's> {
    pub(super) fn new(decoder: Decoder<'n, 's>) -> Self {
        Self {
            decoder,
            answered: 0,
        }
    }
}

impl<'de> MapAccess<'de> for SpannedReader<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        SPANNED_FIELDS
            .get(self.answered)
            .map(|field| seed.deserialize(field.into_deserializer()))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let span = self.decoder.node.span;
        self.answered += 1;
        match self.answered {
            1 => seed.deserialize(span.file.0.into_deserializer()),
            2 => seed.deserialize(span.start.into_deserializer()),
            3 => seed.deserialize(span.end.into_deserializer()),
            _ => seed.deserialize(self.decoder),
        }
    }
}

/// A string shown as the mapping with one key that it is short for.
pub(super) struct ShortReader<'n, 's> {
    key: Option<&'static str>,
    value: Decoder<'n, 's>,
}

impl<'n, 's> ShortReader<'n, 's> {
    pub(super) fn new(key: &'static str, value: Decoder<'n, 's>) -> Self {
        Self {
            key: Some(key),
            value,
        }
    }
}

impl<'de> MapAccess<'de> for ShortReader<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        self.key
            .take()
            .map(|key| seed.deserialize(key.into_deserializer()))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        read(seed, self.value)
    }
}

/// A variant of an enum: the node that names it and what holds its fields.
pub(super) struct Variant<'n, 'c, 's> {
    name: &'n Node<'n>,
    content: Decoder<'c, 's>,
}

impl<'n, 'c, 's> Variant<'n, 'c, 's> {
    pub(super) fn new(name: &'n Node<'_>, content: Decoder<'c, 's>) -> Self {
        Self { name, content }
    }
}

impl<'de, 'c, 's> EnumAccess<'de> for Variant<'_, 'c, 's> {
    type Error = Fault;
    type Variant = Content<'c, 's>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), Fault> {
        let variant = read(seed, Decoder::new(self.name))?;
        Ok((variant, Content(self.content)))
    }
}

/// What a variant holds.
pub(super) struct Content<'c, 's>(Decoder<'c, 's>);

/// What a variant without fields holds: nothing, or no key but `type:`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoFields {}

impl<'de> VariantAccess<'de> for Content<'_, '_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Option::<NoFields>::deserialize(self.0).map(drop)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        read(seed, self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Fault> {
        serde::Deserializer::deserialize_tuple(self.0, len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        serde::Deserializer::deserialize_struct(self.0, "", fields, visitor)
    }
}
