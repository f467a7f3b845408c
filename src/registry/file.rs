//! Which files the registry consists of, and the JSON Schema of each.

use std::sync::LazyLock;

use camino::Utf8Path;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use super::codes;
use super::dialects::DialectsFile;
use super::platform::PlatformFile;
use super::profile::ProfilesFile;
use super::redaction::Redaction;
use super::secrets::Secrets;
use super::service::ServicesFile;
use crate::diag::Sink;
use crate::pack;
use crate::source::{FileId, Files, Node, Schema, Span};

/// The version of the files' format. It rises when a registry that used to compile no longer does.
pub const SCHEMA_VERSION: u32 = 1;

/// A kind of registry file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// Services and owners.
    Services,
    /// SLO profiles and burn policies.
    Profiles,
    /// Metric dialects.
    Dialects,
    /// The stack.
    Platform,
    /// Redaction rules.
    Redaction,
    /// An alert pack.
    Packs,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Services,
        Self::Profiles,
        Self::Dialects,
        Self::Platform,
        Self::Redaction,
        Self::Packs,
    ];

    /// The name of the kind's schema: that of the file, or of the folder that its files lie in.
    pub fn stem(self) -> &'static str {
        match self {
            Self::Services => "observability_services",
            Self::Profiles => "slo_profiles",
            Self::Dialects => "dialects",
            Self::Platform => "platform",
            Self::Redaction => "observability_redaction_rules",
            Self::Packs => "alert_packs",
        }
    }

    /// The usual path below the registry's root.
    pub fn path(self) -> &'static str {
        match self {
            Self::Services => "observability_services.yml",
            Self::Profiles => "slo_profiles.yml",
            Self::Dialects => "dialects.yml",
            Self::Platform => "platform.yml",
            Self::Redaction => "observability_redaction_rules.yml",
            Self::Packs => "alert_packs/example.yml",
        }
    }

    /// Its files, as messages name them.
    pub fn files(self) -> &'static str {
        match self {
            Self::Packs => "alert_packs/*.yml",
            file => file.path(),
        }
    }

    /// The kind of the file at this path below the registry's root.
    pub fn of(path: &Utf8Path) -> Option<Self> {
        let stem = path.file_stem()?;
        match path.parent().map(Utf8Path::as_str) {
            Some("services") => Some(Self::Services),
            Some("alert_packs") => Some(Self::Packs),
            Some("") | None if stem == "owners" => Some(Self::Services),
            Some("") | None => {
                let mut files = Self::ALL.into_iter().filter(|kind| *kind != Self::Packs);
                files.find(|kind| kind.stem() == stem)
            }
            Some(_) => None,
        }
    }

    /// The JSON Schema (draft 2020-12) of the kind.
    pub fn schema(self) -> Value {
        let mut schema = match self {
            Self::Services => schema_of::<ServicesFile>(),
            Self::Profiles => schema_of::<ProfilesFile>(),
            Self::Dialects => schema_of::<DialectsFile>(),
            Self::Platform => schema_of::<PlatformFile>(),
            Self::Redaction => schema_of::<Redaction>(),
            Self::Packs => schema_of::<pack::declare::Pack>(),
        };
        let files = self.files();
        schema["title"] = json!(format!("{files} of o11yc, schema version {SCHEMA_VERSION}"));
        schema
    }
}

/// The JSON Schema of a type.
pub(super) fn schema_of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(refuse_null))
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// Schemars lets optional keys be null; a key without a value is more likely forgotten than meant.
fn refuse_null(schema: &mut schemars::Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
        branches.retain(|branch| *branch != json!({ "type": "null" }));
        if let [Value::Object(only)] = branches.as_mut_slice() {
            let only = std::mem::take(only);
            schema.remove("anyOf");
            for (keyword, value) in only {
                schema.insert(keyword, value);
            }
        }
    }
}

/// The compiled schemas of all kinds of files.
pub(super) struct Schemas {
    compiled: [Schema; FileKind::ALL.len()],
    /// What to look for secrets with, kind by kind.
    secrets: [Secrets; FileKind::ALL.len()],
}

impl Schemas {
    /// All of them, compiled once in a process: a watch loads registries again and again.
    pub(super) fn get() -> &'static Self {
        static SCHEMAS: LazyLock<Schemas> = LazyLock::new(Schemas::compile);
        &SCHEMAS
    }

    /// Compiles them all. Each is told which keys are at home at the top of which file.
    fn compile() -> Self {
        let schemas = FileKind::ALL.map(FileKind::schema);
        let homes: Map<String, Value> = FileKind::ALL
            .iter()
            .zip(&schemas)
            .flat_map(|(kind, schema)| {
                let keys = schema["properties"].as_object().into_iter().flatten();
                let file = json!(kind.files());
                keys.map(move |(key, _)| (key.clone(), file.clone()))
            })
            .collect();
        Self {
            secrets: schemas.clone().map(Secrets::new),
            compiled: schemas.map(|mut schema| {
                schema["x-elsewhere"] = Value::Object(homes.clone());
                Schema::new(schema, codes::ALL)
            }),
        }
    }

    /// Reports every way in which `node`, read from `text`, differs from the schema of `kind`.
    pub(super) fn validate(&self, kind: FileKind, node: &Node<'_>, text: &str, sink: &mut Sink) {
        self.compiled[kind as usize].validate(node, text, sink);
    }

    /// The places in a file of that kind, in which mistakes have been found, where a secret may stand.
    pub(super) fn secrets(&self, kind: FileKind, files: &Files, file: FileId) -> Vec<Span> {
        self.secrets[kind as usize].find(files, file)
    }
}
