//! Texts of alerts: what is wrong, how bad it is, how long is left, and where to look.

use super::{Site, humanize};
use crate::artifact::Pairs;
use crate::ir::{BurnAlert, Program, names};
use crate::promql::Expr;
use crate::units::Fraction;

/// What an alert says of the moment at which it fires.
#[derive(Debug, Clone, Copy)]
pub(in crate::emit) enum Moment {
    /// Prometheus fills it in.
    Template,
    /// It is known.
    Known {
        /// The value of the alert's expression, a ratio.
        value: f64,
        /// The share of the budget that is left, where it is recorded.
        left: Option<f64>,
    },
}

impl Moment {
    /// The value of the alert's expression.
    fn value(self) -> String {
        match self {
            Self::Template => "{{ $value | humanizePercentage }}".to_owned(),
            Self::Known { value, .. } => humanize::percentage(value),
        }
    }
}

/// For a burn condition.
pub(in crate::emit) fn burning(
    site: &Site<'_>,
    alert: &BurnAlert,
    moment: Moment,
) -> Pairs<String> {
    let (condition, told) = (&alert.condition, &alert.told);
    let burn = &condition.burn;
    let speed = if burn.factor == Fraction::ONE {
        "faster than its period allows".to_owned()
    } else {
        format!("more than {} times too fast", told.factor)
    };
    let summary = format!("{} burns its error budget {speed}", subject(site));
    let value = moment.value();
    let description = format!(
        "{value} of events were bad in the last {long}, and more than {threshold} in the last {short}; \
         {objective}% must be good.{left}",
        long = burn.long,
        threshold = told.threshold_percent,
        short = burn.short,
        objective = told.objective,
        left = match moment {
            Moment::Template => budget_left(site, alert),
            Moment::Known { value, left } => {
                left.map(|left| known_left(site, value, left))
                    .unwrap_or_default()
            }
        },
    );
    let texts = Pairs::default()
        .with("summary", summary)
        .with("description", description)
        .with("value", value)
        .with("condition", &told.sentences);
    links(site, texts, &names::burn_alert(&condition.name))
}

/// For missing data.
pub(in crate::emit) fn no_data(site: &Site<'_>) -> Pairs<String> {
    let texts = Pairs::default()
        .with("summary", format!("{} is not measured any more", subject(site)))
        .with(
            "description",
            "Its events were measured within the last day and are not now: the service, its metrics or their scrape \
             is gone. While this lasts, no alert of this SLO can fire. This one ends after a day, \
             even if nothing is measured by then.",
        );
    links(site, texts, names::NO_DATA)
}

/// For a spent budget.
pub(in crate::emit) fn budget_spent(site: &Site<'_>, moment: Moment) -> Pairs<String> {
    let budget = site
        .slo
        .objective
        .budget_in_seconds(*site.slo.period)
        .rounded_duration();
    let value = moment.value();
    let texts = Pairs::default()
        .with(
            "summary",
            format!("{} has spent its error budget", subject(site)),
        )
        .with(
            "description",
            format!(
                "{value} of the {period} budget is spent. {objective}% of events must be good, which tolerates a \
                 total outage of {budget}.",
                period = site.slo.period.length(),
                objective = site.slo.objective.percent(),
            ),
        )
        .with("value", value);
    links(site, texts, names::BUDGET_SPENT)
}

/// `success of anvila-api (production)`.
fn subject(site: &Site<'_>) -> String {
    format!(
        "{} of {} ({})",
        site.slo.name, site.service.name, site.deployment.environment.name
    )
}

/// What is left of the budget, and for how long at the present rate; silent while it is unknown.
fn budget_left(site: &Site<'_>, alert: &BurnAlert) -> String {
    let remaining = || Expr::from(site.series(names::BUDGET_REMAINING));
    let ratio = names::error_ratio(alert.condition.burn.long);
    let ratio = Expr::from(site.series(ratio));
    let seconds = Expr::from(alert.told.budget) * remaining().gt(0) / ratio;
    let period = site.slo.period.length();
    let left = format!(" of the {period} error budget is left");
    [
        when(" ", &remaining().gt(0), "humanizePercentage", &left),
        when(
            "; at this rate it is spent in ",
            &seconds,
            "humanizeDuration",
            ".",
        ),
        when_there(&remaining().le(0), &spent(site)),
    ]
    .concat()
}

/// The same at a moment at which it is known.
fn known_left(site: &Site<'_>, ratio: f64, left: f64) -> String {
    if left <= 0.0 {
        return spent(site);
    }
    let period = site.slo.period.length();
    let share = humanize::percentage(left);
    let budget = humanize::float(site.slo.objective.budget_in_seconds(*site.slo.period));
    let spent_in = humanize::duration(budget * left / ratio);
    format!(
        " {share} of the {period} error budget is left; at this rate it is spent in {spent_in}."
    )
}

fn spent(site: &Site<'_>) -> String {
    let period = site.slo.period.length();
    format!(" Nothing is left of the {period} error budget.")
}

/// A Go template that prints a text where a query has a value.
fn when_there(query: &Expr, text: &str) -> String {
    let query = go_string(&query.to_string());
    format!("{{{{ with query {query} }}}}{text}{{{{ end }}}}")
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
fn links(site: &Site<'_>, texts: Pairs<String>, alert: &str) -> Pairs<String> {
    let texts = match &site.dashboard_url {
        Some(url) => texts.with("dashboard_url", url),
        None => texts,
    };
    runbook(site.program, texts, alert)
}

/// Adds the link to an alert's runbook.
pub(super) fn runbook(program: &Program, texts: Pairs<String>, alert: &str) -> Pairs<String> {
    match &program.platform.runbook_base_url {
        Some(base) => texts.with("runbook_url", names::runbook_url(base, alert)),
        None => texts,
    }
}
