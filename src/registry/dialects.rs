//! `dialects.yml`: what kinds of services call their metrics.

use schemars::JsonSchema;
use serde::Deserialize;

use super::name;
use crate::sli::Dialect;
use crate::source::Entries;

/// Metric dialects.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "describes the file; its entries are decoded one by one"
)]
pub(super) struct DialectsFile {
    /// Dialects by name.
    #[serde(default)]
    #[schemars(extend("propertyNames" = name::names()))]
    dialects: Entries<Dialect>,
}
