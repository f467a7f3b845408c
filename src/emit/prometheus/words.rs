//! Texts of packs as Go templates, which Prometheus fills in when an alert fires.

use crate::pack::{Part, Unit, Words};

/// A text as a template of Prometheus.
pub(super) fn template(words: &Words) -> String {
    let parts = words.0.iter().map(|part| match part {
        Part::Plain(text) => literal(text),
        Part::Value(unit) => format!("{{{{ $value | {} }}}}", format(*unit)),
        Part::Label(label) => format!("{{{{ $labels.{label} }}}}"),
    });
    parts.collect()
}

/// A text as people read it while the value has this text; `None` where it says more than is known.
pub(super) fn known(words: &Words, value: Option<&str>) -> Option<String> {
    let parts = words.0.iter().map(|part| match part {
        Part::Plain(text) => Some(text.as_str()),
        Part::Value(_) => value,
        Part::Label(_) => None,
    });
    parts.collect()
}

/// Words that mean nothing to a template: the user's own values may hold its braces.
fn literal(text: &str) -> String {
    text.replace("{{", "{{ \"{{\" }}")
}

/// The function that makes a value readable.
fn format(unit: Unit) -> &'static str {
    match unit {
        Unit::Ratio => "humanizePercentage",
        Unit::Seconds => "humanizeDuration",
        Unit::Bytes => "humanize1024",
        Unit::Count => "humanize",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_of_a_value_open_no_template() {
        let words = Words(vec![
            Part::Plain("disk {{ of ".to_owned()),
            Part::Label("mountpoint".into()),
            Part::Plain(" at ".to_owned()),
            Part::Value(Unit::Ratio),
        ]);
        assert_eq!(
            template(&words),
            "disk {{ \"{{\" }} of {{ $labels.mountpoint }} at {{ $value | humanizePercentage }}"
        );
    }
}
