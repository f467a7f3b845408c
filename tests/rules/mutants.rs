//! Whether the tests notice a wrong rule: each generated rule is changed in every small way, and
//! some suite must fail for each change.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use regex::{Regex, RegexSet};
use serde_yaml::Value;

use crate::promtool::Suite;
use crate::rulefile::RuleFile;
use crate::slo::{SLOS, Sli, Slo, rules};
use crate::support::{self, Tool};
use crate::{levels, outage, situations, texts, windows};

/// Mutants that behave as the rule does, as a pattern of their description, and why.
const EQUIVALENT: [(&str, &str); 7] = [
    (
        r"(sli_bad:rate\d.|SLONoData|budget_remaining:ratio): `\S+ slo:sli_total:\w+ \{` .* with slo:sli_bad:",
        "coverage and absence ask whether there are samples, and the pair is recorded together",
    ),
    (
        r"`, 1 \)` .* with 1e9",
        "a range that excludes its start, as since Prometheus 3, holds no more samples than steps",
    ),
    (
        r"ratio_rate30m: `\[ 30m \]` \(token (47|52)\) with 1h",
        "a zero for missing failures that lasts longer is divided by a total that has ended",
    ),
    (
        r"^latency \S+: `\[ (5m \]` \(token 94\) with 30m|30m \]` \(token 94\) with 1h|1h \]` \(token 94\) with 2h)",
        "a zero for a missing bucket that lasts longer is subtracted from a total that has ended",
    ),
    (
        r#"^latency \S+: `!~ "5.." \}` \(token 91\) with "mutant"#,
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

/// The windows that rules know; a window is changed to its neighbours.
const WINDOWS: [&str; 10] = ["4m", "5m", "30m", "1h", "2h", "6h", "1d", "3d", "7d", "30d"];

/// A changed rule.
struct Mutant<'r> {
    slo: &'r str,
    rule: &'r Value,
    changed: Value,
    change: String,
}

impl Mutant<'_> {
    fn rule_name(&self) -> String {
        let name = self
            .rule
            .get("record")
            .or(self.rule.get("alert"))
            .and_then(Value::as_str);
        format!("{} {}", self.slo, name.expect("a name"))
    }

    fn describe(&self) -> String {
        format!("{}: {}", self.rule_name(), self.change)
    }
}

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

/// Every change to every rule; a rule that differs from one before in nothing but the SLO's name is
/// left out.
fn mutants<'r>(slo: &'r Slo, rules: &'r RuleFile, seen: &mut BTreeSet<String>) -> Vec<Mutant<'r>> {
    let new = rules.rules().filter(|rule| {
        let text = serde_yaml::to_string(rule).expect("plain data");
        let text = text.replace(slo.name, "");
        let text = text.split_whitespace().collect::<String>();
        seen.insert(text)
    });
    let mutants = new.flat_map(|rule| {
        changes(rule)
            .into_iter()
            .map(move |(change, mutant)| (rule, change, mutant))
    });
    mutants
        .map(|(rule, change, mutant)| Mutant {
            slo: slo.name,
            rule,
            changed: mutant,
            change,
        })
        .collect()
}

fn changes(rule: &Value) -> Vec<(String, Value)> {
    let expr = rule["expr"].as_str().expect("an expression");
    let with = |key: &str, value: &str| {
        let mut mutant = rule.clone();
        mutant[key] = value.into();
        mutant
    };
    let exprs = expressions(expr)
        .into_iter()
        .map(|(change, expr)| (change, with("expr", &expr)));
    let waits = ["for", "keep_firing_for"].into_iter().flat_map(|key| {
        let wait = rule.get(key).and_then(Value::as_str).map(str::to_owned);
        let others = wait.into_iter().flat_map(|wait| other_waits(&wait));
        others.map(move |other| (format!("{key} {other}"), key, other))
    });
    let waits = waits.map(|(change, key, other)| (change, with(key, &other)));
    exprs.chain(waits).collect()
}

/// A wait of minutes, some longer and some shorter.
fn other_waits(wait: &str) -> [String; 2] {
    let minutes: u32 = wait.trim_end_matches('m').parse().expect("minutes");
    [minutes * 4 / 5, minutes * 6 / 5].map(|minutes| format!("{minutes}m"))
}

