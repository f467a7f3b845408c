//! Alerts that silence others while nobody is told of themselves.

use crate::diag::Sink;
use crate::lint::silencing::{Flaw, called, finding};

declare_rule! {
    /// ## What it does
    /// Reports alerts that silence another one at a time when nobody is told of themselves, though
    /// somebody would be told of the other. Looked at are an ordinary week in January, one in July, and the
    /// dates that time intervals name.
    ///
    /// ## Why it matters
    /// Alertmanager applies inhibition whether or not the silencing alert is told: nobody hears of the
    /// failure at all.
    ///
    /// ## Example
    /// At night a fast burn is told to nobody, and keeps the slow burn from being told.
    /// ```yaml
    /// # platform.yml
    /// time_intervals:
    ///   office: {weekdays: "monday:friday", times: "09:00-18:00"}
    /// escalation_policies:
    ///   web-primary:
    ///     - {to: ["#web-pages"], during: office}
    /// severities:
    ///   critical: {to: [escalation]}
    ///   warning: {to: [contact]}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// severities:
    ///   critical: {to: [contact, escalation]}
    ///   warning: {to: [contact]}
    /// ```
    MUTED_INHIBITOR = RTE023 "muted-inhibitor" Error, Silencing(check)
}

fn check(flaw: &Flaw<'_>, sink: &mut Sink) {
    let Flaw::MutedSource {
        source,
        target,
        paths,
    } = flaw
    else {
        return;
    };
    let message = format!(
        "{} silences `{}` at times when nobody is told of itself",
        called(source),
        target.name
    );
    let mut finding = finding(&MUTED_INHIBITOR, source, message);
    for path in paths {
        finding = finding.note(format!("route: {path}"));
    }
    sink.push(finding.help(
        "name `contact` under its severity, or take `during:` off a step of its escalation policy",
    ));
}
