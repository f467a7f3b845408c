//! Evaluates recording rules over the month as the server would have, and stores what they record:
//! first what other rules read. A series that none reads a range of is recorded at the end alone.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::backfill::Samples;
use crate::history::{END, START};
use crate::rules::Rule;
use crate::server::Server;
use crate::support::Tool;

/// A rule, and what it recorded: Unix times in seconds and values.
#[derive(Clone)]
pub(crate) struct Recorded {
    pub(crate) rule: Rule,
    pub(crate) samples: Vec<(u32, f64)>,
}

/// The most samples of a series that an answer may hold.
const LONGEST_ANSWER: u32 = 11_000;

/// Evaluates recording rules and stores what they record.
pub(crate) fn record(
    prometheus: &Tool,
    promtool: &Tool,
    data: &Utf8Path,
    rules: Vec<Rule>,
) -> Vec<Recorded> {
    let mut recorded = Vec::new();
    let ranges: BTreeSet<_> = rules
        .iter()
        .filter(|rule| rules.iter().any(|other| other.reads_range_of(rule)))
        .map(Rule::series)
        .collect();
    let mut waiting = rules;
    while !waiting.is_empty() {
        let (later, ready) = waiting
            .iter()
            .cloned()
            .partition::<Vec<_>, _>(|rule| waiting.iter().any(|other| rule.reads(other)));
        assert!(!ready.is_empty(), "rules read each other in a circle");
        // Blocks are found when a server starts.
        let server = Server::start(prometheus, data);
        let mut stored = Samples::default();
        for rule in ready {
            let series = rule.series();
            let samples = evaluate(&server, &rule, ranges.contains(&series));
            stored.series(&series, samples.iter().copied());
            recorded.push(Recorded { rule, samples });
        }
        stored.store(promtool, data);
        waiting = later;
    }
    recorded
}

fn evaluate(server: &Server, rule: &Rule, whole_month: bool) -> Vec<(u32, f64)> {
    let (start, step) = if whole_month {
        (START, rule.interval)
    } else {
        (END, 1)
    };
    let length = LONGEST_ANSWER * step;
    (start..=END)
        .step_by(length as usize)
        .flat_map(|from| {
            let to = END.min(from + length - step);
            range(server, &rule.expr, [from, to, step])
        })
        .collect()
}

/// What an expression that gives at most one series is from one time to another.
fn range(server: &Server, expr: &str, [from, to, step]: [u32; 3]) -> Vec<(u32, f64)> {
    let [from, to, step] = [from, to, step].map(|number| number.to_string());
    let parameters = [
        ("query", expr),
        ("start", &from),
        ("end", &to),
        ("step", &step),
    ];
    let answer = server.ask("query_range", &parameters);
    let series = answer["result"].as_array().expect("a list of series");
    assert!(series.len() <= 1, "{expr} gives {} series", series.len());
    let samples = series
        .iter()
        .flat_map(|series| series["values"].as_array().expect("samples"));
    samples
        .map(|sample| {
            let value: f64 = sample[1]
                .as_str()
                .expect("a number")
                .parse()
                .expect("a number");
            assert!(value.is_finite(), "{expr} is {value}");
            let time = sample[0].as_u64().and_then(|time| time.try_into().ok());
            (time.expect("a time in whole seconds"), value)
        })
        .collect()
}