/// Every change to an expression.
fn expressions(expr: &str) -> Vec<(String, String)> {
    let token = r#""(?:[^"\\]|\\.)*"|[A-Za-z_:][\w:]*|\d+(?:\.\d+)?[a-z]*|=~|!~|!=|>=|\s+|."#;
    let tokens: Vec<&str> = Regex::new(token)
        .expect("a pattern")
        .find_iter(expr)
        .map(|token| token.as_str())
        .collect();
    let mut mutants = Vec::new();
    for (n, token) in tokens.iter().enumerate() {
        let solid = |range: &mut dyn Iterator<Item = usize>| {
            range
                .map(|n| tokens[n])
                .find(|token| !token.trim().is_empty())
        };
        let before = solid(&mut (0..n).rev()).unwrap_or_default();
        let after = solid(&mut (n + 1..tokens.len())).unwrap_or_default();
        for other in replacements(before, token, after) {
            let changed = [&tokens[..n], &[&*other], &tokens[n + 1..]]
                .concat()
                .concat();
            mutants.push((
                format!("`{before} {token} {after}` (token {n}) with {other}"),
                changed,
            ));
        }
    }
    let unmatched = expr.replace("on () ", "");
    if unmatched != expr {
        mutants.push(("without `on ()`".to_owned(), unmatched));
    }
    mutants
}

/// What else could stand in place of a token.
fn replacements(before: &str, token: &str, after: &str) -> Vec<String> {
    let texts = |texts: &[&str]| {
        texts
            .iter()
            .map(|&text| text.to_owned())
            .collect::<Vec<_>>()
    };
    match token {
        "and" => texts(&["or"]),
        "or" => texts(&["and"]),
        "unless" => texts(&["and", "or"]),
        // The sum with 0 is there even where it is not a number.
        ">=" if after == "0" => texts(&["<", "+"]),
        ">" | ">=" => texts(&["<"]),
        "=" if after.starts_with('"') => texts(&["!="]),
        "=~" => texts(&["!~"]),
        "!~" => texts(&["=~"]),
        // The coverage is at least 1: the guard is gone.
        "clamp_max" => texts(&["clamp_min"]),
        // Nothing, where 0 stands in for a missing series.
        "0" if after == "*" => texts(&["(vector(0) < -1)"]),
        "0" if before == ">" => texts(&["-1"]),
        // No rate is negative: any bound up to 0 does no more than drop what is not a number.
        "0" if before == ">=" => Vec::new(),
        // The lower bound of what must not be negative.
        "0" if before == "," => texts(&["-1e9"]),
        // The upper bound of a share.
        "1" if before == "," => texts(&["1e9"]),
        _ if token.starts_with('"') && before != "=" => {
            texts(&[&token.replacen('"', "\"mutant-", 1)])
        }
        _ if WINDOWS.contains(&token) => neighbours(token).map(str::to_owned).collect(),
        _ if token.starts_with("slo:") => other_series(token),
        _ => number(token),
    }
}

fn number(token: &str) -> Vec<String> {
    let value = token.parse::<f64>();
    value.map_or_else(
        |_| Vec::new(),
        |value| vec![(value * 0.97).to_string(), (value * 1.03).to_string()],
    )
}

fn neighbours(window: &str) -> impl Iterator<Item = &'static str> {
    let at = WINDOWS
        .iter()
        .position(|known| *known == window)
        .expect("a known window");
    [at.checked_sub(1), Some(at + 1)]
        .into_iter()
        .flatten()
        .filter_map(|n| WINDOWS.get(n).copied())
}

/// The same kind of series over the neighbouring windows, and the other one of the pair.
fn other_series(name: &str) -> Vec<String> {
    let mut others = Vec::new();
    if let Some((stem, window)) = name
        .rsplit_once("rate")
        .filter(|(_, window)| WINDOWS.contains(window))
    {
        others.extend(neighbours(window).map(|other| format!("{stem}rate{other}")));
    }
    for (one, other) in [
        ("sli_bad", "sli_total"),
        ("sli_total", "sli_bad"),
        ("rate5m", "avg4m"),
        ("avg4m", "rate5m"),
    ] {
        if name.contains(one) {
            others.push(name.replace(one, other));
        }
    }
    others
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
        jobs.extend(
            mutants(slo, file, &mut seen)
                .into_iter()
                .map(|mutant| (suites, mutant)),
        );
    }
    let equivalent = RegexSet::new(EQUIVALENT.map(|(pattern, _)| pattern)).expect("patterns");
    let next = AtomicUsize::new(0);
    let survivors = Mutex::new(Vec::new());
    let work = || {
        // What noticed the last change to a rule will mostly notice the next one.
        let mut last = (String::new(), 0);
        while let Some((suites, mutant)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if equivalent.is_match(&mutant.describe()) {
                continue;
            }
            let name = mutant.rule_name();
            let first = if last.0 == name { last.1 } else { 0 };
            if let Some(suite) = noticed_by(&promtool, suites, first, mutant) {
                last = (name, suite);
            } else {
                let mut survivors = survivors.lock().expect("no thread panicked");
                survivors.push(mutant.describe());
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut survivors = survivors.into_inner().expect("no thread panicked");
    survivors.sort();
    assert!(
        survivors.is_empty(),
        "{} of {} mutants survive:\n{}",
        survivors.len(),
        jobs.len(),
        survivors.join("\n")
    );
}
