//! Why the grammar refused a text. Its crate says little and points nowhere; the tokens say more.

use super::scan::{Token, TokenKind};
use crate::promql::lexis::is_keyword;
use crate::promql::{AggregateOp, ParseError, Text, TypeError, ValueKind};

/// The crate's words for any syntax error.
const SYNTAX_ERROR: &str = "invalid promql query";

/// The crate's reason in our words, with a place where one can be told.
pub(in crate::promql) fn explain(reason: &str, tokens: &[Token<'_>]) -> ParseError {
    if reason == SYNTAX_ERROR {
        return syntax_error(tokens).unwrap_or_else(|| ParseError::new("not a PromQL expression"));
    }
    if let Some(regex) = reason.strip_prefix("illegal regex for ") {
        let error = ParseError::new(format!("`{regex}` is not a regular expression"));
        let error = match regex.strip_prefix('*') {
            Some(rest) => error.help(format!(
                "write `.*{rest}`: `*` repeats what stands before it"
            )),
            None => error.help("write a regular expression such as `5..` or `GET|POST`"),
        };
        let same = |token: &&Token<'_>| token.kind == TokenKind::Text(regex.to_owned());
        return match tokens.iter().find(same) {
            Some(token) => error.at(&token.range),
            None => error,
        };
    }
    match type_error(reason, tokens) {
        Some(error) => misfit(&error, tokens),
        None => ParseError::new(reason.replace('\'', "`")),
    }
}

/// A type error as a parse error, placed at the function if its name stands there but once.
pub(in crate::promql) fn misfit(type_error: &TypeError, tokens: &[Token<'_>]) -> ParseError {
    let mut error = ParseError::new(type_error.to_string());
    error.help = type_error.help();
    if let TypeError::Argument { function, .. } | TypeError::Arity { function, .. } = type_error {
        let mut places = tokens.iter().filter(|token| token.is_word(function));
        if let (Some(token), None) = (places.next(), places.next()) {
            return error.at(&token.range);
        }
    }
    error
}

/// Reads back what the crate says of types, so that we say it in one way only.
fn type_error(reason: &str, tokens: &[Token<'_>]) -> Option<TypeError> {
    if reason == "comparisons between scalars must use BOOL modifier" {
        return Some(TypeError::ScalarComparison);
    }
    let function = || match reason.split('\'').nth(1) {
        Some(function) => Some(Text::from(function.to_owned())),
        None => aggregation(tokens),
    };
    let (_, got) = reason.rsplit_once(", got ")?;
    if reason.contains("argument(s) in call to") {
        return Some(TypeError::Arity {
            function: function()?,
            got: got.parse().ok()?,
        });
    }
    let (wants, _) = reason.strip_prefix("expected type ")?.split_once(' ')?;
    Some(TypeError::Argument {
        function: function()?,
        wants: kind(wants)?,
        got: kind(got)?,
    })
}

/// The aggregation that the crate does not name, if there is but one.
fn aggregation(tokens: &[Token<'_>]) -> Option<Text> {
    let named = |op: &&AggregateOp| tokens.iter().any(|token| token.is_word(op.as_str()));
    let mut found = AggregateOp::ALL.iter().filter(named);
    match (found.next(), found.next()) {
        (Some(op), None) => Some(op.as_str().into()),
        _ => None,
    }
}

fn kind(word: &str) -> Option<ValueKind> {
    match word {
        "scalar" => Some(ValueKind::Scalar),
        "vector" => Some(ValueKind::Vector),
        "matrix" => Some(ValueKind::Matrix),
        "string" => Some(ValueKind::String),
        _ => None,
    }
}

/// The first pair of neighbours that cannot stand beside each other.
fn syntax_error(tokens: &[Token<'_>]) -> Option<ParseError> {
    let mut in_braces = false;
    let mut before: Option<&Token<'_>> = None;
    for token in tokens {
        in_braces = (in_braces || token.is("{")) && !token.is("}");
        if !in_braces && let Some(error) = misplaced(before, token) {
            return Some(error.at(&token.range));
        }
        before = Some(token);
    }
    let last = before.filter(|last| last.operator().is_some())?;
    let message = format!("expected an expression after `{}`", last.operator()?);
    Some(ParseError::new(message).at(&last.range))
}

fn misplaced(before: Option<&Token<'_>>, token: &Token<'_>) -> Option<ParseError> {
    if token.is("=") {
        let error = ParseError::new("`=` stands only between a label and its value");
        return Some(error.help("write `==` to compare"));
    }
    let ends_nothing = match before {
        Some(before) => before.operator().is_some() || before.is("(") || before.is(","),
        None => true,
    };
    let needs_left_side = token.operator().filter(|sign| !matches!(*sign, "+" | "-"));
    if let (true, Some(operator)) = (ends_nothing, needs_left_side) {
        let message = format!("expected an expression before `{operator}`");
        return Some(ParseError::new(message));
    }
    if ends_nothing && before.is_some_and(|before| !before.is("(")) && closes(token) {
        return Some(ParseError::new("expected an expression here"));
    }
    let value = begins_value(token) && before.is_some_and(ends_value);
    value.then(|| ParseError::new("expected an operator here"))
}

fn closes(token: &Token<'_>) -> bool {
    token.is(")") || token.is(",")
}

fn begins_value(token: &Token<'_>) -> bool {
    match token.kind {
        TokenKind::Word(word) => !is_keyword(word),
        TokenKind::Number(_) | TokenKind::Duration(_) | TokenKind::Text(_) => true,
        TokenKind::Window | TokenKind::Mark(_) => false,
    }
}

fn ends_value(token: &Token<'_>) -> bool {
    begins_value(token) || token.is("}") || token.is("]")
}
