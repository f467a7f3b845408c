//! `observability_redaction_rules.yml`: what must never enter telemetry.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::source::Spanned;

/// Fields that are masked, hashed or dropped before telemetry is stored.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// Fields whose values are replaced.
    #[serde(default)]
    pub redact_fields: Vec<Spanned<String>>,
    /// Fields whose values are replaced by a keyed hash.
    #[serde(default)]
    pub hash_fields: Vec<Spanned<String>>,
    /// Span attributes that are removed.
    #[serde(default)]
    pub drop_span_attributes: Vec<Spanned<String>>,
}
