//! The tests that the compiler emits: promtool accepts them all, and they notice every change to the
//! rules that an alert depends on.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use crate::cases::cases;
use crate::fixture;
use crate::mutation::{Mutant, mutants, only_listed_survive};
use crate::pool;
use crate::rulefile::RuleFile;
use crate::support::{self, Tool};
use crate::tree;

/// Where committed output lies.
pub(crate) fn outputs() -> Vec<Utf8PathBuf> {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = cases().into_iter();
    let cases = cases.map(|case| root.join(case).join("generated"));
    cases.chain([root.join("generated")]).collect()
}

#[test]
fn promtool_is_content_with_every_committed_test() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let mut judged = 0;
    for output in outputs() {
        let files = tree::files(&output.join("prometheus"));
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("all output is text");
        let files: Vec<_> = files
            .iter()
            .map(|(path, bytes)| (&**path, text(bytes)))
            .collect();
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        let tests: Vec<_> = files
            .iter()
            .map(|file| file.0)
            .filter(|path| path.starts_with("tests/"))
            .collect();
        judged += tests.len();
        if let Err(said) = promtool.run(&files, &[&["test", "rules"], &*tests].concat()) {
            panic!("{output}: {said}");
        }
    }
    assert!(judged >= 20, "only {judged} files of tests");
}

/// The SLOs whose rules are changed: one of each kind, each in a registry of its own. A rule that
/// differs from one before in the SLO's name alone is not changed again.
const SLOS: [(&str, &str); 8] = [
    (
        "fast-slow",
        "{objective: 99, sli: request_ratio, burn_policy: fast-slow}",
    ),
    (
        "latency",
        "{objective: 99, sli: {type: latency, threshold: 500ms}, burn_policy: fast-slow}",
    ),
    (
        "native",
        "{objective: 99, sli: {type: latency, threshold: 500ms, buckets: native}, burn_policy: fast-slow}",
    ),
    (
        "probe",
        "{objective: 99, sli: probe, burn_policy: fast-slow}",
    ),
    (
        "custom",
        r#"{objective: 99, sli: {type: custom, bad: 'sum(rate(jobs_total{outcome="failed"}[$window]))', total: 'sum(rate(jobs_total[$window]))'}, burn_policy: fast-slow}"#,
    ),
    ("workbook", "{objective: 99.5, sli: request_ratio}"),
    ("repaired", "{objective: 90, sli: request_ratio}"),
    (
        PART,
        "{objective: 99, sli: {type: request_ratio, routes: [/pay]}, burn_policy: fast-slow}",
    ),
];

/// The SLO whose events are a part of another's, [`WHOLE`]: what is strange to it is not so to the service.
const PART: &str = "part";
const WHOLE: &str = "      whole: {objective: 99, sli: request_ratio, burn_policy: fast-slow}\n";

/// The SLO whose period is so short, and whose objective so low, that its conditions are repaired.
const REPAIRED: &str = "repaired";

/// Changes that no emitted test can notice, as a pattern of their description, and why.
const UNNOTICED: [(&str, &str); 12] = [
    (
        r"^(custom|fast-slow|part|probe|repaired|workbook) .*(`(\)|0) or 0` .* with and$| of the zero)",
        "a zero that stands in for missing failures is not asked for while there are failures",
    ),
    (
        r"^native \S+ratio_\S+ .*(`(\)|0) or 0` .* with and$| of the zero)|^native \S+sli_bad:\S+ .* of the zero( \(token \d+\) with [^!=(].*)?$",
        "the same for native histograms, whose recorded failures are missed without their zero",
    ),
    (
        r"^latency \S+ .* of the zero( \(token \d+\) with [^!=(].*)?$",
        "where no good event was counted, 0 stands in, whatever it is 0 times of",
    ),
    (
        r"ratio_\S+: `> 0 \)` .* with -1$",
        "without traffic the ratio is not a number, which exceeds nothing either",
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
        r"(sli_bad:rate\d+.|SLONoData|budget_remaining:ratio): `\S+ slo:sli_total:\w+ \{` .* with slo:sli_bad:",
        "coverage and absence ask whether there are samples, and the pair is recorded together",
    ),
    (
        r"which its twin has$",
        "operators join series on all labels, so that one operand with the matcher is enough",
    ),
    (
        r"^latency \S+: `, 0 \)` .* with -1e9$",
        "more good events than all are not fed: rounding or a torn scrape makes them, in no even traffic",
    ),
    (
        r"^custom .* with \+$",
        "a guard against what is not a number, which plain rates always are",
    ),
    (
        r"^workbook \S+ratio_rate2h: .*\{` .* with slo:sli_\w+:avg4m$",
        "the pair and its averages hold the same rates: which of them is read decides what it costs",
    ),
    (r"slo_info: ", "no alert reads it"),
];

