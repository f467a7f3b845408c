//! Who hears that alerting is alive: in goes the value of `routing.watchdog`, a name or a mapping,
//! out comes which of the two it is, names with their places.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::source::{Entries, Spanned};

/// Who hears every minute that alerting is alive.
#[derive(Debug)]
pub enum Watchdog {
    /// One destination for the environments that serve users.
    One(Spanned<String>),
    /// Destinations by environment.
    Each(Entries<Spanned<String>>),
}

impl<'de> Deserialize<'de> for Watchdog {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Spanned::<Written>::deserialize(deserializer)?;
        Ok(match written.value {
            Written::Name(name) => Self::One(Spanned::new(name, written.span)),
            Written::Mapping(each) => Self::Each(each),
        })
    }
}

impl JsonSchema for Watchdog {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Watchdog".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"oneOf": [
            {"type": "string", "x-offers": "receivers"},
            {
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"type": "string", "x-names": "environments"},
                "additionalProperties": {"type": "string", "x-offers": "receivers"},
            },
        ]})
    }
}

/// The two forms; the first does not know its place.
enum Written {
    Name(String),
    Mapping(Entries<Spanned<String>>),
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor)
    }
}

struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name, or a mapping of environments to names")
    }

    fn visit_str<E>(self, name: &str) -> Result<Written, E> {
        Ok(Written::Name(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Written, A::Error> {
        Entries::deserialize(MapAccessDeserializer::new(map)).map(Written::Mapping)
    }
}
