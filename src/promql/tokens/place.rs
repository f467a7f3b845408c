//! Where placeholders may stand: each kind has its places, and a placeholder elsewhere is told so before
//! the grammar sees what stands for it.

use super::scan::Token;
use crate::promql::{Hole, ParseError};

/// Whether a placeholder stands where what it stands for may stand.
pub(in crate::promql) fn check_place(
    tokens: &[Token<'_>],
    position: usize,
    name: &str,
    hole: Hole,
) -> Result<(), ParseError> {
    let before = position.checked_sub(1).map(|before| &tokens[before]);
    let after = tokens.get(position + 1);
    let behind = |marks: &[&str]| before.is_some_and(|it| marks.iter().any(|mark| it.is(mark)));
    let ahead = |marks: &[&str]| after.is_some_and(|it| marks.iter().any(|mark| it.is(mark)));
    let placed = match hole {
        Hole::Duration => {
            let signed = behind(&["-", "+"]);
            let word = position
                .checked_sub(if signed { 2 } else { 1 })
                .map(|at| &tokens[at]);
            let in_brackets = behind(&["[", ":"]) && ahead(&["]", ":"]);
            in_brackets || word.is_some_and(|word| word.is_word("offset"))
        }
        Hole::Regex => behind(&["=~", "!~"]),
        Hole::Number | Hole::Series => {
            !behind(&["=~", "!~", "=", "!=", "[", ":"]) || !in_brackets(tokens, position)
        }
    };
    if placed {
        return Ok(());
    }
    let (what, example) = match hole {
        Hole::Duration => (
            "a range",
            format!("write it alone in brackets, as in `rate(errors_total[${name}])`"),
        ),
        Hole::Regex => (
            "the value of a matcher",
            format!("write it behind `=~` or `!~`, as in `{{path!~${name}}}`"),
        ),
        Hole::Number => (
            "a number",
            format!("write it as a value, as in `2 * ${name}`"),
        ),
        Hole::Series => (
            "a metric",
            format!("write it as a metric, as in `sum(${name})`"),
        ),
    };
    let message = format!("`${name}` can only be {what}");
    Err(ParseError::new(message)
        .at(&tokens[position].range)
        .help(example))
}

/// Whether a token stands between braces or square brackets.
fn in_brackets(tokens: &[Token<'_>], position: usize) -> bool {
    let open = tokens[..position]
        .iter()
        .rev()
        .find(|token| ["{", "}", "[", "]"].iter().any(|mark| token.is(mark)));
    open.is_some_and(|bracket| bracket.is("{") || bracket.is("["))
}
