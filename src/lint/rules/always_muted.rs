//! Alerts whose every notice is muted at all times.

use crate::diag::Sink;
use crate::lint::routed::Routed;

declare_rule! {
    /// ## What it does
    /// Reports alerts of which nobody is told at any time of an ordinary week, because the intervals in
    /// which their routes are muted or active leave nothing.
    ///
    /// ## Why it matters
    /// The alert fires and is seen by nobody. A time interval with a date is active once, not
    /// every year.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// time_intervals:
    ///   launch: {from: "2026-12-01T08:00", to: "2026-12-01T20:00"}
    /// environments:
    ///   production: {active: launch}
    /// ```
    ///
    /// ## Write instead
    /// Hours of the week, for an environment in which nobody is to be told at other times:
    /// ```yaml
    /// # platform.yml
    /// time_intervals:
    ///   office: {weekdays: "monday:friday", times: "09:00-18:00"}
    /// environments:
    ///   staging: {active: office}
    /// ```
    ALWAYS_MUTED = RTE014 "always-muted" Error, Routed(check)
}

fn check(routed: &Routed<'_>, sink: &mut Sink) {
    let notices = routed.intended.notices.as_slice();
    if !notices.is_empty() && notices.iter().all(|notice| !routed.is_ever_told(notice)) {
        let mut finding = routed.finding(&ALWAYS_MUTED, "are muted all week");
        for &hit in &routed.hits {
            finding = finding.note(format!("route: {}", routed.path(hit)));
        }
        sink.push(
            finding.help("widen the time interval, or take it off the environment or service"),
        );
    }
}
