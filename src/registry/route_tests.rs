//! Files of assertions about routes, for `o11yc routes --test`: which alerts must reach whom.
//!
//! They are no part of the registry, and lie where people like.

use schemars::JsonSchema;
use serde::Deserialize;

use super::file::schema_of;
use crate::diag::{Diagnostic, Sink};
use crate::source::{
    self, Entries, FileId, Files, INVALID_VALUE, Limits, Schema, Spanned, schema_codes,
};

/// A file of assertions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RouteTestsFile {
    /// The assertions.
    #[schemars(length(min = 1))]
    tests: Vec<Spanned<RouteTest>>,
}

/// An assertion: these alerts reach just these receivers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteTest {
    /// All labels of one alert, which need not be one of the registry's. Instead of what follows.
    pub labels: Option<Entries<Spanned<String>>>,
    /// The name of the registry's alerts that are meant.
    pub alert: Option<Spanned<String>>,
    /// Their service.
    pub service: Option<Spanned<String>>,
    /// Their environment.
    pub environment: Option<Spanned<String>>,
    /// Their severity.
    pub severity: Option<Spanned<String>>,
    /// The moment at which they fire, such as `"2026-12-01T22:30:00Z"`; without it, time intervals
    /// are left out of account.
    pub at: Option<Spanned<String>>,
    /// Who is told: channels, addresses and names of receivers, in any order; `[]` for nobody.
    pub receivers: Vec<Spanned<String>>,
}

/// Reads a file of assertions; what is wrong with it is reported.
pub fn route_tests(
    file: FileId,
    files: &Files,
    sink: &mut Sink,
) -> Option<Vec<Spanned<RouteTest>>> {
    let node = source::parse(files, file, &Limits::default(), sink)?;
    let schema = Schema::new(schema_of::<RouteTestsFile>(), schema_codes::ALL);
    if !schema.validate(&node, &files.get(file).text, sink) {
        return None;
    }
    match source::decode::<RouteTestsFile>(&node) {
        Ok(file) => Some(file.tests),
        Err(error) => {
            sink.push(Diagnostic::at(&INVALID_VALUE, error.span, error.message));
            None
        }
    }
}
