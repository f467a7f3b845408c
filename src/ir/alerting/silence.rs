//! What policies intend for alerts that fire together: which of them need not be told while another
//! one is. Never computed from the inhibition rules, so that it can judge them.

use std::collections::BTreeSet;

use crate::ir::Program;
use crate::ir::alerts::Alert;

/// Which alerts are to silence which.
#[derive(Debug)]
pub struct Silences<'p> {
    /// Pairs of burn conditions, the first of which is the faster one in some policy.
    faster: BTreeSet<(&'p str, &'p str)>,
}

impl<'p> Silences<'p> {
    /// What the policies of a program intend.
    pub fn new(program: &'p Program) -> Self {
        let deployments = program.services.iter().flat_map(|it| &it.deployments);
        let mut faster = BTreeSet::new();
        for slo in deployments.flat_map(|deployment| &deployment.slos) {
            // Those with the same windows go by their names.
            let conditions = slo.burn.alerts.iter().map(|alert| &alert.condition);
            let mut conditions: Vec<_> = conditions
                .map(|condition| (condition.burn.long, condition.name.as_str()))
                .collect();
            conditions.sort_unstable();
            for (at, (_, fast)) in conditions.iter().enumerate() {
                let slower = conditions[at + 1..].iter();
                faster.extend(slower.map(|(_, slow)| (*fast, *slow)));
            }
        }
        Self { faster }
    }

    /// Whether nobody needs to hear of `target` while `source` fires. A faster burn tells of the
    /// failures of a slower one of the same SLO; conditions that are faster by one policy and slower
    /// by another are left alone, for rules know nothing of them but their names.
    pub fn is_meant(&self, source: &Alert<'_>, target: &Alert<'_>) -> bool {
        let (Some(fast), Some(slow)) = (source.burn, target.burn) else {
            return false;
        };
        source.slo.name == target.slo.name
            && source.service.name == target.service.name
            && source.deployment.environment.name == target.deployment.environment.name
            && self.faster.contains(&(fast, slow))
            && !self.faster.contains(&(slow, fast))
    }
}
