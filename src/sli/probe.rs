//! Probes from outside that succeed: each sample of `probe_success` is an event.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Deployment, Description, Exposed, Missing, Parameter, Rates, Sli, Source, Vocabulary, exposed,
    fragment,
};
use crate::diag::Sink;
use crate::promql::{Expr, Selector, count_over_time, sum, sum_over_time};
use crate::source::{Span, Spanned};
use crate::units::Duration;

/// The share of probes that succeed. Without a selector it reads `probe_success` of the
/// deployment's URL, which the blackbox exporter's usual scrape job puts into `instance`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// A gauge that is 1 when a probe succeeds and 0 when it fails, as a selector.
    selector: Option<Spanned<String>>,
}

impl Probe {
    pub(super) fn compile(&self, _: Span, sink: &mut Sink) -> Option<Compiled> {
        match &self.selector {
            Some(text) => fragment::selector(text, sink).map(|selector| Compiled {
                explicit: Some(Spanned::new(selector, text.span)),
            }),
            None => Some(Compiled { explicit: None }),
        }
    }
}

#[derive(Debug)]
pub(super) struct Compiled {
    explicit: Option<Spanned<Selector>>,
}

impl Sli for Compiled {
    fn bind(&self, deployment: &Deployment<'_>) -> Result<Arc<dyn Rates>, Missing> {
        let probes = match (&self.explicit, deployment.url) {
            (Some(selector), _) => selector.value.clone().merge_missing(deployment.matchers),
            // The URL alone: what labels the service's own metrics carry, the prober does not know.
            (None, Some(url)) => Selector::metric("probe_success").eq("instance", url.to_owned()),
            (None, None) => {
                return Err(Missing {
                    reason: "no URL is known to probe".to_owned(),
                    switch_on:
                        "give the environment a `url:` in the service's entry, or a pattern under \
                                `environments:` in `platform.yml`, such as \
                                `url: https://{service}.example.com`"
                            .to_owned(),
                });
            }
        };
        Ok(Arc::new(Bound { probes }))
    }

    fn describe(&self, _: Option<&Vocabulary>) -> Description {
        const NAME: &str = "selector";
        let selector = match &self.explicit {
            Some(selector) => Parameter::stated(NAME, selector),
            None => Parameter {
                name: NAME,
                value: "`probe_success` whose `instance` is the environment's `url`".to_owned(),
                source: Source::Kind,
            },
        };
        Description {
            kind: "probe",
            parameters: vec![selector],
        }
    }
}

#[derive(Debug)]
struct Bound {
    probes: Selector,
}

impl Rates for Bound {
    fn bad(&self, window: Duration) -> Expr {
        let all = sum(count_over_time(self.probes.clone().range(window)));
        let good = sum(sum_over_time(self.probes.clone().range(window)));
        per_second(all - good, window)
    }

    fn total(&self, window: Duration) -> Expr {
        per_second(
            sum(count_over_time(self.probes.clone().range(window))),
            window,
        )
    }

    fn exposed(&self) -> Option<Vec<Exposed>> {
        exposed::probes(&self.probes)
    }
}

fn per_second(count: Expr, window: Duration) -> Expr {
    count / Expr::from(window.as_secs())
}
