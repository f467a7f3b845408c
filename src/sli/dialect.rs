//! Metric dialects: the vocabulary in which a kind of service exposes requests and durations.

use schemars::JsonSchema;
use serde::Deserialize;

use super::fragment;
use crate::diag::Sink;
use crate::promql::{MatchOp, Matcher, Selector};
use crate::source::Spanned;

/// What a kind of instrumentation calls its metrics and labels.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dialect {
    /// The counter of requests, as a metric name or a selector.
    pub requests: Option<Spanned<String>>,
    /// The histogram of request durations in seconds, by its name without `_bucket`, or a selector.
    pub duration: Option<Spanned<String>>,
    /// Whether the histogram has classic buckets or is a native one; `classic` unless stated.
    #[serde(default)]
    pub buckets: Buckets,
    /// The label that carries the route; needed by SLIs that name `routes`.
    pub route_label: Option<Spanned<String>>,
    /// The label that carries the status code.
    pub status_label: Option<Spanned<String>>,
    /// The status codes of failed requests, as a regular expression over the whole value.
    pub error_status: Option<Spanned<String>>,
}

/// How a histogram keeps its observations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Buckets {
    /// Counters with an `le` label, one for each bucket bound.
    #[default]
    Classic,
    /// One sample that holds all buckets.
    Native,
}

/// A dialect with its selectors parsed.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// The dialect's name.
    pub name: String,
    /// The counter of requests.
    pub requests: Option<Selector>,
    /// The histogram of request durations.
    pub duration: Option<Selector>,
    /// How the histogram keeps its observations.
    pub buckets: Buckets,
    /// The label that carries the route.
    pub route_label: Option<String>,
    /// The label that carries the status code, and the codes of failed requests.
    pub errors: Option<(String, String)>,
}

impl Dialect {
    /// Parses the selectors and reports what is wrong with them.
    pub fn compile(&self, name: &str, sink: &mut Sink) -> Vocabulary {
        let mut selector = |text: &Option<Spanned<String>>| {
            text.as_ref()
                .and_then(|text| fragment::selector(text, sink))
        };
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        Vocabulary {
            name: name.to_owned(),
            requests: selector(&self.requests),
            duration: selector(&self.duration),
            buckets: self.buckets,
            route_label: text(&self.route_label),
            errors: text(&self.status_label).zip(text(&self.error_status)),
        }
    }
}

impl Vocabulary {
    /// The matcher that picks failed requests.
    pub fn failed(&self) -> Option<Matcher> {
        self.errors
            .as_ref()
            .map(|(label, status)| Matcher::new(label, MatchOp::Regex, status))
    }

    /// The matcher that picks requests that did not fail.
    pub fn succeeded(&self) -> Option<Matcher> {
        self.errors
            .as_ref()
            .map(|(label, status)| Matcher::new(label, MatchOp::NotRegex, status))
    }
}
