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
    let placeholders = place.annotation(PLACEHOLDERS);
    let (flaw, help) = if rest.trim().is_empty() {
        let help = "write the host as well, such as `https://www.example.com`";
        ("a host is missing behind `://`", help.to_owned())
    } else if text.contains("${") {
        let what = "write what the variable stands for";
        let help = match placeholders {
            Some(_) => what.to_owned(),
            None => format!("{what}, or `{{service}}` for the name of the service"),
        };
        ("variables of the environment are not replaced", help)
    } else if text.contains(['{', '}']) {
        (
            "there are no placeholders here",
            placeholders?.as_str()?.to_owned(),
        )
    } else if trimmed != text {
        let help = format!("write `{trimmed}`");
        ("a URL cannot begin or end with a space", help)
    } else if text.contains(char::is_whitespace) {
        let help = "take the space out, or write `%20` for it";
        ("a URL cannot hold a space", help.to_owned())
    } else {
        return None;
    };
    Some((flaw.to_owned(), help))
}
