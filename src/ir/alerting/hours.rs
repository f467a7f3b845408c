//! Hours of escalation steps in environments with hours of their own: such a step is told when both
//! allow it. In go the intervals of the registry, out come those that two of them share.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Sink};
use crate::ir::codes::HOURS_IN_TWO_ZONES;
use crate::registry::Registry;
use crate::routing::TimeInterval;
use crate::source::Spanned;

/// The name of the hours that those of a step and of an environment share.
pub(super) fn shared_name(step: &str, environment: &str) -> String {
    if step == environment {
        step.to_owned()
    } else {
        // No name of the registry has spaces.
        format!("{step} and {environment}")
    }
}

/// Adds the hours that escalation steps share with environments that page in certain hours.
pub(super) fn add_shared(
    intervals: &mut BTreeMap<String, TimeInterval>,
    registry: &Registry,
    sink: &mut Sink,
) {
    for (environment, declaration) in registry.environments.iter() {
        let written = &declaration.value;
        let pages = written.pages.as_ref().or(written.production.as_ref());
        if !pages.is_some_and(|pages| pages.value) {
            continue;
        }
        let Some(active) = &written.active else {
            continue;
        };
        let policies = registry.escalation_policies.iter();
        let steps = policies.flat_map(|(_, policy)| &policy.value);
        for during in steps.filter_map(|step| step.during.as_ref()) {
            let name = shared_name(during, active);
            let both = intervals
                .get(during.as_str())
                .zip(intervals.get(active.as_str()));
            let Some((one, other)) = both.filter(|_| during.value != active.value) else {
                continue;
            };
            match one.overlap(other, name.clone()) {
                Some(shared) => {
                    intervals.insert(name, shared);
                }
                None => sink.push(refusal(during, active, environment)),
            }
        }
    }
}

fn refusal(during: &Spanned<String>, active: &Spanned<String>, environment: &str) -> Diagnostic {
    let message = format!(
        "`{}` and `{}` are hours of different time zones",
        during.value, active.value
    );
    Diagnostic::at(&HOURS_IN_TWO_ZONES, during.span, message)
        .label("this step is told in these hours")
        .secondary(
            active.span,
            format!("and in {environment} nobody is told outside these"),
        )
        .help("write both time intervals in one zone, or a further one for this step")
}
