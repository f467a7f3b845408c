//! Runbooks for alerts that there are not.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Sink};
use crate::ir::{Program, alerts};
use crate::source::{Span, nearest};

declare_rule! {
    /// ## What it does
    /// Reports a file in `registry/runbooks/` that is named after no alert of this registry. A file is
    /// merged into the runbook of the alert whose name it bears.
    ///
    /// ## Why it matters
    /// Whoever wrote it believes that it is read at night, and nobody will find it.
    ///
    /// ## Example
    /// ```yaml
    /// # alert_packs/backups.yml, beside runbooks/BackupsOld.md
    /// alerts:
    ///   - alert: BackupOld
    /// ```
    ///
    /// ## Write instead
    /// Name the runbook as the alert is called:
    /// ```yaml
    /// # alert_packs/backups.yml, beside runbooks/BackupOld.md
    /// alerts:
    ///   - alert: BackupOld
    /// ```
    UNKNOWN_RUNBOOK = REG026 "unknown-runbook" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    // Where something is wrong, the alert may be missing for that.
    if program.runbooks.is_empty() || sink.has_errors() {
        return;
    }
    let alerts: Vec<_> = alerts::all(program).map(|alert| alert.name).collect();
    let known: BTreeSet<&str> = alerts.iter().map(|name| &**name).collect();
    for (name, file) in &program.runbooks {
        if known.contains(name.as_str()) {
            continue;
        }
        let message = format!("runbook `{name}` is for no alert of this registry");
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("rename it to `{near}.md`"),
            None => "name it after an alert, as `SLOFastBurn.md`, or delete it".to_owned(),
        };
        let finding = Diagnostic::at(&UNKNOWN_RUNBOOK, Span::new(*file, 0, 0), message);
        sink.push(finding.label("nobody will find this").help(help));
    }
}
