//! Odd registries: SLOs that read each other's series, objectives, floors, windows and factors from end
//! to end of what is allowed. Whatever is sound in them has emitted tests that promtool accepts.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::fixture::{self, Built};
use crate::pool;
use crate::support::{self, Tool};

/// How many services are made, and of those that are sound how many are judged.
const SERVICES: u64 = 64;
const JUDGED: usize = 24;

/// Objectives in percent, and what they leave.
const OBJECTIVES: [(&str, f64); 14] = [
    ("50", 50.0),
    ("75", 25.0),
    ("85", 15.0),
    ("90", 10.0),
    ("95", 5.0),
    ("97.3", 2.7),
    ("99", 1.0),
    ("99.5", 0.5),
    ("99.9", 0.1),
    ("99.95", 0.05),
    ("99.99", 0.01),
    ("99.999", 0.001),
    ("99.9999", 0.0001),
    ("99.99999", 0.00001),
];
const PERIODS: [&str; 6] = ["7d", "14d", "28d", "30d", "60d", "90d"];
const FLOORS: [u32; 7] = [0, 1, 3, 10, 50, 250, 1000];
const FACTORS: [f64; 8] = [1.0, 1.5, 2.3, 3.0, 6.0, 10.0, 14.4, 36.0];
const SHARES: [&str; 5] = ["0.01", "0.02", "0.05", "0.075", "0.1"];
/// Long windows, and short ones that go with them where the twelfth does not.
const WINDOWS: [(&str, &str); 24] = [
    ("6m", "45s"),
    ("6m", "2m"),
    ("10m", "5m"),
    ("15m", "5m"),
    ("1h", "30m"),
    ("2h", "10m"),
    ("6h", "5m"),
    ("1d", "5m"),
    ("10m", "1m"),
    ("13m", "1m"),
    ("30m", "5m"),
    ("47m", "4m"),
    ("1h", "5m"),
    ("1h", "7m"),
    ("61m", "5m"),
    ("90m", "450s"),
    ("2h", "5m"),
    ("187m", "15m"),
    ("6h", "30m"),
    ("13h", "65m"),
    ("1d", "2h"),
    ("25h", "2h"),
    ("3d", "6h"),
    ("6d", "12h"),
];

/// SLIs that read the same series, or some of them.
const FAMILIES: [&[&str]; 9] = [
    &[
        "{type: custom, bad: 'sum(rate(errors_total[$window])) + sum(rate(timeouts_total[$window]))', total: 'sum(rate(jobs_total[$window]))'}",
        "{type: custom, bad: 'sum(rate(errors_total[$window])) + sum(rate(late_total[$window]))', total: 'sum(rate(jobs_total[$window]))'}",
        "request_ratio",
    ],
    &[
        "{type: latency, threshold: 500ms}",
        "{type: latency, threshold: 1s}",
        "{type: latency, threshold: 100ms}",
    ],
    &[
        "{type: latency, threshold: 500ms}",
        "{type: latency, threshold: 500ms}",
        "{type: latency, threshold: 1s, routes: [/pay]}",
    ],
    &[
        "{type: latency, threshold: 500ms, buckets: native}",
        "{type: latency, threshold: 2s, buckets: native}",
        "{type: latency, threshold: 1s}",
    ],
    &[
        "request_ratio",
        "request_ratio",
        "{type: request_ratio, routes: [/pay]}",
    ],
    &[
        "request_ratio",
        "{type: latency, threshold: 1s}",
        "{type: latency, threshold: 2s}",
    ],
    &[
        "probe",
        "probe",
        "{type: probe, selector: 'probe_success{job=\"deep\", prober=\"eu\"}'}",
    ],
    &[
        "{type: request_ratio, bad: 'failures_total', total: 'calls_total'}",
        "{type: request_ratio, bad: 'calls_total{result=~\"failed|late\"}', total: 'calls_total'}",
        "{type: request_ratio, bad: 'calls_total{result=\"late\"}', total: 'calls_total'}",
    ],
    &[
        "{type: custom, bad: 'sum(rate(http_requests_total{status=~\"4..\"}[$window]))', total: 'sum(rate(http_requests_total[$window]))'}",
        "{type: custom, bad: 'sum(rate(http_requests_total{status=~\"5..\"}[$window]))', total: 'sum(rate(http_requests_total[$window]))'}",
        "request_ratio",
    ],
];

