//! What rules cost a real Prometheus: all that are emitted for one SLO beside the same SLO in sloth's
//! shape, over a month of traffic. Prints the tables of `docs/performance.md`.
//!
//! `O11YC_TOOLS=$(tools/build) cargo test --bench rule_cost`; how it is compiled does not matter, for it
//! is the server that is measured.

#![expect(clippy::print_stdout, reason = "tables are what it makes")]

#[path = "../tests/real_prometheus/backfill.rs"]
mod backfill;
#[path = "rule_cost/cost.rs"]
mod cost;
#[path = "../tests/real_prometheus/history.rs"]
mod history;
#[path = "../tests/real_prometheus/recorder.rs"]
mod recorder;
#[path = "../tests/real_prometheus/rules.rs"]
mod rules;
#[path = "../tests/support/running.rs"]
mod running;
#[path = "../tests/real_prometheus/server.rs"]
mod server;
#[path = "../tests/support/mod.rs"]
mod support;
#[path = "../tests/support/tree.rs"]
mod tree;
#[path = "../tests/support/write.rs"]
mod write;

use camino::Utf8Path;

use backfill::Samples;
use cost::Cost;
use history::{DAY, HOUR, LENGTH, Service};
use recorder::Recorded;
use rules::Rule;
use server::Server;
use support::Tool;
use tree::Workspace;

const PROFILES: &str = "
profiles:
  tested:
    period: 30d
    burn_policy: workbook
    slos: {success: {objective: 99.9, sli: request_ratio}}
";
const SLOTH: &[u8] = include_bytes!("rule_cost/sloth.yml");

/// A service of eight series, and one of two hundred.
const FEW: Service = Service {
    name: "shop",
    pods: 4,
    load: [390, 30],
    born: 0,
    lives: LENGTH,
};
const MANY: Service = Service { pods: 100, ..FEW };

fn main() {
    let (Some(promtool), Some(prometheus)) =
        (support::tool("promtool"), support::tool("prometheus"))
    else {
        return;
    };
    let ours = rules::compile(&[FEW.name], PROFILES);
    // As often as ours, so that both see the same; the server's own interval is a minute.
    let mut sloth = rules::parse(SLOTH);
    for rule in &mut sloth {
        rule.interval = 30;
    }

    let few = Workspace::new();
    store_raw(&FEW, 0, &promtool, &few.path);
    let record = |rules: &[Rule]| {
        let rules = rules.iter().filter(|rule| rule.records).cloned().collect();
        recorder::record(&prometheus, &promtool, &few.path, rules)
    };
    let recorded = [record(&ours), record(&sloth)].concat();
    // No window of raw series is longer than three days.
    let many = Workspace::new();
    store_raw(&MANY, LENGTH - 3 * DAY - HOUR, &promtool, &many.path);
    store_recorded(&recorded, &promtool, &many.path);

    let server = Server::start(&prometheus, &few.path);
    print_period(&server, &ours, &sloth);
    print_rules(&server, &FEW, &ours, &sloth);
    drop(server);
    let server = Server::start(&prometheus, &many.path);
    print_rules(&server, &MANY, &ours, &sloth);
}

fn store_raw(service: &Service, from: u32, promtool: &Tool, data: &Utf8Path) {
    let mut samples = Samples::default();
    service.counters(from, &mut samples);
    samples.store(promtool, data);
}

fn store_recorded(recorded: &[Recorded], promtool: &Tool, data: &Utf8Path) {
    let mut samples = Samples::default();
    for Recorded { rule, samples: own } in recorded {
        samples.series(&rule.series(), own.iter().copied());
    }
    samples.store(promtool, data);
}

/// The ways to read a period's error ratio, and how far each is from the truth.
fn print_period(server: &Server, ours: &[Rule], sloth: &[Rule]) {
    let find = |rules: &[Rule], name: &str| {
        let rule = rules.iter().find(|rule| rule.name == name);
        rule.expect("a rule of this name").expr.clone()
    };
    let increase = |labels: &str| {
        format!(r#"sum(increase(http_requests_total{{service="shop"{labels}}}[30d]))"#)
    };
    let sum = |name: &str| format!(r#"sum_over_time({name}{{service="shop"}}[30d])"#);
    let direct = format!("{} / {}", increase(r#",status="503""#), increase(""));
    let pair = [sum("slo:sli_bad:rate5m"), sum("slo:sli_total:rate5m")].join(" / ignoring (x) ");
    let ratios = find(sloth, "slo:sli_error:ratio_rate30d");
    let averages = format!("1 - ({})", find(ours, "slo:compliance:ratio_period"));
    let events = FEW.last(30 * DAY);
    let truth = f64::from(events.bad) / f64::from(events.all);
    println!("| over 30d | time | samples read | error |\n|---|---:|---:|---:|");
    for (name, expr) in [
        ("`increase` of the raw series", &direct),
        ("average of 5m ratios (sloth)", &ratios),
        ("the 5m pair", &pair),
        ("its 4m averages (o11yc)", &averages),
    ] {
        let (cost, value) = Cost::of(server, expr);
        let error = 100.0 * (value.expect("a ratio") / truth - 1.0);
        println!(
            "| {name} | {:.1} ms | {} | {error:+.3} % |",
            cost.seconds * 1e3,
            cost.samples
        );
    }
}

/// The cost of all rules of both: each rule, then all of a group at its interval.
fn print_rules(server: &Server, service: &Service, ours: &[Rule], sloth: &[Rule]) {
    println!("\n{} raw series\n", 2 * service.pods);
    println!("| rule | time | samples read |\n|---|---:|---:|");
    let cost = |rule: &Rule| {
        let (cost, _) = Cost::of(server, &rule.expr);
        println!("| {} | {cost} |", rule.name);
        (rule.interval, cost)
    };
    let costs = [("o11yc", ours), ("sloth", sloth)]
        .map(|(name, rules)| (name, rules.iter().map(cost).collect::<Vec<_>>()));
    println!("\n| | rules | time | samples read | time an hour | samples an hour |");
    println!("|---|---:|---:|---:|---:|---:|");
    for (name, costs) in costs {
        let mut hourly = Cost::default();
        for (interval, every) in [(30, "30s"), (240, "4m")] {
            let of_group = costs.iter().filter(|(own, _)| *own == interval);
            let once: Cost = of_group.clone().map(|(_, cost)| *cost).sum();
            let (rules, hour) = (of_group.count(), once.times(HOUR / interval));
            if rules > 0 {
                println!("| {name}, every {every} | {rules} | {once} | {hour} |");
            }
            hourly = hourly + hour;
        }
        println!("| {name}, all | {} | | | {hourly} |", costs.len());
    }
}
