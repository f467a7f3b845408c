//! Secrets in a text of which nobody knows the tree: in goes a file that is no YAML, out come the places of the
//! values behind names of secrets that are no absolute path.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Secrets;

/// A key, and those below it down to the value; a colon may have been forgotten.
static KEYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"[\w-]+["']?(?:[ \t]*[:=](?:[ \t]*(?:\{|\r?\n)[\s{]*["']?[\w-]+["']?[ \t]*:)*[\s{]*|[ \t]+)["']?"#,
    )
    .expect("a test compiles it")
});

/// What ends a value.
const ENDS: [char; 5] = ['\n', '"', '\'', '{', '}'];

/// The parts of a text that may be secrets.
pub(super) fn suspects(text: &str, secrets: &Secrets) -> Vec<Range<usize>> {
    let found = KEYS.find_iter(text).map(|keys| {
        let rest = &text[keys.end()..];
        let value = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
        (keys.as_str(), keys.end(), value.trim_end())
    });
    let found = found.filter(|(keys, _, value)| {
        !value.is_empty() && !value.starts_with('/') && is_secret(keys, value, secrets)
    });
    let places = found.flat_map(|(_, start, value)| {
        let at = move |range: Range<usize>| start + range.start..start + range.end;
        // A secret with a colon looks like a key, and behind a hash like a comment.
        let key = value.find(": ").map(|end| at(0..end));
        let comment = value.find(" #").map(|hash| at(hash + 2..value.len()));
        [Some(at(0..value.len())), key, comment]
            .into_iter()
            .flatten()
    });
    places.collect()
}

fn is_secret(keys: &str, value: &str, secrets: &Secrets) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || "_-".contains(c);
    let mut words = keys
        .split(|c| !is_letter(c))
        .filter(|word| !word.is_empty());
    let last = words.clone().next_back().unwrap_or_default();
    if !secrets.fields.is_empty() {
        // A receiver's field may take a channel.
        let holds_secret = secrets.holders.contains(last) && !value.starts_with('#');
        return holds_secret || words.any(|word| secrets.names_secret(word, true));
    }
    // A name with something below it is one that somebody chose, and prose goes on.
    let between = keys.rsplit(is_letter).next().unwrap_or_default();
    let is_field = between.contains([':', '=']) || !value.contains(' ');
    is_field && !between.contains(['\n', '{']) && secrets.names_secret(last, false)
}
