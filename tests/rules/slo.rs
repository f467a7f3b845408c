//! The SLOs under test, and what theory says of their conditions: stated and computed here from
//! scratch, never read from the compiler.

use crate::fixture;
use crate::promtool::Case;
use crate::rulefile::RuleFile;
use crate::series::{Traffic, seconds};

/// The profile that the service under test is held to.
pub(crate) const PROFILES: &str = r#"
profiles:
  tested:
    period: 30d
    burn_policy: workbook
    slos:
      workbook-995: {objective: 99.5, sli: request_ratio}
      workbook-999: {objective: 99.9, sli: request_ratio}
      fast-slow-995: {objective: 99.5, sli: request_ratio, burn_policy: fast-slow}
      fast-slow-999: {objective: 99.9, sli: request_ratio, burn_policy: fast-slow}
      latency: {objective: 99.5, sli: {type: latency, threshold: 500ms}}
      probe: {objective: 99.5, sli: probe}
      custom:
        objective: 99.5
        sli:
          type: custom
          bad: sum(rate(jobs_total{outcome="failed"}[$window]))
          total: sum(rate(jobs_total[$window]))
"#;

/// The generated rules of the service under test.
pub(crate) fn rules() -> RuleFile {
    RuleFile::parse(&fixture::shop(PROFILES))
}

#[derive(Clone, Copy)]
pub(crate) struct Slo {
    pub(crate) name: &'static str,
    pub(crate) budget: f64,
    pub(crate) sli: Sli,
    pub(crate) conditions: &'static [Condition],
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sli {
    Requests,
    Latency,
    Probe,
    Custom,
}

/// A burn condition as the documentation of its policy has it.
pub(crate) struct Condition {
    pub(crate) alert: &'static str,
    pub(crate) factor: f64,
    pub(crate) long: u64,
    pub(crate) short: u64,
    /// How long it lasts after it ceases to hold.
    pub(crate) keep: u64,
}

const fn condition(alert: &'static str, factor: f64, long: u64, keep: u64) -> Condition {
    Condition {
        alert,
        factor,
        long,
        short: long / 12,
        keep,
    }
}

pub(crate) const MINUTE: u64 = 60;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

const WORKBOOK: [Condition; 4] = [
    condition("SLOFastBurn", 14.4, HOUR, 25 * MINUTE),
    condition("SLOSlowBurn", 6.0, 6 * HOUR, 0),
    condition("SLODayBurn", 3.0, DAY, 0),
    condition("SLODriftBurn", 1.0, 3 * DAY, 0),
];
const FAST_SLOW: [Condition; 2] = [
    condition("SLOFastBurn", 14.4, HOUR, 0),
    condition("SLOSlowBurn", 5.0, 6 * HOUR, 0),
];

const fn slo(name: &'static str, budget: f64, sli: Sli, conditions: &'static [Condition]) -> Slo {
    Slo {
        name,
        budget,
        sli,
        conditions,
    }
}

pub(crate) const SLOS: [Slo; 7] = [
    slo("workbook-995", 0.005, Sli::Requests, &WORKBOOK),
    slo("workbook-999", 0.001, Sli::Requests, &WORKBOOK),
    slo("fast-slow-995", 0.005, Sli::Requests, &FAST_SLOW),
    slo("fast-slow-999", 0.001, Sli::Requests, &FAST_SLOW),
    slo("latency", 0.005, Sli::Latency, &WORKBOOK),
    slo("probe", 0.005, Sli::Probe, &WORKBOOK),
    slo("custom", 0.005, Sli::Custom, &WORKBOOK),
];

/// The recorded rates that tests feed in place of the rules that record them.
pub(crate) const PAIR: [&str; 2] = ["slo:sli_bad:rate5m", "slo:sli_total:rate5m"];
pub(crate) const AVERAGES: [&str; 2] = ["slo:sli_bad:avg4m", "slo:sli_total:avg4m"];
pub(crate) const ALL_RATES: [&str; 4] = [PAIR[0], PAIR[1], AVERAGES[0], AVERAGES[1]];

impl Condition {
    /// Whether it is one of the slow group, which reads averages of the pair.
    pub(crate) fn is_slow(&self) -> bool {
        self.long >= DAY
    }

    /// The error ratio that both windows must exceed.
    pub(crate) fn threshold(&self, slo: &Slo) -> f64 {
        self.factor * slo.budget
    }

    /// Seconds by which recorded series may lag behind a sudden change: half of the pair's five
    /// minutes where it begins, all of them where it ends, and up to four minutes until the next
    /// average.
    fn lag(window: u64, smoothing: f64) -> f64 {
        match window {
            0..=HOUR => 0.0,
            window if window < DAY => smoothing,
            _ => smoothing + 240.0,
        }
    }

    /// Seconds of total outage until it fires, at the earliest and at the latest.
    pub(crate) fn detection(&self, slo: &Slo) -> (f64, f64) {
        let exact = self.threshold(slo) * seconds(self.long);
        (exact, exact + Self::lag(self.long, 150.0))
    }

