//! `o11yc schema` as an editor uses it: a validator that is not the compiler's, fed by a YAML reader
//! that is not the compiler's either, accepts what the compiler accepts and refuses names that
//! nobody declares.

#[path = "support/cases.rs"]
mod cases;
#[path = "schema/registry.rs"]
mod own;
#[path = "support/tree.rs"]
mod tree;
#[path = "support/write.rs"]
mod write;

use std::collections::BTreeMap;
use std::process::Command;

use boon::{Compiler, ErrorKind, Schemas, ValidationError};
use camino::{Utf8Path, Utf8PathBuf};
use o11yc::registry::FileKind;
use serde_json::Value;

use cases::cases;
use own::{MISSPELT, REGISTRY};
use tree::{Workspace, files};
use write::write;

/// What `o11yc schema` prints, and what it tells.
fn schema(registry: &Utf8Path, file: &str) -> (Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_o11yc"))
        .args(["schema", "--registry", registry.as_str(), file])
        .output()
        .expect("the compiler starts");
    assert!(output.status.success(), "{output:?}");
    let schema = serde_json::from_slice(&output.stdout).expect("a schema is JSON");
    (schema, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Where a validator finds something wrong in a text, as JSON pointers.
fn complaints(schema: &Value, text: &str) -> Vec<String> {
    const URL: &str = "https://example.com/schema.json";
    let value: Value = serde_yaml::from_str(text).expect("the text is YAML");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let added = compiler.add_resource(URL, schema.clone());
    added.expect("the URL is one");
    let index = compiler.compile(URL, &mut schemas);
    let index = index.expect("the schema is valid");
    let mut places = Vec::new();
    if let Err(error) = schemas.validate(&value, index) {
        collect_places(&error, &mut places);
    }
    places.dedup();
    places
}

/// The places of an error's causes; where no alternative fits, the place that they are for.
fn collect_places(error: &ValidationError<'_, '_>, places: &mut Vec<String>) {
    let is_choice = matches!(error.kind, ErrorKind::OneOf(_) | ErrorKind::AnyOf);
    if error.causes.is_empty() || is_choice {
        places.push(error.instance_location.to_string());
        return;
    }
    for cause in &error.causes {
        collect_places(cause, places);
    }
}

fn registry(files: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::new();
    for (path, text) in files {
        write(&workspace.path.join(path), text);
    }
    workspace
}

#[test]
fn what_the_compiler_accepts_an_editor_accepts() {
    let own = registry(REGISTRY);
    let committed = cases().into_iter().map(|case| case.join("registry"));
    // Every field occurs in this one.
    let whole = Utf8PathBuf::from("tests/properties/sound");
    let roots = committed.chain([whole, own.path.clone()]);
    let mut seen = BTreeMap::<_, usize>::new();
    for root in roots {
        for (path, bytes) in files(&root) {
            let Some(kind) = FileKind::of(Utf8Path::new(&path)) else {
                assert!(path.starts_with("runbooks/"), "{root}/{path}");
                continue;
            };
            let text = String::from_utf8(bytes).expect("registries are text");
            let (schema, told) = schema(&root, &path);
            assert_eq!(complaints(&schema, &text), [""; 0], "{root}/{path}");
            assert_eq!(told, "", "{root}/{path}");
            *seen.entry(kind.stem()).or_default() += 1;
        }
    }
    for kind in FileKind::ALL {
        let seen = seen.get(kind.stem()).copied().unwrap_or_default();
        assert!(seen >= 3, "{kind:?}: {seen}");
    }
}

#[test]
fn a_name_that_nobody_declares_is_refused_where_it_stands() {
    let workspace = registry(REGISTRY);
    for &(file, right, wrong, place) in MISSPELT {
        let (schema, _) = schema(&workspace.path, file);
        let text = REGISTRY.iter().find(|(name, _)| *name == file);
        let (_, text) = text.expect("the file is in the registry");
        assert!(text.contains(right), "{right}");
        assert_eq!(
            complaints(&schema, &text.replace(right, wrong)),
            [place],
            "{wrong}"
        );
    }
}

#[test]
fn built_in_names_and_none_are_offered() {
    let workspace = registry(REGISTRY);
    let (schema, _) = schema(&workspace.path, "observability_services.yml");
    let choices = |pointer: &str| {
        let choices = schema.pointer(pointer).and_then(Value::as_array);
        let choices = choices.into_iter().flatten().filter_map(Value::as_str);
        choices.collect::<Vec<_>>().join(" ")
    };
    let service = "/$defs/Service/properties";
    assert_eq!(choices(&format!("{service}/owner/enum")), "web");
    assert_eq!(
        choices(&format!("{service}/slo_profile/enum")),
        "mine public-api-standard standard none"
    );
    assert_eq!(
        choices(&format!("{service}/metrics/oneOf/0/enum")),
        "apns asynq b2 celery fcm flask gorm otel-http own prom-http none"
    );
    assert_eq!(
        choices("/$defs/EnvironmentUse/properties/name/enum"),
        "canary development production staging testing"
    );
}

#[test]
fn every_field_explains_itself() {
    let workspace = registry(REGISTRY);
    for kind in FileKind::ALL {
        let (schema, _) = schema(&workspace.path, kind.path());
        assert_explained(&schema, kind.path());
    }
}

/// Asserts that each property has a description; the key that tells kinds apart explains itself.
fn assert_explained(schema: &Value, place: &str) {
    match schema {
        Value::Object(keywords) => {
            let properties = keywords.get("properties").and_then(Value::as_object);
            for (name, property) in properties.into_iter().flatten() {
                assert!(
                    property["description"].is_string() || name == "type",
                    "{place}: `{name}` has no description"
                );
            }
            for (keyword, value) in keywords {
                assert_explained(value, &format!("{place}/{keyword}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| assert_explained(item, place)),
        _ => {}
    }
}

#[test]
fn of_a_registry_with_errors_nothing_is_refused_that_may_be_declared() {
    let broken = [
        (
            "observability_services.yml",
            "services: []\nowners:\n  - {team: web, alert_contact: \"#web\"}\n  - {tema: data}\n",
        ),
        (
            "platform.yml",
            "tiers: {gold: {slo_profile: 3}, silver: {}}\n",
        ),
        ("slo_profiles.yml", "profiles: {\n"),
    ];
    let workspace = registry(&broken);
    let (schema, told) = schema(&workspace.path, "observability_services.yml");
    assert!(told.contains("the registry has errors"), "{told}");
    let service = &schema["$defs"]["Service"]["properties"];
    assert_eq!(service["owner"]["examples"], serde_json::json!(["web"]));
    let entry = "services: [{service_name: api, owner: data, slo_profile: mine, environments: [production]}]";
    assert_eq!(complaints(&schema, entry), [""; 0]);
    let entry =
        "services: [{service_name: api, owner: data, metrics: prom, environments: [production]}]";
    assert_eq!(complaints(&schema, entry), ["/services/0/metrics"]);
}

#[test]
fn a_name_that_is_a_secret_is_left_out() {
    let secret = ["ghp", "_aZ3bY7cX9dW1eV5fU2gT8hS4aZ3bY7cX9dW1"].concat();
    let platform = format!("tiers: {{{secret}: {{}}, gold: {{}}}}\n");
    let workspace = registry(&[REGISTRY[0], ("platform.yml", &platform)]);
    let (schema, _) = schema(&workspace.path, "observability_services.yml");
    let text = schema.to_string();
    assert!(text.contains("\"gold\""), "{text}");
    assert!(!text.contains(&secret), "{text}");
}
