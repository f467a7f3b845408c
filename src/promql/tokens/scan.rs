//! Text into tokens with their places. The grammar's crate tells no places, mistakes some strings and
//! durations, and panics on a few numbers; so every token is read here first and handed on in a form
//! that it reads right.

use std::ops::Range;

use crate::promql::strings::unquote;
use crate::promql::{BinaryOp, ParseError};
use crate::units::{Duration, NotADuration};

/// A word, literal or mark with its place.
#[derive(Debug)]
pub(in crate::promql) struct Token<'t> {
    pub(in crate::promql) kind: TokenKind<'t>,
    pub(in crate::promql) range: Range<usize>,
}

#[derive(Debug, PartialEq)]
pub(in crate::promql) enum TokenKind<'t> {
    /// A name or keyword.
    Word(&'t str),
    Number(&'t str),
    Duration(Duration),
    /// A string, its escapes resolved.
    Text(String),
    /// `$window`, or another name behind `$`.
    Placeholder(&'t str),
    /// What stands for a placeholder until it is filled in; see [`Template`](crate::promql::Template).
    Stand(String),
    /// An operator, bracket or comma.
    Mark(&'t str),
}

impl<'t> Token<'t> {
    /// Whether this is the mark.
    pub(super) fn is(&self, mark: &str) -> bool {
        matches!(self.kind, TokenKind::Mark(found) if found == mark)
    }

    /// Whether this is the word, in any case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.kind, TokenKind::Word(found) if found.eq_ignore_ascii_case(word))
    }

    /// The text of a binary operator or sign.
    pub(super) fn operator(&self) -> Option<&'t str> {
        let (TokenKind::Mark(text) | TokenKind::Word(text)) = self.kind else {
            return None;
        };
        let is = |op: &BinaryOp| op.as_str().eq_ignore_ascii_case(text);
        BinaryOp::ALL.iter().any(is).then_some(text)
    }
}

/// The tokens of a text, at least one.
pub(in crate::promql) fn scan(text: &str) -> Result<Vec<Token<'_>>, ParseError> {
    let mut scanner = Scanner {
        text,
        position: 0,
        in_square_brackets: false,
    };
    let mut tokens = Vec::new();
    while let Some(token) = scanner.next()? {
        tokens.push(token);
    }
    if tokens.is_empty() {
        return Err(ParseError::new("expected an expression, found nothing"));
    }
    Ok(tokens)
}

struct Scanner<'t> {
    text: &'t str,
    position: usize,
    in_square_brackets: bool,
}

impl<'t> Scanner<'t> {
    fn next(&mut self) -> Result<Option<Token<'t>>, ParseError> {
        self.skip_gap();
        let start = self.position;
        let Some(first) = self.rest().chars().next() else {
            return Ok(None);
        };
        let kind = match first {
            '"' | '\'' | '`' => self.string(first as u8)?,
            '$' => self.placeholder()?,
            '0'..='9' => self.number()?,
            '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number()?,
            ':' if self.in_square_brackets => TokenKind::Mark(self.take(1)),
            'a'..='z' | 'A'..='Z' | '_' | ':' => self.word(),
            _ => self.mark(first)?,
        };
        Ok(Some(Token {
            kind,
            range: start..self.position,
        }))
    }

    fn rest(&self) -> &'t str {
        &self.text[self.position..]
    }

    fn take(&mut self, length: usize) -> &'t str {
        let taken = &self.rest()[..length];
        self.position += length;
        taken
    }

    /// Takes ASCII characters only.
    fn take_while(&mut self, belongs: impl Fn(u8) -> bool) -> &'t str {
        let length = self.rest().bytes().take_while(|b| belongs(*b)).count();
        self.take(length)
    }

    /// Passes over white space and comments.
    fn skip_gap(&mut self) {
        loop {
            self.take_while(|b| b.is_ascii_whitespace());
            if !self.rest().starts_with('#') {
                return;
            }
            let line = self.rest().find(['\n', '\r']);
            self.take(line.unwrap_or(self.rest().len()));
        }
    }

    fn word(&mut self) -> TokenKind<'t> {
        let word = self.take_while(|b| is_word(b) || b == b':');
        let number = ["inf", "nan"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(word));
        if number {
            TokenKind::Number(word)
        } else {
            TokenKind::Word(word)
        }
    }

    fn string(&mut self, quote: u8) -> Result<TokenKind<'t>, ParseError> {
        let start = self.position;
        let Some(length) = literal_length(self.rest().as_bytes(), quote) else {
            let opening = start..start + 1;
            let message = format!("the string has no closing `{}`", char::from(quote));
            return Err(ParseError::new(message).at(&opening));
        };
        let literal = self.take(length);
        unquote(&literal[1..length - 1], quote)
            .map(TokenKind::Text)
            .ok_or_else(|| {
                ParseError::new("the string holds an escape that is no text")
                    .at(&(start..start + length))
                    .help("write a backslash as `\\\\`, and other characters as they are")
            })
    }

    fn placeholder(&mut self) -> Result<TokenKind<'t>, ParseError> {
        let start = self.position;
        self.take(1);
        let name = self.take_while(is_word);
        if !name.is_empty() {
            return Ok(TokenKind::Placeholder(name));
        }
        let rest = self.take_while(|b| is_word(b) || matches!(b, b'{' | b'}'));
        Err(ParseError::new(format!("`${rest}` is no placeholder"))
            .at(&(start..self.position))
            .help(match rest.trim_matches(['{', '}']) {
                "" => "write a name behind `$`".to_owned(),
                name => format!("write `${name}`"),
            }))
    }

    fn number(&mut self) -> Result<TokenKind<'t>, ParseError> {
        let start = self.position;
        let mut text = self.take_while(|b| is_word(b) || b == b'.');
        let exponent = text.ends_with(['e', 'E']) && !is_hexadecimal(text);
        if exponent && self.rest().starts_with(['+', '-']) {
            self.take(1);
            self.take_while(is_word);
            text = &self.text[start..self.position];
        }
        let place = start..self.position;
        match text.parse::<Duration>() {
            Ok(length) => return Ok(TokenKind::Duration(length)),
            Err(NotADuration::TooLong) => {
                let error = ParseError::new(format!("`{text}` is longer than 100 years"));
                return Err(error.at(&place));
            }
            Err(NotADuration::Unreadable) => {}
        }
        if is_number(text) {
            return Ok(TokenKind::Number(text));
        }
        let message = format!("`{text}` is neither a number nor a duration");
        Err(ParseError::new(message)
            .at(&place)
            .help("write durations as `5m`, `1h30m` or `500ms`"))
    }

    fn mark(&mut self, first: char) -> Result<TokenKind<'t>, ParseError> {
        let two = ["==", "!=", "<=", ">=", "=~", "!~"];
        if two.iter().any(|mark| self.rest().starts_with(mark)) {
            return Ok(TokenKind::Mark(self.take(2)));
        }
        match first {
            '[' => self.in_square_brackets = true,
            ']' => self.in_square_brackets = false,
            _ => {}
        }
        if "()[]{},+-*/%^<>=@".contains(first) {
            return Ok(TokenKind::Mark(self.take(1)));
        }
        let place = self.position..self.position + first.len_utf8();
        let message = format!("unexpected character `{}`", first.escape_debug());
        Err(ParseError::new(message).at(&place))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The length of a string literal with its quotes.
