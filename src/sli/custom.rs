//! Any pair of rates, as PromQL of the user's with `$window` for the range.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Deployment, Exposed, Missing, Rates, Sli, fragment, guard};
use crate::diag::Sink;
use crate::promql::{Expr, Fragment, Labels, sum};
use crate::source::{Span, Spanned};
use crate::units::Duration;

/// A pair of rates in events per second. Every selector in them gets the deployment's labels, except
/// for labels that it names itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Custom {
    /// The rate of bad events, such as `sum(rate(jobs_failed_total[$window]))`.
    bad: Spanned<String>,
    /// The rate of all events, such as `sum(rate(jobs_total[$window]))`.
    total: Spanned<String>,
}

impl Custom {
    pub(super) fn compile(&self, _: Span, sink: &mut Sink) -> Option<Compiled> {
        let bad = fragment::rate(&self.bad, sink);
        let total = fragment::rate(&self.total, sink);
        let (bad, total) = (bad?, total?);
        fragment::check_pair((&self.bad, &bad), (&self.total, &total), sink)?;
        Some(Compiled { bad, total })
    }
}

#[derive(Debug)]
pub(super) struct Compiled {
    bad: Fragment,
    total: Fragment,
}

impl Sli for Compiled {
    fn bind(&self, deployment: &Deployment<'_>) -> Result<Arc<dyn Rates>, Missing> {
        let bind = |fragment: &Fragment| {
            let mut fragment = fragment.clone();
            fragment.visit_selectors_mut(|selector| {
                selector.matchers.merge_missing(deployment.matchers);
            });
            fragment
        };
        Ok(Arc::new(Bound {
            bad: bind(&self.bad),
            total: bind(&self.total),
        }))
    }
}

#[derive(Debug)]
struct Bound {
    bad: Fragment,
    total: Fragment,
}

impl Rates for Bound {
    fn bad(&self, window: Duration) -> Expr {
        let bad = guard::never_nan(summed(self.bad.at(window)));
        guard::missing_series_is_zero(bad, self.total(window))
    }

    fn total(&self, window: Duration) -> Expr {
        guard::never_nan(summed(self.total.at(window)))
    }

    /// The user's expressions may do anything to the series that they read.
    fn exposed(&self) -> Option<Vec<Exposed>> {
        None
    }
}

/// One element without labels, whatever the user's expression keeps.
fn summed(expr: Expr) -> Expr {
    match expr.labels() {
        Labels::By(labels) if labels.is_empty() => expr,
        _ => sum(expr),
    }
}
