//! String literals, written and read as Prometheus does (Go's rules).

use std::fmt::{self, Write};

/// Writes a double-quoted literal that Prometheus reads back as the same text. Escaped are also the
/// characters that a YAML reader may take for line ends or a byte-order mark, and the replacement
/// character, which Prometheus takes for broken UTF-8.
pub(super) fn quote(out: &mut impl Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    if text.bytes().all(is_plain) {
        out.write_str(text)?;
        return out.write_char('"');
    }
    let mut unwritten = 0;
    for (position, c) in text.char_indices().filter(|(_, c)| needs_escape(*c)) {
        out.write_str(&text[unwritten..position])?;
        escape(out, c)?;
        unwritten = position + c.len_utf8();
    }
    out.write_str(&text[unwritten..])?;
    out.write_char('"')
}

/// Whether a byte is a character by itself, and needs no escape.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\')
}

fn needs_escape(c: char) -> bool {
    let misread = [
        '\u{2028}',
        '\u{2029}',
        '\u{feff}',
        char::REPLACEMENT_CHARACTER,
    ];
    matches!(c, '"' | '\\') || c.is_control() || misread.contains(&c)
}

fn escape(out: &mut impl Write, c: char) -> fmt::Result {
    match c {
        '"' => out.write_str("\\\""),
        '\\' => out.write_str("\\\\"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        _ if c.is_ascii() => write!(out, "\\x{:02x}", u32::from(c)),
        _ => write!(out, "\\u{:04x}", u32::from(c)),
    }
}

/// The text between the quotes of a literal in back quotes, or in `quote` with its escapes resolved.
/// `None` where Prometheus would refuse the literal, or where its bytes are no UTF-8.
pub(super) fn unquote(inner: &str, quote: u8) -> Option<String> {
    if quote == b'`' {
        return Some(inner.to_owned());
    }
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(escape) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..escape]);
        rest = unescape(&rest[escape + 1..], quote, &mut bytes)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// Resolves the escape after a backslash and returns what follows it.
fn unescape<'t>(text: &'t str, quote: u8, bytes: &mut Vec<u8>) -> Option<&'t str> {
    let letter = *text.as_bytes().first()?;
    let byte = match letter {
        b'a' => 7,
        b'b' => 8,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 11,
        b'f' => 12,
        b'r' => b'\r',
        b'\\' => b'\\',
        _ if letter == quote => quote,
        b'0'..=b'7' => u8::from_str_radix(digits(text, 3)?, 8).ok()?,
        b'x' => u8::from_str_radix(digits(&text[1..], 2)?, 16).ok()?,
        b'u' => return character(&text[1..], 4, bytes),
        b'U' => return character(&text[1..], 8, bytes),
        _ => return None,
    };
    bytes.push(byte);
    let length = match letter {
        b'0'..=b'7' | b'x' => 3,
        _ => 1,
    };
    Some(&text[length..])
}

/// Appends the character whose code is given in so many hexadecimal digits.
fn character<'t>(text: &'t str, length: usize, bytes: &mut Vec<u8>) -> Option<&'t str> {
    let code = u32::from_str_radix(digits(text, length)?, 16).ok()?;
    let c = char::from_u32(code)?;
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    Some(&text[length..])
}

/// The first `length` characters, without the sign that Rust would allow.
fn digits(text: &str, length: usize) -> Option<&str> {
    text.get(..length).filter(|digits| !digits.starts_with('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_every_escape_of_go() {
        let escapes = r#"\a\b\t\n\v\f\r\\\"\x41\101\u00e9\U0001F600\xc3\xa9é"#;
        let text = "\u{7}\u{8}\t\n\u{b}\u{c}\r\\\"AAé😀éé";
        assert_eq!(unquote(escapes, b'"').as_deref(), Some(text));
        assert_eq!(unquote(r"\'", b'\'').as_deref(), Some("'"));
        assert_eq!(unquote(r"\d+", b'`').as_deref(), Some(r"\d+"));
    }

    #[test]
    fn refuses_what_go_refuses_and_what_is_no_text() {
        for literal in [
            r"\",
            r"\d",
            r"\'",
            r"\x4",
            r"\x+4",
            r"\9",
            r"\400",
            r"\u12",
            r"\ud800",
            r"\U00110000",
            r"\xff",
            r"\é",
        ] {
            assert_eq!(unquote(literal, b'"'), None, "{literal}");
        }
    }

    proptest::proptest! {
        #[test]
        fn reads_what_it_writes(text: String) {
            let mut literal = String::new();
            quote(&mut literal, &text).unwrap();
            let inner = &literal[1..literal.len() - 1];
            proptest::prop_assert!(!inner.chars().any(char::is_control), "{literal:?}");
            proptest::prop_assert_eq!(unquote(inner, b'"'), Some(text));
        }
    }
}
