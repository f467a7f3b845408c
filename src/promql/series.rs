//! Series and the selectors that pick them: whether one does, and an example of what it would pick.
//!
//! A selector asks for label values by regular expressions; here an example of each is made.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::Regex;
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

use super::{MatchOp, Matcher, Matchers, Selector};

/// Whether a selector picks a series.
pub fn picks(selector: &Selector, series: &Selector) -> bool {
    selector
        .matchers
        .iter()
        .all(|matcher| holds(matcher, series))
}

/// Whether a series is as a matcher has it.
pub fn holds(matcher: &Matcher, series: &Selector) -> bool {
    let named = series.matchers.iter().find(|it| it.label == matcher.label);
    accepts(matcher, named.map_or("", |it| it.value.as_str()))
}

/// A series that all matchers pick: its name and labels, as a selector with nothing but equal signs. `None`
/// where there is no metric's name, or where no example satisfies all of them.
pub fn example(matchers: &Matchers) -> Option<Selector> {
    let mut by_label: BTreeMap<&str, Vec<&Matcher>> = BTreeMap::new();
    for matcher in matchers.iter() {
        by_label
            .entry(matcher.label.as_str())
            .or_default()
            .push(matcher);
    }
    let mut series = Selector::default();
    for (label, matchers) in by_label {
        let value = value(&matchers)?;
        // A label without a value is no label.
        if !value.is_empty() {
            series = series.eq(label.to_owned(), value);
        }
    }
    series.name().is_some().then_some(series)
}

/// A value that all matchers of a label accept.
fn value(matchers: &[&Matcher]) -> Option<String> {
    const ANY: [&str; 3] = ["200", "GET", ""];
    let named = matchers.iter().filter_map(|matcher| match matcher.op {
        MatchOp::Equal => Some(matcher.value.as_str().to_owned()),
        MatchOp::Regex => example_of(matcher.value.as_str()),
        MatchOp::NotEqual | MatchOp::NotRegex => None,
    });
    let mut candidates = named.chain(ANY.map(str::to_owned));
    candidates.find(|value| matchers.iter().all(|matcher| accepts(matcher, value)))
}

/// Whether a label of this value is as a matcher has it.
pub fn accepts(matcher: &Matcher, value: &str) -> bool {
    let wanted = matcher.value.as_str();
    match matcher.op {
        MatchOp::Equal => value == wanted,
        MatchOp::NotEqual => value != wanted,
        MatchOp::Regex => matches(wanted, value),
        MatchOp::NotRegex => !matches(wanted, value),
    }
}

thread_local! {
    /// Patterns that were seen: there are a few of them for thousands of services.
    static PATTERNS: RefCell<BTreeMap<String, Pattern>> = const { RefCell::new(BTreeMap::new()) };
}

/// A regular expression that was compiled, as far as it can be.
struct Pattern {
    regex: Option<Regex>,
    /// A text that it matches.
    example: Option<String>,
}

impl Pattern {
    fn new(pattern: &str) -> Self {
        Self {
            regex: Regex::new(&format!("^(?s:{pattern})$")).ok(),
            example: regex_syntax::parse(pattern).ok().map(|pattern| {
                let mut text = String::new();
                append_example(&mut text, &pattern);
                text
            }),
        }
    }

    fn with<T>(pattern: &str, read: impl FnOnce(&Self) -> T) -> T {
        PATTERNS.with_borrow_mut(|patterns| {
            if let Some(known) = patterns.get(pattern) {
                return read(known);
            }
            let new = patterns.entry(pattern.to_owned());
            read(new.or_insert_with(|| Self::new(pattern)))
        })
    }
}

/// Whether a pattern matches the whole value.
fn matches(pattern: &str, value: &str) -> bool {
    Pattern::with(pattern, |pattern| {
        let regex = pattern.regex.as_ref();
        regex.is_some_and(|regex| regex.is_match(value))
    })
}

/// A text that a regular expression matches.
pub fn example_of(pattern: &str) -> Option<String> {
    Pattern::with(pattern, |pattern| pattern.example.clone())
}

fn append_example(text: &mut String, hir: &Hir) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.push(member(class)),
        // What may be left out is there, so that `(5..)?` gives a status.
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min.max(1) {
                append_example(text, &repetition.sub);
            }
        }
        HirKind::Capture(capture) => append_example(text, &capture.sub),
        HirKind::Concat(parts) => parts.iter().for_each(|part| append_example(text, part)),
        HirKind::Alternation(branches) => {
            if let Some(first) = branches.first() {
                append_example(text, first);
            }
        }
    }
}

/// A character of a class, a digit or a letter if there is one.
fn member(class: &Class) -> char {
    let Class::Unicode(class) = class else {
        return '0';
    };
    let holds = |c: &char| {
        class
            .ranges()
            .iter()
            .any(|range| (range.start()..=range.end()).contains(c))
    };
    let usual = ('0'..='9').chain('a'..='z').chain('A'..='Z').find(holds);
    usual
        .or_else(|| class.ranges().first().map(ClassUnicodeRange::start))
        .unwrap_or('0')
}
