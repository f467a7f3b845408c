//! Short forms: a plain string that stands for a mapping with a single key.
//!
//! In comes `staging` or `{name: staging, url: …}`, out comes the same type, so that what reads it
//! never knows which of the two the user wrote.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A struct that may be written as the value of one of its keys alone.
pub trait ShortForm {
    /// The key whose value is written; all others must have defaults.
    const KEY: &'static str;
}

/// A `T`, written in full or in its short form.
#[derive(Debug, Clone)]
pub struct Short<T>(pub T);

impl<T> Deref for Short<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The struct name by which [`Short`] asks our deserializer to show a string as a mapping; the one
/// field it names is the key.
pub(crate) const SHORT: &str = "$o11yc::Short";

impl<'de, T: Deserialize<'de> + ShortForm> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct(SHORT, const { &[T::KEY] }, ShortVisitor(PhantomData))
    }
}

struct ShortVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + ShortForm> Visitor<'de> for ShortVisitor<T> {
    type Value = Short<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a mapping, or its `{}` alone", T::KEY)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Short)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{node, under};
    use crate::source::{Spanned, decode};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Environment {
        name: Spanned<String>,
        #[serde(default)]
        url: Option<Spanned<String>>,
    }

    impl ShortForm for Environment {
        const KEY: &'static str = "name";
    }

    #[test]
    fn both_forms_read_alike_and_know_their_place() {
        let text = "[staging, {name: production, url: /}]";
        let environments: Vec<Short<Environment>> = decode(&node(text)).expect("environments");
        let names: Vec<_> = environments
            .iter()
            .map(|environment| {
                (
                    environment.name.as_str(),
                    under(text, environment.name.span),
                )
            })
            .collect();
        assert_eq!(
            names,
            [("staging", "staging"), ("production", "production")]
        );
        assert!(environments[0].url.is_none());
        assert_eq!(
            environments[1]
                .url
                .as_ref()
                .map(|url| under(text, url.span)),
            Some("/")
        );
    }

    #[test]
    fn what_is_wrong_in_the_long_form_is_blamed_itself() {
        for (text, token) in [
            ("{name: a, ur: b}", "ur"),
            ("{name: [a]}", "[a]"),
            ("5", "5"),
        ] {
            let error = decode::<Short<Environment>>(&node(text)).expect_err("not readable");
            assert_eq!(under(text, error.span), token);
        }
    }
}
