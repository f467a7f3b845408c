//! What a name may look like, for the schemas.

use serde_json::{Value, json};

/// The pattern of a name: it becomes a label value, a file name and part of links.
pub(super) const PATTERN: &str = "^[A-Za-z][A-Za-z0-9_.-]{0,62}$";
/// The same in words.
pub(super) const EXPECTED: &str =
    "a name of at most 63 letters, digits, `-`, `_` and `.` that starts with a letter";
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
    })
}
