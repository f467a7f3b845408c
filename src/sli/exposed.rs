//! What a service exposes for an SLI: series that its selectors pick, so that tests of the rules can
//! feed raw samples.
//!
//! A selector asks for label values by regular expressions; here an example of each is made, and
//! nothing is exposed for selectors that no example satisfies.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use regex::Regex;
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

use crate::promql::{MatchOp, Matcher, Matchers, Selector};
use crate::units::{Duration, Fraction};

/// The label that holds a metric's name.
const NAME: &str = "__name__";

/// The name of whoever is not meant.
pub const STRANGER: &str = "stranger";

/// A series that a service exposes.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposed {
    /// Its name and labels: a selector with nothing but equal signs.
    pub series: Selector,
    /// What its samples say.
    pub says: Says,
}

/// What the samples of a series say of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// How many good ones there were so far.
    Good,
    /// How many bad ones there were so far.
    Bad,
    /// How many there were so far.
    All,
    /// Each is an event itself: 1 if good, 0 if bad.
    Probe,
    /// Good ones so far, in the bucket of this index of a native histogram of schema 0.
    GoodIn(i32),
    /// Bad ones so far, in such a bucket.
    BadIn(i32),
}

impl Exposed {
    /// Whether a selector picks the series.
    pub fn is_picked_by(&self, selector: &Selector) -> bool {
        picks(selector, &self.series)
    }
}

/// Whether a selector picks a series.
pub fn picks(selector: &Selector, series: &Selector) -> bool {
    selector
        .matchers
        .iter()
        .all(|matcher| holds(matcher, series))
}

/// Whether a series is as a matcher has it.
fn holds(matcher: &Matcher, series: &Selector) -> bool {
    let named = series.matchers.iter().find(|it| it.label == matcher.label);
    accepts(matcher, named.map_or("", |it| it.value.as_str()))
}

/// Series for counters of bad and of all events.
pub(super) fn counters(bad: &Selector, total: &Selector) -> Option<Vec<Exposed>> {
    let good = Exposed {
        series: series(&besides(bad, total)?)?,
        says: Says::Good,
    };
    let mut both = bad.matchers.clone();
    both.merge(&total.matchers);
    let exposed = match series(&both) {
        Some(series) => vec![
            good,
            Exposed {
                series,
                says: Says::Bad,
            },
        ],
        // Bad events have a metric of their own.
        None => vec![
            Exposed {
                series: series(&bad.matchers)?,
                says: Says::Bad,
            },
            Exposed {
                says: Says::All,
                ..good
            },
        ],
    };
    Some(exposed)
}

/// Series for a counter of good events and one of all.
pub(super) fn good_and_all(good: &Selector, total: &Selector) -> Option<Vec<Exposed>> {
    Some(vec![
        Exposed {
            series: series(&good.matchers)?,
            says: Says::Good,
        },
        Exposed {
            series: series(&total.matchers)?,
            says: Says::All,
        },
    ])
}

/// The one series of probes.
pub(super) fn probes(selector: &Selector) -> Option<Vec<Exposed>> {
    let series = series(&selector.matchers)?;
    Some(vec![Exposed {
        series,
        says: Says::Probe,
    }])
}

/// Native histograms of good and of bad events: one bucket each, on either side of the threshold.
pub(super) fn histograms(selector: &Selector, threshold: Duration) -> Option<Vec<Exposed>> {
    let below = (-10..=20)
        .rev()
        .find(|&bucket| upper_bound(bucket) <= threshold.into())?;
    let above = (-10..=20).find(|&bucket| upper_bound(bucket) >= threshold.into())? + 1;
    let series = series(&selector.matchers)?;
    let label = ["instance", "pod", "replica"]
        .into_iter()
        .find(|label| !selector.matchers.constrains(label))?;
    let of = |name: &'static str| series.clone().eq(label, name);
    Some(vec![
        Exposed {
            series: of("good"),
            says: Says::GoodIn(below),
        },
        Exposed {
            series: of("bad"),
            says: Says::BadIn(above),
        },
    ])
}

/// Two to the power of the bucket's index, in seconds.
fn upper_bound(bucket: i32) -> Fraction {
    let power = Fraction::from(1_u64 << bucket.unsigned_abs());
    if bucket < 0 {
        Fraction::ONE / power
    } else {
        power
    }
}

