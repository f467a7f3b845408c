//! Alerts without runbooks.

use crate::diag::{Diagnostic, Severity, Sink};
use crate::ir::Program;

declare_rule! {
    /// ## What it does
    /// Tells that alerts carry no `runbook_url` because the platform has no base URL for runbooks,
    /// and warns of a base URL that is not `https` or is a placeholder.
    ///
    /// ## Why it matters
    /// Whoever is paged at night needs one link from the alert to what to do.
    ///
    /// ## Example
    /// ```yaml
    /// # platform.yml
    /// runbook_base_url: http://wiki/TODO
    /// ```
    ///
    /// ## Write instead
    /// ```yaml
    /// # platform.yml
    /// runbook_base_url: https://github.com/acme/runbooks/blob/main
    /// ```
    MISSING_RUNBOOK = REG005 "missing-runbook" Note, Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    // Where something is wrong, that may be why.
    if sink.has_errors() {
        return;
    }
    let Some(url) = &program.platform.runbook_base_url else {
        sink.push(
            Diagnostic::nowhere(
                &MISSING_RUNBOOK,
                "alerts carry no `runbook_url`: the platform has no base URL for runbooks",
            )
            .help("add `runbook_base_url:` to `platform.yml`"),
        );
        return;
    };
    let flaw = if !url.starts_with("https://") {
        "not `https`"
    } else if [
        "example.com",
        "example.org",
        "todo",
        "changeme",
        "localhost",
    ]
    .iter()
    .any(|word| url.to_lowercase().contains(word))
    {
        "looks like a placeholder"
    } else {
        return;
    };
    let mut finding = Diagnostic::at(
        &MISSING_RUNBOOK,
        url.span,
        format!("runbooks at `{}` may not be found", url.value),
    )
    .label(flaw)
    .help("write the URL under which your runbooks are read");
    finding.severity = Severity::Warning;
    sink.push(finding);
}
