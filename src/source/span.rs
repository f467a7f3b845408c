//! Where a value stands: byte spans into source files, and values that carry one.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

/// Names a file in [`Files`](super::Files).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span over `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// Whether `other` lies within this span of the same file.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// A decoded value and the place in the registry it was read from.
#[derive(Debug, Clone, Copy)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Borrows the value, keeping the place.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned::new(&self.value, self.span)
    }

    /// Converts the value, keeping the place.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(convert(self.value), self.span)
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// The struct name by which [`Spanned`] asks our deserializer for a span. Other deserializers
/// cannot supply one, so decoding `Spanned` from them fails.
pub(crate) const SPANNED: &str = "$o11yc::Spanned";
/// The fields that the deserializer answers with, in this order; the first three are `u32`.
pub(crate) const SPANNED_FIELDS: &[&str] = &["file", "start", "end", "value"];

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(SPANNED, SPANNED_FIELDS, SpannedVisitor(PhantomData))
    }
}

struct SpannedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedVisitor<T> {
    type Value = Spanned<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with a source span")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut number = || -> Result<u32, A::Error> {
            match map.next_entry::<String, u32>()? {
                Some((_, number)) => Ok(number),
                None => Err(A::Error::custom("span is incomplete")),
            }
        };
        let (file, start, end) = (FileId(number()?), number()?, number()?);
        match map.next_entry::<String, T>()? {
            Some((_, value)) => Ok(Spanned::new(value, Span::new(file, start, end))),
            None => Err(A::Error::custom("spanned value is missing")),
        }
    }
}

/// A scalar as it was written, whatever YAML would make of it: `99.90`, `"99.9"` and `5m` keep
/// their text, so that decimals never pass through a float.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal(pub String);

/// The newtype name by which [`Literal`] asks our deserializer for the source text of a scalar
/// (for a quoted string: its content).
pub(crate) const LITERAL: &str = "$o11yc::Literal";

impl Deref for Literal {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Literal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LiteralVisitor;
        impl Visitor<'_> for LiteralVisitor {
            type Value = Literal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or a string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Literal, E> {
                Ok(Literal(text.to_owned()))
            }
        }
        deserializer.deserialize_newtype_struct(LITERAL, LiteralVisitor)
    }
}
