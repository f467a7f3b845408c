//! Windows too short for the scrape interval.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Severity, Sink};
use crate::lint::Site;
use crate::slo::PAIR_WINDOW;
use crate::units::Duration;

declare_rule! {
    /// ## What it does
    /// Warns when a window that rules read holds fewer than four scrapes, and refuses fewer than two.
    /// The shortest window of every SLO is 5m.
    ///
    /// ## Why it matters
    /// A rate needs two samples. With fewer than four in its window, one missed scrape blanks it, and
    /// with it every alert.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// prometheus: {scrape_interval: 3m}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// prometheus: {scrape_interval: 30s}
    /// ```
    WINDOW_BELOW_SCRAPES = SLO012 "window-below-scrapes" Warning, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    let interval = &site.program.platform.scrape_interval;
    let Some(span) = interval.span else { return };
    let shorts = site
        .slo
        .burn
        .alerts
        .iter()
        .map(|alert| alert.condition.burn.short);
    let windows: BTreeSet<Duration> = shorts.chain([PAIR_WINDOW]).collect();
    let Some(shortest) = windows.first() else {
        return;
    };
    let scrapes = shortest.as_millis() / interval.as_millis();
    if scrapes >= 4 {
        return;
    }
    let plural = if scrapes == 1 { "" } else { "s" };
    let mut finding = Diagnostic::at(
        &WINDOW_BELOW_SCRAPES,
        span,
        format!("a window of {shortest} holds only {scrapes} scrape{plural} at this interval"),
    )
    .label("scraped too seldom")
    .help(format!(
        "scrape at least every {}",
        Duration::from_millis(shortest.as_millis() / 4)
    ))
    .service(&site.service.name);
    if scrapes < 2 {
        finding.severity = Severity::Error;
    }
    sink.push(finding);
}
