//! Dependencies that are to silence alerts, and never do.

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::{is_silenced_by, is_told_down};

declare_rule! {
    /// ## What it does
    /// Warns of `inhibit: true` under `depends_on` where no alert tells that the other service is down, in
    /// an environment that both have, or where the service has no alert of a symptom that could be silenced.
    ///
    /// ## Why it matters
    /// Whoever wrote it expects to hear of one outage once, and hears of it from every service.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     tier: internal
    ///     environments: [production]
    ///     depends_on: [{service: ledger, inhibit: true}]
    ///   - {service_name: ledger, owner: web, tier: internal, environments: [production]}
    /// ```
    ///
    /// ## Write instead
    /// An alert pack that tells when the other service is down:
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     tier: internal
    ///     environments: [production]
    ///     depends_on: [{service: ledger, inhibit: true}]
    ///   - service_name: ledger
    ///     owner: web
    ///     tier: internal
    ///     environments: [production]
    ///     alert_packs: [target]
    ///     jobs: [ledger]
    /// ```
    IDLE_DEPENDENCY = RTE025 "idle-dependency" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    // Where something is wrong, that may be why.
    if sink.has_errors() {
        return;
    }
    for service in &program.services {
        for edge in service.depends_on.iter().filter(|edge| edge.inhibit) {
            let Some(upstream) = program.service(&edge.service) else {
                continue;
            };
            if is_silenced_by(service, upstream) {
                continue;
            }
            let is_told = is_told_down(service, upstream);
            let (upstream, name) = (&upstream.name, &service.name);
            let (message, help) = if is_told {
                (
                    format!("`{name}` has no alert of a symptom that `{upstream}` could silence"),
                    format!(
                        "give `{name}` an SLO profile or the pack `http`, or take `inhibit` away"
                    ),
                )
            } else {
                (
                    format!(
                        "no alert tells that `{upstream}` is down, so none of `{name}` is silenced"
                    ),
                    format!(
                        "give `{upstream}` an alert pack that tells, such as `blackbox` or `target`, or take `inhibit` away"
                    ),
                )
            };
            let finding = Diagnostic::at(&IDLE_DEPENDENCY, edge.service.span, message);
            sink.push(finding.help(help));
        }
    }
}
