//! Scalars of the registry become quantities; what cannot is reported where it stands.

use std::str::FromStr;

use crate::diag::{Diagnostic, Sink};
use crate::ir::codes::{IMPOSSIBLE_OBJECTIVE, RATIO_AS_OBJECTIVE};
use crate::promql::{Matcher, Matchers};
use crate::sli::duration;
use crate::slo::{NotAPeriod, NotAnObjective, Objective, Period};
use crate::source::{Entries, INVALID_VALUE, Literal, Spanned};
use crate::units::{Fraction, NotAFraction};

/// An objective in percent.
pub(super) fn objective(text: &Spanned<Literal>, sink: &mut Sink) -> Option<Objective> {
    let error = match text.parse::<Objective>() {
        Ok(objective) => return Some(objective),
        Err(error) => error,
    };
    sink.push(match error {
        NotAnObjective::HundredOrMore => Diagnostic::at(
            &IMPOSSIBLE_OBJECTIVE,
            text.span,
            format!("an objective of {} leaves no error budget", text.value),
        )
        .label("must be below 100")
        .help("promise a little less than everything, such as `99.9`"),
        NotAnObjective::ZeroOrNegative => Diagnostic::at(
            &IMPOSSIBLE_OBJECTIVE,
            text.span,
            format!("an objective of {} promises nothing", text.value),
        )
        .label("must be above 0")
        .help("write the share of good events in percent, such as `99.9`"),
        NotAnObjective::LooksLikeRatio(meant) => {
            let finding = Diagnostic::at(
                &RATIO_AS_OBJECTIVE,
                text.span,
                format!("an objective of {} % looks like a ratio", text.value),
            )
            .label("objectives are in percent");
            match meant {
                Some(meant) => finding.help(format!("write `{}`", meant.percent())),
                None => finding.help("write the share of good events in percent, such as `99.9`"),
            }
        }
        NotAnObjective::Unreadable(mistake) => unreadable_objective(text, mistake),
    });
    None
}

fn unreadable_objective(text: &Spanned<Literal>, mistake: NotAFraction) -> Diagnostic {
    let finding = Diagnostic::at(
        &INVALID_VALUE,
        text.span,
        format!("`{}` is not an objective", text.value),
    )
    .label(mistake.expected());
    let plain = text
        .trim()
        .trim_end_matches('%')
        .trim_end()
        .replace(',', ".");
    match plain.parse::<Objective>() {
        Ok(meant) => finding.help(format!("write `{}`", meant.percent())),
        Err(_) => finding.help("write the share of good events in percent, such as `99.9`"),
    }
}

/// An SLO's period.
pub(super) fn period(text: &Spanned<Literal>, sink: &mut Sink) -> Option<Period> {
    let length = duration(text, "30d", sink)?;
    let (message, help) = match Period::new(length) {
        Ok(period) => return Some(period),
        Err(NotAPeriod::TooShort) => ("is too short for a period", "write at least `7d`"),
        Err(NotAPeriod::TooLong) => ("is too long for a period", "write at most `90d`"),
        Err(NotAPeriod::NotWholeDays) => (
            "is not a number of whole days",
            "write whole days, such as `30d`",
        ),
    };
    sink.push(
        Diagnostic::at(
            &INVALID_VALUE,
            text.span,
            format!("`{}` {message}", text.value),
        )
        .label("expected 7d to 90d")
        .help(help),
    );
    None
}

/// A burn factor.
pub(super) fn factor(text: &Spanned<Literal>, sink: &mut Sink) -> Option<Fraction> {
    let label = match above_zero(text) {
        Ok(factor) => return Some(factor),
        Err(label) => label,
    };
    sink.push(
        Diagnostic::at(
            &INVALID_VALUE,
            text.span,
            format!("`{}` is not a burn factor", text.value),
        )
        .label(label)
        .help("say how many times too fast, such as `14.4`"),
    );
    None
}

/// A share of the error budget, in percent.
pub(super) fn budget_share(text: &Spanned<Literal>, sink: &mut Sink) -> Option<Fraction> {
    let label = match above_zero(text) {
        Ok(share) => return Some(share),
        Err(label) => label,
    };
    let plain = text
        .trim()
        .trim_end_matches('%')
        .trim_end()
        .replace(',', ".");
    let message = format!("`{}` is not a share of the error budget", text.value);
    let finding = Diagnostic::at(&INVALID_VALUE, text.span, message).label(label);
    sink.push(match above_zero(&plain) {
        Ok(meant) => finding.help(format!("write `{meant}`")),
        Err(_) => finding.help("write a share in percent, such as `2`"),
    });
    None
}

/// The positive number that a text is, or what was expected.
fn above_zero(text: &str) -> Result<Fraction, &'static str> {
    match Fraction::from_str(text) {
        Ok(number) if number > Fraction::ZERO => Ok(number),
        Ok(_) => Err("must be above 0"),
        Err(mistake) => Err(mistake.expected()),
    }
}

/// Labels that select series.
pub(super) fn matchers(written: &Entries<Spanned<Literal>>) -> Matchers {
    let matchers = written.0.iter();
    matchers
        .map(|(label, value)| Matcher::eq(&label.value, &value.value.0))
        .collect()
}
