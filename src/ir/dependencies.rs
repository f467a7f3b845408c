//! Which services depend on which: names followed, and circles refused in which each would silence the
//! next.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::{DEPENDENCY_CYCLE, UNKNOWN_REFERENCE};
use super::resolve::unknown_among;
use super::subjects::check_dependency;
use super::{DependsOn, Service, service_named};
use crate::diag::{Diagnostic, Sink};
use crate::registry::{self, FileKind, Registry};

/// The services that an entry depends on, each of them one of `services`.
pub(super) fn depends_on(
    registry: &Registry,
    services: &BTreeSet<&str>,
    written: &registry::Service,
    sink: &mut Sink,
) -> Vec<DependsOn> {
    let mut found = Vec::new();
    for it in &written.depends_on {
        check_dependency(it, sink);
        let Some(name) = &it.service else {
            continue;
        };
        if services.contains(name.as_str()) {
            found.push(DependsOn {
                service: name.clone(),
                inhibit: it.inhibit.as_deref().copied().unwrap_or_default(),
            });
        } else if !registry.incomplete.contains(&FileKind::Services) {
            let message = format!("unknown service `{}`", name.value);
            let finding = Diagnostic::at(&UNKNOWN_REFERENCE, name.span, message);
            let finding = finding.label("no service has this name");
            let mut finding = unknown_among(finding, name, services.iter().copied());
            let another = || {
                format!(
                    "write `name: {}` if it is no service of this registry",
                    name.value
                )
            };
            finding.help.get_or_insert_with(another);
            sink.push(finding);
        }
    }
    found
}

/// Reports circles of services that silence each other. Without the entries at which they are reported,
/// there are none left.
pub(super) fn report_cycles(services: &[Service], sink: &mut Sink) {
    let mut walk = Walk::default();
    for service in services {
        walk.enter(service);
        while let Some(visit) = walk.todo.pop() {
            match visit {
                Visit::Follow(edge) => match walk.circle(&edge.service) {
                    Some(circle) => sink.push(silence_each_other(services, circle, edge)),
                    None => {
                        if let Some(next) = service_named(services, &edge.service) {
                            walk.enter(next);
                        }
                    }
                },
                Visit::Leave => walk.leave(),
            }
        }
    }
}

/// A walk along the edges, depth first, each service entered once. Not by recursion: a path may be as
/// long as the registry.
#[derive(Default)]
struct Walk<'s> {
    todo: Vec<Visit<'s>>,
    /// The services that led here.
    path: Vec<&'s str>,
    /// Where they stand on the path.
    places: BTreeMap<&'s str, usize>,
    seen: BTreeSet<&'s str>,
}

enum Visit<'s> {
    Follow(&'s DependsOn),
    Leave,
}

impl<'s> Walk<'s> {
    fn enter(&mut self, service: &'s Service) {
        if !self.seen.insert(&service.name) {
            return;
        }
        self.places.insert(&service.name, self.path.len());
        self.path.push(&service.name);
        self.todo.push(Visit::Leave);
        let silencing = service.depends_on.iter().rev().filter(|edge| edge.inhibit);
        self.todo.extend(silencing.map(Visit::Follow));
    }

    fn leave(&mut self) {
        if let Some(left) = self.path.pop() {
            self.places.remove(left);
        }
    }

    /// The services between this one and the last, if it is among those that led here.
    fn circle(&self, name: &str) -> Option<&[&'s str]> {
        self.places.get(name).map(|&start| &self.path[start..])
    }
}

/// The most services of a circle that are named, and shown.
const NAMED: usize = 8;

/// What is said of a circle, at the edge that closes it; the edges that led there are shown besides.
fn silence_each_other(services: &[Service], circle: &[&str], closing: &DependsOn) -> Diagnostic {
    let (named, others) = circle.split_at(circle.len().min(NAMED));
    let mut words: Vec<_> = named.iter().map(|name| format!("`{name}`")).collect();
    if !others.is_empty() {
        words.push(format!("{} more", others.len()));
    }
    let message = match words.pop() {
        Some(last) if !words.is_empty() => {
            format!("{} and {last} silence each other", words.join(", "))
        }
        _ => format!("`{}` silences itself", closing.service.as_str()),
    };
    let finding = Diagnostic::at(&DEPENDENCY_CYCLE, closing.service.span, message)
        .label("closes the circle")
        .help("leave `inhibit` out of one of these entries");
    named.windows(2).fold(finding, |finding, pair| {
        let edges = service_named(services, pair[0]).map(|it| &it.depends_on);
        let mut edges = edges.into_iter().flatten().filter(|edge| edge.inhibit);
        match edges.find(|edge| edge.service.as_str() == pair[1]) {
            Some(edge) => {
                let text = format!("silences `{}`", pair[0]);
                finding.secondary(edge.service.span, text)
            }
            None => finding,
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// What is said of circles, where each of these services is silenced by others.
    fn told(services: &[(String, Vec<String>)]) -> Vec<String> {
        let mut text = "owners: [{team: web, alert_contact: '#web'}]\nservices:\n".to_owned();
        for (name, others) in services {
            let edges: Vec<_> = others
                .iter()
                .map(|other| format!("{{service: {other}, inhibit: true}}"))
                .collect();
            let _ = writeln!(
                text,
                "  - {{service_name: {name}, owner: web, environments: [production], depends_on: [{}]}}",
                edges.join(", ")
            );
        }
        let file = ("observability_services.yml", text.as_bytes());
        let analysis = crate::analyse_bytes([file]).unwrap();
        let report = analysis.sink.finish(&analysis.files);
        let found = report.diagnostics.into_iter();
        let circles = found.filter(|finding| finding.code.id == DEPENDENCY_CYCLE.id);
        circles.map(|finding| finding.message).collect()
    }

    fn silenced(service: &str, others: &[&str]) -> (String, Vec<String>) {
        let others = others.iter().map(|&other| other.to_owned());
        (service.to_owned(), others.collect())
    }

    #[test]
    fn each_circle_is_told_where_it_closes() {
        let services = [
            silenced("a", &["b", "d"]),
            silenced("b", &["c"]),
            silenced("c", &["a", "b"]),
            silenced("d", &["e"]),
            silenced("e", &["c", "e"]),
        ];
        assert_eq!(
            told(&services),
            [
                "`a`, `b` and `c` silence each other",
                "`b` and `c` silence each other",
                "`e` silences itself",
            ]
        );
    }

    #[test]
    fn paths_without_number_are_walked_once() {
        const WIDE: usize = 8;
        let layers = 1..=9;
        let services: Vec<_> = layers
            .flat_map(|layer| (0..WIDE).map(move |at| (layer, at)))
            .map(|(layer, at)| {
                let below = (0..WIDE).filter(|_| layer > 1);
                let below = below.map(|other| format!("s{}-{other}", layer - 1));
                (format!("s{layer}-{at}"), below.collect())
            })
            .collect();
        assert!(told(&services).is_empty());
    }

    #[test]
    fn a_circle_may_be_as_long_as_the_registry() {
        let next = |at: usize| format!("s{:03}", (at + 1) % 500);
        let services: Vec<_> = (0..500)
            .map(|at| (format!("s{at:03}"), vec![next(at)]))
            .collect();
        let told = told(&services);
        let [only] = told.as_slice() else {
            panic!("{told:?}");
        };
        assert!(
            only.ends_with("`s007` and 492 more silence each other"),
            "{only}"
        );
    }
}