/// Series of others: each differs from what some selector picks in one matcher, and no selector picks it.
pub fn strangers(selectors: &[Selector]) -> Vec<Selector> {
    // What a longer selector leaves out is mostly left out by a shorter one as well.
    let mut selectors: Vec<_> = selectors.iter().collect();
    selectors.sort_by_key(|selector| Reverse(selector.matchers.iter().count()));
    let mut strangers: Vec<Selector> = Vec::new();
    for selector in &selectors {
        for matcher in selector
            .matchers
            .iter()
            .filter(|it| it.label.as_str() != NAME)
        {
            let others = || selector.matchers.iter().filter(|it| *it != matcher);
            if strangers
                .iter()
                .any(|known| others().all(|it| holds(it, known)))
            {
                continue;
            }
            let outside = match matcher.op {
                MatchOp::Equal => Matcher::eq(matcher.label.clone(), STRANGER),
                _ => negated(matcher),
            };
            let others = others().cloned();
            let stranger = series(&others.chain([outside]).collect());
            strangers
                .extend(stranger.filter(|stranger| {
                    !selectors.iter().any(|selector| picks(selector, stranger))
                }));
        }
    }
    strangers
}

/// What picks all events but the bad ones.
fn besides(bad: &Selector, total: &Selector) -> Option<Matchers> {
    let differing = bad
        .matchers
        .iter()
        .filter(|matcher| !total.matchers.iter().any(|it| it == *matcher));
    differing
        .map(|matcher| {
            let mut matchers = total.matchers.clone();
            matchers.insert(negated(matcher));
            matchers
        })
        .find(|matchers| series(matchers).is_some())
}

fn negated(matcher: &Matcher) -> Matcher {
    let op = match matcher.op {
        MatchOp::Equal => MatchOp::NotEqual,
        MatchOp::NotEqual => MatchOp::Equal,
        MatchOp::Regex => MatchOp::NotRegex,
        MatchOp::NotRegex => MatchOp::Regex,
    };
    Matcher::new(matcher.label.clone(), op, matcher.value.clone())
}

/// A series that all matchers pick.
fn series(matchers: &Matchers) -> Option<Selector> {
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
        MatchOp::Regex => example(matcher.value.as_str()),
        MatchOp::NotEqual | MatchOp::NotRegex => None,
    });
    let mut candidates = named.chain(ANY.map(str::to_owned));
    candidates.find(|value| matchers.iter().all(|matcher| accepts(matcher, value)))
}

fn accepts(matcher: &Matcher, value: &str) -> bool {
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
fn example(pattern: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn told(exposed: Option<Vec<Exposed>>) -> Vec<String> {
        let exposed = exposed.into_iter().flatten();
        exposed
            .map(|it| format!("{} {:?}", it.series, it.says))
            .collect()
    }

    fn selector(text: &str) -> Selector {
        Selector::parse(text).expect("a selector")
    }

    #[test]
    fn counters_are_told_from_their_selectors() {
        for (bad, total, expected) in [
            (
                r#"r{status=~"5.."}"#,
                "r",
                [r#"r{status="200"} Good"#, r#"r{status="500"} Bad"#],
            ),
            (
                r#"r{code!~"2..|OK"}"#,
                r#"r{route="/a"}"#,
                [
                    r#"r{code="200",route="/a"} Good"#,
                    r#"r{code="GET",route="/a"} Bad"#,
                ],
            ),
            ("failures", "all", ["failures Bad", "all All"]),
        ] {
            assert_eq!(told(counters(&selector(bad), &selector(total))), expected);
        }
    }

    #[test]
    fn histograms_lie_on_either_side_of_the_threshold() {
        let threshold = Duration::from_millis(500);
        assert_eq!(
            told(histograms(&selector(r#"h{instance="a"}"#), threshold)),
            [
                r#"h{instance="a",pod="good"} GoodIn(-1)"#,
                r#"h{instance="a",pod="bad"} BadIn(0)"#
            ]
        );
    }

    #[test]
    fn strangers_differ_in_one_matcher() {
        let selectors = [
            selector(r#"r{service="a",status=~"5.."}"#),
            selector(r#"r{service="a"}"#),
            selector(r#"n{service="a",status!~"5.."}"#),
        ];
        let strangers = strangers(&selectors);
        let told: Vec<_> = strangers.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                r#"r{service="stranger",status="500"}"#,
                r#"n{service="stranger",status="200"}"#,
                r#"n{service="a",status="500"}"#,
            ]
        );
    }

    #[test]
    fn nothing_is_exposed_for_what_no_series_satisfies() {
        let impossible = selector(r#"r{status="200",status="500"}"#);
        assert_eq!(probes(&impossible), None);
    }
}
