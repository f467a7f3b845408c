//! What can be said about tokens before any grammar: brackets, function names and durations. Here the
//! place of a mistake is still known.

use std::fmt::Write;

use super::scan::{Token, TokenKind, scan};
use crate::promql::ParseError;
use crate::promql::lexis::is_keyword;
use crate::promql::strings::quote;
use crate::promql::{AggregateOp, ValueKind, functions};
use crate::units::Duration;

/// Nobody writes an expression as deep as this; a much deeper one would exhaust the stack of whoever
/// walks its tree.
const DEEPEST: usize = 300;

/// The tokens of a text that passes all checks here.
pub(in crate::promql) fn prepare(text: &str) -> Result<Vec<Token<'_>>, ParseError> {
    let mut tokens = scan(text)?;
    check_brackets(&tokens)?;
    check_depth(&tokens)?;
    check_functions(&tokens)?;
    check_matchers(&tokens)?;
    numbers_to_durations(&mut tokens)?;
    Ok(tokens)
}

/// The tokens as a text that the grammar's crate reads right.
pub(in crate::promql) fn rewrite(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.range.start) {
            text.push(' ');
        }
        end = Some(token.range.end);
        match &token.kind {
            TokenKind::Word(part) | TokenKind::Number(part) | TokenKind::Mark(part) => {
                text.write_str(part)
            }
            TokenKind::Duration(duration) => write!(text, "{duration}"),
            TokenKind::Text(string) => quote(&mut text, string),
            TokenKind::Stand(stand) => text.write_str(stand),
            TokenKind::Placeholder(name) => write!(text, "${name}"),
        }
        .expect("a string takes all that is written");
    }
    text
}

fn check_brackets(tokens: &[Token<'_>]) -> Result<(), ParseError> {
    let mut open: Vec<&Token<'_>> = Vec::new();
    for token in tokens {
        let TokenKind::Mark(mark) = token.kind else {
            continue;
        };
        let Some(opening) = opening_of(mark) else {
            if matches!(mark, "(" | "[" | "{") {
                open.push(token);
            }
            continue;
        };
        match open.pop() {
            Some(last) if last.is(opening) => {}
            Some(last) => return Err(unclosed(last)),
            None => {
                let message = format!("`{mark}` closes no `{opening}`");
                return Err(ParseError::new(message).at(&token.range));
            }
        }
    }
    open.pop().map_or(Ok(()), |last| Err(unclosed(last)))
}

fn unclosed(bracket: &Token<'_>) -> ParseError {
    ParseError::new("the bracket is never closed").at(&bracket.range)
}

/// Bounds the depth of the tree: a chain of operators is as deep as it is long.
fn check_depth(tokens: &[Token<'_>]) -> Result<(), ParseError> {
    let mut levels = vec![Level::default()];
    for token in tokens {
        let level = levels.last_mut();
        if token.is("(") {
            levels.push(Level::default());
        } else if token.is(")") {
            let inner = levels.pop().unwrap_or_default().depth();
            if let Some(outer) = levels.last_mut() {
                outer.deepest = outer.deepest.max(inner + 1);
            }
        } else if let (Some(level), Some(_)) = (level, token.operator()) {
            level.operators += 1;
        }
    }
    if levels.iter().any(|level| level.depth() > DEEPEST) {
        let message = format!("an expression nested more than {DEEPEST} deep is not read");
        return Err(ParseError::new(message));
    }
    Ok(())
}

/// What stands between two parentheses.
#[derive(Default)]
struct Level {
    operators: usize,
    deepest: usize,
}

impl Level {
    fn depth(&self) -> usize {
        self.operators + self.deepest
    }
}

fn opening_of(mark: &str) -> Option<&'static str> {
    match mark {
        ")" => Some("("),
        "]" => Some("["),
        "}" => Some("{"),
        _ => None,
    }
}

/// The names before parentheses, with their places.
fn calls<'s, 't>(tokens: &'s [Token<'t>]) -> impl Iterator<Item = (&'t str, &'s Token<'t>)> {
    tokens.windows(2).filter_map(|pair| match pair[0].kind {
        TokenKind::Word(name) if pair[1].is("(") => Some((name, &pair[0])),
        _ => None,
    })
}

fn check_functions(tokens: &[Token<'_>]) -> Result<(), ParseError> {
    let known = |name| is_keyword(name) || functions::signature(name).is_some();
    let Some((name, token)) = calls(tokens).find(|(name, _)| !known(name)) else {
        return Ok(());
    };
    let behind = tokens
        .iter()
        .skip_while(|it| it.range.start < token.range.end);
    let error = ParseError::new(format!("unknown function `{name}`")).at(&token.range);
    Err(match nearest(name, ends_in_range(behind)) {
        Some(nearest) => error.help(format!("write `{nearest}`")),
        None => error,
    })
}

/// Whether the last argument in the parentheses that the tokens begin with is a range.
fn ends_in_range<'s>(tokens: impl Iterator<Item = &'s Token<'s>>) -> bool {
    let (mut depth, mut is_range) = (0_usize, false);
    for token in tokens {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return is_range;
        }
        is_range = token.is("]");
    }
    is_range
}

