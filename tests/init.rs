//! The registry that `o11yc init` writes: it is sound, it can be built at once, and it explains
//! every field that the schemas know.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use o11yc::diag::{Report, Severity};
use o11yc::registry::FileKind;
use regex::Regex;
use serde_json::Value;

/// A directory in which `o11yc init` was run.
struct Fresh {
    root: Utf8PathBuf,
    _directory: tempfile::TempDir,
}

impl Fresh {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(directory.path())
            .expect("UTF-8")
            .to_owned();
        let fresh = Self {
            root,
            _directory: directory,
        };
        fresh.run(&["init", "--quiet"]);
        fresh
    }

    fn run(&self, args: &[&str]) {
        let output = Command::new(env!("CARGO_BIN_EXE_o11yc"))
            .args(args)
            .current_dir(&self.root)
            .output()
            .expect("the compiler starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {said}");
    }

    fn registry(&self) -> Utf8PathBuf {
        self.root.join("registry")
    }

    fn file(&self, kind: FileKind) -> Utf8PathBuf {
        self.registry().join(kind.path())
    }

    fn text(&self, kind: FileKind) -> String {
        fs::read_to_string(self.file(kind)).expect("it was written")
    }

    fn report(&self) -> Report {
        let analysis = o11yc::analyse(&self.registry()).expect("readable");
        analysis.sink.finish(&analysis.files)
    }
}

#[test]
fn the_first_registry_can_be_built_at_once() {
    let fresh = Fresh::new();
    let report = fresh.report();
    let found: Vec<_> = report
        .diagnostics
        .iter()
        .map(|it| (it.code.id, it.severity))
        .collect();
    assert_eq!(
        found,
        [("SLO031", Severity::Note), ("REG005", Severity::Note)]
    );
    fresh.run(&["build"]);
    fresh.run(&["build", "--check"]);
    assert!(
        fresh
            .root
            .join("generated/prometheus/rules/production/example-api.yml")
            .exists()
    );
}

#[test]
fn everything_that_is_switched_off_can_be_switched_on() {
    let fresh = Fresh::new();
    let setting = Regex::new(r"(?m)^( *)#(\S)").expect("the pattern is valid");
    for kind in FileKind::ALL {
        let text = fresh.text(kind);
        let on = setting.replace_all(&text, "$1$2");
        fs::write(fresh.file(kind), &*on).expect("writable");
    }
    let report = fresh.report();
    let found: Vec<_> = report.diagnostics.iter().map(|it| it.code.id).collect();
    // Nobody's runbooks are at example.com.
    assert_eq!(found, ["REG005"]);
}

#[test]
fn every_field_is_explained() {
    let fresh = Fresh::new();
    for kind in FileKind::ALL {
        let text = fresh.text(kind);
        let mut fields = BTreeSet::new();
        collect_fields(&kind.schema(), &mut fields);
        assert!(fields.len() >= 3, "{kind:?}: {fields:?}");
        for field in fields {
            let written = Regex::new(&format!(r"(?m)(^[ #-]*|[{{ ]){field}:( |$)"));
            let written = written.expect("fields are words");
            assert!(
                written.is_match(&text),
                "{kind:?}: the skeleton leaves out `{field}`"
            );
        }
        let unexplained = unexplained(&text);
        assert!(
            unexplained.is_empty(),
            "{kind:?}: no comment explains {unexplained:?}"
        );
    }
}

/// Every key that a schema knows.
fn collect_fields(schema: &Value, fields: &mut BTreeSet<String>) {
    match schema {
        Value::Object(keywords) => {
            if let Some(Value::Object(properties)) = keywords.get("properties") {
                fields.extend(properties.keys().cloned());
            }
            keywords.values().for_each(|it| collect_fields(it, fields));
        }
        Value::Array(items) => items.iter().for_each(|it| collect_fields(it, fields)),
        _ => {}
    }
}

/// Fields above whose block of lines no comment stands.
fn unexplained(text: &str) -> Vec<&str> {
    let is_comment = |line: &str| line.trim_start().starts_with("# ");
    let field = Regex::new(r"^ *#?(- )?\w+:").expect("the pattern is valid");
    let mut explained = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            explained = false;
        } else if is_comment(line) {
            explained = true;
        } else if field.is_match(line) && !explained && !HEADINGS.contains(&line) {
            found.push(line);
        }
    }
    found
}

/// What the heads of the files explain.
const HEADINGS: [&str; 4] = ["services:", "owners:", "profiles:", "dialects:"];

#[test]
fn editors_find_the_schemas() {
    let fresh = Fresh::new();
    for kind in FileKind::ALL {
        let text = fresh.text(kind);
        let first = text.lines().next().unwrap_or_default();
        let schema = first.strip_prefix("# yaml-language-server: $schema=");
        let schema = schema.expect("the first line names the schema");
        let file = fresh.file(kind);
        let folder = file.parent().expect("a file lies in a folder");
        let schema = fs::read_to_string(folder.join(schema)).expect("it was written");
        let schema: Value = serde_json::from_str(&schema).expect("JSON");
        assert_eq!(schema, kind.schema());

        let value: Value = serde_yaml::from_str(&text).expect("YAML");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        assert!(validator.is_valid(&value), "{kind:?}");
    }
}
