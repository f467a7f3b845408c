//! Nearest names, for messages about a name that nobody knows.
//!
//! In come the unknown name and the known ones, out comes the one that was probably meant. A wrong
//! suggestion is worse than none, so a name must be near for its length to be offered.

use std::collections::BTreeSet;

use strsim::osa_distance;

use crate::diag::Diagnostic;

/// The known name that was probably meant by `wanted`: the one with the fewest slips of the
/// finger, first in the alphabet on a tie; else the only one that `wanted` begins or ends.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    misspelt(wanted, &known).or_else(|| abbreviated(wanted, &known))
}

/// Whether one slip of the finger (a letter added, left out, replaced, or swapped with the next),
/// or case alone, tells the names apart.
pub fn one_slip(wanted: &str, known: &str) -> bool {
    osa_distance(&fold(wanted), &fold(known)) <= 1
}

fn misspelt<'a>(wanted: &str, known: &[&'a str]) -> Option<&'a str> {
    let wanted = fold(wanted);
    let length = wanted.chars().count();
    let reach = reach(length);
    known
        .iter()
        .filter(|name| name.chars().count().abs_diff(length) <= reach)
        .map(|name| (osa_distance(&wanted, &fold(name)), *name))
        .filter(|(distance, _)| *distance <= reach)
        .min()
        .map(|(_, name)| name)
}

fn abbreviated<'a>(wanted: &str, known: &[&'a str]) -> Option<&'a str> {
    let wanted = fold(wanted);
    if wanted.chars().count() < 3 {
        return None;
    }
    let last_word = |name: &str| {
        name.strip_suffix(&wanted)
            .is_some_and(|rest| rest.ends_with(['_', '-']))
    };
    let is_part = |name: &str| name.starts_with(&wanted) || last_word(name);
    let mut longer = known.iter().filter(|name| is_part(&fold(name)));
    longer.next().filter(|_| longer.next().is_none()).copied()
}

/// How many slips a name of this length may hold: one in three characters, three at most.
fn reach(length: usize) -> usize {
    (length / 3).min(3)
}

fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// Adds what a reader of `name` cannot see, or would take for something else.
pub fn with_odd_characters(finding: Diagnostic, what: &str, name: &str) -> Diagnostic {
    match odd_characters(name) {
        Some(odd) => finding.note(format!("the {what} {odd}")),
        None => finding,
    }
}

fn odd_characters(name: &str) -> Option<String> {
    let at_edge = |c: &char| name.starts_with(*c) || name.ends_with(*c);
    let odd: BTreeSet<char> = name
        .chars()
        .filter(|c| !c.is_ascii() || c.is_control() || (c.is_whitespace() && at_edge(c)))
        .collect();
    let named: Vec<_> = odd.into_iter().map(in_words).collect();
    (!named.is_empty()).then(|| format!("holds {}", named.join(" and ")))
}

fn in_words(odd: char) -> String {
    let code = u32::from(odd);
    match odd {
        ' ' => "a space at its beginning or end".to_owned(),
        letter if letter.is_alphabetic() && letter > '\u{24f}' => {
            format!("U+{code:04X}, which only looks like a Latin letter")
        }
        letter if letter.is_alphanumeric() => format!("`{letter}`, U+{code:04X}"),
        _ => format!("U+{code:04X}, which is easily overlooked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_are_named() {
        for (name, odd) in [
            ("service_name", None),
            ("service name", None),
            ("web ", Some("holds a space at its beginning or end")),
            (
                "gr\u{f6}\u{df}e",
                Some("holds `\u{df}`, U+00DF and `\u{f6}`, U+00F6"),
            ),
            (
                "tier\u{a0}",
                Some("holds U+00A0, which is easily overlooked"),
            ),
            (
                "\u{441}ode",
                Some("holds U+0441, which only looks like a Latin letter"),
            ),
        ] {
            assert_eq!(odd_characters(name).as_deref(), odd, "{name}");
        }
    }

    #[test]
    fn finds_what_was_meant() {
        for (wanted, known, meant) in [
            ("ownr", &["owner", "tier"][..], Some("owner")),
            ("teir", &["owner", "tier"], Some("tier")),
            ("Owner", &["owner", "owners"], Some("owner")),
            ("slackChannel", &["slack_channel"], Some("slack_channel")),
            ("anvila-devop", &["anvila-devops"], Some("anvila-devops")),
            ("prod", &["production", "staging"], Some("production")),
            ("name", &["service_name", "owner"], Some("service_name")),
        ] {
            assert_eq!(nearest(wanted, known.iter().copied()), meant, "{wanted}");
        }
    }

    #[test]
    fn keeps_silent_rather_than_guess() {
        for (wanted, known) in [
            ("zz", &["owner", "tier"][..]),
            ("ab", &["ac"]),
            ("staging", &["testing"]),
            ("public", &["public-api", "public-web"]),
            ("pr", &["production"]),
            ("owner", &[]),
        ] {
            assert_eq!(nearest(wanted, known.iter().copied()), None, "{wanted}");
        }
    }

    #[test]
    fn order_of_the_known_names_does_not_matter() {
        assert_eq!(nearest("cost", ["host", "cast", "most"]), Some("cast"));
        assert_eq!(nearest("cost", ["most", "host", "cast"]), Some("cast"));
    }

    #[test]
    fn one_slip_is_one_letter_or_case() {
        assert!(one_slip("ownr", "owner") && one_slip("onwer", "owner"));
        assert!(one_slip("OWNER", "owner") && one_slip("owner ", "owner"));
        assert!(!one_slip("onr", "owner"));
    }
}
