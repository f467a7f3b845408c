//! Which services depend on which: names followed, and circles refused in which each would silence the
//! next.

use std::collections::BTreeMap;

use super::codes::{DEPENDENCY_CYCLE, UNKNOWN_REFERENCE};
use super::resolve::unknown_among;
use super::subjects::check_dependency;
use super::{DependsOn, Service};
use crate::diag::{Diagnostic, Sink};
use crate::registry::{self, FileKind, Registry};

/// The services that an entry depends on.
pub(super) fn depends_on(
    registry: &Registry,
    written: &registry::Service,
    sink: &mut Sink,
) -> Vec<DependsOn> {
    let mut found = Vec::new();
    for it in &written.depends_on {
        check_dependency(it, sink);
        let Some(name) = &it.service else {
            continue;
        };
        let services = registry.services.iter().map(|it| it.service_name.as_str());
        if services.clone().any(|known| known == name.value) {
            found.push(DependsOn {
                service: name.clone(),
                inhibit: it.inhibit.as_deref().copied().unwrap_or_default(),
            });
        } else if !registry.incomplete.contains(&FileKind::Services) {
            let message = format!("unknown service `{}`", name.value);
            let finding = Diagnostic::at(&UNKNOWN_REFERENCE, name.span, message);
            let finding = finding.label("no service has this name");
            sink.push(unknown_among(finding, name, services));
        }
    }
    found
}

/// Reports each circle of services that silence each other, once, at its first service.
pub(super) fn report_cycles(services: &[Service], sink: &mut Sink) {
    let by_name: BTreeMap<&str, &Service> =
        services.iter().map(|it| (it.name.as_str(), it)).collect();
    for service in services {
        let mut path = Vec::new();
        if let Some(edge) = circle(service, service, &by_name, &mut path) {
            // Circles are found from each of their services; one finding is enough.
            if path.iter().any(|name| *name < service.name.as_str()) {
                continue;
            }
            let mut circle = vec![service.name.as_str()];
            circle.extend(path);
            let circle: Vec<_> = circle.into_iter().map(|name| format!("`{name}`")).collect();
            let message = format!("{} silence each other", circle.join(", "));
            sink.push(
                Diagnostic::at(&DEPENDENCY_CYCLE, edge.service.span, message)
                    .label("one of them")
                    .help("leave `inhibit` out of one of these entries"),
            );
        }
    }
}

/// The edge by which a circle leaves `first`, with the other services of it in `path`.
fn circle<'s>(
    first: &'s Service,
    at: &'s Service,
    services: &BTreeMap<&str, &'s Service>,
    path: &mut Vec<&'s str>,
) -> Option<&'s DependsOn> {
    for edge in at.depends_on.iter().filter(|edge| edge.inhibit) {
        let name = edge.service.as_str();
        if name == first.name {
            return Some(edge);
        }
        let Some(next) = services
            .get(name)
            .filter(|it| !path.contains(&it.name.as_str()))
        else {
            continue;
        };
        path.push(&next.name);
        if circle(first, next, services, path).is_some() {
            return Some(edge);
        }
        path.pop();
    }
    None
}
