//! What is wrong with a text that was meant for a URL. In comes the text and what the schema says of
//! placeholders, out goes the reason in a few words and what to write.

use serde_json::Value;

use super::document::PLACEHOLDERS;
use super::violation::Place;

/// What a schema's pattern begins with whose texts are URLs.
const PATTERN: &str = "^https?://";

/// What keeps a text from being a URL, and what to write. `None` where a scheme is missing, as the
/// schema itself says, and for texts that were never meant for URLs.
pub(super) fn flaw(place: &Place<'_>, text: &str) -> Option<(String, String)> {
    let pattern = place.schema().get("pattern").and_then(Value::as_str);
    pattern.filter(|pattern| pattern.starts_with(PATTERN))?;
    let rest = text.trim_start().strip_prefix("http")?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let rest = rest.strip_prefix("://")?;
    let trimmed = text.trim();
    let told = if rest.trim().is_empty() {
        (
            "a host is missing behind `://`",
            "write the host as well, such as `https://www.example.com`".to_owned(),
        )
    } else if trimmed != text {
        (
            "a URL cannot begin or end with a space",
            format!("write `{trimmed}`"),
        )
    } else if text.contains(char::is_whitespace) {
        (
            "a URL cannot hold a space",
            "take the space out, or write `%20` for it".to_owned(),
        )
    } else if text.contains("${") {
        (
            "variables of the environment are not replaced",
            variable(place),
        )
    } else if let Some(Value::String(help)) = place.annotation(PLACEHOLDERS) {
        ("there are no placeholders here", help.clone())
    } else {
        return None;
    };
    Some((told.0.to_owned(), told.1))
}

fn variable(place: &Place<'_>) -> String {
    match place.annotation(PLACEHOLDERS) {
        Some(_) => "write what the variable stands for".to_owned(),
        None => "write what the variable stands for, or `{service}` for the name of the service"
            .to_owned(),
    }
}
