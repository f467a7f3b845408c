//! Contacts as people write them: in goes a text, out comes the Slack channel or mail address that it
//! is, or what keeps it from being one. Channels become parts of paths, so nothing else may pass for one.

use std::sync::LazyLock;

use regex::Regex;

use super::{Destination, Way};
use crate::diag::{Diagnostic, Sink};
use crate::source::{INVALID_VALUE, Spanned};

/// What Slack permits in the name of a channel: letters of any script, digits, `-` and `_`.
static CHANNEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[\p{L}\p{M}\p{N}_-]+$").expect("a test compiles it"));

/// The most characters of such a name. Not a bound of the pattern, which would take longer to compile than
/// a small registry.
const LONGEST: usize = 80;

/// Begins the name of a channel.
const HASH: char = '#';

/// What a contact may be.
const CONTACTS: &str = "write a channel such as `\"#web-alerts\"`, an address such as \
                        `web@example.com`, or the name of a receiver";

/// Whether a text can be a Slack channel, with its `#` or without.
pub(super) fn is_channel(text: &str) -> bool {
    let name = text.strip_prefix(HASH).unwrap_or(text);
    CHANNEL.is_match(name) && name.chars().count() <= LONGEST
}

/// Whether a text can be a mail address: something on both sides of one `@`.
pub(super) fn is_address(text: &str) -> bool {
    let is_part = |part: &str| {
        let strange = |c: char| c.is_whitespace() || c.is_control() || "@<>()[],;:\"\\".contains(c);
        !part.is_empty() && !part.contains(strange)
    };
    text.split_once('@')
        .is_some_and(|(who, host)| is_part(who) && is_part(host))
}

/// Whether a text is a channel or an address, and needs no receiver to be declared.
pub(crate) fn is_contact(text: &str) -> bool {
    plain(text).is_some()
}

/// The channel or address that a text is.
pub(super) fn plain(text: &str) -> Option<Destination> {
    let way = if text.starts_with(HASH) && is_channel(text) {
        Way::Slack(text.to_owned())
    } else if !text.starts_with(HASH) && is_address(text) {
        Way::Email(text.to_owned())
    } else {
        return None;
    };
    Some(Destination {
        name: text.to_owned(),
        way,
    })
}

/// Reports a text that is meant for a channel or an address and cannot be one. Gives whether it was.
pub(super) fn refuse_misspelt(text: &Spanned<String>, sink: &mut Sink) -> bool {
    if text.starts_with(HASH) {
        refuse_channel(text, sink);
    } else if text.contains('@') {
        refuse_address(text, CONTACTS, sink);
    } else {
        return false;
    }
    true
}

/// What to write where the `#` of a channel was forgotten, if the name could be one.
pub(super) fn forgotten_hash(name: &str) -> Option<String> {
    if is_id(name) {
        return Some(
            "write the channel's name instead of its id, such as `\"#web-alerts\"`".to_owned(),
        );
    }
    is_channel(name).then(|| format!("write `\"#{name}\"`"))
}

/// Whether a text looks like what Slack calls a channel by itself, such as `C024BE91L`.
fn is_id(text: &str) -> bool {
    let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let begins = text.starts_with(['C', 'G']) && text.contains(|c: char| c.is_ascii_digit());
    begins && (9..=12).contains(&text.len()) && text.chars().all(is_capital)
}

/// Reports a text that is no channel.
pub(super) fn refuse_channel(text: &Spanned<String>, sink: &mut Sink) {
    let message = format!("`{}` is not a Slack channel", text.value);
    sink.push(
        Diagnostic::at(&INVALID_VALUE, text.span, message).help(
            "write `#` and at most 80 letters, digits, `-` and `_`, such as `\"#web-alerts\"`",
        ),
    );
}

/// Reports a text that is no address.
pub(super) fn refuse_address(text: &Spanned<String>, help: &str, sink: &mut Sink) {
    let message = format!("`{}` is not a mail address", text.value);
    sink.push(Diagnostic::at(&INVALID_VALUE, text.span, message).help(help));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_what_slack_permits() {
        let longest = format!("#{}", "a".repeat(80));
        for text in [
            "#web-alerts",
            "#DevOps_Alerts",
            "#9",
            "#équipe",
            "#障害",
            "#เว็บ",
            "C024BE91L",
            &longest,
        ] {
            assert!(is_channel(text), "{text}");
        }
        let too_long = format!("#{}", "a".repeat(81));
        for text in [
            "#",
            "#..",
            "#../../etc/x",
            "#a/b",
            "#a.b",
            "#a b",
            "##a",
            "#a\n",
            "#a{b}",
            "#\u{202e}a",
            "#a\0",
            &too_long,
        ] {
            assert!(!is_channel(text), "{text}");
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn ids_of_channels_are_told_from_names() {
        assert!(is_id("C024BE91L") && is_id("C02ABCDEF12"));
        for name in ["checkout-1", "CHECKOUTS", "C1", "C024be91l"] {
            assert!(!is_id(name), "{name}");
        }
    }

    #[test]
    fn addresses_have_two_sides() {
        for text in ["web@acme.dev", "a.b+c@localhost", "é@b.example"] {
            assert!(
                plain(text).is_some_and(|it| it.way == Way::Email(text.to_owned())),
                "{text}"
            );
        }
        for text in [
            "@oncall-web",
            "web@",
            "@",
            "web",
            "a@b@c",
            "a b@c.example",
            "Web <web@acme.dev>",
            "a@b,c@d",
            "a@b\n",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
