//! Requests that do not fail: bad are those with an error status, or those a selector picks.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::codes::HALF_A_PAIR;
use super::dialect::Vocabulary;
use super::{
    Deployment, Description, Exposed, Missing, Parameter, Rates, Sli, exposed, fragment, guard,
    routes, status,
};
use crate::diag::{Diagnostic, Sink};
use crate::promql::{Expr, Selector, rate, sum};
use crate::source::{Span, Spanned};
use crate::units::Duration;

/// The share of requests that do not fail. Without selectors the service's dialect names the
/// counter and the failures.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestRatio {
    /// Only these routes, exactly as the dialect's route label has them.
    #[serde(default)]
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    #[schemars(extend("items" = {"type": "string", "minLength": 1}))]
    routes: Vec<Spanned<String>>,
    /// The counter of all requests, as a selector.
    total: Option<Spanned<String>>,
    /// The counter of failed requests, as a selector.
    bad: Option<Spanned<String>>,
}

impl RequestRatio {
    pub(super) fn compile(&self, span: Span, sink: &mut Sink) -> Option<Compiled> {
        let explicit = match (&self.bad, &self.total) {
            (None, None) => None,
            (Some(bad), Some(total)) => {
                routes::refuse(&self.routes, total, sink)?;
                let selectors = (
                    fragment::selector(bad, sink),
                    fragment::selector(total, sink),
                );
                let (bad, total) = ((bad, selectors.0?), (total, selectors.1?));
                fragment::check_differ((bad.0, &bad.1), (total.0, &total.1), sink)?;
                status::check_selector(&bad.1, bad.0.span, sink);
                Some((
                    Spanned::new(bad.1, bad.0.span),
                    Spanned::new(total.1, total.0.span),
                ))
            }
            // The other half may be there under another name, which has been reported.
            (Some(_), None) | (None, Some(_)) if sink.has_errors_in(span) => return None,
            (Some(given), None) => {
                sink.push(half_a_pair(given.span, "bad", "total"));
                return None;
            }
            (None, Some(given)) => {
                sink.push(half_a_pair(given.span, "total", "bad"));
                return None;
            }
        };
        routes::note_literal(&self.routes, sink);
        let routes = self.routes.clone();
        Some(Compiled { explicit, routes })
    }
}

fn half_a_pair(span: Span, given: &str, absent: &str) -> Diagnostic {
    Diagnostic::at(
        &HALF_A_PAIR,
        span,
        format!("`{given}` is given without `{absent}`"),
    )
    .help(format!("add `{absent}:`, or leave both to the dialect"))
}

#[derive(Debug)]
pub(super) struct Compiled {
    explicit: Option<(Spanned<Selector>, Spanned<Selector>)>,
    routes: Vec<Spanned<String>>,
}

impl Sli for Compiled {
    fn bind(&self, deployment: &Deployment<'_>) -> Result<Arc<dyn Rates>, Missing> {
        let (bad, total) = match &self.explicit {
            Some((bad, total)) => (bad.value.clone(), total.value.clone()),
            None => self.by_dialect(fragment::vocabulary(deployment)?)?,
        };
        let select = |selector: Selector| selector.merge_missing(deployment.matchers);
        Ok(Arc::new(Bound {
            bad: select(bad),
            total: select(total),
        }))
    }

    fn describe(&self, vocabulary: Option<&Vocabulary>) -> Description {
        let counters = match &self.explicit {
            Some((bad, total)) => Some([
                Parameter::stated("bad", bad),
                Parameter::stated("total", total),
            ]),
            None => vocabulary
                .and_then(|vocabulary| self.by_dialect(vocabulary).ok())
                .map(|(bad, total)| {
                    [("bad", bad), ("total", total)]
                        .map(|(name, selector)| Parameter::by_dialect(name, &selector))
                }),
        };
        let routes = Parameter::routes(&self.routes);
        let counters = counters.into_iter().flatten();
        Description {
            kind: "request_ratio",
            parameters: routes.into_iter().chain(counters).collect(),
        }
    }
}

impl Compiled {
    fn by_dialect(&self, vocabulary: &Vocabulary) -> Result<(Selector, Selector), Missing> {
        let missing = |what: &str, field: &str| fragment::not_in_dialect(vocabulary, what, field);
        let requests = vocabulary
            .requests
            .clone()
            .ok_or_else(|| missing("request counter", "requests"))?;
        let failed = vocabulary
            .failed()
            .ok_or_else(|| missing("error status", "error_status"))?;
        let total = routes::narrow(requests, &self.routes, vocabulary)?;
        Ok((total.clone().with(failed), total))
    }
}

#[derive(Debug)]
struct Bound {
    bad: Selector,
    total: Selector,
}

impl Rates for Bound {
    fn bad(&self, window: Duration) -> Expr {
        let failed = sum(rate(self.bad.clone().range(window)));
        guard::missing_series_is_zero(failed, self.total(window))
    }

    fn total(&self, window: Duration) -> Expr {
        sum(rate(self.total.clone().range(window)))
    }

    fn exposed(&self) -> Option<Vec<Exposed>> {
        exposed::counters(&self.bad, &self.total)
    }
}
