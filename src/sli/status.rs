//! Statuses of failed requests that hardly mean what they say. In come the matchers that tell a failure,
//! out goes a warning where no status would be one, or success would.

use std::ops::RangeInclusive;

use super::codes::ODD_STATUS;
use crate::diag::{Diagnostic, Sink};
use crate::promql::{MatchOp, Matcher, Selector, accepts, example_of};
use crate::source::{Span, Spanned};

/// Labels that carry the status of HTTP or gRPC, and nothing else.
const LABELS: [&str; 12] = [
    "code",
    "grpc_code",
    "grpc_status",
    "grpc_status_code",
    "http_code",
    "http_response_status_code",
    "http_status",
    "http_status_code",
    "response_code",
    "rpc_grpc_status_code",
    "status",
    "status_code",
];

/// Whether a label carries the status of HTTP or gRPC.
pub(super) fn is_label(name: &str) -> bool {
    LABELS.contains(&name)
}

/// Warns of the `error_status` of a dialect.
pub(super) fn check_pattern(
    label: &str,
    pattern: &Spanned<String>,
    requests: Option<&Selector>,
    sink: &mut Sink,
) {
    let failed = Matcher::new(label.to_owned(), MatchOp::Regex, &pattern.value);
    let Some(flaw) = flaw(label, &[&failed], requests) else {
        return;
    };
    let help = format!("write {}", repaired(label, pattern, requests));
    let named = format!("`error_status: {}`", pattern.value);
    sink.push(flaw.finding(&named, pattern.span).help(help));
}

/// Warns of the status in a selector of failed requests.
pub(super) fn check_selector(failed: &Selector, place: Span, sink: &mut Sink) {
    for label in LABELS {
        let matchers = failed.matchers.iter();
        let matchers: Vec<_> = matchers.filter(|it| it.label.as_str() == label).collect();
        if let (Some(first), Some(flaw)) = (matchers.first(), flaw(label, &matchers, Some(failed)))
        {
            let named = format!("`{label}{}{:?}`", first.op.as_str(), first.value.as_str());
            let help = format!(
                "write `{label}=~\"5..\"`, or `{label}=~\"[45]..\"` for client errors as well"
            );
            sink.push(flaw.finding(&named, place).help(help));
        }
    }
}

/// What is wrong with what tells a failure.
enum Flaw {
    /// No status is one.
    Nothing,
    /// `200` is one.
    Success,
}

impl Flaw {
    fn finding(&self, named: &str, place: Span) -> Diagnostic {
        let (message, label) = match self {
            Self::Nothing => (
                format!("{named} is no status, so no request would ever fail"),
                "no server answers with it",
            ),
            Self::Success => (
                format!("{named} takes `200` for a failure"),
                "succeeded requests would count as failed",
            ),
        };
        Diagnostic::at(&ODD_STATUS, place, message).label(label)
    }
}

/// What is wrong with the matchers of a label of statuses. Some have words of their own, such as
/// `failed`: of those nobody knows which there are.
fn flaw(label: &str, matchers: &[&Matcher], requests: Option<&Selector>) -> Option<Flaw> {
    if matchers.is_empty() || !is_label(label) || matchers.iter().any(|it| is_word(it)) {
        return None;
    }
    let is_failure = |status: &str| matchers.iter().all(|matcher| accepts(matcher, status));
    let metric = requests.and_then(Selector::name);
    let is_rpc = label.contains("grpc") || metric.is_some_and(|name| name.as_str().contains("rpc"));
    if is_failure("200") {
        Some(Flaw::Success)
    } else if statuses(is_rpc).any(|status| is_failure(&status)) {
        None
    } else {
        Some(Flaw::Nothing)
    }
}

