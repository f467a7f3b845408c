//! SLOs that are not compiled because something is not known.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;

declare_rule! {
    /// ## What it does
    /// Tells which SLOs of a profile are not compiled for a service, and which field would switch
    /// them on.
    ///
    /// ## Why it matters
    /// A profile may ask for what a service does not have, such as a URL to probe. Rules over series
    /// that do not exist would look like protection and be none.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - {service_name: api, owner: web, tier: user-facing, environments: [production]}
    /// ```
    ///
    /// ## Write instead
    /// What is missing, if you want the SLO:
    /// ```yaml
    /// services:
    ///   - service_name: api
    ///     owner: web
    ///     tier: user-facing
    ///     environments: [{name: production, url: "https://api.example.com/health"}]
    /// ```
    SLO_SWITCHED_OFF = SLO031 "slo-switched-off" Note, Program(check)
}

/// One finding for each SLO and reason, at the first service that it concerns.
fn check(program: &Program, sink: &mut Sink) {
    let mut found = BTreeMap::new();
    for service in &program.services {
        for deployment in &service.deployments {
            for slo in &deployment.inactive {
                let services: &mut Vec<_> = found.entry((&slo.profile, &slo.name, &slo.missing)).or_default();
                services.push(service);
            }
        }
    }
    for ((profile, name, missing), services) in found {
        let Some(first) = services.first() else { continue };
        let finding = Diagnostic::at(
            &SLO_SWITCHED_OFF,
            first.span,
            format!("SLO `{name}` of profile `{profile}` is not compiled: {}", missing.reason),
        )
        .help(&missing.switch_on);
        sink.push(services.iter().fold(finding, |finding, service| finding.service(&service.name)));
    }
}
