//! Receivers, escalation policies and time intervals that decide about no alert.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::ir::alerting::Routes;
use crate::source::Span;

declare_rule! {
    /// ## What it does
    /// Tells of receivers, escalation policies and time intervals in `platform.yml` that nothing about the
    /// alerts of a service leads to. Asked once the registry has no errors, which may have cost the name.
    ///
    /// ## Why it matters
    /// Whoever reads the file believes that somebody is told, or that there is silence in those hours; the
    /// secret of a receiver is kept for nothing.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   old-pager: {pagerduty: {routing_key: {file: /run/secrets/old_pager}}}
    /// time_intervals:
    ///   release-night: {weekdays: thursday, times: "22:00-24:00"}
    /// ```
    ///
    /// ## Write instead
    /// Remove it, or name it where somebody is to be told, or nobody:
    /// ```yaml
    /// # platform.yml
    /// receivers:
    ///   pager: {pagerduty: {routing_key: {file: /run/secrets/pager}}}
    /// severities:
    ///   critical: {to: [contact, pager]}
    /// ```
    IDLE_DECLARATION = RTE005 "idle-declaration" Note, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    // What names a declaration may be wrong in something else, and left out.
    let Some(routes) = program.routes.as_ref().filter(|_| !sink.has_errors()) else {
        return;
    };
    let declared = &program.alerting.declared;
    let mut tell = |declared: &BTreeMap<String, Span>, used: &BTreeSet<&str>, what: &str, help| {
        for (name, span) in declared.iter().filter(|it| !used.contains(it.0.as_str())) {
            let message = format!("{what} `{name}`");
            sink.push(Diagnostic::at(&IDLE_DECLARATION, *span, message).help(help));
        }
    };
    tell(
        &declared.receivers,
        &receivers(program, routes),
        "nobody is told through receiver",
        "remove it, or name it in a severity, an escalation policy or a team's contact",
    );
    tell(
        &declared.policies,
        &policies(program),
        "no alert goes through escalation policy",
        "remove it, or name it as `escalation_policy:` of a team or service",
    );
    tell(
        &declared.intervals,
        &intervals(program),
        "no alert depends on time interval",
        "remove it, or name it as `during:` of an escalation step, `active:` of an environment or in \
         `maintenance:` of a service",
    );
}

/// Those of policies count even where no alert has the policy, of which is told then.
fn receivers<'p>(program: &'p Program, routes: &'p Routes) -> BTreeSet<&'p str> {
    let steps = program.alerting.policies.values().flat_map(|it| &**it);
    let of_steps = steps.flat_map(|step| &step.to).map(|to| &to.value);
    let told = routes.destinations().chain(of_steps);
    told.map(|it| it.name.as_str()).collect()
}

fn policies(program: &Program) -> BTreeSet<&str> {
    let policies = program.alerting.policies.iter();
    let used = policies.filter(|(_, steps)| {
        let mut services = program.services.iter();
        services.any(|service| Arc::ptr_eq(steps, &service.contacts.escalation))
    });
    used.map(|(name, _)| name.as_str()).collect()
}

fn intervals(program: &Program) -> BTreeSet<&str> {
    let steps = program.alerting.policies.values().flat_map(|it| &**it);
    let of_steps = steps.filter_map(|step| step.during.as_ref());
    let of_services = program.services.iter().flat_map(|service| {
        let deployments = service.deployments.iter();
        let active = deployments.filter_map(|it| it.environment.reach.active.as_ref());
        active.chain(&service.contacts.maintenance)
    });
    of_steps.chain(of_services).map(String::as_str).collect()
}
