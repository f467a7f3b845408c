//! Whoever breaks the inhibition rules is told: every mutation that changes which alerts silence which
//! yields RTE022, and rules that are suspicious in themselves RTE011, RTE012 or RTE013.

use std::collections::BTreeSet;

use camino::Utf8Path;
use o11yc::diag::{Severity, Sink};
use o11yc::ir::{Program, alerts};
use o11yc::promql::MatchOp;
use o11yc::routing::{Inhibition, Matcher, Truth};
use o11yc::{Analysis, analyse, lint};

/// Fewer mutants that matter than this, and the test would prove little.
const FEWEST: usize = 30;

/// A change of one rule, and a code by which it is told for one of the rules at least.
struct Mutation {
    what: &'static str,
    told: &'static str,
    apply: fn(&mut Inhibition),
}

const fn mutation(what: &'static str, told: &'static str, apply: fn(&mut Inhibition)) -> Mutation {
    Mutation { what, told, apply }
}

fn any_of(label: &str, op: MatchOp, value: &str) -> Vec<Matcher> {
    vec![Matcher::new(label, op, value).expect("a sound pattern")]
}

fn eq(label: &str, value: &str) -> Vec<Matcher> {
    vec![Matcher::eq(label, value)]
}

fn without(rule: &mut Inhibition, label: &str) {
    rule.equal.retain(|equal| equal != label);
}

const MUTATIONS: &[Mutation] = &[
    mutation("nothing is a source", "RTE012", |rule| {
        rule.source_matchers = eq("burn", "nobody");
    }),
    mutation("nothing is a target", "RTE012", |rule| {
        rule.target_matchers = eq("burn", "nobody");
    }),
    mutation("source and target are exchanged", "RTE022", |rule| {
        std::mem::swap(&mut rule.source_matchers, &mut rule.target_matchers);
    }),
    mutation("the source is the slow burn", "RTE022", |rule| {
        rule.source_matchers = eq("burn", "slow");
    }),
    mutation("every alert is a source", "RTE013", |rule| {
        rule.source_matchers.clear();
    }),
    mutation("every alert is a target", "RTE022", |rule| {
        rule.target_matchers.clear();
    }),
    mutation("the source is its own target", "RTE013", |rule| {
        rule.target_matchers.clone_from(&rule.source_matchers);
    }),
    mutation("the target is one of many", "RTE022", |rule| {
        rule.target_matchers = eq("burn", "drift");
    }),
    mutation("the target is all but the fast burn", "RTE022", |rule| {
        rule.target_matchers = any_of("burn", MatchOp::NotEqual, "fast");
    }),
    mutation("the target is every symptom", "RTE022", |rule| {
        rule.target_matchers = eq("kind", "symptom");
    }),
    mutation("the target is missing data", "RTE022", |rule| {
        rule.target_matchers = eq("alertname", "SLONoData");
    }),
    mutation("the pattern of the target is cut", "RTE022", |rule| {
        rule.target_matchers = any_of("burn", MatchOp::Regex, "d|s");
    }),
    mutation("the source is a severity", "RTE022", |rule| {
        rule.source_matchers = eq("severity", "critical");
    }),
    mutation("the target is a severity as well", "RTE022", |rule| {
        rule.target_matchers.extend(eq("severity", "info"));
    }),
    mutation("the service need not be equal", "RTE022", |rule| {
        without(rule, "service");
    }),
    mutation("the environment need not be equal", "RTE022", |rule| {
        without(rule, "environment");
    }),
    mutation("the SLO need not be equal", "RTE022", |rule| {
        without(rule, "slo");
    }),
    mutation("nothing need be equal", "RTE022", |rule| rule.equal.clear()),
    mutation("the name must be equal", "RTE022", |rule| {
        rule.equal.push("alertname".to_owned());
    }),
    mutation(
        "a label must be equal that no alert has",
        "RTE011",
        |rule| {
            rule.equal = vec!["environment".to_owned(), "instance".to_owned()];
        },
    ),
];

fn subject() -> Analysis {
    let analysis = analyse(Utf8Path::new("tests/routing/registry")).expect("readable");
    assert!(!analysis.sink.has_errors(), "the case is sound");
    analysis
}

/// Which alerts silence which, as pairs of their positions.
fn pairs(program: &Program, rules: &[Inhibition]) -> BTreeSet<(usize, usize)> {
    let all: Vec<_> = alerts::all(program).collect();
    let all: Vec<_> = all.iter().map(alerts::Alert::routed).collect();
    let mut pairs = BTreeSet::new();
    for (at, source) in all.iter().enumerate() {
        for (other, target) in all.iter().enumerate() {
            let mut rules = rules.iter();
            if rules.any(|rule| rule.inhibits(source, target) != Truth::No) {
                pairs.insert((at, other));
            }
        }
    }
    pairs
}

/// The codes of what the judge says, and whether there is an error among it.
fn told(analysis: &Analysis) -> (BTreeSet<&'static str>, bool) {
    let mut sink = Sink::default();
    lint::run(&analysis.program, &mut sink);
    let report = sink.finish(&analysis.files);
    let found = report.diagnostics.iter();
    let found = found.filter(|it| it.code.id.starts_with("RTE"));
    let is_error = found.clone().any(|it| it.severity == Severity::Error);
    (found.map(|it| it.code.id).collect(), is_error)
}

#[test]
fn every_mutant_that_silences_others_is_caught() {
    let mut analysis = subject();
    let sound = analysis.program.inhibitions.clone();
    let before = pairs(&analysis.program, &sound);
    let expected = told(&analysis);
    assert!(!expected.1, "nothing is wrong with the rules: {expected:?}");
    let (mut caught, mut escaped) = (0, Vec::new());
    for mutation in MUTATIONS {
        let mut codes = BTreeSet::new();
        for at in 0..sound.len() {
            let mut mutant = sound.clone();
            (mutation.apply)(&mut mutant[at]);
            let matters = pairs(&analysis.program, &mutant) != before;
            analysis.program.inhibitions = mutant;
            let (found, is_error) = told(&analysis);
            codes.extend(found);
            caught += usize::from(matters && is_error);
            if matters && !is_error {
                escaped.push(format!("{}: {}", sound[at].name, mutation.what));
            }
        }
        let is_told = codes.contains(mutation.told);
        assert!(is_told, "{}: {codes:?}", mutation.what);
    }
    assert!(escaped.is_empty(), "{}", escaped.join("\n"));
    assert!(caught >= FEWEST, "only {caught} mutants matter");
}

#[test]
fn every_rule_is_missed() {
    let mut analysis = subject();
    let sound = analysis.program.inhibitions.clone();
    for at in 0..sound.len() {
        analysis.program.inhibitions.clone_from(&sound);
        let rule = analysis.program.inhibitions.remove(at);
        assert!(told(&analysis).0.contains("RTE022"), "{}", rule.name);
    }
}
