//! A month of raw counters in a real Prometheus, what the emitted rules record of it, and how far
//! that is from the truth. promtool's unit tests cannot hold a month at the interval of scrapes.

mod backfill;
mod history;
mod recorder;
mod rules;
#[path = "../support/running.rs"]
mod running;
mod server;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/tree.rs"]
mod tree;
#[path = "../support/write.rs"]
mod write;

use std::collections::BTreeMap;

use backfill::Samples;
use history::{DAY, END, Events, HOUR, LENGTH, Service};
use tree::Workspace;

const PROFILES: &str = "
profiles:
  tested:
    period: 30d
    burn_policy: workbook
    slos: {success: {objective: 95, sli: request_ratio}}
";
/// The objective's complement.
const BUDGET: f64 = 0.05;

const EVEN: Service = Service {
    name: "day-and-night",
    pods: 1,
    load: [390, 30],
    born: 0,
    lives: LENGTH,
};
/// Its process lives for less than half a day.
const RESTARTED: Service = Service {
    name: "restarted",
    lives: 11 * HOUR + 7 * 60,
    ..EVEN
};
/// No requests at night.
const IDLE: Service = Service {
    name: "idle-at-night",
    load: [390, 0],
    ..EVEN
};
/// Ten days old.
const YOUNG: Service = Service {
    name: "young",
    born: LENGTH - 10 * DAY,
    ..EVEN
};
const SERVICES: [Service; 4] = [EVEN, RESTARTED, IDLE, YOUNG];

/// What is recorded at the end of the month, by series.
struct Values(BTreeMap<String, f64>);

impl Values {
    fn get(&self, name: &str, service: &Service) -> Option<f64> {
        let series = format!(
            r#"{name}{{service="{}",environment="production",slo="success"}}"#,
            service.name
        );
        self.0.get(&series).copied()
    }
}

/// What is recorded of all services, or nothing where a tool is missing.
fn month() -> Option<Values> {
    let promtool = support::tool("promtool")?;
    let prometheus = support::tool("prometheus")?;
    let workspace = Workspace::new();
    let mut samples = Samples::default();
    for service in &SERVICES {
        service.counters(0, &mut samples);
    }
    samples.store(&promtool, &workspace.path);
    let mut rules = rules::compile(&SERVICES.map(|service| service.name), PROFILES);
    rules.retain(|rule| rule.records);
    let recorded = recorder::record(&prometheus, &promtool, &workspace.path, rules);
    let last = recorded.into_iter().filter_map(|recorded| {
        let (time, value) = recorded.samples.last()?;
        (*time == END).then(|| (recorded.rule.series(), *value))
    });
    Some(Values(last.collect()))
}

#[test]
fn what_is_recorded_of_a_month_is_true() {
    let Some(values) = month() else {
        return;
    };
    for service in &SERVICES {
        for (name, value, truth, tolerance) in compared(service, &values) {
            let error = value / truth - 1.0;
            let line = format!(
                "{} of {}: {value:.7}, in truth {truth:.7}: {:+.3} %",
                name,
                service.name,
                error * 100.0
            );
            println!("{line}");
            assert!(error.abs() <= tolerance, "{line}");
        }
        // The month ends at midnight: no requests, no ratio, and above all no NaN.
        let ratio = values.get("slo:sli_error:ratio_rate5m", service);
        assert_eq!(ratio.is_some(), service.load[1] > 0, "{}", service.name);
    }
}

/// Ratios of bad events: their names, as they are recorded, as they are in truth, and how far they may
/// be from it as a share of it.
fn compared(service: &Service, values: &Values) -> [(&'static str, f64, f64, f64); 5] {
    /// What the period and the week promise.
    const PROMISED: f64 = 0.001;
    /// A shorter window holds few incidents, and `rate` counts up to a twentieth too little of one that
    /// begins soon after a process: it does not extrapolate a counter below zero.
    const SHORT: f64 = 0.002;
    let truth = |days| ratio(service.last(days * DAY));
    let age = LENGTH - service.born;
    let covered = (f64::from(age) / f64::from(30 * DAY)).min(1.0);
    let recorded = |name| {
        values
            .get(name, service)
            .expect("it is recorded at all times")
    };
    let bad = |good| 1.0 - recorded(good);
    let spent = bad("slo:error_budget_remaining:ratio") * BUDGET;
    [
        (
            "period",
            bad("slo:compliance:ratio_period"),
            truth(30),
            PROMISED,
        ),
        ("budget", spent, truth(30) * covered, PROMISED),
        ("week", bad("slo:compliance:ratio_7d"), truth(7), PROMISED),
        (
            "3d",
            recorded("slo:sli_error:ratio_rate3d"),
            truth(3),
            SHORT,
        ),
        (
            "1d",
            recorded("slo:sli_error:ratio_rate1d"),
            truth(1),
            SHORT,
        ),
    ]
}

fn ratio(events: Events) -> f64 {
    f64::from(events.bad) / f64::from(events.all)
}
