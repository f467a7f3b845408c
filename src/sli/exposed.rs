//! What a service exposes for an SLI: series that its selectors pick, so that tests of the rules can
//! feed raw samples.
//!
//! A selector asks for label values by regular expressions; here an example of each is made, and
//! nothing is exposed for selectors that no example satisfies.

use std::cmp::Reverse;

use crate::promql::{MatchOp, Matcher, Matchers, Selector, example, holds, picks};
use crate::units::{Duration, Fraction};

/// The label that holds a metric's name.
const NAME: &str = "__name__";

/// The name of whoever is not meant. No name of a registry has spaces.
pub const STRANGER: &str = "a stranger";

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

/// Series for counters of bad and of all events.
pub(super) fn counters(bad: &Selector, total: &Selector) -> Option<Vec<Exposed>> {
    let good = Exposed {
        series: example(&besides(bad, total)?)?,
        says: Says::Good,
    };
    let mut both = bad.matchers.clone();
    both.merge(&total.matchers);
    let exposed = match example(&both) {
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
                series: example(&bad.matchers)?,
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
            series: example(&good.matchers)?,
            says: Says::Good,
        },
        Exposed {
            series: example(&total.matchers)?,
            says: Says::All,
        },
    ])
}

/// The one series of probes.
pub(super) fn probes(selector: &Selector) -> Option<Vec<Exposed>> {
    let series = example(&selector.matchers)?;
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
    let series = example(&selector.matchers)?;
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
            let stranger = example(&others.chain([outside]).collect());
            strangers
                .extend(stranger.filter(|stranger| {
                    !selectors.iter().any(|selector| picks(selector, stranger))
                }));
        }
    }
    strangers
}

/// What picks all events but the bad ones.
pub fn besides(bad: &Selector, total: &Selector) -> Option<Matchers> {
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
        .find(|matchers| example(matchers).is_some())
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
                r#"r{service="a stranger",status="500"}"#,
                r#"n{service="a stranger",status="200"}"#,
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
