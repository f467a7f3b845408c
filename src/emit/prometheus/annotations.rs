//! Texts of alerts: what is wrong, how bad it is, how long is left, and where to look.

use super::Site;
use crate::artifact::Pairs;
use crate::ir::{BurnAlert, names};
use crate::promql::Expr;
use crate::sli::guard::number;
use crate::slo::Condition;
use crate::units::Fraction;

/// The alert's value, for messages that show it by itself.
const VALUE: &str = "{{ $value | humanizePercentage }}";

/// For a burn condition.
pub(super) fn burning(site: &Site<'_>, alert: &BurnAlert) -> Pairs {
    let condition = &alert.condition;
    let burn = &condition.burn;
    let threshold = percent(burn.threshold(*site.slo.objective));
    let summary = format!(
        "{} burns its error budget more than {} times too fast",
        subject(site),
        burn.factor
    );
    let description = format!(
        "{VALUE} of events were bad in the last {long}, and more than {threshold} in \
         the last {short}; {objective} % must be good.{left}",
        long = burn.long,
        short = burn.short,
        objective = site.slo.objective.percent(),
        left = budget_left(site, condition),
    );
    let period = *site.slo.period;
    let condition_text = format!(
        "Fires above {threshold} over {long} and {short}: {share} of the {period} budget within {long}. \
         A total outage fires this after about {detection}, and it ends {reset} after the outage.{floor}",
        long = burn.long,
        short = burn.short,
        period = period.length(),
        share = percent(burn.budget_share(period)),
        detection = burn.detection_time(*site.slo.objective).rounded_duration(),
        reset = alert.reset_time(*site.slo.objective).rounded_duration(),
        floor = floor(condition.min_failures),
    );
    let texts = Pairs::default()
        .with("summary", summary)
        .with("description", description)
        .with("value", VALUE)
        .with("condition", condition_text);
    links(site, texts, &names::burn_alert(&condition.name))
}

/// For missing data.
pub(super) fn no_data(site: &Site<'_>) -> Pairs {
    let texts = Pairs::default()
        .with("summary", format!("{} is not measured any more", subject(site)))
        .with(
            "description",
            "Its events were measured within the last day and are not now: the service, its metrics or their scrape \
             is gone. While this lasts, no alert of this SLO can fire.",
        );
    links(site, texts, names::NO_DATA)
}

/// For a spent budget.
pub(super) fn budget_spent(site: &Site<'_>) -> Pairs {
    let budget = site
        .slo
        .objective
        .budget_in_seconds(*site.slo.period)
        .rounded_duration();
    let texts = Pairs::default()
        .with(
            "summary",
            format!("{} has spent its error budget", subject(site)),
        )
        .with(
            "description",
            format!(
                "{VALUE} of the {period} budget is spent. {objective} % of events must be \
                 good, which tolerates a total outage of {budget}.",
                period = site.slo.period.length(),
                objective = site.slo.objective.percent(),
            ),
        )
        .with("value", VALUE);
    links(site, texts, names::BUDGET_SPENT)
}

/// `success of anvila-api (production)`.
fn subject(site: &Site<'_>) -> String {
    format!(
        "{} of {} ({})",
        site.slo.name, site.service.name, site.deployment.environment.name
    )
}

fn floor(min_failures: u32) -> String {
    match min_failures {
        0 => String::new(),
        1 => " At least 1 event must be bad.".to_owned(),
        n => format!(" At least {n} events must be bad."),
    }
}

/// What is left of the budget, and for how long at the present rate; silent while it is unknown.
fn budget_left(site: &Site<'_>, condition: &Condition) -> String {
    let remaining = || Expr::from(site.series(names::BUDGET_REMAINING));
    let ratio = Expr::from(site.series(names::error_ratio(condition.burn.long)));
    let budget = site.slo.objective.budget_in_seconds(*site.slo.period);
    let seconds = number(budget) * remaining().gt(0) / ratio;
    let period = site.slo.period.length();
    [
        when(
            " ",
            &remaining(),
            "humanizePercentage",
            &format!(" of the {period} error budget is left"),
        ),
        when(
            "; at this rate it is spent in ",
            &seconds,
            "humanizeDuration",
            "",
        ),
    ]
    .concat()
}

/// A Go template that prints the value of a query between two texts, or nothing where it has none.
fn when(before: &str, query: &Expr, format: &str, after: &str) -> String {
    let query = go_string(&query.to_string());
    format!(
        "{{{{ with query {query} }}}}{before}{{{{ . | first | value | {format} }}}}{after}{{{{ end }}}}"
    )
}

/// A Go string literal: raw, so that a query stays readable, or with JSON's escapes, which are Go's.
fn go_string(text: &str) -> String {
    if text.contains(['`', '\n']) {
        serde_json::Value::from(text).to_string()
    } else {
        format!("`{text}`")
    }
}

/// Adds the links that the platform has bases for.
fn links(site: &Site<'_>, texts: Pairs, alert: &str) -> Pairs {
    let platform = &site.program.platform;
    let texts = match &platform.grafana_url {
        Some(base) => texts.with(
            "dashboard_url",
            names::dashboard_url(
                base,
                &site.service.name,
                &site.deployment.environment.name,
                &site.slo.name,
            ),
        ),
        None => texts,
    };
    match &platform.runbook_base_url {
        Some(base) => texts.with("runbook_url", names::runbook_url(base, alert)),
        None => texts,
    }
}

/// A share for people: exact, or three digits of it.
fn percent(ratio: Fraction) -> String {
    format!("{:.3}%", ratio.percent())
}
