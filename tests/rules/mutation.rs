//! Every small change to a rule: what must not go unnoticed.

use std::collections::BTreeSet;
use std::ops::Range;

use regex::Regex;
use serde_yaml::Value;

use crate::rulefile::RuleFile;

/// The windows that rules know; a window is changed to its neighbours.
const WINDOWS: [&str; 11] = [
    "4m", "5m", "30m", "1h", "2h", "6h", "12h", "1d", "3d", "7d", "30d",
];

/// A changed rule.
pub(crate) struct Mutant<'r> {
    slo: &'r str,
    pub(crate) rule: &'r Value,
    pub(crate) changed: Value,
    change: String,
}

impl Mutant<'_> {
    pub(crate) fn rule_name(&self) -> String {
        let name = self
            .rule
            .get("record")
            .or(self.rule.get("alert"))
            .and_then(Value::as_str);
        format!("{} {}", self.slo, name.expect("a name"))
    }

    pub(crate) fn describe(&self) -> String {
        format!("{}: {}", self.rule_name(), self.change)
    }
}

/// Every change to every rule; a rule that differs from one before in nothing but the SLO's name is
/// left out, unless it is an alert and `each_alert` is asked for, since each SLI is fed in its own way.
pub(crate) fn mutants<'r>(
    slo: &'r str,
    rules: &'r RuleFile,
    seen: &mut BTreeSet<String>,
    each_alert: bool,
) -> Vec<Mutant<'r>> {
    let is_own = |rule: &&Value| rule["labels"]["slo"].as_str().is_none_or(|it| it == slo);
    let new = rules.rules().filter(is_own).filter(|rule| {
        let text = serde_yaml::to_string(rule).expect("plain data");
        let text = text.replace(slo, "");
        let mut text = text.split_whitespace().collect::<String>();
        if each_alert && rule.get("alert").is_some() {
            text.push_str(slo);
        }
        seen.insert(text)
    });
    let mutants = new.flat_map(|rule| {
        changes(rule)
            .into_iter()
            .map(move |(change, mutant)| (rule, change, mutant))
    });
    mutants
        .map(|(rule, change, mutant)| Mutant {
            slo,
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
    let zeros = zeros(expr);
    let place = |offset: usize| {
        let inside = zeros.iter().any(|zero| zero.contains(&offset));
        if inside { " of the zero" } else { "" }
    };
    let mut mutants = Vec::new();
    let mut end = 0;
    for (n, token) in tokens.iter().enumerate() {
        let place = place(end);
        end += token.len();
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
                format!("`{before} {token} {after}`{place} (token {n}) with {other}"),
                changed,
            ));
        }
    }
    for (offset, change, expr) in without_matchers(expr) {
        mutants.push((format!("{change}{}", place(offset)), expr));
    }
    let unmatched = expr.replace("on () ", "");
    if unmatched != expr {
        mutants.push(("without `on ()`".to_owned(), unmatched));
    }
    mutants
}

/// Where a zero stands in for what is missing: each `0 * …` behind an `or`, up to its last bracket.
fn zeros(expr: &str) -> Vec<Range<usize>> {
    let zero = Regex::new(r"\bor\s+(0\s*\*[^()]*\()").expect("a pattern");
    zero.captures_iter(expr)
        .map(|zero| {
            let zero = zero.get(1).expect("a group that is not optional");
            let mut open = 1;
            let length = expr[zero.end()..].find(|c| {
                open += i32::from(c == '(') - i32::from(c == ')');
                open == 0
            });
            zero.start()..zero.end() + length.expect("balanced brackets")
        })
        .collect()
}

/// Whether a recorded series is joined, on all labels, to another with the same matchers. What is on the
/// left of `unless` stays where there is no such other.
fn has_twin(series: &str, expr: &str, after: &str) -> bool {
    let after = after.split_once('}').map_or("", |(_, after)| after);
    let left_of_unless = after.contains("unless");
    series.starts_with("slo:")
        && expr.matches("slo:").count() > 1
        && !expr.contains("on ()")
        && !left_of_unless
}

/// The expression without one of its matchers, for each of them.
fn without_matchers(expr: &str) -> Vec<(usize, String, String)> {
    let matcher = r#"([A-Za-z_]\w*(?:=~|!~|!=|=)"(?:[^"\\]|\\.)*"),?"#;
    let matchers = Regex::new(matcher).expect("a pattern");
    matchers
        .find_iter(expr)
        .map(|found| {
            let (before, after) = (&expr[..found.start()], &expr[found.end()..]);
            let series = before.rsplit([' ', '\n', '(']).next().unwrap_or_default();
            let twin = if has_twin(series, expr, after) {
                ", which its twin has"
            } else {
                ""
            };
            let change = format!("`{series}…` without `{}`{twin}", found.as_str());
            (found.start(), change, format!("{before}{after}"))
        })
        .collect()
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
        "1" if before == "," => texts(&["0.97", "1e9"]),
        _ if token.starts_with('"') && before != "=" => {
            texts(&[&token.replacen('"', "\"mutant-", 1)])
        }
        _ if WINDOWS.contains(&token) => neighbours(token).map(str::to_owned).collect(),
        _ if token.starts_with("slo:") => other_series(token),
        _ => number(token),
    }
}

fn number(token: &str) -> Vec<String> {
    let value = token.parse::<f64>().ok().filter(|value| *value != 0.0);
    value.map_or_else(Vec::new, |value| {
        vec![(value * 0.97).to_string(), (value * 1.03).to_string()]
    })
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

/// Exactly those changes survive that are listed, as a pattern of their description and the reason, and
/// each reason is that of some.
pub(crate) fn only_listed_survive(
    list: &[(&str, &str)],
    changes: &BTreeSet<String>,
    survivors: &BTreeSet<String>,
) {
    let mut listed = BTreeSet::new();
    for (pattern, why) in list {
        let pattern = Regex::new(pattern).expect("a pattern");
        let alike: Vec<_> = changes.iter().filter(|it| pattern.is_match(it)).collect();
        assert!(!alike.is_empty(), "no change is like `{pattern}`: {why}");
        listed.extend(alike.into_iter().cloned());
    }
    let told = |changes: &BTreeSet<String>, others: &BTreeSet<String>| {
        let changes: Vec<_> = changes.difference(others).map(String::as_str).collect();
        changes.join("\n")
    };
    let missed = told(survivors, &listed);
    assert!(missed.is_empty(), "no test notices:\n{missed}");
    let noticed = told(&listed, survivors);
    assert!(
        noticed.is_empty(),
        "listed as unnoticed, and noticed:\n{noticed}"
    );
}