    /// Seconds after the outage until it has ended, at the earliest and at the latest.
    pub(crate) fn reset(&self, slo: &Slo) -> (f64, f64) {
        let exact = (1.0 - self.threshold(slo)) * seconds(self.short) + seconds(self.keep);
        (exact, exact + Self::lag(self.short, 300.0))
    }
}

impl Slo {
    /// A series recorded for this SLO.
    pub(crate) fn recorded(&self, name: &str) -> String {
        format!(
            r#"{name}{{service="shop",environment="production",slo="{}"}}"#,
            self.name
        )
    }

    /// Adds what the service exposes, and what others do that must not matter.
    pub(crate) fn raw(&self, case: Case, traffic: &Traffic) -> Case {
        let strangers = [("stranger", "production"), ("shop", "staging")];
        let step = case.step();
        let worst = strange(traffic);
        let case = self.exposed(case, ("shop", "production"), traffic, step);
        strangers
            .into_iter()
            .fold(case, |case, who| self.exposed(case, who, &worst, step))
    }

    fn exposed(
        &self,
        case: Case,
        (service, environment): (&str, &str),
        traffic: &Traffic,
        step: u64,
    ) -> Case {
        let labels = format!(r#"service="{service}",environment="{environment}",instance="i""#);
        let (all, good, bad) = (|_| 1.0, |bad| 1.0 - bad, |bad| bad);
        match self.sli {
            Sli::Requests => case
                .series(
                    format!(r#"http_requests_total{{{labels},status="200"}}"#),
                    traffic.counter(step, good),
                )
                .series(
                    format!(r#"http_requests_total{{{labels},status="503"}}"#),
                    traffic.counter(step, bad),
                ),
            Sli::Custom => case
                .series(
                    format!(r#"jobs_total{{{labels},outcome="done"}}"#),
                    traffic.counter(step, good),
                )
                .series(
                    format!(r#"jobs_total{{{labels},outcome="failed"}}"#),
                    traffic.counter(step, bad),
                ),
            Sli::Latency => {
                let name = "http_request_duration_seconds";
                let failed = traffic.counter(step, |_| 5.0);
                case.series(
                    format!(r#"{name}_bucket{{{labels},status="200",le="0.25"}}"#),
                    traffic.counter(step, |_| 0.0),
                )
                .series(
                    format!(r#"{name}_bucket{{{labels},status="200",le="0.5"}}"#),
                    traffic.counter(step, good),
                )
                .series(
                    format!(r#"{name}_bucket{{{labels},status="200",le="+Inf"}}"#),
                    traffic.counter(step, all),
                )
                .series(
                    format!(r#"{name}_count{{{labels},status="200"}}"#),
                    traffic.counter(step, all),
                )
                // Failed requests count for nothing here, however fast they fail.
                .series(
                    format!(r#"{name}_bucket{{{labels},status="500",le="0.5"}}"#),
                    failed.clone(),
                )
                .series(format!(r#"{name}_count{{{labels},status="500"}}"#), failed)
            }
            // A share of probes stands for a fleet of probers.
            Sli::Probe => {
                // The prober knows the URL alone.
                let host = match (service, environment) {
                    ("shop", "production") => "shop".to_owned(),
                    _ => format!("{environment}.{service}"),
                };
                let url = format!("https://{host}.example.com");
                case.series(
                    format!(r#"probe_success{{job="blackbox",instance="{url}"}}"#),
                    traffic.share_of_good(step),
                )
            }
        }
    }

    /// Adds these recorded rates, each moment as the phase has it.
    pub(crate) fn levels(&self, names: &[&str], case: Case, traffic: &Traffic) -> Case {
        let step = case.step();
        self.recorded_rates(case, names, traffic, &|share| traffic.rate(step, share))
    }

    /// Adds these recorded rates as the server would have recorded them.
    pub(crate) fn smoothed(&self, names: &[&str], case: Case, traffic: &Traffic) -> Case {
        let step = case.step();
        self.recorded_rates(case, names, traffic, &|share| traffic.smoothed(step, share))
    }

    /// Adds recorded rates, and those of others, all of whose events are bad.
    fn recorded_rates(
        &self,
        case: Case,
        names: &[&str],
        traffic: &Traffic,
        values: &dyn Fn(fn(f64) -> f64) -> String,
    ) -> Case {
        let strange = strange(traffic).rate(case.step(), |_| 1.0);
        let strangers = [
            ("stranger", "production", self.name),
            ("shop", "staging", self.name),
            ("shop", "production", "stranger"),
        ];
        names.iter().fold(case, |case, name| {
            let share = if name.contains("bad") {
                |bad| bad
            } else {
                |_| 1.0
            };
            let case = case.series(self.recorded(name), values(share));
            strangers
                .into_iter()
                .fold(case, |case, (service, environment, slo)| {
                    let series = format!(
                        r#"{name}{{service="{service}",environment="{environment}",slo="{slo}"}}"#
                    );
                    case.series(series, strange.clone())
                })
        })
    }
}

/// The traffic of a stranger, all of it bad, in the last quarter of an hour.
fn strange(traffic: &Traffic) -> Traffic {
    let recent = 15 * MINUTE;
    Traffic::default()
        .gone(traffic.seconds() - recent)
        .flow(recent, 1000.0, 1.0)
}
