//! A dead man's switch that hears of two environments.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::{Heartbeat, Way, heartbeats};

declare_rule! {
    /// ## What it does
    /// Warns of a dead man's switch that hears of more than one environment.
    ///
    /// ## Why it matters
    /// A dead man's switch tells somebody when it no longer hears anything. When the Prometheus of one
    /// environment dies, `Watchdog` of the other goes on being told, and nobody notices.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   dead-man: {webhook: {url: {file: /run/secrets/dead_man_url}}}
    /// routing:
    ///   watchdog: {production: dead-man, staging: dead-man}
    /// ```
    ///
    /// ## Write instead
    /// A switch for each environment. Where one Prometheus watches both, name one of them only:
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   dead-man: {webhook: {url: {file: /run/secrets/dead_man_url}}}
    ///   staging-dead-man: {webhook: {url: {file: /run/secrets/staging_dead_man_url}}}
    /// routing:
    ///   watchdog: {production: dead-man, staging: staging-dead-man}
    /// ```
    SHARED_WATCHDOG = RTE026 "shared-watchdog" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let mut heard: BTreeMap<&Way, Vec<Heartbeat<'_>>> = BTreeMap::new();
    for heartbeat in heartbeats(&program.alerting, &program.services) {
        let way = &heartbeat.listener.value.way;
        heard.entry(way).or_default().push(heartbeat);
    }
    for together in heard.values() {
        let [_, .., last] = together.as_slice() else {
            continue;
        };
        let names: Vec<_> = together
            .iter()
            .map(|it| format!("`{}`", it.environment.name))
            .collect();
        let entries: Vec<_> = together
            .iter()
            .map(|it| format!("{}: …", it.environment.name))
            .collect();
        let message = format!(
            "dead man's switch `{}` hears of {}: while one of them is alive, nobody is told that another is dead",
            last.listener.value.name,
            names.join(" and ")
        );
        sink.push(
            Diagnostic::at(&SHARED_WATCHDOG, last.listener.span, message).help(format!(
                "write `watchdog: {{{}}}` with a switch for each, or name one of them only if one Prometheus watches \
                 them all",
                entries.join(", ")
            )),
        );
    }
}
