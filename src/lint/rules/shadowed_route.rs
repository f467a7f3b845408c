//! Routes that no alert reaches.

use crate::diag::{Diagnostic, Sink};
use crate::ir::Program;
use crate::routing::Route;

declare_rule! {
    /// ## What it does
    /// Compares the routes of each level of the routing tree, and reports one that no alert can
    /// reach, because an earlier one takes all that it asks for.
    ///
    /// ## Why it matters
    /// Whoever reads the tree believes that its receiver is told.
    ///
    /// ## Example
    /// No registry is known that leads to it: the routes of a service stand before those of its
    /// team, and those of an environment before those for all others. The check is there so that a
    /// mistake in the making never reaches an Alertmanager.
    /// ```yaml
    /// owners:
    ///   - {team: web, alert_contact: "#web-alerts"}
    /// ```
    ///
    /// ## Write instead
    /// Report the registry that shows it.
    /// ```yaml
    /// owners:
    ///   - {team: web, alert_contact: "#web-alerts"}
    /// ```
    SHADOWED_ROUTE = RTE002 "shadowed-route" Error, proof of Program(check)
}

fn check(program: &Program, sink: &mut Sink) {
    let Some(routes) = &program.routes else {
        return;
    };
    for shadowed in routes.root.shadowed() {
        let message = format!("no alert reaches the route {}", asks(shadowed.route));
        let finding = Diagnostic::nowhere(&SHADOWED_ROUTE, message)
            .note(format!("taken before by: {}", asks(shadowed.by)));
        sink.push(finding.help("report this with the registry that shows it"));
    }
}

/// What a route asks for.
fn asks(route: &Route) -> String {
    let matchers: Vec<_> = route.matchers.iter().map(ToString::to_string).collect();
    format!("{{{}}}", matchers.join(", "))
}
