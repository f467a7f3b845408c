//! Whether the tests notice a wrong rule: each generated rule is changed in every small way, and
//! some suite must fail for each change.

use std::collections::BTreeSet;

use crate::mutation::{Mutant, mutants, only_listed_survive};
use crate::pool;
use crate::promtool::Suite;
use crate::rulefile::RuleFile;
use crate::slo::{SLOS, Sli, Slo, rules};
use crate::support::{self, Tool};
use crate::{levels, outage, situations, texts, windows};

/// What is judged by `emitted`, which deletes each matcher: these suites feed no strangers.
const ELSEWHERE: &str = "…` without `";

/// Mutants that behave as the rule does, as a pattern of their description, and why.
const EQUIVALENT: [(&str, &str); 8] = [
    (
        r"(sli_bad:rate\d.|SLONoData|budget_remaining:ratio): `\S+ slo:sli_total:\w+ \{` .* with slo:sli_bad:",
        "coverage and absence ask whether there are samples, and the pair is recorded together",
    ),
    (
        r"budget_remaining:ratio: `, 1 \)` .* with 0\.97",
        "promtool loads half a month of averages; a real Prometheus judges the whole one",
    ),
    (
        r"`, 1 \)` .* with 1e9",
        "a range that excludes its start, as since Prometheus 3, holds no more samples than steps",
    ),
    (
        r"ratio_rate30m: `\[ 30m \]` of the zero .* with 1h",
        "a zero for missing failures that lasts longer is divided by a total that has ended",
    ),
    (
        r"^latency \S+: `\[ (5m \]` of the zero .* with 30m|30m \]` of the zero .* with 1h|1h \]` of the zero .* with 2h)",
        "a zero for a missing bucket that lasts longer is subtracted from a total that has ended",
    ),
    (
        r#"^latency \S+: `!~ "5.." \}` of the zero .* with "mutant"#,
        "a zero for a missing bucket, of failed requests too, is subtracted from the total of the others",
    ),
    (
        r"^custom .* with \+$",
        "these expressions are numbers at all times; those of `selectors` are not",
    ),
    (
        r"^probe \S+: `> 0 \)` .* with -1$",
        "every probe is an event: their rate is absent, never 0",
    ),
];

/// The suites that judge the rules of an SLO, the quickest and most telling first.
fn suites(slo: &Slo, rules: &RuleFile) -> Vec<Suite> {
    let mut suites = vec![
        windows::averages(slo, rules),
        windows::raw(slo, rules),
        levels::raw(slo, rules),
        windows::young(slo, rules),
        levels::six_hours(slo, rules),
        windows::edge_of_the_budget(slo, rules),
        windows::month(slo, rules),
        situations::vanished(slo, rules),
        situations::removed(slo, rules),
    ];
    suites.extend(levels::days(slo, rules));
    if slo.sli != Sli::Probe {
        suites.push(situations::gone_without_errors(slo, rules));
        suites.extend(situations::no_traffic(slo, rules));
    }
    match slo.sli {
        Sli::Latency => suites.extend([
            situations::missing_bucket(slo, rules),
            situations::torn_histogram(slo, rules),
        ]),
        Sli::Probe => {}
        Sli::Requests | Sli::Custom => suites.push(situations::no_errors(slo, rules)),
    }
    if slo.name == "workbook-995" {
        suites.extend(texts::burns(rules));
        suites.extend([texts::spent(rules), texts::missing(rules)]);
    }
    suites.push(outage::fast(slo, rules));
    suites
}

/// The number of the suite that fails, if one does; `first` is asked first.
fn noticed_by(
    promtool: &Tool,
    suites: &[Suite],
    first: usize,
    mutant: &Mutant<'_>,
) -> Option<usize> {
    let order = [first]
        .into_iter()
        .chain((0..suites.len()).filter(|n| *n != first));
    order.into_iter().find(|n| {
        let suite = &suites[*n];
        let Some(rules) = suite.rules.replacing(mutant.rule, &mutant.changed) else {
            return false;
        };
        let Err(said) = suite.run_with(promtool, &rules) else {
            return false;
        };
        assert!(
            !said.contains("could not parse"),
            "{}: {said}",
            mutant.describe()
        );
        true
    })
}

/// One SLO of each kind; others differ from them in numbers alone.
fn kinds() -> [Slo; 4] {
    ["workbook-995", "latency", "probe", "custom"]
        .map(|name| *SLOS.iter().find(|slo| slo.name == name).expect("an SLO"))
}

#[test]
fn every_changed_rule_is_noticed() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let rules = rules();
    let slos = kinds();
    let files = slos.map(|slo| rules.slo(slo.name));
    let judges = slos.map(|slo| suites(&slo, &rules));
    let mut seen = BTreeSet::new();
    let mut jobs = Vec::new();
    for ((slo, file), suites) in slos.iter().zip(&files).zip(&judges) {
        let mutants = mutants(slo.name, file, &mut seen, false).into_iter();
        let here = mutants.filter(|mutant| !mutant.describe().contains(ELSEWHERE));
        jobs.extend(here.map(|mutant| (suites, mutant)));
    }
    // What noticed the last change to a rule will mostly notice the next one.
    let survives = |last: &mut (String, usize), (suites, mutant): &(&Vec<Suite>, Mutant<'_>)| {
        let name = mutant.rule_name();
        let first = if last.0 == name { last.1 } else { 0 };
        match noticed_by(&promtool, suites, first, mutant) {
            Some(suite) => *last = (name, suite),
            None => return Some(mutant.describe()),
        }
        None
    };
    let changes: BTreeSet<_> = jobs.iter().map(|(_, mutant)| mutant.describe()).collect();
    let survivors = pool::each(&jobs, survives).into_iter().collect();
    only_listed_survive(&EQUIVALENT, &changes, &survivors);
}