fn literal_length(text: &[u8], quote: u8) -> Option<usize> {
    let mut position = 1;
    loop {
        match *text.get(position)? {
            byte if byte == quote => return Some(position + 1),
            b'\n' if quote != b'`' => return None,
            b'\\' if quote != b'`' => position += 2,
            _ => position += 1,
        }
    }
}

fn is_hexadecimal(text: &str) -> bool {
    text.starts_with("0x") || text.starts_with("0X")
}

fn is_number(text: &str) -> bool {
    if is_hexadecimal(text) {
        return i64::from_str_radix(&text[2..], 16).is_ok();
    }
    let plain = |b: u8| b.is_ascii_digit() || b".eE+-".contains(&b);
    text.bytes().all(plain) && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind<'_>> {
        let tokens = scan(text).expect(text);
        tokens.into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn tells_words_literals_and_marks_apart() {
        use TokenKind::{Duration as Length, Mark, Number, Placeholder, Text, Word};
        let minutes = |count| Length(Duration::from_mins(count));
        assert_eq!(
            kinds("a:b{c=~'d'} # e\n >= 1e-3"),
            [
                Word("a:b"),
                Mark("{"),
                Word("c"),
                Mark("=~"),
                Text("d".to_owned()),
                Mark("}"),
                Mark(">="),
                Number("1e-3"),
            ]
        );
        assert_eq!(
            kinds("x[5m:1m] offset -5m"),
            [
                Word("x"),
                Mark("["),
                minutes(5),
                Mark(":"),
                minutes(1),
                Mark("]"),
                Word("offset"),
                Mark("-"),
                minutes(5),
            ]
        );
        assert_eq!(
            kinds("[$window:]")[1..3],
            [Placeholder("window"), Mark(":")]
        );
        assert_eq!(kinds("$a{")[..2], [Placeholder("a"), Mark("{")]);
        assert_eq!(kinds(".5+0xE-1").len(), 5);
    }

    #[test]
    fn points_at_what_it_cannot_read() {
        for (text, message, range) in [
            ("  # nothing", "expected an expression, found nothing", None),
            ("a{b=\"c}", "the string has no closing `\"`", Some(4..5)),
            ("a{b='c\nd'}", "the string has no closing `'`", Some(4..5)),
            (
                r#"a{b="\d"}"#,
                "the string holds an escape that is no text",
                Some(4..8),
            ),
            (
                r#"a{b="\xff"}"#,
                "the string holds an escape that is no text",
                Some(4..10),
            ),
            (
                "x[1.5h]",
                "`1.5h` is neither a number nor a duration",
                Some(2..6),
            ),
            ("x[300y]", "`300y` is longer than 100 years", Some(2..6)),
            ("x[${window}]", "`${window}` is no placeholder", Some(2..11)),
            ("a ; b", "unexpected character `;`", Some(2..3)),
            ("é", "unexpected character `é`", Some(0..2)),
        ] {
            let error = scan(text).expect_err(text);
            assert_eq!((error.message.as_str(), error.range), (message, range));
        }
    }
}
