//! What is wrong with a text whose characters a schema limits, such as a name, and what to write.

use regex::Regex;
use serde_json::Value;

use super::violation::Place;
use crate::diag::Diagnostic;
use crate::source::is_unfilled;
use crate::units::Duration;

/// Points at the first character that the schema's pattern refuses, and offers the nearest text that
/// it takes: a name, a whole URL, a duration, a URL for any service.
pub(super) fn right_name(diagnostic: Diagnostic, place: &Place<'_>, text: &str) -> Diagnostic {
    let Some(Value::String(pattern)) = place.schema().get("pattern") else {
        return diagnostic;
    };
    let Ok(regex) = Regex::new(pattern) else {
        return diagnostic;
    };
    let is_name = ["^[A-Za-z]", "^[a-z]", "^([A-Za-z]"]
        .iter()
        .any(|head| pattern.starts_with(head));
    let diagnostic = match slip(&regex, text).filter(|_| is_name) {
        Some(slip) => diagnostic.label(slip),
        None => diagnostic,
    };
    if is_item(&place.path)
        && let Some(words) = several(text, &regex)
    {
        return diagnostic.help(format!("write each as an item of its own: `{words}`"));
    }
    if is_unfilled(text) && with_service(text).is_none_or(|near| !regex.is_match(&near)) {
        return diagnostic.help("write what it stands for: nothing replaces it here");
    }
    let host = text.split_once("://").map_or(text, |(_, host)| host);
    let url = Some(format!("https://{host}")).filter(|_| !text.starts_with("http"));
    let duration = Duration::meant(text).map(|meant| meant.to_string());
    let label = Some(text.replace('-', "_"));
    let mail_server = Some(format!("{text}:587"));
    let candidates = [
        Some(slug(text)),
        label,
        url,
        duration,
        with_service(text),
        mail_server,
        Some(camel_case(text)).filter(|_| pattern.starts_with("^[A-Z]")),
    ];
    let mut nearest = candidates.into_iter().flatten();
    match nearest.find(|near| regex.is_match(near)) {
        Some(near) => diagnostic.help(format!("write `{near}`")),
        None => match place.schema().get("examples").and_then(|it| it.get(0)) {
            Some(Value::String(example)) => {
                diagnostic.help(format!("write one such as `{example}`"))
            }
            _ => diagnostic,
        },
    }
}

/// Whether a JSON pointer is to an item of a list.
fn is_item(path: &str) -> bool {
    let last = path.rsplit('/').next();
    last.is_some_and(|it| it.parse::<usize>().is_ok())
}

/// Words that are names each, with commas between them.
fn several(text: &str, regex: &Regex) -> Option<String> {
    let apart = text.split(|c: char| c.is_whitespace() || ",;".contains(c));
    let words: Vec<_> = apart.filter(|word| !word.is_empty()).collect();
    let names = words.len() > 1 && words.iter().all(|word| regex.is_match(word));
    names.then(|| words.join(", "))
}

/// What the pattern holds against the text.
fn slip(regex: &Regex, text: &str) -> Option<String> {
    let starts = text.char_indices().map(|(at, _)| at).skip(1);
    let longest = starts.filter(|&at| regex.is_match(&text[..at])).last();
    let culprit = text[longest.unwrap_or(0)..].chars().next()?;
    let first = text.chars().next()?;
    Some(match longest {
        None => format!("cannot begin with `{culprit}`"),
        Some(_) if regex.is_match(&format!("{first}{culprit}")) => {
            format!("{} characters", text.chars().count())
        }
        Some(_) if culprit == ' ' => "cannot hold a space".to_owned(),
        Some(_) => format!("cannot hold `{culprit}`"),
    })
}

/// The text with `{service}` for its only placeholder, however that is written.
fn with_service(text: &str) -> Option<String> {
    let (before, rest) = text.split_once('{')?;
    let (inner, after) = rest.rsplit_once('}')?;
    let is_only = !inner.trim_matches(['{', '}']).contains(['{', '}']);
    is_only.then(|| format!("{before}{{service}}{after}"))
}

/// The text in letters, digits and dashes; letters of other alphabets cannot be guessed.
fn slug(text: &str) -> String {
    if !text.is_ascii() {
        return text.to_owned();
    }
    let kept = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let dashed = text.replace(|c| !kept(c), "-");
    let words = dashed.split('-').filter(|word| !word.is_empty());
    let words: Vec<_> = words.map(str::to_ascii_lowercase).collect();
    words
        .join("-")
        .trim_start_matches(['.', '-', '_'])
        .to_owned()
}

/// The words of the text, each with a capital and nothing between them: `backup_old` becomes `BackupOld`.
fn camel_case(text: &str) -> String {
    let words = text.split(['_', '-', ' ']);
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    words.map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_named_and_a_name_offered() {
        let regex = Regex::new("^[a-z][a-z0-9_.-]{0,8}$").expect("a pattern");
        for (text, what, near) in [
            ("public api", "cannot hold a space", "public-api"),
            ("shop/api", "cannot hold `/`", "shop-api"),
            ("2captcha", "cannot begin with `2`", "2captcha"),
            ("Slow", "cannot begin with `S`", "slow"),
            ("../../etc", "cannot begin with `.`", "etc"),
            ("a-name-too-long", "15 characters", "a-name-too-long"),
        ] {
            assert_eq!(slip(&regex, text).as_deref(), Some(what), "{text}");
            assert_eq!(slug(text), near);
        }
    }
}
