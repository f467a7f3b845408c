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

impl RouteTest {
    /// Whether it asks for one alert by all its labels, or for the registry's alerts by some. A key that
    /// `labels` would leave without effect is reported.
    fn is_one_question(&self, sink: &mut Sink) -> bool {
        let keys = [
            ("alert", "alertname", &self.alert),
            ("service", "service", &self.service),
            ("environment", "environment", &self.environment),
            ("severity", "severity", &self.severity),
        ];
        let Some(labels) = &self.labels else {
            return true;
        };
        let mut ignored = keys
            .into_iter()
            .filter_map(|(key, label, value)| Some((key, label, value.as_ref()?)))
            .peekable();
        let sound = ignored.peek().is_none();
        for (key, label, value) in ignored {
            let message = format!("`{key}:` beside `labels:`, which are all labels of one alert");
            let names_it = labels.0.iter().any(|(name, _)| name.as_str() == label);
            let help = if names_it {
                format!("delete `{key}:`, since `labels:` has `{label}`")
            } else {
                format!("write `{label}` among `labels:`, or ask without `labels:`")
            };
            sink.push(Diagnostic::at(&INVALID_VALUE, value.span, message).help(help));
        }
        sound
    }
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
        Ok(file) => {
            let sound = file.tests.iter().map(|test| test.is_one_question(sink));
            // Each is looked at, so that all that are wrong are told at once.
            let unsound = sound.filter(|sound| !sound).count();
            (unsound == 0).then_some(file.tests)
        }
        Err(error) => {
            sink.push(Diagnostic::at(&INVALID_VALUE, error.span, error.message));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of an assertion, each with its place.
    fn findings(assertion: &str) -> (bool, Vec<(String, String)>) {
        let (mut files, mut sink) = (Files::default(), Sink::default());
        let file = files.add("routes.yml", format!("tests:\n  - {assertion}\n"));
        let read = route_tests(file, &files, &mut sink).is_some();
        let report = sink.finish(&files);
        let found = report.diagnostics.into_iter().map(|it| {
            let place = it.primary.map(|label| files.text(label.span).to_owned());
            (place.unwrap_or_default(), it.message)
        });
        (read, found.collect())
    }

    #[test]
    fn an_assertion_asks_by_all_labels_or_by_some() {
        for assertion in [
            r##"{labels: {team: web}, receivers: ["#web"]}"##,
            "{alert: SLOFastBurn, service: api, severity: critical, receivers: []}",
        ] {
            assert_eq!(findings(assertion), (true, Vec::new()), "{assertion}");
        }
    }

    #[test]
    fn what_labels_would_leave_without_effect_is_refused_where_it_stands() {
        for key in ["alert", "service", "environment", "severity"] {
            let assertion = format!("{{labels: {{team: web}}, {key}: nosuch, receivers: []}}");
            let message = format!("`{key}:` beside `labels:`, which are all labels of one alert");
            assert_eq!(
                findings(&assertion),
                (false, vec![("nosuch".to_owned(), message)])
            );
        }
        let both = "{labels: {service: a}, service: b, severity: critical, receivers: []}";
        assert_eq!(findings(both).1.len(), 2);
    }
}
