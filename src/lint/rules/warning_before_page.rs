//! Policies whose warnings come before their pages.

use crate::diag::Sink;
use crate::lint::{Site, problems};
use crate::slo::Flaw;

declare_rule! {
    /// ## What it does
    /// Warns of a burn condition of severity `warning` that fires earlier in a total outage than
    /// every critical one.
    ///
    /// ## Why it matters
    /// In the outage that matters most, the ticket arrives before the page.
    ///
    /// ## Example
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: fast, factor: 2, long: 1h, severity: warning}
    ///       - {name: slow, factor: 6, long: 6h, severity: critical}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// burn_policies:
    ///   mine:
    ///     conditions:
    ///       - {name: fast, factor: 14.4, long: 1h, severity: critical}
    ///       - {name: slow, factor: 6, long: 6h, severity: warning}
    /// ```
    WARNING_BEFORE_PAGE = SLO030 "warning-before-page" Warning, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    for problem in problems(site) {
        let Flaw::BeforePage { page } = &problem.flaw else {
            continue;
        };
        let message = format!(
            "in a total outage the warning `{}` comes before the page `{page}`",
            problem.name
        );
        sink.push(
            problem
                .at_trigger(&WARNING_BEFORE_PAGE, message)
                .label("fires first")
                .help(format!(
                    "make `{}` critical, or `{page}` faster",
                    problem.name
                )),
        );
    }
}
