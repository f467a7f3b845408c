//! Alerts put into one notification that should not be, or each into its own.

use crate::diag::{Diagnostic, Sink};
use crate::ir::{Program, names};

declare_rule! {
    /// ## What it does
    /// Warns of a `group_by` without the labels `service`, `environment` and `severity`, and of one
    /// that groups by `...`, which is by all labels.
    ///
    /// ## Why it matters
    /// Alerts of several services in one notification hide each other: the first one tells, and the
    /// others wait for the group's interval. Grouped by all labels, each alert is a page of its own.
    /// A message has the colour of its worst alert, so warnings would look critical beside one that is.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// routing: {group_by: [alertname]}
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// routing: {group_by: [alertname, service, environment, severity]}
    /// ```
    GROUPING = RTE009 "grouping" Warning, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let labels = &program.alerting.group_by;
    let Some(first) = labels.first() else { return };
    let mut warn = |span, message: String| {
        let finding = Diagnostic::at(&GROUPING, span, message);
        sink.push(finding.help("write `[alertname, service, environment, severity]`"));
    };
    if let Some(all) = labels.iter().find(|label| *label.value == *"...") {
        warn(
            all.span,
            "`...` makes every alert a notification of its own".to_owned(),
        );
        return;
    }
    let wanted = [names::SERVICE, names::ENVIRONMENT, names::SEVERITY];
    let missing = wanted
        .into_iter()
        .filter(|wanted| labels.iter().all(|label| *label.value != **wanted));
    let missing: Vec<_> = missing.map(|label| format!("`{label}`")).collect();
    if !missing.is_empty() {
        let message = format!(
            "alerts that differ in {} share a notification",
            missing.join(", ")
        );
        warn(first.span, message);
    }
}
