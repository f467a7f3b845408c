//! Alerts: one for each burn condition, one for missing data, one for a spent budget.

use super::Site;
use super::annotations::{self, Moment};
use crate::artifact::{Alert, Pairs, Rule};
use crate::ir::alerts::{self as routed, Subject};
use crate::ir::{BurnAlert, Deployment, Program, Service, Slo, names};
use crate::promql::{Expr, Text};
use crate::sli::guard;
use crate::slo::failures_to_exceed;
use crate::units::Duration;

/// An alert that is not about how fast the budget burns, for people.
#[derive(Debug)]
pub struct OtherAlert<'p> {
    /// Which it is.
    pub alert: routed::Alert<'p>,
    /// When it fires.
    pub fires: String,
}

/// The alerts that an SLO has beside those of its burn conditions.
pub fn other_alerts<'p>(
    service: &'p Service,
    deployment: &'p Deployment,
    slo: &'p Slo,
) -> [OtherAlert<'p>; 2] {
    [
        OtherAlert {
            alert: routed::Alert::no_data(service, deployment, slo),
            fires: format!("no data for {NO_DATA_FOR}, but some within the last day"),
        },
        OtherAlert {
            alert: routed::Alert::budget_spent(service, deployment, slo),
            fires: format!("all of the {} error budget is spent", slo.period.length()),
        },
    ]
}

/// How long data must be missing.
pub(in crate::emit) const NO_DATA_FOR: Duration = Duration::from_mins(10);

/// The alerts for the burn conditions whose long window `accept` accepts.
pub(super) fn burns(site: &Site<'_>, accept: impl Fn(Duration) -> bool) -> Vec<Rule> {
    let alert = |alert: &BurnAlert| {
        Rule::Alert(Alert {
            alert: names::burn_alert(&alert.condition.name).into(),
            expr: burning(site, alert),
            pending: None,
            keep_firing_for: alert.keep_firing_for,
            labels: burn_labels(site, alert),
            annotations: annotations::burning(site, alert, Moment::Template),
        })
    };
    site.burn_alerts(accept).map(alert).collect()
}

/// Both windows exceed the threshold, and enough events were bad for that to mean something.
fn burning(site: &Site<'_>, alert: &BurnAlert) -> Expr {
    let condition = &alert.condition;
    let exceeds =
        |window| Expr::from(site.series(names::error_ratio(window))).gt(alert.told.threshold);
    let both = exceeds(condition.burn.long).and(exceeds(condition.burn.short));
    match failures_to_exceed(condition.min_failures) {
        Some(failures) => {
            let bad = site.series(names::bad_rate(condition.burn.long));
            both.and(guard::enough_failures(
                bad.into(),
                condition.burn.long,
                failures,
            ))
        }
        None => both,
    }
}

/// What fires while it has a value: the expression of an alert's rule.
pub(in crate::emit) fn expression(program: &Program, alert: &routed::Alert<'_>) -> Expr {
    let (service, deployment, slo, burn) = match alert.subject {
        Subject::Pack { alert, .. } => return alert.expr(),
        Subject::Stack { .. } => return super::watchdog::expression(),
        Subject::Slo {
            service,
            deployment,
            slo,
            burn,
        } => (service, deployment, slo, burn),
    };
    let site = Site::new(program, service, deployment, slo);
    match burn {
        Some(burn) => burning(&site, burn),
        None if alert.name == names::NO_DATA => unmeasured(&site),
        None => spent(&site).ge(1),
    }
}

fn unmeasured(site: &Site<'_>) -> Expr {
    guard::seen_within_a_day(&site.series(names::TOTAL_5M))
}

/// The share of the period's error budget that is spent.
pub(in crate::emit) fn spent(site: &Site<'_>) -> Expr {
    Expr::from(1) - site.series(names::BUDGET_REMAINING)
}

/// Events were measured until a moment ago and are not any more.
pub(super) fn no_data(site: &Site<'_>) -> Rule {
    Rule::Alert(Alert {
        alert: names::NO_DATA.into(),
        expr: unmeasured(site),
        pending: Some(NO_DATA_FOR),
        keep_firing_for: None,
        labels: no_data_labels(site),
        annotations: annotations::no_data(site),
    })
}

/// Nothing is left of the period's error budget. For the budget policy, not for the pager: the burn
/// conditions have told of what spent it.
pub(super) fn budget_spent(site: &Site<'_>) -> Rule {
    Rule::Alert(Alert {
        alert: names::BUDGET_SPENT.into(),
        expr: spent(site).ge(1),
        pending: None,
        keep_firing_for: None,
        labels: budget_spent_labels(site),
        annotations: annotations::budget_spent(site, Moment::Template),
    })
}

/// The labels of a burn alert.
pub(in crate::emit) fn burn_labels(site: &Site<'_>, burn: &BurnAlert) -> Pairs {
    let Site {
        service,
        deployment,
        slo,
        ..
    } = site;
    labels(&routed::Alert::burn(service, deployment, slo, burn))
}

/// The labels of the alert for missing data.
pub(in crate::emit) fn no_data_labels(site: &Site<'_>) -> Pairs {
    let Site {
        service,
        deployment,
        slo,
        ..
    } = site;
    labels(&routed::Alert::no_data(service, deployment, slo))
}

/// The labels of the alert for a spent budget.
pub(in crate::emit) fn budget_spent_labels(site: &Site<'_>) -> Pairs {
    let Site {
        service,
        deployment,
        slo,
        ..
    } = site;
    labels(&routed::Alert::budget_spent(service, deployment, slo))
}

/// The labels of an alert as its rule has them.
pub(in crate::emit) fn labels(alert: &routed::Alert<'_>) -> Pairs {
    let labels = alert.labels().into_iter();
    let shared = labels.map(|(name, value)| (name, Text::Shared(value.into())));
    Pairs(shared.collect())
}
