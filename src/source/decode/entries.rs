//! Mappings whose keys are the user's own names.
//!
//! In comes a YAML mapping, out come its entries in source order, every key with its place: names
//! are pointed at, and their order is the order in which people will see them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::source::Spanned;

/// The entries of a mapping in source order; the reader has seen to it that keys are unique.
#[derive(Debug, Clone)]
pub struct Entries<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(0));
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::decode;
    use crate::source::testing::{node, under};

    #[test]
    fn entries_keep_their_order_and_places() {
        let text = "{b: 1, \"a\": 2}";
        let entries: Entries<u8> = decode(&node(text)).expect("a mapping of numbers");
        let found: Vec<_> = entries
            .0
            .iter()
            .map(|(key, value)| (key.as_str(), under(text, key.span), *value))
            .collect();
        assert_eq!(found, [("b", "b", 1), ("a", "\"a\"", 2)]);
    }

    #[test]
    fn a_wrong_entry_is_blamed_itself() {
        let text = "{a: 1, b: x}";
        let error = decode::<Entries<u8>>(&node(text)).expect_err("not a number");
        assert_eq!(under(text, error.span), "x");
    }
}
