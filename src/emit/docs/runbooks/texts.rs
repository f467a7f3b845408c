//! What runbooks say: a pack's own text, or that of the alerts that belong to no pack.

use std::collections::BTreeMap;

use crate::diag::Sink;
use crate::ir::alerts::{Alert, Subject};
use crate::pack::Runbook;
use crate::source::{Files, Limits, decode, parse};

/// Texts by the name of the alert; [`BURN`] stands for conditions of the user's own.
const TEXTS: &str = include_str!("../../../../templates/docs/runbooks.yml");
const BURN: &str = "burn";

/// The texts that come with the compiler.
pub(super) struct Texts(BTreeMap<String, Runbook>);

impl Texts {
    /// Reads them.
    pub(super) fn read() -> Self {
        let (mut files, mut sink) = (Files::default(), Sink::default());
        let file = files.add("runbooks.yml", TEXTS.to_owned());
        let node = parse(&files, file, &Limits::default(), &mut sink);
        let texts = node.and_then(|node| decode(&node).ok());
        Self(texts.expect("built-in texts are sound"))
    }

    /// What to do about an alert.
    pub(super) fn of<'t>(&'t self, alert: &Alert<'t>) -> &'t Runbook {
        if let Subject::Pack { alert, .. } = alert.subject {
            return &alert.runbook;
        }
        let text = self.0.get(&*alert.name).or_else(|| self.0.get(BURN));
        text.expect("there is a text for each kind of alert")
    }
}

#[cfg(test)]
mod tests {
    use super::{BURN, Texts};
    use crate::ir::names;

    #[test]
    fn every_kind_of_alert_has_steps_to_follow() {
        let texts = Texts::read().0;
        let others = [names::NO_DATA, names::BUDGET_SPENT, names::WATCHDOG, BURN];
        let burns = ["SLOFastBurn", "SLOSlowBurn"];
        for name in others.iter().chain(&burns) {
            assert!((3..=4).contains(&texts[*name].steps.len()), "{name}");
        }
        assert_eq!(texts.len(), others.len() + burns.len());
    }
}
