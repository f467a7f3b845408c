//! Plain scalars: what the YAML 1.2 core schema makes of them, and where that surprises people.
//!
//! In comes the text of a plain scalar, out go its [`Kind`] and the [`Trap`] it may be. Every trap
//! resolves to a string, so that what the user wrote survives.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Fix};
use crate::source::{Kind, Number, Span, codes};

/// A plain scalar that YAML readers disagree about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trap {
    /// `yes`, `off`, `n`: a boolean in YAML 1.1, a string in 1.2.
    Boolean,
    /// `0755`, `0xff`, `1_000`: another number, or no number, depending on the reader.
    Notation,
    /// `12:30`: 750 in YAML 1.1.
    Sexagesimal,
    /// `.inf`, `.nan` or a number too large to be finite.
    NotFinite,
    /// `“web”`: the quotes of a word processor, which belong to the value.
    Typographic,
}

/// What a plain scalar means.
pub(super) fn resolve(text: &str) -> (Kind<'_>, Option<Trap>) {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => (Kind::Null, None),
        "true" | "True" | "TRUE" => (Kind::Bool(true), None),
        "false" | "False" | "FALSE" => (Kind::Bool(false), None),
        _ => match text.as_bytes()[0] {
            b'0'..=b'9' | b'+' | b'-' | b'.' => resolve_number(text),
            _ if is_old_boolean(text) => (string(text), Some(Trap::Boolean)),
            _ => (string(text), unquoted(text).map(|_| Trap::Typographic)),
        },
    }
}

/// The finding that a number such as `1.10` is used where a string is meant: this compiler keeps
/// the digits, other readers of the same file print `1.1`.
pub(in crate::source) fn trailing_zero(number: Number<'_>, span: Span) -> Diagnostic {
    let text = number.text;
    Diagnostic::at(
        &codes::value::TRAILING_ZERO_NUMBER,
        span,
        format!("`{text}` is a number to YAML, but a string is expected"),
    )
    .label("other tools drop the last zero")
    .help("quote it")
    .fix(quote(text, span, true))
}

impl Trap {
    /// The finding about the scalar `text` at `span`.
    pub(super) fn finding(self, text: &str, span: Span) -> Diagnostic {
        let (code, message, help) = match self {
            Trap::Boolean => (
                &codes::value::YAML_1_1_BOOLEAN,
                format!("`{text}` is a string in YAML 1.2 and a boolean in YAML 1.1"),
                "write `true` or `false` for a boolean, or quote the string",
            ),
            Trap::Notation => (
                &codes::value::LEADING_ZERO_NUMBER,
                format!("YAML readers disagree on the number `{text}`"),
                "write a plain decimal without leading zeros, or quote the string",
            ),
            Trap::Sexagesimal => (
                &codes::value::SEXAGESIMAL,
                format!("`{text}` is a string in YAML 1.2 and a base-60 number in YAML 1.1"),
                "quote it",
            ),
            Trap::NotFinite => (
                &codes::value::SPECIAL_FLOAT,
                format!("`{text}` is not a finite number"),
                "write a finite number, or quote the string",
            ),
            Trap::Typographic => return typographic(text, span),
        };
        let safe = self == Trap::Sexagesimal;
        Diagnostic::at(code, span, message)
            .help(help)
            .fix(quote(text, span, safe))
    }
}

/// The edit that makes a string of a plain scalar that holds neither quotes nor backslashes.
pub(in crate::source) fn quote(text: &str, span: Span, safe: bool) -> Fix {
    Fix {
        title: "quote it".to_owned(),
        edits: vec![(span, format!("\"{text}\""))],
        safe,
    }
}

fn typographic(text: &str, span: Span) -> Diagnostic {
    let inner = unquoted(text).unwrap_or(text);
    let message = format!("the quotes of `{text}` belong to the value");
    Diagnostic::at(&codes::value::TYPOGRAPHIC_QUOTES, span, message)
        .help(format!("write `\"{inner}\"`"))
        .fix(Fix {
            title: "write straight quotes".to_owned(),
            ..quote(inner, span, false)
        })
}

/// The text between the quotes of a word processor.
fn unquoted(text: &str) -> Option<&str> {
    const QUOTES: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '‚', '«', '»'];
    let inner = text.strip_prefix(QUOTES)?.strip_suffix(QUOTES)?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

fn string(text: &str) -> Kind<'_> {
    Kind::Str(Cow::Borrowed(text))
}