/// The function or aggregation that was probably meant; of those as near, one that takes such an
/// argument.
fn nearest(name: &str, takes_range: bool) -> Option<&'static str> {
    let fits = |known| {
        let signature = functions::signature(known);
        takes_range == signature.is_some_and(|it| it.args.contains(&ValueKind::Matrix))
    };
    let name = name.to_ascii_lowercase();
    let aggregations = AggregateOp::ALL.iter().map(|op| op.as_str());
    let (distance, nearest) = aggregations
        .chain(functions::names())
        .map(|known| (strsim::damerau_levenshtein(&name, known), known))
        .min_by_key(|(distance, known)| (*distance, !fits(known)))?;
    (distance * 3 <= name.len()).then_some(nearest)
}

/// Within braces a label's value is in quotes, behind one of four signs.
fn check_matchers(tokens: &[Token<'_>]) -> Result<(), ParseError> {
    let mut in_braces = false;
    for pair in tokens.windows(2) {
        let [sign, value] = pair else { continue };
        in_braces = (in_braces || sign.is("{")) && !sign.is("}");
        if in_braces && sign.is("==") {
            let error = ParseError::new("`==` compares values; a matcher has a single `=`");
            return Err(error.at(&sign.range).help("write `=`"));
        }
        let matches = ["=", "=~", "!=", "!~"].iter().any(|mark| sign.is(mark));
        let bare = match &value.kind {
            TokenKind::Word(bare) | TokenKind::Number(bare) => *bare,
            _ => continue,
        };
        if in_braces && matches {
            return Err(ParseError::new("the value of a label stands in quotes")
                .at(&value.range)
                .help(format!("write `\"{bare}\"`")));
        }
    }
    Ok(())
}

/// Where a duration belongs, a number counts seconds.
fn numbers_to_durations(tokens: &mut [Token<'_>]) -> Result<(), ParseError> {
    for position in 1..tokens.len() {
        let TokenKind::Number(number) = tokens[position].kind else {
            continue;
        };
        if !is_duration_place(&tokens[..position]) {
            continue;
        }
        let token = &mut tokens[position];
        let error = || ParseError::new(format!("`{number}` is not a duration"));
        let length = seconds(number).ok_or_else(|| {
            error()
                .at(&token.range)
                .help("write it with a unit, as in `5m`")
        })?;
        token.kind = TokenKind::Duration(length);
    }
    Ok(())
}

/// Whether what follows these tokens is a range, a step or an offset.
fn is_duration_place(before: &[Token<'_>]) -> bool {
    let unsigned = match before {
        [unsigned @ .., sign] if sign.is("-") || sign.is("+") => unsigned,
        _ => before,
    };
    unsigned.last().is_some_and(|token| match token.kind {
        TokenKind::Mark(mark) => mark == "[" || mark == ":",
        TokenKind::Word(_) => token.is_word("offset"),
        _ => false,
    })
}

/// Whole seconds; other notations are legal in few versions and plain to nobody.
fn seconds(number: &str) -> Option<Duration> {
    let octal = number.len() > 1 && number.starts_with('0');
    let digits = number.bytes().all(|b| b.is_ascii_digit());
    (digits && !octal).then(|| format!("{number}s").parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        rewrite(&prepare(text).expect(text))
    }

    #[test]
    fn strings_and_durations_are_handed_on_in_one_form() {
        assert_eq!(
            rewritten("a{b=~`\\d+`, c='\\xc3\\xa9'}[90m] # why\n offset 300"),
            r#"a{b=~"\\d+", c="é"}[1h30m] offset 5m"#
        );
        assert_eq!(rewritten("x[5000000000ms]"), "x[57d20h53m20s]");
    }

    #[test]
    fn points_at_the_mistake() {
        for (text, message, range) in [
            ("sum(rate(x[5m])", "the bracket is never closed", 3..4),
            ("sum(x))", "`)` closes no `(`", 6..7),
            ("x{a=\"1\")", "the bracket is never closed", 1..2),
            ("sum(rte(x[5m]))", "unknown function `rte`", 4..7),
            ("x[010]", "`010` is not a duration", 2..5),
            ("x offset NaN", "`NaN` is not a duration", 9..12),
            ("x{a=b}", "the value of a label stands in quotes", 4..5),
            (
                "x{a==\"b\"}",
                "`==` compares values; a matcher has a single `=`",
                3..5,
            ),
            ("x[1e400]", "`1e400` is not a duration", 2..7),
            (
                "x offset -99999999999999999999",
                "`99999999999999999999` is not a duration",
                10..30,
            ),
        ] {
            let error = prepare(text).expect_err(text);
            assert_eq!(
                (error.message.as_str(), error.range),
                (message, Some(range))
            );
        }
    }

    #[test]
    fn refuses_what_is_deeper_than_any_use() {
        for (open, close) in [("(", ")"), ("-", ""), ("a+", ""), ("abs(", ")"), ("", "^a")] {
            let nested = |depth| format!("{}a{}", open.repeat(depth), close.repeat(depth));
            assert!(prepare(&nested(DEEPEST)).is_ok(), "{open}a{close}");
            assert!(prepare(&nested(DEEPEST + 1)).is_err(), "{open}a{close}");
        }
        assert!(prepare(&format!("(a + b){}", ", (a - b)".repeat(DEEPEST))).is_ok());
    }

    #[test]
    fn suggests_the_nearest_function() {
        assert_eq!(nearest("rte", true), Some("rate"));
        assert_eq!(nearest("rat", true), Some("rate"));
        assert_eq!(nearest("rat", false), Some("rad"));
        let near = nearest("Histogram_Quantil", false);
        assert_eq!(near, Some("histogram_quantile"));
        assert_eq!(nearest("sun", false), Some("sum"));
        assert_eq!(nearest("frobnicate", false), None);
    }
}
