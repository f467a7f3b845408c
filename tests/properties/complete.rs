//! Whether damage can reach everything: the registry that it is done to is sound, has every field
//! that the schemas know wherever they know it, and is taken apart into files of the right kinds.

use camino::Utf8Path;
use o11yc::registry::FileKind;
use serde_json::Value;

use crate::damaged::{SOUND, split};
use crate::examined;

/// Fields in whose place another stands: there are two ways to Slack, and a registry takes one.
const INSTEAD: [&str; 1] = ["/$defs/SlackAccess/properties/webhook"];

#[test]
fn what_is_damaged_was_sound() {
    let files = SOUND.map(|(path, text)| (path, text.as_bytes()));
    let analysis = o11yc::analyse_bytes(files).expect("memory can be read");
    let report = analysis.sink.finish(&analysis.files);
    let mut codes: Vec<_> = report.diagnostics.iter().map(|it| it.code.id).collect();
    codes.dedup();
    // Conditions are fitted to periods other than those they were written for.
    assert_eq!(codes, ["SLO027"]);
    examined::registry(
        &SOUND
            .map(|(path, text)| (path.into(), text.into()))
            .to_vec(),
    );
}

#[test]
fn every_field_occurs_in_what_is_damaged() {
    let mut missing = Vec::new();
    for kind in FileKind::ALL {
        let file = SOUND
            .iter()
            .find(|(path, _)| FileKind::of(Utf8Path::new(path)) == Some(kind));
        let (_, text) = file.expect("every kind has a file");
        let value: Value = serde_yaml::from_str(text).expect("it is YAML");
        let takes = |schema: &Value| {
            let validator = jsonschema::draft202012::new(schema).expect("a schema");
            validator.is_valid(&value)
        };
        let schema = kind.schema();
        assert!(takes(&schema), "{kind:?}");
        let fields = fields(&schema, "");
        assert!(fields.len() >= 3, "{kind:?}: {fields:?}");
        // Objects take no key but those that they know, so that a field which occurs is missed.
        missing.extend(fields.into_iter().filter(|it| takes(&without(&schema, it))));
    }
    assert_eq!(missing, INSTEAD);
}

/// Where a schema knows a field, as JSON pointers.
fn fields(schema: &Value, at: &str) -> Vec<String> {
    let inner: Vec<_> = match schema {
        Value::Object(keywords) => keywords.iter().map(|(key, it)| (key.clone(), it)).collect(),
        Value::Array(items) => (0..).map(|n: usize| n.to_string()).zip(items).collect(),
        _ => Vec::new(),
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    let names = properties.into_iter().flat_map(serde_json::Map::keys);
    let mut found: Vec<_> = names.map(|it| format!("{at}/properties/{it}")).collect();
    for (step, schema) in inner {
        found.extend(fields(schema, &format!("{at}/{step}")));
    }
    found
}

/// The schema without one of its fields.
fn without(schema: &Value, field: &str) -> Value {
    let mut schema = schema.clone();
    let (properties, name) = field.rsplit_once('/').expect("a pointer");
    let properties = schema
        .pointer_mut(properties)
        .and_then(Value::as_object_mut);
    properties.expect("it was found there").remove(name);
    schema
}

#[test]
fn each_file_is_known_by_its_keys() {
    let joined = SOUND.map(|(_, text)| text).join("\n---\n");
    let found = split(&joined);
    assert_eq!(found.len(), SOUND.len());
    for ((path, _), (found, _)) in SOUND.iter().zip(&found) {
        let [kind, of_found] = [*path, found].map(|it| FileKind::of(Utf8Path::new(it)));
        assert!(
            kind == of_found && (kind.is_some() || path == found),
            "{path} is taken for {found}"
        );
    }
}
