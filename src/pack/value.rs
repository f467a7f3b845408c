//! Values of parameters: typed, exact, and as people read them.

use std::fmt;

use super::codes::PARAMETER_VALUE;
use super::declare::ParamType;
use crate::diag::{Diagnostic, Sink};
use crate::promql::{Filling, Hole};
use crate::sli::{self, guard};
use crate::source::{Literal, Spanned};
use crate::units::{Duration, Fraction};

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A share, 0 to 1.
    Ratio(Fraction),
    /// Any decimal.
    Number(Fraction),
    /// A length of time.
    Duration(Duration),
    /// A regular expression for a label's whole value.
    Regex(String),
}

impl Value {
    /// Reads a value of a type, or reports why it is none; `name` is the parameter's, and `example` a
    /// value that it could have.
    pub(super) fn read(
        kind: ParamType,
        name: &str,
        text: &Spanned<Literal>,
        example: &Self,
        sink: &mut Sink,
    ) -> Option<Self> {
        match kind {
            ParamType::Duration => {
                sli::duration(text, &example.to_string(), sink).map(Self::Duration)
            }
            ParamType::Regex => {
                let pattern = Spanned::new(text.value.0.clone(), text.span);
                sli::regex(Some(&pattern), sink).map(Self::Regex)
            }
            ParamType::Number => number(name, "a number", text, example, sink).map(Self::Number),
            ParamType::Ratio => {
                let ratio = number(name, "a ratio from 0 to 1", text, example, sink)?;
                if (Fraction::ZERO..=Fraction::ONE).contains(&ratio) {
                    return Some(Self::Ratio(ratio));
                }
                let message = format!(
                    "`{name}` takes a ratio from 0 to 1, not `{text}`",
                    text = text.value
                );
                let finding = Diagnostic::at(&PARAMETER_VALUE, text.span, message);
                sink.push(
                    finding.help(if ratio > Fraction::ONE && ratio <= Fraction::from(100) {
                        format!("write `{}`, which is {ratio}%", ratio / Fraction::from(100))
                    } else {
                        format!(
                            "write a decimal such as `{example}` for {}",
                            example.in_words()
                        )
                    }),
                );
                None
            }
        }
    }

    /// Something to check a pack with whose parameter has no default.
    pub(super) fn any(kind: ParamType) -> Self {
        match kind {
            ParamType::Ratio => Self::Ratio(Fraction::new(1, 2)),
            ParamType::Number => Self::Number(Fraction::from(10)),
            ParamType::Duration => Self::Duration(Duration::from_mins(5)),
            ParamType::Regex => Self::Regex(".+".to_owned()),
        }
    }

    /// As people read it: a ratio in percent.
    pub fn in_words(&self) -> String {
        match self {
            Self::Ratio(ratio) => format!("{:.3}%", ratio.percent()),
            other => other.to_string(),
        }
    }

    /// As a number: a duration in seconds. `None` for a regular expression.
    pub fn number(&self) -> Option<Fraction> {
        match self {
            Self::Ratio(number) | Self::Number(number) => Some(*number),
            Self::Duration(duration) => Some((*duration).into()),
            Self::Regex(_) => None,
        }
    }

    /// For a placeholder of an expression.
    pub(super) fn filling(&self) -> Filling {
        match self {
            Self::Ratio(number) | Self::Number(number) => Filling::Number(guard::literal(*number)),
            Self::Duration(duration) => Filling::Duration(*duration),
            Self::Regex(pattern) => Filling::Regex(pattern.into()),
        }
    }
}

impl ParamType {
    /// What stands for such a parameter in an expression.
    pub(super) fn hole(self) -> Hole {
        match self {
            Self::Ratio | Self::Number => Hole::Number,
            Self::Duration => Hole::Duration,
            Self::Regex => Hole::Regex,
        }
    }
}

/// As it is written in a registry.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(number) | Self::Number(number) => number.fmt(f),
            Self::Duration(duration) => duration.fmt(f),
            Self::Regex(pattern) => f.write_str(pattern),
        }
    }
}

/// Reads a decimal; `expected` says what the parameter takes.
fn number(
    name: &str,
    expected: &str,
    text: &Spanned<Literal>,
    example: &Value,
    sink: &mut Sink,
) -> Option<Fraction> {
    let error = match text.parse::<Fraction>() {
        Ok(number) => return Some(number),
        Err(error) => error,
    };
    let message = format!("`{name}` takes {expected}, not `{text}`", text = text.value);
    let finding = Diagnostic::at(&PARAMETER_VALUE, text.span, message).label(error.expected());
    let meant = share(text).filter(|_| matches!(example, Value::Ratio(_)));
    sink.push(match meant {
        Some(meant) => finding.help(format!("write `{meant}`")),
        None => finding.help(format!("write a decimal such as `{example}`")),
    });
    None
}

/// The ratio that a percentage such as `2%` is.
fn share(text: &str) -> Option<Fraction> {
    let percent = text.trim().strip_suffix('%')?.trim_end();
    let ratio = percent.parse::<Fraction>().ok()? / Fraction::from(100);
    (Fraction::ZERO..=Fraction::ONE)
        .contains(&ratio)
        .then_some(ratio)
}

/// A number of bytes as people read it: in the largest unit of which there is at least one.
pub(super) fn bytes(number: Fraction) -> String {
    let mut rest = number;
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if rest < Fraction::from(1024) {
            return format!("{rest:.4}{unit}");
        }
        rest = rest / Fraction::from(1024);
    }
    format!("{rest:.4}TiB")
}
