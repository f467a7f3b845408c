//! Alerting that nobody watches.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::{Watchdog, environments, heartbeats};
use crate::source::Span;

declare_rule! {
    /// ## What it does
    /// Warns of a registry that has receivers, and no dead man's switch among them; and of an environment
    /// that serves users and is not named where others have a switch. The alert `Watchdog`, which always
    /// fires, is left out then.
    ///
    /// ## Why it matters
    /// When Prometheus or Alertmanager dies, or the network between them, no alert arrives any more,
    /// and that looks like a quiet night. A dead man's switch hears of `Watchdog` every minute, and tells
    /// somebody when it no longer does. It must not run on what it watches.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    /// severities:
    ///   critical: {to: [contact, pager]}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    ///   dead-man: {webhook: {url: {file: /run/secrets/dead_man_url}}}
    /// severities:
    ///   critical: {to: [contact, pager]}
    /// routing: {watchdog: dead-man}
    /// ```
    NO_WATCHDOG = RTE017 "no-watchdog" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let alerting = &program.alerting;
    if sink.has_errors() {
        return;
    }
    match &alerting.watchdog {
        Some(Watchdog::Each(listeners)) => {
            if let Some(first) = listeners.values().map(|it| it.span).min() {
                environments_without(program, first, sink);
            }
        }
        Some(Watchdog::One(_)) => {}
        None => {
            let Some(first) = alerting.declared.receivers.values().min() else {
                return;
            };
            let message =
                "nobody would notice that alerting itself is dead: `Watchdog` is left out";
            sink.push(
                Diagnostic::at(&NO_WATCHDOG, *first, message)
                    .label("receivers are declared here, and no dead man's switch is named")
                    .help("add the receiver of a dead man's switch, and `routing: {watchdog: …}` with its name"),
            );
        }
    }
}

/// Reports environments that serve users and that nobody listens to.
fn environments_without(program: &Program, place: Span, sink: &mut Sink) {
    let heard: BTreeSet<_> = heartbeats(&program.alerting, &program.services)
        .iter()
        .map(|it| it.environment.name.as_str())
        .collect();
    for environment in environments(&program.services) {
        let name = &environment.name;
        if environment.production && !heard.contains(name.as_str()) {
            let message = format!("nobody would notice that alerting of `{name}` is dead");
            sink.push(
                Diagnostic::at(&NO_WATCHDOG, place, message)
                    .label("other environments have a dead man's switch")
                    .help(format!(
                        "add `{name}: …` with a dead man's switch of its own"
                    )),
            );
        }
    }
}
