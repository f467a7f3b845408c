//! Periods that reach further back than samples are kept.

use crate::diag::{Diagnostic, Sink};
use crate::lint::Site;

declare_rule! {
    /// ## What it does
    /// Reports an SLO whose period is longer than Prometheus keeps samples, where `platform.yml`
    /// states how long that is.
    ///
    /// ## Why it matters
    /// The budget would be computed over the samples that are left, and look better or worse than it
    /// is. Prometheus itself keeps 15 days unless told otherwise.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// prometheus: {retention: 15d}
    /// ```
    ///
    /// ## Write instead
    /// The longest period and a little more, in `platform.yml` and in Prometheus' own flags:
    /// ```yaml
    /// # platform.yml
    /// prometheus: {retention: 32d}
    /// ```
    PERIOD_BEYOND_RETENTION = SLO013 "period-beyond-retention" Error, Slo(check)
}

fn check(site: &Site<'_>, sink: &mut Sink) {
    let Some(retention) = &site.program.platform.retention else {
        return;
    };
    let (Some(span), period) = (retention.span, site.slo.period.length()) else {
        return;
    };
    if period <= retention.value {
        return;
    }
    let finding = Diagnostic::at(
        &PERIOD_BEYOND_RETENTION,
        span,
        format!(
            "samples are kept for {}, a period of {period} needs more",
            retention.value
        ),
    )
    .label("too short")
    .help(format!(
        "keep samples for more than {period}, or shorten the period"
    ))
    .service(&site.service.name);
    sink.push(match site.slo.period.span {
        Some(period) => finding.secondary(period, "this period"),
        None => finding,
    });
}
