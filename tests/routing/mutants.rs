//! Whoever breaks the routing tree is told: every mutation of a tree that changes what happens to an
//! alert yields RTE020, and so does a label that does not belong to ownership.

use camino::Utf8Path;
use o11yc::diag::Sink;
use o11yc::ir::{Program, alerts};
use o11yc::routing::{Matcher, Route, Tree};
use o11yc::units::Duration;
use o11yc::{Analysis, analyse, lint};

/// Fewer mutants that matter than this, and the test would prove little.
const FEWEST: usize = 30;

/// A change of one route.
struct Mutation {
    what: &'static str,
    /// Changes the route, or leaves it alone where there is nothing to change.
    apply: fn(&mut Route),
}

const MUTATIONS: &[Mutation] = &[
    Mutation {
        what: "another value is asked for",
        apply: |route| {
            for matcher in &mut route.matchers {
                *matcher = Matcher::eq(matcher.label(), "someone-else");
            }
        },
    },
    Mutation {
        what: "another label is asked for",
        apply: |route| {
            for matcher in &mut route.matchers {
                *matcher = Matcher::eq("alertname", "SLONoData");
            }
        },
    },
    Mutation {
        what: "nothing is asked for",
        apply: |route| route.matchers.clear(),
    },
    Mutation {
        what: "`continue` is turned round",
        apply: |route| route.and_continue = !route.and_continue,
    },
    Mutation {
        what: "the receiver is another one",
        apply: |route| {
            if route.receiver.is_some() {
                route.receiver = Some("alert-bot".to_owned());
            }
        },
    },
    Mutation {
        what: "the receiver is the parent's",
        apply: |route| route.receiver = None,
    },
    Mutation {
        what: "the first two children are swapped",
        apply: |route| {
            if route.routes.len() > 1 {
                route.routes.swap(0, 1);
            }
        },
    },
    Mutation {
        what: "the children are in reverse order",
        apply: |route| route.routes.reverse(),
    },
    Mutation {
        what: "a level is removed",
        apply: |route| {
            let children = std::mem::take(&mut route.routes);
            for mut child in children {
                route.routes.append(&mut child.routes);
            }
        },
    },
    Mutation {
        what: "the last child is removed",
        apply: |route| {
            route.routes.pop();
        },
    },
    Mutation {
        what: "it waits for longer",
        apply: |route| route.group_wait = Some(Duration::from_hours(1)),
    },
    Mutation {
        what: "it repeats less often",
        apply: |route| route.repeat_interval = Some(Duration::from_hours(24)),
    },
    Mutation {
        what: "it is never muted",
        apply: |route| route.muted_in.clear(),
    },
    Mutation {
        what: "it is always active",
        apply: |route| route.active_in.clear(),
    },
];

fn subject() -> Analysis {
    let analysis = analyse(Utf8Path::new("tests/golden/platform/registry")).expect("readable");
    assert!(!analysis.sink.has_errors(), "the case is sound");
    analysis
}

/// The root of the program's tree.
fn root(program: &mut Program) -> &mut Route {
    let routes = program.routes.as_mut();
    &mut routes.expect("a fallback is named").root
}

/// The number of routes below and with this one.
fn size(route: &Route) -> usize {
    1 + route.routes.iter().map(size).sum::<usize>()
}

/// The route at a position in the order of the tree.
fn nth<'r>(route: &'r mut Route, at: &mut usize) -> Option<&'r mut Route> {
    if *at == 0 {
        return Some(route);
    }
    *at -= 1;
    route.routes.iter_mut().find_map(|child| nth(child, at))
}

/// What happens to every alert, as texts that can be compared.
fn fates(program: &Program, root: &Route) -> Vec<String> {
    let tree = Tree::new(root.clone());
    let fate = |alert: alerts::Alert<'_>| {
        let hits = tree.route(&alert.routed()).into_iter();
        let mut told: Vec<_> = hits
            .map(|hit| {
                let node = tree.node(hit.node);
                let (timing, muted, active) = (node.timing, &node.muted_in, &node.active_in);
                format!("{}: {timing:?} {muted:?} {active:?}", node.receiver)
            })
            .collect();
        told.sort();
        told.join("; ")
    };
    alerts::all(program).map(fate).collect()
}

/// Whether the judge says that alerts go astray.
fn is_caught(analysis: &Analysis) -> bool {
    let mut sink = Sink::default();
    lint::run(&analysis.program, &mut sink);
    let report = sink.finish(&analysis.files);
    report.diagnostics.iter().any(|it| it.code.id == "RTE020")
}

#[test]
fn every_mutant_that_misleads_an_alert_is_caught() {
    let mut analysis = subject();
    assert!(!is_caught(&analysis), "nothing is wrong with the tree");
    let sound = root(&mut analysis.program).clone();
    let before = fates(&analysis.program, &sound);
    let (mut caught, mut escaped) = (0, Vec::new());
    for at in 0..size(&sound) {
        for mutation in MUTATIONS {
            let mut mutant = sound.clone();
            let route = nth(&mut mutant, &mut at.clone()).expect("a position in the tree");
            (mutation.apply)(route);
            if fates(&analysis.program, &mutant) == before {
                continue;
            }
            *root(&mut analysis.program) = mutant;
            if is_caught(&analysis) {
                caught += 1;
            } else {
                escaped.push(format!("route {at}: {}", mutation.what));
            }
        }
    }
    assert!(escaped.is_empty(), "{}", escaped.join("\n"));
    assert!(caught >= FEWEST, "only {caught} mutants matter");
}

#[test]
fn every_mutation_is_caught_somewhere() {
    let mut analysis = subject();
    let sound = root(&mut analysis.program).clone();
    for mutation in MUTATIONS {
        let caught = (0..size(&sound)).any(|at| {
            let mut mutant = sound.clone();
            let route = nth(&mut mutant, &mut at.clone()).expect("a position in the tree");
            (mutation.apply)(route);
            *root(&mut analysis.program) = mutant;
            is_caught(&analysis)
        });
        assert!(caught, "never: {}", mutation.what);
    }
}
