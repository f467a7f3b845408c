//! Alerts whose every notice is muted at all times.

use std::collections::BTreeSet;

use crate::diag::Sink;
use crate::lint::routed::Routed;

declare_rule! {
    /// ## What it does
    /// Reports alerts of which nobody is told at any time of an ordinary week, because the intervals in
    /// which their routes are muted or active leave nothing. Two weeks are looked at, one in January and one
    /// in July: hours of a zone that keeps summer time may be left in one half of the year and gone in the
    /// other, and an alert that is muted for half a year is reported as well.
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
    if !routed.intended.notices.is_empty() && !routed.silent_months.is_empty() {
        let (what, help) = match routed.silent_months.as_slice() {
            [month] => (
                format!("are muted all week in {month}"),
                "write the time intervals in one zone, since summer time shifts some of them",
            ),
            _ => (
                "are muted all week".to_owned(),
                "widen the time interval, or take it off the environment or service",
            ),
        };
        let mut finding = routed.finding(&ALWAYS_MUTED, &what).note(hours(routed));
        for path in routed.paths() {
            finding = finding.note(format!("route: {path}"));
        }
        sink.push(finding.help(help));
    }
}

/// Which intervals leave nothing to those whom ownership names.
fn hours(routed: &Routed<'_>) -> String {
    let quoted = |names: BTreeSet<&String>| {
        let names = names.into_iter().map(|name| format!("`{name}`"));
        names.collect::<Vec<_>>().join(" or ")
    };
    let notices = routed.intended.notices.iter();
    // One that names no interval is told at all times.
    let active: Option<BTreeSet<_>> = notices.map(|it| it.during.as_ref()).collect();
    let active = quoted(active.unwrap_or_default());
    let muted = quoted(routed.intended.muted_in.iter().collect());
    match (&*active, &*muted) {
        (active, "") => format!("owners are told in {active} alone"),
        ("", muted) => format!("owners are not told in {muted}"),
        (active, muted) => format!("owners are told in {active} alone, and not in {muted}"),
    }
}