fn resolve_number(text: &str) -> (Kind<'_>, Option<Trap>) {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if is_decimal(unsigned) {
        return match text.parse::<f64>() {
            Ok(_) if has_leading_zero(unsigned) => (string(text), Some(Trap::Notation)),
            Ok(value) if value.is_finite() => (Kind::Number(Number { text, value }), None),
            _ => (string(text), Some(Trap::NotFinite)),
        };
    }
    let trap = if is_special_float(text) {
        Some(Trap::NotFinite)
    } else if is_prefixed(unsigned) || is_underscored(unsigned) {
        Some(Trap::Notation)
    } else if is_sexagesimal(unsigned) {
        Some(Trap::Sexagesimal)
    } else {
        None
    };
    (string(text), trap)
}

fn is_old_boolean(text: &str) -> bool {
    ["yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(text))
}

/// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, then perhaps an exponent.
fn is_decimal(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            exponent.strip_prefix(['+', '-']).unwrap_or(exponent),
        ),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    (!whole.is_empty() || !fraction.is_empty())
        && !exponent.is_empty()
        && [whole, fraction, exponent]
            .iter()
            .all(|part| is_digits(part))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_leading_zero(unsigned: &str) -> bool {
    let bytes = unsigned.as_bytes();
    bytes[0] == b'0' && bytes.get(1).is_some_and(u8::is_ascii_digit)
}

fn is_special_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// `0o17`, `0xff`, `0b11`.
fn is_prefixed(unsigned: &str) -> bool {
    let Some(prefixed) = unsigned.strip_prefix('0') else {
        return false;
    };
    let radix = match prefixed.as_bytes().first() {
        Some(b'b') => 2,
        Some(b'o') => 8,
        Some(b'x') => 16,
        _ => return false,
    };
    let digits = &prefixed[1..];
    !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix))
}

/// `1_000`, `1_000.5`.
fn is_underscored(unsigned: &str) -> bool {
    unsigned.starts_with(|first: char| first.is_ascii_digit())
        && unsigned.contains('_')
        && is_decimal(&unsigned.replace('_', ""))
}

/// `12:30`, `1:30:00`, `1:30.5`: the integers and floats of YAML 1.1 with colons in them.
fn is_sexagesimal(unsigned: &str) -> bool {
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let Some((first, rest)) = whole.split_once(':') else {
        return false;
    };
    first.starts_with(|first: char| matches!(first, '1'..='9'))
        && is_digits(first)
        && is_digits(fraction)
        && rest.split(':').all(is_base_60_digit)
}

fn is_base_60_digit(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'5', b'0'..=b'9'] | [b'0'..=b'9'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_as_the_core_schema_does() {
        for (text, value) in [
            ("0", 0.0),
            ("99.90", 99.9),
            ("-1.5", -1.5),
            ("+7", 7.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
            ("1.5E-1", 0.15),
        ] {
            assert_eq!(
                resolve(text),
                (Kind::Number(Number { text, value }), None),
                "{text}"
            );
        }
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(resolve(text), (Kind::Null, None), "{text}");
        }
        assert_eq!(resolve("True"), (Kind::Bool(true), None));
        assert_eq!(resolve("false"), (Kind::Bool(false), None));
    }

    #[test]
    fn leaves_other_text_alone() {
        for text in [
            "tRue",
            "nULL",
            "-",
            "+",
            ".",
            "..",
            "e5",
            "1e",
            "5m",
            "1.2.3",
            "10.0.0.1",
            "0x",
            "0xfg",
            "0o8",
            "1_a",
            "_1",
            "12:60",
            "12:5:",
            "012:30",
            "12:+5",
            "+:30",
            "12:30.x",
            "09:30",
            "a:30",
            "1:2:300",
            "2026-01-02",
            "yess",
            "-.5.",
            "-.nan",
            ".info",
            "99.5%",
            "“Shop” and more",
        ] {
            assert_eq!(resolve(text), (string(text), None), "{text}");
        }
    }

    #[test]
    fn knows_the_traps() {
        for (trap, texts) in [
            (Trap::Boolean, &["yes", "No", "ON", "off", "y", "N"][..]),
            (
                Trap::Notation,
                &[
                    "0755", "-00", "007.5", "0o17", "0xfF", "0b11", "1_000", "1_0.5", "-0x1",
                ],
            ),
            (Trap::Sexagesimal, &["12:30", "1:05:00", "+1:2.5"]),
            (Trap::Typographic, &["“web”", "„web“", "’a b’"]),
            (Trap::NotFinite, &[".inf", "-.INF", ".NaN", "1e999"]),
        ] {
            for text in texts {
                assert_eq!(resolve(text), (string(text), Some(trap)), "{text}");
            }
        }
    }
}
