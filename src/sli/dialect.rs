//! Metric dialects: the vocabulary in which a kind of service exposes requests and durations.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{fragment, status};
use crate::diag::Sink;
use crate::promql::{MatchOp, Matcher, Selector};
use crate::source::{Entries, Spanned};

/// The pattern of a label's name.
const LABEL: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
/// The same in words.
const LABEL_EXPECTED: &str = "a label of letters, digits and `_`, no digit first";

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
    #[schemars(extend("pattern" = LABEL, "x-expected" = LABEL_EXPECTED))]
    pub route_label: Option<Spanned<String>>,
    /// The label that carries the status code.
    #[schemars(extend("pattern" = LABEL, "x-expected" = LABEL_EXPECTED))]
    pub status_label: Option<Spanned<String>>,
    /// The status codes of failed requests, as a regular expression over the whole value.
    #[schemars(extend("x-alternatives" = true))]
    pub error_status: Option<Spanned<String>>,
    /// The metrics that play roles in alert packs, by role: names or selectors, of histograms without
    /// `_bucket`. `requests`, `failed_requests` and `duration` follow from the fields above.
    #[serde(default)]
    pub metrics: Entries<Spanned<String>>,
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
    /// The metrics that play roles in alert packs.
    pub roles: BTreeMap<String, Selector>,
}

impl Dialect {
    /// Parses the selectors and reports what is wrong with them.
    pub fn compile(&self, name: &str, sink: &mut Sink) -> Vocabulary {
        let requests = self.requests.as_ref();
        let duration = self.duration.as_ref();
        let errors = fragment::regex(self.error_status.as_ref(), sink);
        let label = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        let requests = requests.and_then(|text| fragment::selector(text, sink));
        let duration = duration.and_then(|text| fragment::histogram(text, sink));
        if let (Some(label), Some(pattern), Some(_)) =
            (&self.status_label, &self.error_status, &errors)
        {
            status::check_pattern(label, pattern, requests.as_ref(), sink);
        }
        let stated = self.metrics.0.iter().filter_map(|(role, text)| {
            let selector = fragment::selector(text, sink)?;
            Some((role.value.clone(), selector))
        });
        let roles = stated.collect();
        Vocabulary {
            name: name.to_owned(),
            requests,
            duration,
            buckets: self.buckets,
            roles,
            route_label: label(&self.route_label),
            errors: label(&self.status_label).zip(errors),
        }
    }
}

impl Vocabulary {
    /// The metric that plays a role of an alert pack, as it is stated or as it follows from what is known
    /// of requests. Packs read classic buckets.
    pub fn role(&self, name: &str) -> Option<Selector> {
        let stated = self.roles.get(name).cloned();
        stated.or_else(|| match name {
            "requests" => self.requests.clone(),
            "failed_requests" => Some(self.requests.clone()?.with(self.failed()?)),
            "duration" if self.buckets == Buckets::Classic => self.duration.clone(),
            _ => None,
        })
    }

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
