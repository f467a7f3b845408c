//! The phrases that diagnostics of the schema are made of.

use std::fmt::Display;

use serde_json::Value;

use super::violation::Place;
use crate::source::{Kind, Node};

/// More names than these are not listed.
const LISTED: usize = 12;

/// Names the key that a message is about.
pub(super) fn about(place: &Place<'_>, message: &str) -> String {
    match place.key() {
        Some(key) => format!("`{key}`: {message}"),
        None => message.to_owned(),
    }
}

/// "`a`, `b` or `c`".
pub(super) fn any_of<S: Display>(names: &[S]) -> String {
    either(names.iter().map(|name| format!("`{name}`")))
}

/// "a, b or c"; a long list is cut.
pub(super) fn either<S: Into<String>>(parts: impl IntoIterator<Item = S>) -> String {
    let mut parts: Vec<String> = parts.into_iter().map(Into::into).collect();
    if parts.len() > LISTED {
        let more = parts.len() - LISTED;
        parts.truncate(LISTED);
        parts.push(format!("one of {more} more"));
    }
    joined(parts, "or")
}

/// "a, b and c".
pub(in crate::source) fn joined(mut parts: Vec<String>, last: &str) -> String {
    match parts.pop() {
        Some(end) if parts.is_empty() => end,
        Some(end) => format!("{} {last} {end}", parts.join(", ")),
        None => String::new(),
    }
}

/// Leaves out what was there before.
pub(super) fn unique<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

/// A schema type in a user's words.
pub(super) fn describe(type_name: &str) -> &str {
    match type_name {
        "array" => "a list",
        "object" => "a mapping",
        "string" => "a string",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "`true` or `false`",
        other => other,
    }
}

/// The schema type of a node.
pub(super) fn type_name(node: &Node<'_>) -> &'static str {
    match node.kind {
        Kind::Null => "null",
        Kind::Bool(_) => "boolean",
        Kind::Number(_) => "number",
        Kind::Str(_) => "string",
        Kind::Seq(_) => "array",
        Kind::Map(_) => "object",
    }
}

/// What a limit on size or number asks for; `None` where the keyword is no such limit.
pub(super) fn limit(keyword: &str, bound: &Value) -> Option<String> {
    let is_one = bound.as_u64() == Some(1);
    let plural = if is_one { "" } else { "s" };
    Some(match keyword {
        "minimum" => format!("{bound} or more"),
        "maximum" => format!("{bound} or less"),
        "exclusiveMinimum" => format!("more than {bound}"),
        "exclusiveMaximum" => format!("less than {bound}"),
        "multipleOf" => format!("a multiple of {bound}"),
        "minLength" if is_one => "text that is not empty".to_owned(),
        "minLength" => format!("at least {bound} characters"),
        "maxLength" => format!("at most {bound} character{plural}"),
        "minItems" => format!("at least {bound} item{plural}"),
        "maxItems" => format!("at most {bound} item{plural}"),
        "minProperties" => format!("at least {bound} key{plural}"),
        "maxProperties" => format!("at most {bound} key{plural}"),
        "uniqueItems" => "each item only once".to_owned(),
        "const" => format!("`{bound}`"),
        "enum" => any_of(bound.as_array()?),
        _ => return None,
    })
}

/// The text of a scalar.
pub(super) fn scalar<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.kind {
        Kind::Str(text) => Some(text),
        Kind::Number(number) => Some(number.text),
        Kind::Bool(true) => Some("true"),
        Kind::Bool(false) => Some("false"),
        Kind::Null | Kind::Seq(_) | Kind::Map(_) => None,
    }
}

/// A scalar as an item of a list in brackets, quoted if it would be read otherwise there.
pub(super) fn flow_item(node: &Node<'_>) -> Option<String> {
    let text = scalar(node)?;
    let needs_quotes = matches!(node.kind, Kind::Str(_)) && !is_plain(text);
    Some(if needs_quotes {
        format!("{text:?}")
    } else {
        text.to_owned()
    })
}

pub(super) fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::source::testing::node;

    #[test]
    fn lists_of_names_read_as_a_sentence() {
        assert_eq!(any_of::<&str>(&[]), "");
        assert_eq!(any_of(&["a"]), "`a`");
        assert_eq!(any_of(&["a", "b", "c"]), "`a`, `b` or `c`");
        let many: Vec<usize> = (1..=14).collect();
        assert!(any_of(&many).ends_with("`12` or one of 2 more"));
    }

    #[test]
    fn limits_are_worded() {
        for (keyword, bound, words) in [
            ("exclusiveMinimum", json!(0), "more than 0"),
            ("maximum", json!(99.9), "99.9 or less"),
            ("minLength", json!(1), "text that is not empty"),
            ("maxItems", json!(2), "at most 2 items"),
            ("const", json!(2), "`2`"),
        ] {
            assert_eq!(limit(keyword, &bound).as_deref(), Some(words));
        }
        assert_eq!(limit("pattern", &json!("^a$")), None);
    }

    #[test]
    fn items_of_a_flow_list_are_quoted_where_they_must_be() {
        for (text, item) in [("prod-1", "prod-1"), ("\"#a\"", "\"#a\""), ("5", "5")] {
            assert_eq!(flow_item(&node(text)).as_deref(), Some(item));
        }
        assert_eq!(flow_item(&node("[a]")), None);
    }
}
