use proptest::prelude::*;

use super::properties::{check_expression, check_lines, check_text};
use super::strategy::{vector, words};

proptest! {
    #[test]
    fn what_is_built_is_what_is_read(expr in vector()) {
        check_expression(&expr);
    }

    #[test]
    fn lines_may_be_broken_anywhere_it_breaks_them(expr in vector(), width in 0..160_usize) {
        check_lines(&expr, width);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        check_text(&text);
    }

    #[test]
    fn any_words_are_read_or_refused(words in words()) {
        check_text(&words.concat());
    }
}
