//! Alerting that nobody watches.

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;

declare_rule! {
    /// ## What it does
    /// Warns of a registry that has receivers, and no dead man's switch among them. The alert
    /// `Watchdog`, which always fires, is left out then.
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
    let is_there = alerting.watchdog.is_some() || sink.has_errors();
    let Some(first) = alerting.declared.values().min().filter(|_| !is_there) else {
        return;
    };
    let message = "nobody would notice that alerting itself is dead: `Watchdog` is left out";
    sink.push(
        Diagnostic::at(&NO_WATCHDOG, *first, message)
            .label("receivers are declared here, and no dead man's switch is named")
            .help("add the receiver of a dead man's switch, and `routing: {watchdog: …}` with its name"),
    );
}
