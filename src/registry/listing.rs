//! The schemas of one registry's files: where a field takes a name, they list what is declared.
//!
//! In comes a [`Registry`], out goes the JSON Schema of a kind of file for editors, which complete
//! the names. Which declarations a field refers to is said at the field, by `x-names`, or
//! by `x-offers` where other texts are taken as well.

use serde_json::{Map, Value, json};

use super::{FileKind, NONE, Registry};

/// The annotation that says which declarations a field names.
const NAMES: &str = "x-names";
/// The annotation of a field that takes other texts as well as the names of these declarations.
const OFFERS: &str = "x-offers";
/// The annotation of a field that also takes [`NONE`].
const OR_NONE: &str = "x-or-none";

impl Registry {
    /// The JSON Schema of a kind of file, with the names of this registry and the built-in ones.
    ///
    /// Where a file that may declare more could not be read in full, names are `examples` instead
    /// of an `enum`: an editor offers them, and refuses none that it cannot know.
    pub fn schema(&self, kind: FileKind) -> Value {
        let mut schema = kind.schema();
        self.fill(&mut schema);
        schema
    }

    fn fill(&self, schema: &mut Value) {
        match schema {
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Object(keywords) => {
                self.list(keywords);
                keywords.values_mut().for_each(|value| self.fill(value));
            }
            _ => {}
        }
    }

    /// Puts the names that are declared in the place of the annotations.
    fn list(&self, keywords: &mut Map<String, Value>) {
        let (only, offered) = (keywords.remove(NAMES), keywords.remove(OFFERS));
        let takes_others = offered.is_some();
        let annotation = only.or(offered);
        let or_none = keywords.remove(OR_NONE).map(|_| NONE);
        let Some((names, declared_in)) = annotation
            .as_ref()
            .and_then(Value::as_str)
            .and_then(|list| self.names(list))
        else {
            return;
        };
        // Where nothing is declared there is nothing to choose from.
        if names.is_empty() {
            return;
        }
        let keyword = if takes_others || self.incomplete.contains(&declared_in) {
            "examples"
        } else {
            "enum"
        };
        let names: Vec<_> = names.into_iter().chain(or_none).collect();
        keywords.insert(keyword.to_owned(), json!(names));
    }

    /// The names declared under a key of the registry, sorted, and the kind of file that has the key.
    fn names(&self, key: &str) -> Option<(Vec<&str>, FileKind)> {
        Some(match key {
            "owners" => (self.owners.names().collect(), FileKind::Services),
            "profiles" => (self.profiles.names().collect(), FileKind::Profiles),
            "burn_policies" => (self.burn_policies.names().collect(), FileKind::Profiles),
            "dialects" => (self.dialects.names().collect(), FileKind::Dialects),
            "environments" => (self.environments.names().collect(), FileKind::Platform),
            "tiers" => (self.tiers.names().collect(), FileKind::Platform),
            "escalation_policies" => (
                self.escalation_policies.names().collect(),
                FileKind::Platform,
            ),
            "receivers" => (self.receivers.names().collect(), FileKind::Platform),
            "time_intervals" => (self.time_intervals.names().collect(), FileKind::Platform),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of all annotations of this name in a schema.
    fn annotations<'v>(schema: &'v Value, name: &str, found: &mut Vec<&'v Value>) {
        match schema {
            Value::Array(items) => items.iter().for_each(|item| annotations(item, name, found)),
            Value::Object(keywords) => {
                found.extend(keywords.get(name));
                let values = keywords.values();
                values.for_each(|value| annotations(value, name, found));
            }
            _ => {}
        }
    }

    #[test]
    fn every_annotation_names_declarations_of_the_registry() {
        let registry = Registry::default();
        for kind in FileKind::ALL {
            let (schema, mut found) = (kind.schema(), Vec::new());
            annotations(&schema, NAMES, &mut found);
            annotations(&schema, OFFERS, &mut found);
            for value in found {
                let list = value.as_str().expect("a string");
                assert!(registry.names(list).is_some(), "{list}");
            }
        }
    }

    #[test]
    fn no_annotation_is_left() {
        for kind in FileKind::ALL {
            let (schema, mut found) = (Registry::default().schema(kind), Vec::new());
            annotations(&schema, NAMES, &mut found);
            annotations(&schema, OFFERS, &mut found);
            annotations(&schema, OR_NONE, &mut found);
            assert!(found.is_empty(), "{kind:?}");
        }
    }
}
