//! The user's own PromQL for an SLI: a query, in which `$window` stands for the range that each rule
//! fills in, or a selector to which a rule adds its matchers.

use super::parse::read;
use super::template::{Filling, Hole, Template};
use super::tokens::{Token, TokenKind, prepare, rewrite};
use super::{Expr, Labels, ParseError, Selector, ValueKind};
use crate::units::Duration;

/// An expression whose ranges may be left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment(Template);

impl Fragment {
    /// Reads an expression that may hold `$window` as a range: `rate(x[$window])`, or
    /// `max_over_time(x[$window:1m])`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Template::parse(text, &[("window", Hole::Duration)]).map(Self)
    }

    /// Whether any range is open.
    pub fn has_window(&self) -> bool {
        self.0.names().next().is_some()
    }

    /// What the expression gives.
    pub fn kind(&self) -> ValueKind {
        self.0.kind()
    }

    /// The labels that its series can have.
    pub fn labels(&self) -> Labels {
        self.0.form().labels()
    }

    /// Shows `visit` every part of the expression.
    pub fn walk<'f>(&'f self, visit: &mut impl FnMut(&'f Expr)) {
        self.0.form().walk(visit);
    }

    /// Lets `change` edit every selector, for instance to add a service's identity.
    pub fn visit_selectors_mut(&mut self, change: impl FnMut(&mut Selector)) {
        self.0.form_mut().visit_selectors_mut(change);
    }

    /// The expression with this window in its open ranges.
    pub fn at(&self, window: Duration) -> Expr {
        self.0.fill(|_| Filling::Duration(window))
    }
}

/// A label that makes any braces a selector; see [`Selector::parse`].
const PLACEHOLDER: &str = "__o11yc__";

impl Selector {
    /// Reads `http_requests_total{code=~"5.."}`, or matchers alone as in `{code!~"2.."}`. Prometheus
    /// refuses braces that may match every series, but here a metric is yet to be added.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let tokens = prepare(text)?;
        let open = |token: &Token<'_>| matches!(token.kind, TokenKind::Placeholder(_));
        if tokens.iter().any(open) {
            return Err(not_a_selector());
        }
        let mut rewritten = rewrite(&tokens);
        if rewritten.starts_with('{') {
            rewritten.insert_str(1, &format!("{PLACEHOLDER}=\"1\","));
        }
        match read(&rewritten, &tokens)? {
            (Expr::Selector(mut selector), _) => {
                selector.matchers.remove(PLACEHOLDER);
                Ok(selector)
            }
            _ => Err(not_a_selector()),
        }
    }
}

fn not_a_selector() -> ParseError {
    ParseError::new("expected a selector, found an expression")
        .help("write a metric with matchers, as in `http_requests_total{code=~\"5..\"}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::{Matcher, Matchers};

    fn fragment(text: &str) -> Fragment {
        Fragment::parse(text).expect(text)
    }

    #[test]
    fn the_window_is_filled_into_open_ranges_only() {
        let ratio = fragment("rate(a[$window]) / rate(b[5m]) + max_over_time(c[$window:1m])");
        assert!(ratio.has_window());
        assert_eq!(
            ratio.at(Duration::from_hours(6)).to_string(),
            "rate(a[6h]) / rate(b[5m]) + max_over_time(c[6h:1m])"
        );
    }

    #[test]
    fn a_fragment_without_a_window_is_itself() {
        let up = fragment("avg(up)");
        assert!(!up.has_window());
        assert_eq!(up.at(Duration::from_hours(6)).to_string(), "avg(up)");
        assert_eq!(up.kind(), ValueKind::Vector);
        assert_eq!(up.labels(), fragment("sum(down)").labels());
    }

    #[test]
    fn nobody_can_write_the_window_in_figures() {
        for range in ["365000d", "1000y"] {
            assert!(Fragment::parse(&format!("rate(x[{range}])")).is_err());
        }
        assert!(Fragment::parse("rate(x[31536000000])").is_err());
    }

    #[test]
    fn every_selector_takes_the_identity() {
        let identity = Matchers::from([Matcher::eq("service", "api")]);
        let mut ratio = fragment("sum(rate(a[$window])) / sum(b{service=\"web\"} offset 5m)");
        ratio.visit_selectors_mut(|selector| selector.matchers.merge_missing(&identity));
        assert_eq!(
            ratio.at(Duration::from_mins(5)).to_string(),
            r#"sum(rate(a{service="api"}[5m])) / sum(b{service="web"} offset 5m)"#
        );
    }

    #[test]
    fn selectors_may_be_matchers_alone() {
        for (text, printed) in [
            ("up", "up"),
            (
                "http_requests_total{code=~'5..'}",
                r#"http_requests_total{code=~"5.."}"#,
            ),
            ("{code!~\"2..\"}", r#"{code!~"2.."}"#),
            (
                " { \"http.requests\", code = \"500\", } ",
                r#"{"http.requests",code="500"}"#,
            ),
            ("{}", "{}"),
        ] {
            assert_eq!(
                Selector::parse(text).map(|s| s.to_string()),
                Ok(printed.to_owned())
            );
        }
    }

    #[test]
    fn a_selector_is_nothing_else() {
        for text in [
            "rate(x[5m])",
            "x[5m]",
            "a + b",
            "{code=\"5\"} + {code=\"6\"}",
            "5",
        ] {
            let error = Selector::parse(text).expect_err(text);
            assert_eq!(error.message, "expected a selector, found an expression");
        }
    }
}
