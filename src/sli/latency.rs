//! Successful requests that are answered within a threshold, from a histogram of durations.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::dialect::Vocabulary;
use super::{
    Buckets, Deployment, Description, Exposed, Missing, Parameter, Rates, Sli, exposed, fragment,
    guard, routes,
};
use crate::diag::Sink;
use crate::promql::{
    Expr, MatchOp, Matcher, Selector, histogram_count, histogram_fraction, rate, sum,
};
use crate::source::{Literal, Span, Spanned};
use crate::units::{Duration, Fraction};

/// The share of successful requests that are answered within a threshold. Without a histogram the
/// service's dialect names it and tells which requests succeeded.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Latency {
    /// The longest good duration, such as `500ms`; with classic buckets it must be a bucket's bound.
    #[schemars(regex(pattern = r"^([0-9]+(ms|s|m|h))+$"))]
    #[schemars(extend("x-expected" = "a duration such as `500ms` or `2s`"))]
    threshold: Spanned<Literal>,
    /// Only these routes, exactly as the dialect's route label has them.
    #[serde(default)]
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    #[schemars(extend("items" = {"type": "string", "minLength": 1}))]
    routes: Vec<Spanned<String>>,
    /// The histogram of durations in seconds, as a selector without `_bucket` that picks successful requests.
    histogram: Option<Spanned<String>>,
    /// Whether the histogram has classic buckets or is a native one; the dialect's way unless stated.
    buckets: Option<Buckets>,
}

impl Latency {
    pub(super) fn compile(&self, _: Span, sink: &mut Sink) -> Option<Compiled> {
        let threshold = fragment::duration(&self.threshold, "500ms", sink);
        let explicit = match &self.histogram {
            Some(text) => {
                routes::refuse(&self.routes, text, sink)?;
                Some(Spanned::new(fragment::histogram(text, sink)?, text.span))
            }
            None => None,
        };
        routes::note_literal(&self.routes, sink);
        Some(Compiled {
            threshold: Spanned::new(threshold?, self.threshold.span),
            explicit,
            buckets: self.buckets,
            routes: self.routes.clone(),
        })
    }
}

#[derive(Debug)]
pub(super) struct Compiled {
    threshold: Spanned<Duration>,
    explicit: Option<Spanned<Selector>>,
    buckets: Option<Buckets>,
    routes: Vec<Spanned<String>>,
}

impl Sli for Compiled {
    fn bind(&self, deployment: &Deployment<'_>) -> Result<Arc<dyn Rates>, Missing> {
        let histogram = match &self.explicit {
            Some(selector) => selector.value.clone(),
            None => self.by_dialect(fragment::vocabulary(deployment)?)?,
        };
        let histogram = histogram.merge_missing(deployment.matchers);
        let threshold = *self.threshold;
        Ok(match self.buckets(deployment.vocabulary) {
            Buckets::Classic => Arc::new(Classic {
                good: histogram
                    .clone()
                    .suffixed("_bucket")
                    .with(bucket_bound(threshold)),
                total: histogram.suffixed("_count"),
            }),
            Buckets::Native => Arc::new(Native {
                histogram,
                threshold,
            }),
        })
    }

    fn describe(&self, vocabulary: Option<&Vocabulary>) -> Description {
        let histogram = match &self.explicit {
            Some(selector) => Some(Parameter::stated("histogram", selector)),
            None => vocabulary
                .and_then(|vocabulary| self.by_dialect(vocabulary).ok())
                .map(|selector| Parameter::by_dialect("histogram", &selector)),
        };
        let buckets = match self.buckets(vocabulary) {
            Buckets::Classic => "classic buckets",
            Buckets::Native => "a native histogram",
        };
        let histogram = histogram.map(|it| Parameter {
            value: format!("{}, {buckets}", it.value),
            ..it
        });
        let threshold = Parameter::stated("threshold", &self.threshold);
        let rest = Parameter::routes(&self.routes).into_iter().chain(histogram);
        Description {
            kind: "latency",
            parameters: std::iter::once(threshold).chain(rest).collect(),
        }
    }
}

impl Compiled {
    fn buckets(&self, vocabulary: Option<&Vocabulary>) -> Buckets {
        let dialect = vocabulary.map(|vocabulary| vocabulary.buckets);
        self.buckets.or(dialect).unwrap_or_default()
    }

    fn by_dialect(&self, vocabulary: &Vocabulary) -> Result<Selector, Missing> {
        let missing = |what: &str, field: &str| fragment::not_in_dialect(vocabulary, what, field);
        let duration = vocabulary
            .duration
            .clone()
            .ok_or_else(|| missing("duration histogram", "duration"))?;
        let succeeded = vocabulary
            .succeeded()
            .ok_or_else(|| missing("error status", "error_status"))?;
        let duration = routes::narrow(duration, &self.routes, vocabulary)?;
        Ok(duration.with(succeeded))
    }
}

/// The matcher for the bucket of this bound. Clients write whole bounds as `1` or `1.0`, and
/// Prometheus 3 stores them as `1.0`.
fn bucket_bound(threshold: Duration) -> Matcher {
    let seconds = Fraction::from(threshold).to_string();
    if seconds.contains('.') {
        Matcher::eq("le", seconds)
    } else {
        Matcher::new("le", MatchOp::Regex, format!(r"{seconds}(\.0)?"))
    }
}

#[derive(Debug)]
struct Classic {
    good: Selector,
    total: Selector,
}

impl Rates for Classic {
    /// The complement of the good ones, so that a missing bucket is not read as perfect.
    fn bad(&self, window: Duration) -> Expr {
        let good = sum(rate(self.good.clone().range(window)));
        let good = guard::missing_series_is_zero(good, self.total(window));
        guard::never_negative(self.total(window) - good)
    }

    fn total(&self, window: Duration) -> Expr {
        sum(rate(self.total.clone().range(window)))
    }

    fn exposed(&self) -> Option<Vec<Exposed>> {
        exposed::good_and_all(&self.good, &self.total)
    }
}

#[derive(Debug)]
struct Native {
    histogram: Selector,
    threshold: Duration,
}

impl Native {
    fn observations(&self, window: Duration) -> Expr {
        sum(rate(self.histogram.clone().range(window)))
    }
}

impl Rates for Native {
    /// The fraction of an empty histogram is NaN, so it is only asked for with traffic.
    fn bad(&self, window: Duration) -> Expr {
        let threshold = guard::number(Fraction::from(self.threshold));
        let good = histogram_fraction(0, threshold, self.observations(window));
        let bad = guard::only_with_traffic(self.total(window)) * (Expr::from(1) - good);
        guard::missing_series_is_zero(bad, self.total(window))
    }

    fn total(&self, window: Duration) -> Expr {
        histogram_count(self.observations(window))
    }

    fn exposed(&self) -> Option<Vec<Exposed>> {
        exposed::histograms(&self.histogram, self.threshold)
    }
}
