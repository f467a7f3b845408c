//! Matchers that pick nothing: two that no series can satisfy together, or a pattern that is compared as it
//! stands. In comes a selector of the user's, out goes a warning.

use super::codes::ODD_MATCHERS;
use super::status;
use crate::diag::{Diagnostic, Sink};
use crate::promql::{MatchOp, Matcher, Selector, accepts, example_of};
use crate::source::{Span, Spanned};

/// Warns of such matchers in a selector, which is written in `text`.
pub(super) fn check(text: &Spanned<String>, selector: &Selector, sink: &mut Sink) {
    let finding = contradiction(selector, text.span).or_else(|| pattern(selector, text.span));
    if let Some(finding) = finding {
        sink.push(finding);
    }
}

fn contradiction(selector: &Selector, place: Span) -> Option<Diagnostic> {
    let all = || selector.matchers.iter();
    let mut exact = all().filter(|it| it.op == MatchOp::Equal);
    let (one, other) = exact.find_map(|one| {
        let mut others = all().filter(|it| it.label == one.label);
        let other = others.find(|it| is_readable(it) && !accepts(it, one.value.as_str()))?;
        Some((one, other))
    })?;
    let message = format!(
        "no series has both `{}` and `{}`",
        written(one),
        written(other)
    );
    let help = match other.op {
        MatchOp::Equal => {
            let (label, values) = (&one.label, [&one.value, &other.value]);
            let [one, other] = values.map(|it| regex::escape(it.as_str()));
            format!("write `{label}=~\"{one}|{other}\"` for either, or leave one of them out")
        }
        _ => "leave one of them out".to_owned(),
    };
    let finding = Diagnostic::at(&ODD_MATCHERS, place, message);
    Some(finding.label("picks nothing").help(help))
}

/// Whether we know what a matcher accepts: a pattern may be one that only Prometheus reads.
fn is_readable(matcher: &Matcher) -> bool {
    let is_exact = matches!(matcher.op, MatchOp::Equal | MatchOp::NotEqual);
    is_exact || example_of(matcher.value.as_str()).is_some()
}

fn pattern(selector: &Selector, place: Span) -> Option<Diagnostic> {
    // What is asked of a status is told by itself.
    let mut matchers = selector.matchers.iter();
    let matcher = matchers.find(|it| is_pattern(it) && !status::is_label(it.label.as_str()))?;
    let (label, value) = (&matcher.label, &matcher.value);
    let operator = match matcher.op {
        MatchOp::Equal => MatchOp::Regex,
        _ => MatchOp::NotRegex,
    };
    let meant = Matcher::new(label.clone(), operator, value.clone());
    let message = format!(
        "`{}` is compared as it stands, not as a pattern",
        written(matcher)
    );
    let finding = Diagnostic::at(&ODD_MATCHERS, place, message);
    let finding = finding.label(format!("no series has `{value}` for its `{label}`"));
    Some(finding.help(format!("write `{}`", written(&meant))))
}

fn is_pattern(matcher: &Matcher) -> bool {
    let is_exact = matches!(matcher.op, MatchOp::Equal | MatchOp::NotEqual);
    let mut signs = ["|", ".*", ".+"].into_iter();
    is_exact && signs.any(|sign| matcher.value.contains(sign))
}

fn written(matcher: &Matcher) -> String {
    let (label, operator) = (&matcher.label, matcher.op.as_str());
    format!("{label}{operator}{:?}", matcher.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Files;

    fn told(selector: &str) -> Option<String> {
        let file = Files::default().add("slo_profiles.yml", selector.to_owned());
        let place = Span::new(file, 0, 0);
        let selector = Selector::parse(selector).expect("a selector");
        let finding = contradiction(&selector, place).or_else(|| pattern(&selector, place))?;
        Some(finding.message)
    }

    #[test]
    fn matchers_that_no_series_satisfies() {
        for (selector, both) in [
            (r#"x{a="b",a="c"}"#, r#"`a="b"` and `a="c"`"#),
            (r#"x{a="b",a!="b"}"#, r#"`a="b"` and `a!="b"`"#),
            (r#"x{a="b",a=~"c|d"}"#, r#"`a="b"` and `a=~"c|d"`"#),
            (r#"x{a="",a=~".+"}"#, r#"`a=""` and `a=~".+"`"#),
        ] {
            let message = format!("no series has both {both}");
            assert_eq!(told(selector), Some(message), "{selector}");
        }
        for selector in [
            r#"x{a="b",c="d"}"#,
            r#"x{a="b",a=~"b|c"}"#,
            r#"x{a="b",a!="c"}"#,
            r#"x{a=~"b.*",a=~".*c"}"#,
        ] {
            assert_eq!(told(selector), None, "{selector}");
        }
    }

    #[test]
    fn patterns_that_are_compared_as_they_stand() {
        for matcher in [r#"a="b|c""#, r#"a!="b|c""#, r#"a="/api/.*""#, r#"a="b.+""#] {
            let message = format!("`{matcher}` is compared as it stands, not as a pattern");
            assert_eq!(told(&format!("x{{{matcher}}}")), Some(message), "{matcher}");
        }
        for matcher in [
            r#"a=~"b|c""#,
            r#"a="/api/*""#,
            r#"a="b.c""#,
            r#"code="4..|5..""#,
        ] {
            assert_eq!(told(&format!("x{{{matcher}}}")), None, "{matcher}");
        }
    }
}
