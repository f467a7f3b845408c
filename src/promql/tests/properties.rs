//! What holds for every expression and every text; `fuzz/` asks it of its own.

use crate::promql::{Expr, Fragment, Selector, ValueKind, parse};
use crate::units::Duration;

/// What is built is what is read.
pub(crate) fn check_expression(expr: &Expr) {
    assert_eq!(expr.kind(), Ok(ValueKind::Vector), "{expr}");
    let text = expr.to_string();
    let read = parse(&text);
    assert_eq!(read.as_ref(), Ok(expr), "{text}");
    assert_eq!(read.map(|expr| expr.to_string()), Ok(text));
}

/// Lines may be broken anywhere the printer breaks them.
pub(crate) fn check_lines(expr: &Expr, width: usize) {
    let text = expr.pretty(width);
    let spaced = |line: &str| line.is_empty() || line.ends_with(' ');
    assert!(!text.lines().any(spaced), "{text}");
    assert_eq!(parse(&text).as_ref(), Ok(expr), "{text}");
}

/// A text is read to the same whenever it is printed, or refused at a place that lies in it.
pub(crate) fn check_text(text: &str) {
    if let Err(error) = parse(text)
        && let Some(range) = error.range
    {
        assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
    }
    if let Ok(fragment) = Fragment::parse(text) {
        let expr = fragment.at(Duration::from_mins(5));
        let printed = expr.to_string();
        assert_eq!(parse(&printed).as_ref(), Ok(&expr), "{text:?} as {printed}");
        check_lines(&expr, 60);
    }
    if let Ok(selector) = Selector::parse(text) {
        let printed = selector.to_string();
        assert_eq!(
            Selector::parse(&printed),
            Ok(selector),
            "{text:?} as {printed}"
        );
    }
}
