//! SLOs that are not compiled because something is not known.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::ir::{Deployment, Program, Service};
use crate::sli::Missing;

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

/// One finding for each SLO, reason and set of environments, at the first service that it concerns.
fn check(program: &Program, sink: &mut Sink) {
    // Where something is wrong, that may be why.
    if sink.has_errors() {
        return;
    }
    let mut found = BTreeMap::new();
    for service in &program.services {
        for (missing, deployments) in switched_off(service) {
            let environments: Vec<_> = deployments.iter().map(|it| &*it.environment.name).collect();
            let places: &mut Vec<_> = found.entry((missing, environments)).or_default();
            places.push((service, deployments[0].span));
        }
    }
    for (((profile, name, missing), environments), places) in found {
        let message = format!(
            "SLO `{name}` of profile `{profile}` is not compiled for {}: {}",
            environments.join(", "),
            missing.reason
        );
        let finding =
            Diagnostic::at(&SLO_SWITCHED_OFF, places[0].1, message).help(&missing.switch_on);
        let services = places.iter().map(|(service, _)| &service.name);
        sink.push(services.fold(finding, crate::diag::Diagnostic::service));
    }
}

/// What is switched off and why, with the deployments of a service in which it is.
fn switched_off(service: &Service) -> BTreeMap<SwitchedOff<'_>, Vec<&Deployment>> {
    let mut off: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for deployment in &service.deployments {
        for slo in &deployment.inactive {
            let what = (&*slo.profile, &*slo.name, &slo.missing);
            off.entry(what).or_default().push(deployment);
        }
    }
    off
}

/// Profile, SLO, and what is missing.
type SwitchedOff<'p> = (&'p str, &'p str, &'p Missing);
