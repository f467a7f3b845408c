//! Selectors in PromQL: the metric in front where its name is a plain word, in braces where not.

use std::fmt::{self, Display, Formatter, Write};

use crate::promql::lexis::{is_plain_label, is_plain_metric};
use crate::promql::selector::METRIC_NAME;
use crate::promql::strings::quote;
use crate::promql::{At, MatchOp, Matcher, Number, Selector, Timing};
use crate::units::Duration;

impl Display for Selector {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write_series(f)?;
        self.timing.fmt(f)
    }
}

impl Selector {
    /// The selector without its timing, from which a range separates it.
    pub(super) fn write_series(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(name) = self.name() else {
            return write_braces(f, "", self.matchers.iter());
        };
        let mut labels = self
            .matchers
            .iter()
            .filter(|matcher| matcher.label.as_str() != METRIC_NAME)
            .peekable();
        if !is_plain_metric(name) {
            return write_braces(f, name, labels);
        }
        f.write_str(name)?;
        match labels.peek() {
            Some(_) => write_braces(f, "", labels),
            None => Ok(()),
        }
    }
}

/// `{…}`, with the quoted name of a metric in front unless it is empty.
fn write_braces<'m>(
    f: &mut Formatter<'_>,
    name: &str,
    matchers: impl Iterator<Item = &'m Matcher>,
) -> fmt::Result {
    f.write_char('{')?;
    let mut separator = "";
    if !name.is_empty() {
        quote(f, name)?;
        separator = ",";
    }
    for matcher in matchers {
        f.write_str(separator)?;
        matcher.fmt(f)?;
        separator = ",";
    }
    f.write_char('}')
}

impl Display for Matcher {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if is_plain_label(&self.label) {
            f.write_str(&self.label)?;
        } else {
            quote(f, &self.label)?;
        }
        self.op.fmt(f)?;
        quote(f, &self.value)
    }
}

impl Display for MatchOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// With a space in front, or nothing for the present.
impl Display for Timing {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.at {
            None => {}
            Some(At::Start) => f.write_str(" @ start()")?,
            Some(At::End) => f.write_str(" @ end()")?,
            Some(At::Millis(time)) => write!(f, " @ {}", Number::decimal(time, 3))?,
        }
        let length = Duration::from_millis(self.offset.unsigned_abs());
        match self.offset {
            0 => Ok(()),
            ..0 => write!(f, " offset -{length}"),
            1.. => write!(f, " offset {length}"),
        }
    }
}
