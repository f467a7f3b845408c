//! The routes that an SLI is about: texts that a dialect's label is compared with. In come selectors and
//! routes, out go narrowed selectors, and findings where routes cannot do what they seem to.

use super::codes::LITERAL_ROUTE;
use super::dialect::Vocabulary;
use super::{Missing, fragment};
use crate::diag::{Diagnostic, Sink};
use crate::promql::{MatchOp, Matcher, Selector};
use crate::source::{INVALID_VALUE, Spanned};

/// HTTP's methods.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// `routes` picks by the dialect's label, which selectors of one's own do not have.
pub(super) fn refuse(
    routes: &[Spanned<String>],
    selector: &Spanned<String>,
    sink: &mut Sink,
) -> Option<()> {
    let Some(first) = routes.first() else {
        return Some(());
    };
    sink.push(
        Diagnostic::at(
            &INVALID_VALUE,
            first.span,
            "`routes` has no effect on selectors of your own",
        )
        .secondary(selector.span, "this selector decides")
        .help("put the routes into the selector, such as `{route=\"/checkout\"}`"),
    );
    None
}

/// Notes routes that look like patterns, or name a method: some routers call their routes so.
pub(super) fn note_literal(routes: &[Spanned<String>], sink: &mut Sink) {
    for route in routes {
        let method = route.split_once(' ');
        let path = method.filter(|(method, _)| METHODS.contains(method));
        let (label, help) = if let Some((_, path)) = path {
            let label = "with its method";
            (
                label,
                format!(
                    "write `{}`, unless the label of the route holds the method",
                    path.trim()
                ),
            )
        } else if route.contains('*') || route.starts_with('^') || route.ends_with('$') {
            let help = "write each route as the label has it, or leave `routes` out and write selectors of your own, \
                        such as `requests_total{route=~\"/api/.*\"}`";
            ("not as a pattern", help.to_owned())
        } else {
            continue;
        };
        let message = format!("route `{}` is compared as it stands", route.value);
        let finding = Diagnostic::at(&LITERAL_ROUTE, route.span, message);
        sink.push(finding.label(label).help(help));
    }
}

/// Narrows a selector to routes.
pub(super) fn narrow(
    selector: Selector,
    routes: &[Spanned<String>],
    vocabulary: &Vocabulary,
) -> Result<Selector, Missing> {
    if routes.is_empty() {
        return Ok(selector);
    }
    let label = vocabulary
        .route_label
        .as_deref()
        .ok_or_else(|| fragment::not_in_dialect(vocabulary, "route label", "route_label"))?;
    Ok(selector.with(match routes {
        [route] => Matcher::eq(label.to_owned(), &route.value),
        routes => Matcher::new(label.to_owned(), MatchOp::Regex, alternatives(routes)),
    }))
}

/// A regular expression that matches each of these texts and nothing else.
fn alternatives(texts: &[Spanned<String>]) -> String {
    let escaped: Vec<_> = texts.iter().map(|text| regex::escape(text)).collect();
    escaped.join("|")
}
