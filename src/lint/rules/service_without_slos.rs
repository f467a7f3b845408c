//! Services that nothing watches.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::ir::{Program, Service};

declare_rule! {
    /// ## What it does
    /// Tells which services have neither an SLO nor an alert pack in any environment: their tier names no profile, every SLO is
    /// switched off, or `slo_profile: none` says so.
    ///
    /// ## Why it matters
    /// Such a service stands in the catalogue and looks watched, and no alert can ever tell of it.
    ///
    /// ## Example
    /// ```yaml
    /// services:
    ///   - {service_name: mailer, owner: web, tier: worker, environments: [production]}
    /// ```
    ///
    /// ## Write instead
    /// A profile, if it should be watched:
    /// ```yaml
    /// services:
    ///   - {service_name: mailer, owner: web, tier: worker, environments: [production], slo_profile: jobs}
    /// ```
    SERVICE_WITHOUT_SLOS = REG012 "service-without-slos" Note, Program(check)
}

/// One finding for each tier, at the first service that it concerns. What is switched off for want
/// of a field has a finding of its own.
fn check(program: &Program, sink: &mut Sink) {
    // Where something is wrong, that may be why.
    if sink.has_errors() {
        return;
    }
    let mut found: BTreeMap<&str, Vec<&Service>> = BTreeMap::new();
    for service in &program.services {
        let mut deployments = service.deployments.iter();
        if deployments.all(|it| it.slos.is_empty() && it.inactive.is_empty() && it.packs.is_empty())
        {
            found.entry(&service.tier).or_default().push(service);
        }
    }
    for (tier, services) in found {
        let message =
            format!("neither an SLO nor an alert pack watches this service of tier `{tier}`");
        let finding = Diagnostic::at(&SERVICE_WITHOUT_SLOS, services[0].span, message).help(
            "name a profile with `slo_profile:`, in the entry or in the tier, or `alert_packs:`",
        );
        let names = services.iter().map(|service| &service.name);
        sink.push(names.fold(finding, Diagnostic::service));
    }
}
