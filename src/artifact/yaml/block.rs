//! Lists and mappings, an entry a line. A list stands at the column of its parent's key, which
//! saves a tenth of the bytes of a rule file.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::{Error, Place, Writer, indent};

/// A list or mapping under way.
pub(super) struct Block<'a> {
    out: &'a mut String,
    /// Where the collection stands; its first entry may share that line.
    place: Place,
    /// The column of its dashes or keys.
    column: usize,
    empty: bool,
}

impl<'a> Block<'a> {
    pub(super) fn new(out: &'a mut String, place: Place, column: usize) -> Self {
        Self {
            out,
            place,
            column,
            empty: true,
        }
    }

    /// Moves to where the next entry starts.
    fn entry(&mut self) {
        match self.place {
            Place::AfterDash if self.empty => self.out.push(' '),
            Place::AfterKey if self.empty => {
                self.out.push('\n');
                indent(self.out, self.column);
            }
            _ => indent(self.out, self.column),
        }
        self.empty = false;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.entry();
        self.out.push('-');
        value.serialize(Writer::new(self.out, Place::AfterDash, self.column))
    }

    pub(super) fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.entry();
        key.serialize(Writer::new(self.out, Place::Key, self.column))?;
        self.out.push(':');
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Writer::new(self.out, Place::AfterKey, self.column))
    }

    /// A writer for the value of the last key.
    pub(super) fn into_value(self) -> Writer<'a> {
        Writer::new(self.out, Place::AfterKey, self.column)
    }

    /// Ends the collection; an empty one is written as `nothing`.
    fn close(self, nothing: &str) {
        if self.empty {
            Writer::new(self.out, self.place, self.column).scalar(nothing);
        }
    }
}

macro_rules! lists {
    ($($Trait:ident::$method:ident)+) => {$(
        impl $Trait for Block<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.item(value)
            }

            fn end(self) -> Result<(), Error> {
                self.close("[]");
                Ok(())
            }
        }
    )+};
}

macro_rules! structs {
    ($($Trait:ident)+) => {$(
        impl $Trait for Block<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                self.key(key)?;
                self.value(value)
            }

            fn end(self) -> Result<(), Error> {
                self.close("{}");
                Ok(())
            }
        }
    )+};
}

lists! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

structs! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Block<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close("{}");
        Ok(())
    }
}
