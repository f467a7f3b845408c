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
    /// failure at all. A service in `maintenance:` does so to those that depend on it with `inhibit: true`,
    /// unless they have the same maintenance.
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
    let [one, other] =
        [source, target].map(|alert| alert.subject.service().map(|(it, _)| it.name.as_str()));
    let (silenced, help) = match (one, other) {
        (Some(one), Some(other)) if one != other => (
            called(target),
            format!(
                "name the same time intervals under `maintenance:` of `{other}`, or take `inhibit` off its dependency on `{one}`"
            ),
        ),
        _ => (
            format!("`{}`", target.name),
            "name `contact` under its severity, or take `during:` off a step of its escalation policy"
                .to_owned(),
        ),
    };
    let message = format!(
        "{} silences {silenced} at times when nobody is told of itself",
        called(source)
    );
    let mut finding = finding(&MUTED_INHIBITOR, source, message);
    for path in paths {
        finding = finding.note(format!("route: {path}"));
    }
    sink.push(finding.help(help));
}
