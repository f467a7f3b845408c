//! What a name may look like, for the schemas.

use serde_json::{Value, json};

/// The pattern of a name: it becomes a label value, a file name and part of links.
pub(super) const PATTERN: &str = "^[A-Za-z][A-Za-z0-9_.-]{0,62}$";
/// The same in words.
pub(crate) const EXPECTED: &str =
    "a name of at most 63 letters, digits, `-`, `_` and `.` that starts with a letter";
/// Whether a text is a name.
pub(crate) fn is_name(text: &str) -> bool {
    let may_follow = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.len() <= 63
        && text.chars().all(may_follow)
}

/// The pattern of the name of a host, a queue and the like: a label value.
pub(super) const SUBJECT: &str = r#"^[^\s{}\\"'`]{1,200}$"#;
/// The same in words.
pub(super) const SUBJECT_EXPECTED: &str = "a name without spaces, quotes, braces and backslashes";

/// The finding about a name that is none.
pub(super) const CODE: &str = "REG006";

/// What stands for "no profile" and "no dialect" where a field takes a name.
pub(crate) const NONE: &str = "none";

/// The schema of keys that are names.
pub(super) fn names() -> Value {
    json!({ "pattern": PATTERN, "x-expected": EXPECTED, "x-code-invalid": CODE })
}

/// The schema of keys that are labels; Prometheus keeps those with two leading underscores to itself.
pub(super) fn labels() -> Value {
    json!({
        "pattern": "^([A-Za-z]|_[A-Za-z0-9])[A-Za-z0-9_]*$",
        "x-expected": "a label of letters, digits and `_`, no digit first and no `__`",
        "examples": ["env"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_the_schema_takes() {
        let pattern = regex::Regex::new(PATTERN).expect("the pattern is valid");
        let (longest, too_long) = ("a".repeat(63), "a".repeat(64));
        for text in [
            "a", "A-b_c.9", &longest, &too_long, "", "9a", "-a", "a b", "a/b", "é", "aé",
        ] {
            assert_eq!(is_name(text), pattern.is_match(text), "{text}");
        }
    }
}
