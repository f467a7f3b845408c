//! Service level indicators: what counts as an event, and which events are bad.
//!
//! Each kind is a file that holds its declaration (what the registry says), its compiled form (the
//! user's fragments parsed, once for all services) and its rates in one deployment. To add a kind,
//! write its file and add one line to the list at the end of this one.

pub(crate) mod codes;
mod describe;
mod dialect;
mod exposed;
mod fragment;
pub mod guard;
mod matchers;
mod routes;
mod status;
mod suspect;
mod unit;

pub use describe::{Description, Parameter, Source};
pub use dialect::{Buckets, Dialect, Vocabulary};
pub use exposed::{Exposed, STRANGER, Says, besides, strangers};
pub(crate) use fragment::{duration, histogram, not_promql, regex, selector};

use std::fmt::Debug;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, json_schema};
use serde::Deserialize;
use serde_json::Value;

use crate::diag::Sink;
use crate::promql::{Expr, Matchers};
use crate::source::Span;
use crate::units::Duration;

/// Rates of events in one deployment, in events per second. Both are vectors of at most one
/// element, without labels: present with 0 while there is no traffic, absent without metrics.
pub trait Rates: Debug + Send + Sync {
    /// Bad events over `window`; never absent while [`total`](Self::total) is present.
    fn bad(&self, window: Duration) -> Expr;
    /// All events over `window`.
    fn total(&self, window: Duration) -> Expr;
    /// Series that these rates are read from, as a service might expose them; `None` where they
    /// cannot be told from the expressions.
    fn exposed(&self) -> Option<Vec<Exposed>>;
}

/// A kind of SLI with its fragments parsed, for any deployment.
pub trait Sli: Debug + Send + Sync {
    /// The rates in one deployment, or what the registry would have to say for them to be known.
    fn bind(&self, deployment: &Deployment<'_>) -> Result<Arc<dyn Rates>, Missing>;
    /// What is measured, for people: the kind and its parameters, with the names that a dialect has
    /// for what the SLI does not say. The labels of a deployment are not part of it.
    fn describe(&self, vocabulary: Option<&Vocabulary>) -> Description;
}

/// What an SLI may know of the deployment that it measures.
#[derive(Debug, Clone, Copy)]
pub struct Deployment<'d> {
    /// The labels that select the service's series in this environment.
    pub matchers: &'d Matchers,
    /// The names of its metrics.
    pub vocabulary: Option<&'d Vocabulary>,
    /// The URL that probes ask.
    pub url: Option<&'d str>,
}

/// Why an SLI cannot be measured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// What is not known: fits after "because".
    pub reason: String,
    /// What to write, in the imperative.
    pub switch_on: String,
}

/// Declares the kinds: the declaration as an enum tagged by `type`, and its compilation.
macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $Kind:ident in $file:ident; )+) => {
        $(mod $file;)+

        /// What an SLO measures. A kind that needs nothing more may be written as its name alone.
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        #[schemars(tag = "type", transform = allow_names_alone)]
        pub enum Spec {
            $( $(#[doc = $doc])+ $Kind($file::$Kind), )+
        }

        impl Spec {
            /// Parses the user's fragments and reports what is wrong with them.
            pub fn compile(&self, span: Span, sink: &mut Sink) -> Option<Arc<dyn Sli>> {
                match self {
                    $( Self::$Kind(spec) => spec.compile(span, sink).map(|sli| Arc::new(sli) as _), )+
                }
            }
        }
    };
}

kinds! {
    /// Requests that do not fail.
    RequestRatio in request_ratio;
    /// Successful requests that are answered fast enough.
    Latency in latency;
    /// Probes from outside that succeed.
    Probe in probe;
    /// Any pair of rates, in PromQL.
    Custom in custom;
}

/// Lets the schema of [`Spec`] take the name of a kind that requires nothing else.
fn allow_names_alone(schema: &mut Schema) {
    let kinds = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let modest = kinds.filter(|kind| {
        kind["required"]
            .as_array()
            .is_some_and(|required| required.len() == 1)
    });
    let names: Vec<Value> = modest
        .map(|kind| kind["properties"]["type"]["const"].clone())
        .collect();
    let listed: Vec<_> = names
        .iter()
        .filter_map(Value::as_str)
        .map(|name| format!("`{name}`"))
        .collect();
    let expected = format!(
        "{}, or a mapping with `type` and what that kind needs",
        listed.join(", ")
    );
    let object = schema.as_value().clone();
    *schema = json_schema!({ "anyOf": [{ "type": "string", "enum": names, "x-expected": expected }, object] });
}
