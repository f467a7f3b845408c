//! Which names PromQL reads as plain words; all others are quoted.

use super::{AggregateOp, BinaryOp};

/// Words with a meaning of their own, besides operators and aggregations.
const KEYWORDS: [&str; 19] = [
    "anchored",
    "bool",
    "by",
    "end",
    "fill",
    "fill_left",
    "fill_right",
    "group_left",
    "group_right",
    "ignoring",
    "inf",
    "nan",
    "offset",
    "on",
    "range",
    "smoothed",
    "start",
    "step",
    "without",
];

/// The longest keyword or aggregation has this many letters.
const LONGEST_KEYWORD: usize = 12;

/// Whether the parser may take the word for something else than a metric; case does not matter.
pub(super) fn is_keyword(word: &str) -> bool {
    let same = |keyword: &str| keyword.eq_ignore_ascii_case(word);
    word.len() <= LONGEST_KEYWORD
        && (KEYWORDS.iter().any(|keyword| same(keyword))
            || AggregateOp::ALL.iter().any(|op| same(op.as_str()))
            || BinaryOp::ALL.iter().any(|op| same(op.as_str())))
}

/// Whether a metric can stand unquoted.
pub(super) fn is_plain_metric(name: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphabetic() || b == b'_' || b == b':';
    is_word(name, letter) && !is_keyword(name)
}

/// Whether a label can stand unquoted in a matcher.
pub(super) fn is_plain_label(name: &str) -> bool {
    is_word(name, |b| b.is_ascii_alphabetic() || b == b'_')
}

/// Whether a label can stand unquoted in `by (…)` and `on (…)`, where some keywords cannot.
pub(super) fn is_plain_in_list(name: &str) -> bool {
    let taken = ["anchored", "inf", "nan", "smoothed"];
    is_plain_label(name) && !taken.iter().any(|word| word.eq_ignore_ascii_case(name))
}

fn is_word(name: &str, letter: impl Fn(u8) -> bool) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(&letter) && bytes.all(|b| letter(b) || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_keyword_is_longer_than_the_longest() {
        let operators = BinaryOp::ALL.iter().map(|op| op.as_str());
        let aggregations = AggregateOp::ALL.iter().map(|op| op.as_str());
        let words = KEYWORDS.into_iter().chain(operators).chain(aggregations);
        assert_eq!(words.map(str::len).max(), Some(LONGEST_KEYWORD));
    }

    #[test]
    fn keywords_are_no_plain_metrics_in_any_case() {
        assert!(is_plain_metric("job:errors:rate5m"));
        for name in ["sum", "SUM", "Inf", "offset", "and", "", "5xx", "a.b", "é"] {
            assert!(!is_plain_metric(name), "{name}");
        }
    }

    #[test]
    fn labels_have_no_colons() {
        assert!(is_plain_label("le") && is_plain_label("sum"));
        assert!(!is_plain_label("a:b") && !is_plain_label("service.name"));
        assert!(is_plain_in_list("group") && !is_plain_in_list("NaN"));
    }
}
