//! Alerts that silence others against what policies say.

use crate::diag::Sink;
use crate::lint::silencing::{Flaw, called, finding};

declare_rule! {
    /// ## What it does
    /// Compares the inhibition rules with what the registry intends, for every pair of alerts that can
    /// fire together: a faster burn silences the slower ones of its SLO, an alert of a pack those that
    /// the pack names, a service that is down what else is wrong with it and the symptoms of those that
    /// depend on it with `inhibit: true`. Nothing else is silenced.
    ///
    /// ## Why it matters
    /// An alert that is silenced by another service's is missed; one that is not silenced is noise beside
    /// a page.
    ///
    /// ## Example
    /// No registry is known that leads to it: the rules are made from the same facts. The check is there so
    /// that a mistake in the making never reaches an Alertmanager.
    /// ```yaml
    /// # slo_profiles.yml
    /// burn_policies:
    ///   patient:
    ///     conditions:
    ///       - {name: fast, factor: 14.4, long: 1h, severity: critical}
    /// ```
    ///
    /// ## Write instead
    /// Report the registry that shows it. Until then, give each burn policy conditions of its own names:
    /// ```yaml
    /// # slo_profiles.yml
    /// burn_policies:
    ///   patient:
    ///     conditions:
    ///       - {name: fast, factor: 14.4, long: 1h, severity: critical}
    ///       - {name: slow, factor: 6, long: 6h, severity: warning}
    /// ```
    MISDIRECTED_INHIBITION = RTE022 "misdirected-inhibition" Error, proof of Silencing(check)
}

fn check(flaw: &Flaw<'_>, sink: &mut Sink) {
    let (message, source) = match flaw {
        Flaw::Unintended {
            rule,
            source,
            target,
        } => {
            let (source_called, target) = (called(source), called(target));
            let by = &rule.name;
            let message = format!(
                "{source_called} silences {target} by rule `{by}`, and no policy asks for it"
            );
            (message, source)
        }
        Flaw::Unsilenced { source, target } => {
            let (source_called, target) = (called(source), called(target));
            let message = format!("{source_called} does not silence {target}, as its policy asks");
            (message, source)
        }
        _ => return,
    };
    let finding = finding(&MISDIRECTED_INHIBITION, source, message);
    sink.push(finding.help("report this with the registry that shows it"));
}
