use proptest::prelude::*;

use super::strategy::vector;
use crate::promql::{Fragment, Selector, ValueKind, parse};

proptest! {
    #[test]
    fn what_is_built_is_what_is_read(expr in vector()) {
        prop_assert_eq!(expr.kind(), Ok(ValueKind::Vector), "{}", expr);
        let text = expr.to_string();
        let read = parse(&text);
        prop_assert_eq!(read.as_ref(), Ok(&expr), "{}", text);
        prop_assert_eq!(read.map(|expr| expr.to_string()), Ok(text));
    }

    #[test]
    fn lines_may_be_broken_anywhere_it_breaks_them(expr in vector(), width in 0..160_usize) {
        let text = expr.pretty(width);
        let spaced = |line: &str| line.is_empty() || line.ends_with(' ');
        prop_assert!(!text.lines().any(spaced), "{}", text);
        prop_assert_eq!(parse(&text), Ok(expr), "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
        let _ = (parse(&text), Fragment::parse(&text), Selector::parse(&text));
    }

    #[test]
    fn no_words_make_the_reader_panic(words in words()) {
        let text = words.concat();
        if let Ok(expr) = parse(&text) {
            prop_assert_eq!(parse(&expr.to_string()), Ok(expr), "{}", text);
        }
        let _ = (Fragment::parse(&text), Selector::parse(&text));
    }
}

fn words() -> impl Strategy<Value = Vec<&'static str>> {
    let words = vec![
        "a", "rate", "sum", " by ", "on", " offset ", "@", "start", "NaN", "inf", "1", "0x1F",
        "1e400", "010", "5m", "1y", "$window", "\"s\"", "`\\d`", "{", "}", "(", ")", "[", "]", ":",
        ",", "=", "=~", "!=", "==", "<", " bool ", "+", "-", "^", " or ", " and ", " fill ", "#",
        "\n", " ",
    ];
    proptest::collection::vec(proptest::sample::select(words), 0..12)
}
