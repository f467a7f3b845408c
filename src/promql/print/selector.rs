//! Selectors in PromQL: the metric in front where its name is a plain word, in braces where not.

use std::fmt::{self, Display, Formatter, Write};

use crate::promql::lexis::{is_plain_label, is_plain_metric};
use crate::promql::strings::quote;
use crate::promql::{At, Matcher, Number, Selector, Timing};
use crate::units::Duration;

impl Display for Selector {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl Selector {
    pub(super) fn write(&self, out: &mut impl Write) -> fmt::Result {
        self.write_series(out)?;
        self.timing.write(out)
    }

    /// The selector without its timing, from which a range separates it.
    pub(super) fn write_series(&self, out: &mut impl Write) -> fmt::Result {
        let Some(name) = self.name() else {
            return write_braces(out, "", self.matchers.iter());
        };
        if !is_plain_metric(name) {
            // The name comes first, and stands in front.
            return write_braces(out, name, self.matchers.iter().skip(1));
        }
        out.write_str(name)?;
        out.write_str(self.matchers.text_of_others(braces))
    }
}

/// `{…}`, or nothing without matchers.
fn braces(matchers: &[Matcher]) -> String {
    let mut text = String::new();
    if !matchers.is_empty() {
        write_braces(&mut text, "", matchers.iter()).expect("a string takes all that is written");
    }
    text
}

/// `{…}`, with the quoted name of a metric in front unless it is empty.
fn write_braces<'m>(
    out: &mut impl Write,
    name: &str,
    matchers: impl Iterator<Item = &'m Matcher>,
) -> fmt::Result {
    out.write_char('{')?;
    let mut separator = "";
    if !name.is_empty() {
        quote(out, name)?;
        separator = ",";
    }
    for matcher in matchers {
        out.write_str(separator)?;
        matcher.write(out)?;
        separator = ",";
    }
    out.write_char('}')
}

impl Display for Matcher {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl Matcher {
    fn write(&self, out: &mut impl Write) -> fmt::Result {
        if is_plain_label(&self.label) {
            out.write_str(&self.label)?;
        } else {
            quote(out, &self.label)?;
        }
        out.write_str(self.op.as_str())?;
        quote(out, &self.value)
    }
}

impl Timing {
    /// With a space in front, or nothing for the present.
    pub(super) fn write(&self, out: &mut impl Write) -> fmt::Result {
        match self.at {
            None => {}
            Some(At::Start) => out.write_str(" @ start()")?,
            Some(At::End) => out.write_str(" @ end()")?,
            Some(At::Millis(time)) => write!(out, " @ {}", Number::decimal(time, 3))?,
        }
        let length = Duration::from_millis(self.offset.unsigned_abs());
        match self.offset {
            0 => Ok(()),
            ..0 => write!(out, " offset -{length}"),
            1.. => write!(out, " offset {length}"),
        }
    }
}