/// What has once had tests that failed: a period, and SLOs.
const KNOWN: [(&str, [&str; 2]); 9] = [
    // A window with few samples loses one, though it is the long one; and only part of one SLO is another's.
    (
        "30d",
        [
            "{objective: 75, sli: {type: latency, threshold: 500ms, routes: [/pay]}, burn_policy: coarsely}",
            "{objective: 99, sli: {type: latency, threshold: 500ms}}",
        ],
    ),
    // What is recorded over five minutes is read at an instant, and what is recorded of it is not fed.
    (
        "30d",
        [
            "{objective: 99.5, sli: {type: custom, bad: 'sum(rate(a_total[$window])) + sum(rate(b_total[$window]))', total: 'sum(rate(c_total[$window]))'}, burn_policy: shortly}",
            "{objective: 99.1, sli: {type: custom, bad: 'sum(rate(a_total[$window])) + sum(rate(d_total[$window]))', total: 'sum(rate(c_total[$window]))'}, burn_policy: sharply}",
        ],
    ),
    // The histogram's count is that of both, and holds what is bad for one of them.
    (
        "30d",
        [
            "{objective: 95, sli: {type: latency, threshold: 500ms}}",
            "{objective: 99, sli: {type: latency, threshold: 1s}}",
        ],
    ),
    // Ten requests a second do not fail 250 times at this threshold.
    (
        "30d",
        [
            "{objective: 99.99, sli: request_ratio, burn_policy: patient}",
            "{objective: 99.9999, sli: {type: latency, threshold: 500ms}}",
        ],
    ),
    // Half the budget of one is more than all of the other's.
    (
        "90d",
        [
            "{objective: 85, sli: request_ratio}",
            "{objective: 99.99999, sli: request_ratio}",
        ],
    ),
    // More probers than a test holds, and a selector that asks for one of them.
    (
        "28d",
        [
            "{objective: 99.9999, sli: probe}",
            "{objective: 99, sli: {type: probe, selector: 'up{prober=\"eu\"}'}, burn_policy: patient}",
        ],
    ),
    // Counters that a test holds do not differ by so little.
    (
        "90d",
        [
            "{objective: 99.99999999, sli: {type: latency, threshold: 500ms}}",
            "{objective: 99.99999999, sli: {type: latency, threshold: 2s, buckets: native}}",
        ],
    ),
    // Averages are recorded while a page outlasts its outage, and must not be fed as well.
    (
        "30d",
        [
            "{objective: 99.5, sli: request_ratio, burn_policy: slowly}",
            "{objective: 99.9, sli: {type: latency, threshold: 500ms}}",
        ],
    ),
    // The last average is recorded from five minutes of raw series, and shows in what is left of the budget.
    (
        "28d",
        [
            "{objective: 99, sli: request_ratio, burn_policy: sharply}",
            "{objective: 90, sli: probe, burn_policy: sharply}",
        ],
    ),
];

/// The policies of [`KNOWN`] SLOs that name one.
const POLICIES: &str = "
burn_policies:
  patient:
    conditions: [{name: fast, factor: 14.4, long: 1h, severity: critical, min_failures: 250}]
  coarsely:
    conditions: [{name: fast, factor: 1.2, long: 1h, short: 30m, severity: critical}]
  shortly:
    conditions:
      - {name: fast, factor: 9.7, long: 5m, short: 1m, severity: critical}
      - {name: slow, factor: 9.7, long: 6h, short: 5m, severity: warning}
  sharply:
    conditions: [{name: day, factor: 3, long: 25h, short: 5m, severity: warning}]
  slowly:
    conditions:
      - {name: day, factor: 14.4, long: 26h, severity: critical}
      - {name: drift, factor: 2, long: 3d, severity: critical}
";

/// The same choices at each run.
struct Dice(u64);

impl Dice {
    /// A number below `sides`: a step of `SplitMix64`.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % sides as u64).expect("below a usize")
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }
}

/// What is declared of an SLO.
type Slos = Vec<String>;

/// Two SLOs that may read the same series, and the text of their policies.
fn thrown(dice: &mut Dice) -> (Slos, String) {
    let mut policies = "burn_policies:\n".to_owned();
    let family = dice.pick(&FAMILIES);
    let left_out = dice.roll(family.len());
    let family = family.iter().enumerate().filter(|(n, _)| *n != left_out);
    let slo = |(n, sli): (usize, &&str)| {
        let (objective, budget) = dice.pick(&OBJECTIVES);
        let policy = match dice.roll(5) {
            0 if budget < 5.0 => "workbook".to_owned(),
            _ => {
                policies += &policy(n, budget, dice);
                format!("policy-{n}")
            }
        };
        format!("{{objective: {objective}, burn_policy: {policy}, sli: {sli}}}")
    };
    (family.map(slo).collect(), policies)
}

