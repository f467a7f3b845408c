//! The schemas of one registry's files: where a field takes a name, they list what is declared.
//!
//! In comes a [`Registry`], out goes the JSON Schema of a kind of file for editors, which complete
//! the names. Which declarations a field refers to is said at the field, by `x-names`, or
//! by `x-offers` where other texts are taken as well.

use serde_json::{Map, Value, json};

use super::{Declared, FileKind, NONE, Registry};
use crate::source::Files;

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
    /// of an `enum`: an editor offers them, and refuses none that it cannot know. A name that is a
    /// secret is left out. `files` are those that the registry was read from.
    pub fn schema(&self, kind: FileKind, files: &Files) -> Value {
        let mut schema = kind.schema();
        self.fill(&mut schema, files);
        schema
    }

    fn fill(&self, schema: &mut Value, files: &Files) {
        match schema {
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item, files)),
            Value::Object(keywords) => {
                self.list(keywords, files);
                let values = keywords.values_mut();
                values.for_each(|value| self.fill(value, files));
            }
            _ => {}
        }
    }

    /// Puts the names that are declared in the place of the annotations.
    fn list(&self, keywords: &mut Map<String, Value>, files: &Files) {
        let (only, offered) = (keywords.remove(NAMES), keywords.remove(OFFERS));
        let takes_others = offered.is_some();
        let annotation = only.or(offered);
        let or_none = keywords.remove(OR_NONE).map(|_| NONE);
        let Some((names, declared_in)) = annotation
            .as_ref()
            .and_then(Value::as_str)
            .and_then(|list| self.names(list, files))
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
    fn names(&self, key: &str, files: &Files) -> Option<(Vec<&str>, FileKind)> {
        Some(match key {
            "owners" => (printable(&self.owners, files), FileKind::Services),
            "profiles" => (printable(&self.profiles, files), FileKind::Profiles),
            "burn_policies" => (printable(&self.burn_policies, files), FileKind::Profiles),
            "dialects" => (printable(&self.dialects, files), FileKind::Dialects),
            "environments" => (printable(&self.environments, files), FileKind::Platform),
            "tiers" => (printable(&self.tiers, files), FileKind::Platform),
            "escalation_policies" => (
                printable(&self.escalation_policies, files),
                FileKind::Platform,
            ),
            "receivers" => (printable(&self.receivers, files), FileKind::Platform),
            "time_intervals" => (printable(&self.time_intervals, files), FileKind::Platform),
            _ => return None,
        })
    }
}

/// The names that may be printed, sorted.
fn printable<'d, T>(declared: &'d Declared<T>, files: &Files) -> Vec<&'d str> {
    let declared = declared.iter();
    let printable = declared.filter(|(_, it)| !files.holds_secret(it.name));
    printable.map(|(name, _)| name).collect()
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
                assert!(registry.names(list, &Files::default()).is_some(), "{list}");
            }
        }
    }

    #[test]
    fn no_annotation_is_left() {
        for kind in FileKind::ALL {
            let schema = Registry::default().schema(kind, &Files::default());
            let mut found = Vec::new();
            annotations(&schema, NAMES, &mut found);
            annotations(&schema, OFFERS, &mut found);
            annotations(&schema, OR_NONE, &mut found);
            assert!(found.is_empty(), "{kind:?}");
        }
    }
}
