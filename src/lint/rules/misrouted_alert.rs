//! Alerts that go elsewhere than ownership says.

use crate::diag::Sink;
use crate::lint::routed::{Routed, Told};

declare_rule! {
    /// ## What it does
    /// Follows every alert that can be emitted through the routing tree, and reports those that do
    /// not reach exactly whom their owner's contact and escalation policy name, when these say, in
    /// the groups that the platform names.
    ///
    /// ## Why it matters
    /// A page that reaches another team, or two, is found out about in an incident.
    ///
    /// ## Example
    /// No registry is known that leads to it: the tree is made from ownership. The check is there
    /// so that a mistake in the making never reaches an Alertmanager.
    /// ```yaml
    /// owners:
    ///   - {team: web, alert_contact: "#web-alerts"}
    /// ```
    ///
    /// ## Write instead
    /// Report the registry that shows it. Until then, give the team a contact of its own:
    /// ```yaml
    /// owners:
    ///   - {team: web, alert_contact: "#web-alerts"}
    /// ```
    MISROUTED_ALERT = RTE020 "misrouted-alert" Error, proof of Routed(check)
}

fn check(alerts: &Routed<'_>, sink: &mut Sink) {
    let Some(routes) = &alerts.program.routes else {
        return;
    };
    if alerts.intended.notices.is_empty() {
        // That nobody is told is said of the severity itself.
        return;
    }
    let (intended, told) = (alerts.intended(), alerts.told(routes));
    if intended == told && !alerts.is_uncertain() {
        return;
    }
    let mut finding = alerts.finding(&MISROUTED_ALERT, "go elsewhere than their owner says");
    for path in alerts.paths() {
        finding = finding.note(format!("route: {path}"));
    }
    for missed in beyond(&intended, &told) {
        finding = finding.note(format!("not told: {}", describe(missed)));
    }
    for extra in beyond(&told, &intended) {
        finding = finding.note(format!("told besides: {}", describe(extra)));
    }
    sink.push(finding.help("report this with the registry that shows it"));
}

/// What of `all` is not in `known` as often.
fn beyond<'t, 'p>(all: &'t [Told<'p>], known: &[Told<'_>]) -> Vec<&'t Told<'p>> {
    let mut known: Vec<_> = known.iter().collect();
    let mut is_new = |told: &&Told<'_>| match known.iter().position(|it| it == told) {
        Some(at) => {
            known.swap_remove(at);
            false
        }
        None => true,
    };
    all.iter().filter(|told| is_new(told)).collect()
}

fn describe(told: &Told<'_>) -> String {
    let Told {
        who,
        wait,
        interval,
        repeat,
        ..
    } = told;
    let group_by = told.group_by.join(", ");
    let hours = told.active_in.iter();
    let hours = hours.map(|interval| format!(", only during `{interval}`"));
    let muted = told.muted_in.iter();
    let muted = muted.map(|interval| format!(", not during `{interval}`"));
    let when: String = hours.chain(muted).collect();
    format!(
        "{who} after {wait}, of changes every {interval}, again every {repeat}, by {group_by}{when}"
    )
}
