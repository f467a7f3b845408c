//! What promtool has to do for the emitted tests of a service, told without a clock: each test is a storage
//! of its own, each evaluation is one of all rules of the service, and each sample is held.
//!
//! `docs/performance.md` says how many seconds these bounds stand for.

use camino::Utf8Path;
use regex::Regex;
use serde_yaml::Value;

use crate::fixture;
use crate::tree;

/// Work of promtool.
#[derive(Debug, Default)]
struct Work {
    tests: usize,
    evaluations: u64,
    samples: u64,
    /// Tests that go on for longer than a day and a half, for which promtool writes blocks: it may sleep for
    /// half a second before it ends such a test. One that ends with the first evaluation beyond is over before.
    long: usize,
}

const DAY_AND_A_HALF: u64 = 36 * 3_600;

/// A built-in profile, a dialect, and the most that the tests of such a service may ask for.
const BOUNDS: [(&str, &str, Work); 4] = [
    ("standard", "prom-http", most(14, 101, 210_000, 1)),
    ("standard", "flask", most(21, 150, 210_000, 1)),
    ("standard", "otel-http", most(21, 150, 210_000, 1)),
    ("public-api-standard", "prom-http", most(11, 60, 80_000, 0)),
];

const fn most(tests: usize, evaluations: u64, samples: u64, long: usize) -> Work {
    Work {
        tests,
        evaluations,
        samples,
        long,
    }
}

#[test]
fn promtool_has_little_to_do_for_three_slos() {
    for (profile, dialect, most) in BOUNDS {
        let services = fixture::registry_of_shop(&format!("metrics: {dialect}"))
            .replace("slo_profile: tested", &format!("slo_profile: {profile}"));
        let built = fixture::build(&[("observability_services.yml", &services)]);
        let mut work = Work::default();
        let files = built.tests.iter();
        for (_, text) in files.filter(|(path, _)| path.starts_with("production/shop")) {
            work.add(&serde_yaml::from_str(text).expect("tests are YAML"));
        }
        let within = work.tests <= most.tests
            && work.evaluations <= most.evaluations
            && work.samples <= most.samples
            && work.long <= most.long;
        assert!(within, "{profile}, {dialect}: {work:?}, at most {most:?}");
        assert!(
            work.samples > most.samples / 2,
            "{profile}, {dialect}: {work:?}, a bound of {most:?} holds nothing"
        );
    }
}

/// Registries with alert packs, and the most that the tests of all packs of a service may ask for.
const BOUNDS_OF_PACKS: [(&str, Work); 2] = [
    ("registry", most(3, 100, 500, 0)),
    ("tests/golden/packs/registry", most(4, 110, 1_200, 0)),
];

#[test]
fn promtool_has_little_to_do_for_the_packs_of_a_service() {
    for (registry, most) in BOUNDS_OF_PACKS {
        let registry = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join(registry);
        let workspace = tree::Workspace::new();
        let built = fixture::build_from(&registry, &workspace.path);
        let files = built.tests.iter();
        let of_packs = files.filter(|(path, _)| path.ends_with("~packs.yml"));
        let mut samples = 0;
        for (path, text) in of_packs {
            let mut work = Work::default();
            work.add(&serde_yaml::from_str(text).expect("tests are YAML"));
            let within = work.tests <= most.tests
                && work.evaluations <= most.evaluations
                && work.samples <= most.samples;
            assert!(within, "{path}: {work:?}, at most {most:?}");
            samples = samples.max(work.samples);
        }
        assert!(
            samples > most.samples / 2,
            "{registry}: {samples} samples, a bound of {most:?} holds nothing"
        );
    }
}

impl Work {
    fn add(&mut self, file: &Value) {
        let every = seconds(&file["evaluation_interval"]);
        for test in list(&file["tests"]) {
            self.tests += 1;
            let expectations = [&test["alert_rule_test"], &test["promql_expr_test"]];
            let moments = expectations.into_iter().flat_map(list);
            let last = moments
                .map(|expected| seconds(&expected["eval_time"]))
                .max();
            // The first evaluation is that of the moment 0.
            let last = last.expect("an expectation");
            self.evaluations += last / every + 1;
            self.long += usize::from(last - every > DAY_AND_A_HALF);
            let series = list(&test["input_series"]).iter();
            self.samples += series.map(|series| samples(&series["values"])).sum::<u64>();
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_sequence().map_or(&[], Vec::as_slice)
}

/// A duration as Prometheus writes it.
fn seconds(duration: &Value) -> u64 {
    let duration = duration.as_str().expect("a duration");
    let part = Regex::new(r"(\d+)([smhdw])").expect("a pattern");
    let parts = part.captures_iter(duration).map(|part| {
        let unit = match &part[2] {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => 604_800,
        };
        part[1].parse::<u64>().expect("digits") * unit
    });
    parts.sum()
}

/// How many samples promtool makes of its notation: `0+1x9` is ten of them, `_x9` none.
fn samples(values: &Value) -> u64 {
    let values = values.as_str().expect("samples");
    let run = Regex::new(r"(?:\{\{[^}]*\}\}|[^\s{])+").expect("a pattern");
    let times = Regex::new(r"x(\d+)$").expect("a pattern");
    let runs = run.find_iter(values).map(|run| run.as_str());
    let held = runs.filter(|run| !run.starts_with('_')).map(|run| {
        let more = times
            .captures(run)
            .map_or("0", |times| times.get(1).map_or("0", |it| it.as_str()));
        more.parse::<u64>().expect("digits") + 1
    });
    held.sum()
}