/// A policy for an SLO that leaves so many percent.
fn policy(n: usize, budget: f64, dice: &mut Dice) -> String {
    let reachable: Vec<_> = FACTORS.iter().filter(|it| **it * budget < 97.0).collect();
    let period = match dice.roll(6) {
        0 => format!("    period: {}\n", dice.pick(&PERIODS)),
        _ => String::new(),
    };
    let mut text = format!("  policy-{n}:\n{period}    conditions:\n");
    for name in 0..=dice.roll(4) {
        let (long, short) = dice.pick(&WINDOWS);
        let short = match dice.roll(2) {
            0 => format!(", short: {short}"),
            _ => String::new(),
        };
        let trigger = match dice.roll(8) {
            0 => format!("budget_share: {}", dice.pick(&SHARES)),
            _ => format!("factor: {}", dice.pick(&reachable)),
        };
        let severity = dice.pick(&["critical", "critical", "warning", "info"]);
        let floor = match dice.roll(3) {
            0 => String::new(),
            _ => format!(", min_failures: {}", dice.pick(&FLOORS)),
        };
        writeln!(
            text,
            "      - {{name: c{name}, {trigger}, long: {long}{short}, severity: {severity}{floor}}}"
        )
        .expect("a string takes all");
    }
    text
}

/// A service of a registry that is sound.
struct Sound {
    /// The profile and the policies.
    profiles: String,
    built: Built,
}

impl Sound {
    /// The service of this name with these SLOs, if the compiler takes them.
    fn new(
        name: &str,
        dialect: &str,
        period: &str,
        slos: &[String],
        policies: &str,
    ) -> Option<Self> {
        let services = fixture::registry_of_shop(&format!("metrics: {dialect}"))
            .replace("service_name: shop", &format!("service_name: {name}"));
        let slos = slos.iter().enumerate();
        let slos: Vec<_> = slos
            .map(|(n, slo)| format!("      slo-{n}: {slo}\n"))
            .collect();
        let slos = slos.concat();
        let profiles = format!(
            "profiles:\n  tested:\n    period: {period}\n    burn_policy: fast-slow\n    slos:\n{slos}{policies}"
        );
        let built = fixture::try_build(&[
            ("observability_services.yml", &services),
            ("slo_profiles.yml", &profiles),
        ]);
        Some(Self {
            built: built.ok()?,
            profiles: format!("# {name}, {dialect}\n{profiles}"),
        })
    }

    fn thrown(seed: u64) -> Option<Self> {
        let mut dice = Dice(seed);
        let dialect = dice.pick(&["prom-http", "flask", "otel-http"]);
        let period = dice.pick(&PERIODS);
        let (slos, policies) = thrown(&mut dice);
        Self::new(&format!("shop-{seed}"), dialect, period, &slos, &policies)
    }

    /// What promtool says against the tests.
    fn judge(&self, promtool: &Tool) -> Option<String> {
        let placed = |folder: &str, files: &BTreeMap<String, String>| {
            let files = files.iter();
            let files = files.map(|(path, text)| (format!("{folder}/{path}"), text.clone()));
            files.collect::<Vec<_>>()
        };
        let tests = placed("tests", &self.built.tests);
        let files = [placed("rules", &self.built.rules), tests.clone()].concat();
        let files: Vec<_> = files
            .iter()
            .map(|(path, text)| (&**path, &**text))
            .collect();
        let tests = tests.iter().map(|(path, _)| &**path);
        let args: Vec<_> = ["test", "rules"].into_iter().chain(tests).collect();
        let said = promtool.run(&files, &args).err()?;
        Some(format!("{}\n{said}", self.profiles))
    }
}

#[test]
fn the_tests_of_odd_registries_pass() {
    let Some(promtool) = support::tool("promtool") else {
        return;
    };
    let known = KNOWN.iter().enumerate().map(|(n, (period, slos))| {
        let slos = slos.map(str::to_owned);
        let sound = Sound::new(&format!("known-{n}"), "prom-http", period, &slos, POLICIES);
        sound.unwrap_or_else(|| panic!("{slos:?} is not sound"))
    });
    let mut all: Vec<_> = known.collect();
    let thrown = (0..SERVICES).filter_map(Sound::thrown);
    all.extend(thrown.take(JUDGED));
    assert_eq!(all.len(), KNOWN.len() + JUDGED, "so many are sound");
    let red = pool::each(&all, |(): &mut (), sound| sound.judge(&promtool));
    assert!(red.is_empty(), "{} fail:\n{}", red.len(), red.join("\n"));
}
