//! Any pair of rates, as PromQL of the user's with `$window` for the range.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::fragment::ANY_WINDOW;
use super::{
    Deployment, Description, Exposed, Missing, Parameter, Rates, Sli, Vocabulary, exposed,
    fragment, guard, status, suspect,
};
use crate::diag::Sink;
use crate::promql::{AggregateOp, Expr, Fragment, Labels, Selector, Timing, sum};
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
        suspect::check(
            (&self.bad, &bad.at(ANY_WINDOW)),
            (&self.total, &total.at(ANY_WINDOW)),
            sink,
        );
        if let Some(failed) = counter(&bad) {
            status::check_selector(&failed, self.bad.span, sink);
        }
        Some(Compiled {
            written: [self.bad.clone(), self.total.clone()],
            bad,
            total,
        })
    }
}

#[derive(Debug)]
pub(super) struct Compiled {
    /// The user's own text of both, which has `$window` where ranges stand.
    written: [Spanned<String>; 2],
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

    fn describe(&self, _: Option<&Vocabulary>) -> Description {
        let [bad, total] = &self.written;
        Description {
            kind: "custom",
            parameters: vec![
                Parameter::stated("bad", bad),
                Parameter::stated("total", total),
            ],
        }
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

    /// Known where both are plain rates of counters; other expressions may do anything to what they read.
    fn exposed(&self) -> Option<Vec<Exposed>> {
        exposed::counters(&counter(&self.bad)?, &counter(&self.total)?)
    }
}

/// The counter whose rate an expression is: `sum(rate(counter[$window]))`, with or without the sum.
fn counter(fragment: &Fragment) -> Option<Selector> {
    let expr = fragment.at(ANY_WINDOW);
    let rate = match &expr {
        Expr::Aggregate(aggregate) if aggregate.op == AggregateOp::Sum => &aggregate.expr,
        other => other,
    };
    let Expr::Call { function, args } = rate else {
        return None;
    };
    match args.as_slice() {
        [Expr::Range { selector, .. }] => (function.as_str() == "rate"
            && fragment.has_window()
            && selector.timing == Timing::default())
        .then(|| selector.clone()),
        _ => None,
    }
}

/// One element without labels, whatever the user's expression keeps.
fn summed(expr: Expr) -> Expr {
    match expr.labels() {
        Labels::By(labels) if labels.is_empty() => expr,
        _ => sum(expr),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_rates_tell_their_counter() {
        for (text, expected) in [
            ("sum(rate(jobs{a=\"b\"}[$window]))", Some("jobs{a=\"b\"}")),
            ("sum by (pod) (rate(jobs[$window]))", Some("jobs")),
            ("rate(jobs[$window])", Some("jobs")),
            ("sum(increase(jobs[$window]))", None),
            ("sum(rate(jobs[$window] offset 5m))", None),
            ("sum(rate(jobs[$window])) / 2", None),
            ("max(rate(jobs[$window]))", None),
        ] {
            let fragment = Fragment::parse(text).expect("an expression");
            let told = counter(&fragment).map(|selector| selector.to_string());
            assert_eq!(told.as_deref(), expected, "{text}");
        }
    }
}