/// Rules and tests of the service of one SLO.
struct Judged {
    slo: &'static str,
    rules: RuleFile,
    /// File of tests, and the name of some of them up to its colon.
    tests: Vec<(String, String)>,
    files: Vec<(String, String)>,
}

impl Judged {
    fn new((slo, declaration): (&'static str, &str)) -> Self {
        let period = if slo == REPAIRED { "7d" } else { "30d" };
        let whole = if slo == PART { WHOLE } else { "" };
        let profiles = format!(
            "profiles:\n  tested:\n    period: {period}\n    burn_policy: workbook\n    slos:\n{whole}      {slo}: {declaration}\n"
        );
        let services = fixture::registry_of_shop("metrics: prom-http");
        let built = fixture::build(&[
            ("observability_services.yml", &services),
            ("slo_profiles.yml", &profiles),
        ]);
        let name = Regex::new(r#"(?m)^- name: "?([^":\n]+)"#).expect("a pattern");
        let files: Vec<_> = built
            .tests
            .into_iter()
            .map(|(path, text)| (format!("tests/{path}"), text))
            .collect();
        let tests = files.iter().flat_map(|(path, text)| {
            name.captures_iter(text)
                .map(|name| (path.clone(), name[1].to_owned()))
        });
        let mut tests: Vec<_> = tests.collect();
        // Situations of one alert may be spread over several tests.
        tests.dedup();
        Self {
            slo,
            rules: RuleFile::parse(&built.rules["production/shop.yml"]),
            tests,
            files,
        }
    }

    /// What promtool says of one test, with these rules.
    fn run(&self, promtool: &Tool, rules: &RuleFile, test: usize) -> Result<(), String> {
        let (path, name) = &self.tests[test];
        let rules = rules.to_yaml();
        let mut files: Vec<_> = self
            .files
            .iter()
            .map(|(path, text)| (&**path, &**text))
            .collect();
        files.push(("rules/production/shop.yml", &rules));
        let only = format!("^{}(:|$)", regex::escape(name));
        promtool
            .run(&files, &["test", "rules", "--run", &only, path])
            .map(drop)
    }

    /// The number of a test that fails for the mutant; `first` is asked first.
    fn noticed_by(&self, promtool: &Tool, mutant: &Mutant<'_>, first: usize) -> Option<usize> {
        let rules = self
            .rules
            .replacing(mutant.rule, &mutant.changed)
            .expect("a rule of this file");
        let others = (0..self.tests.len()).filter(|test| *test != first);
        [first].into_iter().chain(others).find(|&test| {
            let Err(said) = self.run(promtool, &rules, test) else {
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
}

#[test]
fn an_emitted_test_notices_every_changed_rule() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let judged = SLOS.map(Judged::new);
    for judged in &judged {
        for test in 0..judged.tests.len() {
            if let Err(said) = judged.run(&promtool, &judged.rules, test) {
                panic!("{}, nothing changed: {said}", judged.slo);
            }
        }
    }
    let mut seen = BTreeSet::new();
    let mut jobs = Vec::new();
    for judged in &judged {
        let mutants = mutants(judged.slo, &judged.rules, &mut seen, true);
        jobs.extend(mutants.into_iter().map(|mutant| (judged, mutant)));
    }
    let survives = |last: &mut (String, usize), (judged, mutant): &(&Judged, Mutant<'_>)| {
        // What noticed the last change to a rule will mostly notice the next one.
        let name = mutant.rule_name();
        let first = if last.0 == name { last.1 } else { 0 };
        match judged.noticed_by(&promtool, mutant, first) {
            Some(test) => *last = (name, test),
            None => return Some(mutant.describe()),
        }
        None
    };
    let changes: BTreeSet<_> = jobs.iter().map(|(_, mutant)| mutant.describe()).collect();
    let survivors = pool::each(&jobs, survives).into_iter().collect();
    only_listed_survive(&UNNOTICED, &changes, &survivors);
}