/// Every status that servers answer with, and their classes as some export them; gRPC has numbers from
/// 0 to 16.
fn statuses(is_rpc: bool) -> impl Iterator<Item = String> {
    const HTTP: [RangeInclusive<u16>; 7] = [
        500..=530,
        400..=431,
        449..=464,
        494..=499,
        100..=103,
        200..=226,
        300..=308,
    ];
    let codes = HTTP.into_iter().flatten().map(|code| code.to_string());
    let classes = (1..=5).flat_map(|class| [format!("{class}xx"), format!("{class}XX")]);
    let rpc = (0..=16)
        .filter(move |_| is_rpc)
        .map(|code| code.to_string());
    codes.chain(classes).chain(rpc)
}

/// Whether what a matcher names is a word rather than a number.
fn is_word(matcher: &Matcher) -> bool {
    let value = matcher.value.as_str();
    let named = match matcher.op {
        MatchOp::Equal | MatchOp::NotEqual => Some(value.to_owned()),
        MatchOp::Regex | MatchOp::NotRegex => example_of(value),
    };
    named.is_none_or(|named| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || " _-.".contains(c);
        named.contains(|c: char| c.is_ascii_alphabetic()) && named.chars().all(is_plain)
    })
}

/// The pattern that was meant, most likely.
fn repaired(label: &str, pattern: &str, requests: Option<&Selector>) -> String {
    let bare = pattern.trim().trim_matches('/');
    let meant = bare.replace(", ", "|").replace(',', "|").replace('*', "..");
    let failed = Matcher::new(label.to_owned(), MatchOp::Regex, &meant);
    if meant != pattern
        && example_of(&meant).is_some()
        && flaw(label, &[&failed], requests).is_none()
    {
        format!("`{meant}`")
    } else {
        "`5..`, or `[45]..` where client errors are failures as well".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of the matchers of a selector.
    fn told(selector: &str) -> Option<&'static str> {
        let selector = Selector::parse(selector).expect("a selector");
        let matchers: Vec<_> = selector.matchers.iter().collect();
        let label = matchers.last()?.label.as_str();
        let matchers: Vec<_> = matchers
            .into_iter()
            .filter(|it| it.label.as_str() == label)
            .collect();
        flaw(label, &matchers, Some(&selector)).map(|flaw| match flaw {
            Flaw::Nothing => "nothing",
            Flaw::Success => "success",
        })
    }

    #[test]
    fn statuses_that_there_are_not() {
        for pattern in [
            "5*", ">=500", "500,502", "!2..", "/5../", "429,5..", "", "[1-9]",
        ] {
            let told = told(&format!("r{{code=~\"{pattern}\"}}"));
            assert_eq!(told, Some("nothing"), "{pattern}");
        }
        assert_eq!(told("r{status=\"5..\"}"), Some("nothing"));
    }

    #[test]
    fn success_is_no_failure() {
        for matchers in [
            "code=~\".*\"",
            "code=~\".+\"",
            "code!~\"5..\"",
            "code=~\"[25]..\"",
            "code!=\"404\"",
        ] {
            assert_eq!(
                told(&format!("r{{{matchers}}}")),
                Some("success"),
                "{matchers}"
            );
        }
    }

    #[test]
    fn statuses_that_there_are() {
        for matchers in [
            "code=~\"5..\"",
            "code=~\"5.*\"",
            "code=~\"(5..)?\"",
            "code=~\"5xx\"",
            "code!~\"2..\"",
            "code=~\"[45]..\",code!=\"404\"",
            "code=\"503\"",
            "grpc_code=~\"2|4|13\"",
            "code=~\"Internal|Unknown\"",
            "status=\"failed\"",
            "status!=\"ok\"",
            "exit_code=~\"[1-9].*\"",
        ] {
            assert_eq!(told(&format!("r{{{matchers}}}")), None, "{matchers}");
        }
    }

    #[test]
    fn the_pattern_that_was_meant() {
        for (written, meant) in [
            ("5*", "`5..`"),
            ("500, 502", "`500|502`"),
            ("/5../", "`5..`"),
            ("4*,5*", "`4..|5..`"),
        ] {
            assert_eq!(repaired("code", written, None), meant);
        }
        assert!(repaired("code", ".*", None).starts_with("`5..`, or"));
    }
}
