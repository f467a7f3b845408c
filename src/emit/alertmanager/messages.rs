//! Messages: in go what the platform says of severities, out come Go templates, which Alertmanager
//! renders for each notification. Only colours are filled in here.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use crate::ir::alerting::Alerting;
use crate::slo::Severity;

const TEMPLATES: &str = concat!(
    include_str!("../../../templates/alertmanager/common.tmpl"),
    "\n",
    include_str!("../../../templates/alertmanager/text.tmpl"),
    "\n",
    include_str!("../../../templates/alertmanager/slack.tmpl"),
    "\n",
    include_str!("../../../templates/alertmanager/email.tmpl"),
    "\n",
    include_str!("../../../templates/alertmanager/pagers.tmpl"),
    "\n",
    include_str!("../../../templates/alertmanager/teams.tmpl"),
);

/// The colour of messages that say all is well again.
const RESOLVED: &str = "#2E7D32";
/// The colour of alerts with severities that are not ours.
const OTHER: &str = "#455A64";

/// The colours of messages.
#[derive(Serialize)]
struct Palette<'a> {
    critical: Paint<'a>,
    warning: Paint<'a>,
    info: Paint<'a>,
    other: Paint<'a>,
    resolved: Paint<'a>,
}

/// A colour, and that of text on it.
#[derive(Serialize)]
struct Paint<'a> {
    colour: &'a str,
    ink: &'static str,
}

/// The templates that receivers call.
pub(super) fn templates(alerting: &Alerting) -> String {
    let severity = |severity| paint(&alerting.severity(severity).colour);
    let palette = Palette {
        critical: severity(Severity::Critical),
        warning: severity(Severity::Warning),
        info: severity(Severity::Info),
        other: paint(OTHER),
        resolved: paint(RESOLVED),
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Braces are Go's.
    let syntax = SyntaxConfig::builder()
        .variable_delimiters("[[", "]]")
        .block_delimiters("[%", "%]")
        .comment_delimiters("[#", "#]")
        .keep_trailing_newline(true)
        .build();
    environment.set_syntax(syntax.expect("the delimiters differ"));
    environment
        .render_str(TEMPLATES, Serde(&palette))
        .expect("built-in templates fit their contexts")
}

/// A call of one of the templates; in raw quotes, which YAML need not escape.
pub(super) fn call(template: &str) -> String {
    format!("{{{{ template `{template}` . }}}}")
}

fn paint(colour: &str) -> Paint<'_> {
    Paint {
        colour,
        ink: ink(colour),
    }
}

/// Black or white, whichever has more contrast to the colour: black from the luminance on at which
/// both have the same (WCAG 2.2, relative luminance and contrast ratio).
fn ink(colour: &str) -> &'static str {
    const SAME_CONTRAST: f64 = 0.179;
    let channel = |at: usize| {
        let value = colour
            .get(at..at + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let value = f64::from(value.unwrap_or_default()) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    if luminance > SAME_CONTRAST {
        "#000000"
    } else {
        "#FFFFFF"
    }
}

#[cfg(test)]
mod tests {
    use super::{OTHER, RESOLVED, ink};

    #[test]
    fn text_can_be_read_on_every_colour() {
        for dark in ["#C62828", "#1565C0", "#000000", "#757575", OTHER, RESOLVED] {
            assert_eq!(ink(dark), "#FFFFFF", "{dark}");
        }
        for light in ["#F9A825", "#FFFFFF", "#ffff00", "#00FF00", "#767676"] {
            assert_eq!(ink(light), "#000000", "{light}");
        }
    }
}
