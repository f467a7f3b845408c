//! YAML out: any serialisable value becomes a block-style document, keys in the order given, that
//! readers of YAML 1.1 and 1.2 understand alike. Our own writer, because it is five times as fast
//! as the general ones and decides about quotes and literal blocks for people.

mod block;
#[cfg(test)]
mod round_trip;
mod scalar;
#[cfg(test)]
mod tests;

use std::fmt::{Display, Write as _};

use serde::de::value::Error;
use serde::ser::{Error as _, Serialize, Serializer};

use block::Block;
pub(super) use scalar::must_escape;
pub use scalar::{Quotes, inline};
use scalar::{Style, literal, quote, style};

/// The value as a YAML document.
///
/// Keys must be scalars of at most a thousand characters, which is what YAML 1.1 readers take.
/// Panics if a key is a collection or the value's own `Serialize` fails: an emitter's mistake.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = String::new();
    append(&mut out, value);
    out
}

/// Appends the value as a YAML document, for instance below a header.
pub fn append<T: Serialize + ?Sized>(out: &mut String, value: &T) {
    value
        .serialize(Writer::new(out, Place::Document, 0))
        .expect("artifact types have scalar keys and serialise without errors of their own");
}

/// What stands before a value in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing: it is the whole document.
    Document,
    /// `key:`.
    AfterKey,
    /// `-`.
    AfterDash,
    /// Nothing, and a colon follows: it is a key itself.
    Key,
}

impl Place {
    /// What parts a scalar from that.
    fn separator(self) -> &'static str {
        match self {
            Self::Document | Self::Key => "",
            Self::AfterKey | Self::AfterDash => " ",
        }
    }

    /// What ends a scalar.
    fn end(self) -> &'static str {
        match self {
            Self::Key => "",
            Self::Document | Self::AfterKey | Self::AfterDash => "\n",
        }
    }
}

/// Writes one value.
struct Writer<'a> {
    out: &'a mut String,
    place: Place,
    /// The column of the key or dash that the value belongs to.
    column: usize,
}

/// Starts a line.
fn indent(out: &mut String, column: usize) {
    const SPACES: &str = "                                ";
    let mut missing = column;
    while missing > 0 {
        let some = missing.min(SPACES.len());
        out.push_str(&SPACES[..some]);
        missing -= some;
    }
}

impl<'a> Writer<'a> {
    fn new(out: &'a mut String, place: Place, column: usize) -> Self {
        Self { out, place, column }
    }

    /// Writes text that needs no quotes.
    fn scalar(self, text: &str) {
        self.line(|out| out.push_str(text));
    }

    fn display(self, value: impl Display) {
        self.line(|out| write!(out, "{value}").expect("a String takes any text"));
    }

    /// Surrounds a scalar with what its place asks for.
    fn line(self, write: impl FnOnce(&mut String)) {
        self.out.push_str(self.place.separator());
        write(self.out);
        self.out.push_str(self.place.end());
    }

    /// YAML 1.1 takes a number for a float only if it has a point, and an exponent only if that
    /// has a sign.
    fn float(self, digits: &str) {
        match digits {
            "NaN" => return self.scalar(".nan"),
            "inf" => return self.scalar(".inf"),
            "-inf" => return self.scalar("-.inf"),
            _ => {}
        }
        let Some((mantissa, exponent)) = digits.split_once('e') else {
            return self.scalar(digits);
        };
        let point = if mantissa.contains('.') { "" } else { ".0" };
        let sign = if exponent.starts_with('-') { "" } else { "+" };
        self.display(format_args!("{mantissa}{point}e{sign}{exponent}"));
    }

    fn string(self, text: &str) {
        match style(text) {
            Style::Plain => self.scalar(text),
            Style::Literal if self.place != Place::Key => {
                self.out.push_str(self.place.separator());
                literal(self.out, text, self.column + 2);
            }
            Style::Literal | Style::Quoted => self.line(|out| quote(out, text)),
        }
    }

    fn list(self) -> Result<Block<'a>, Error> {
        match self.place {
            Place::Key => Err(Error::custom("a list cannot be a key")),
            Place::AfterDash => Ok(Block::new(self.out, self.place, self.column + 2)),
            Place::Document | Place::AfterKey => Ok(Block::new(self.out, self.place, self.column)),
        }
    }

    fn mapping(self) -> Result<Block<'a>, Error> {
        match self.place {
            Place::Key => Err(Error::custom("a mapping cannot be a key")),
            Place::Document => Ok(Block::new(self.out, self.place, self.column)),
            Place::AfterKey | Place::AfterDash => {
                Ok(Block::new(self.out, self.place, self.column + 2))
            }
        }
    }

    /// Opens the one-entry mapping that stands for an enum's variant.
    fn variant(self, name: &str) -> Result<Self, Error> {
        let mut block = self.mapping()?;
        block.key(name)?;
        Ok(block.into_value())
    }
}

macro_rules! numbers {
    ($($method:ident: $Number:ty)+) => {$(
        fn $method(self, value: $Number) -> Result<(), Error> {
            self.display(value);
            Ok(())
        }
    )+};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Block<'a>;
    type SerializeTuple = Block<'a>;
    type SerializeTupleStruct = Block<'a>;
    type SerializeTupleVariant = Block<'a>;
    type SerializeMap = Block<'a>;
    type SerializeStruct = Block<'a>;
    type SerializeStructVariant = Block<'a>;

    numbers! {
        serialize_bool: bool
        serialize_i8: i8
        serialize_i16: i16
        serialize_i32: i32
        serialize_i64: i64
        serialize_u8: u8
        serialize_u16: u16
        serialize_u32: u32
        serialize_u64: u64
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.float(&format!("{value:?}"));
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.float(&format!("{value:?}"));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.string(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.string(value);
        Ok(())
    }

    /// Most texts need no quotes: they are written where they belong, and looked at there.
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Error> {
        let before = self.out.len();
        self.out.push_str(self.place.separator());
        let start = self.out.len();
        write!(self.out, "{value}").expect("a String takes any text");
        if style(&self.out[start..]) == Style::Plain {
            self.out.push_str(self.place.end());
        } else {
            let text = self.out.split_off(start);
            self.out.truncate(before);
            self.string(&text);
        }
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.scalar("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self.variant(variant)?)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Block<'a>, Error> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<Block<'a>, Error> {
        self.list()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Block<'a>, Error> {
        self.list()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Block<'a>, Error> {
        self.variant(variant)?.list()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Block<'a>, Error> {
        self.mapping()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Block<'a>, Error> {
        self.mapping()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Block<'a>, Error> {
        self.variant(variant)?.mapping()
    }
}
