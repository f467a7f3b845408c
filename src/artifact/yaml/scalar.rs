//! Strings out: in comes text, out comes the plainest style in which every reader gets that text
//! back as a string, whether it follows YAML 1.1 (as the Go tools mostly do) or YAML 1.2.

use std::fmt::Write as _;

/// How a string is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// A literal block, `|`.
    Literal,
    /// In double quotes, with escapes.
    Quoted,
}

/// The style for a string.
pub(super) fn style(text: &str) -> Style {
    let is_plain = if is_identifier(text) {
        !is_word(text)
    } else if is_printable(text) {
        reads_plain(text)
    } else if text.contains('\n') {
        return if is_literal(text) {
            Style::Literal
        } else {
            Style::Quoted
        };
    } else {
        reads_plain(text) && !text.chars().any(must_escape)
    };
    if is_plain {
        Style::Plain
    } else {
        Style::Quoted
    }
}

/// How strings are quoted beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quotes {
    /// In single quotes, where those can hold the string.
    pub single: bool,
    /// Even where a string needs no quotes.
    pub always: bool,
}

/// A string in one line, perhaps within brackets, quoted as those around it are.
pub fn inline(text: &str, in_brackets: bool, quotes: Quotes) -> String {
    // Readers differ over where a plain `a:b` or `a:?` ends within brackets.
    let splits = in_brackets && text.contains([',', '[', ']', '{', '}', ':', '?']);
    if !quotes.always && !splits && style(text) == Style::Plain {
        return text.to_owned();
    }
    if quotes.single && !text.chars().any(must_escape) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::new();
    quote(&mut out, text);
    out
}

/// Whether a character needs an escape: control characters, the line breaks of YAML 1.1, and what
/// a reviewer could not see, such as a zero-width space or a change of writing direction.
pub(crate) fn must_escape(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\u{ad}'
        | '\u{feff}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' => true,
        c => c.is_control() || c.is_whitespace() || u32::from(c) & 0xfffe == 0xfffe,
    }
}

/// What most keys and values are.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether it is of printable ASCII alone. Looks at all of the text whatever it finds, which is faster: a
/// processor can then look at many bytes at once.
fn is_printable(text: &str) -> bool {
    let bytes = text.bytes();
    bytes.fold(true, |printable, byte| {
        printable & matches!(byte, b' '..=b'~')
    })
}

/// Whether a line is read as the string that it is: no comment or key starts inside it, and it ends in neither a
/// space nor a colon.
fn reads_plain(line: &str) -> bool {
    line.bytes().next().is_some_and(starts_plain)
        && !has_pair(line, |pair| matches!(pair, (b' ', b'#') | (b':', b' ')))
        && !line.ends_with([' ', ':'])
        && !is_number(line)
        && !is_word(line)
}

/// Every other ASCII character is an indicator somewhere, or starts a number or a special value.
fn starts_plain(first: u8) -> bool {
    first.is_ascii_alphanumeric() || matches!(first, b'_' | b'/' | b'(' | b'$') || first >= 0x80
}

/// Whether two bytes of this kind stand side by side. To the end, whatever it finds: see [`is_printable`].
fn has_pair(text: &str, is_such: impl Fn((u8, u8)) -> bool) -> bool {
    let pairs = text.bytes().zip(text.bytes().skip(1));
    pairs.fold(false, |found, pair| found | is_such(pair))
}

/// Anything near a number or a date: decimal, octal, `0x`, `0b`, `1_000`, `1e3`, `12:30`,
/// `2026-11-21T10:00:00Z`. Generous, since a needless pair of quotes does no harm.
fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && (has_radix(text) || text.bytes().all(is_number_byte))
}

fn has_radix(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes[0] == b'0' && matches!(bytes.get(1), Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B'))
}

fn is_number_byte(byte: u8) -> bool {
    byte.is_ascii_digit() || b"_.,:+-eEtTzZ ".contains(&byte)
}

/// The booleans and nulls of YAML 1.1 and 1.2, in any case.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether none of several lines needs an escape or hides a space at its end. The first line sets
/// the block's indentation, so that it must start with something else than a space.
fn is_literal(text: &str) -> bool {
    !text.starts_with([' ', '\n'])
        && !text.ends_with(' ')
        && !has_pair(text, |pair| pair == (b' ', b'\n'))
        && !has_escapes(text)
}

/// Whether a character other than a line break needs an escape.
fn has_escapes(text: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    // To the end, whatever it finds: see `is_printable`.
    let all_plain = text
        .bytes()
        .fold(true, |plain, byte| plain & is_plain(byte));
    !all_plain && text.chars().any(|c| c != '\n' && must_escape(c))
}

/// Appends a string in double quotes.
pub(super) fn quote(out: &mut String, text: &str) {
    let stays = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !stays(byte)) {
        out.push_str(&rest[..at]);
        let mut others = rest[at..].chars();
        match others.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c) if must_escape(c) => escape(out, u32::from(c)),
            other => out.extend(other),
        }
        rest = others.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn escape(out: &mut String, c: u32) {
    let written = match c {
        ..=0xff => write!(out, "\\x{c:02x}"),
        0x100..=0xffff => write!(out, "\\u{c:04x}"),
        _ => write!(out, "\\U{c:08x}"),
    };
    written.expect("a String takes any text");
}

/// Appends the lines of a literal block, indented, with the header that keeps its last line breaks.
pub(super) fn literal(out: &mut String, text: &str, indent: usize) {
    let body = text.trim_end_matches('\n');
    out.push_str(match text.len() - body.len() {
        0 => "|-\n",
        1 => "|\n",
        _ => "|+\n",
    });
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            super::indent(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}
