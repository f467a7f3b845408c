//! What expressions give, and why one cannot give anything: plain values with their words.

use std::fmt;

use super::Text;
use super::functions::{Signature, signature};

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// One number without labels.
    Scalar,
    /// One sample for each series.
    Vector,
    /// Several samples for each series.
    Matrix,
    /// A text.
    String,
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scalar => "a scalar",
            Self::Vector => "an instant vector",
            Self::Matrix => "a range vector",
            Self::String => "a string",
        })
    }
}

/// Parts of an expression that do not fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeError {
    /// A function or aggregation got an argument of the wrong kind.
    Argument {
        /// Its name.
        function: Text,
        /// The kind that it takes.
        wants: ValueKind,
        /// The kind that it got.
        got: ValueKind,
    },
    /// A function or aggregation got too few or too many arguments.
    Arity {
        /// Its name.
        function: Text,
        /// How many it got.
        got: usize,
    },
    /// There is no such function.
    UnknownFunction(Text),
    /// An operator, sign or subquery stands at a value of the wrong kind.
    Operand {
        /// The operator or `[…:]`.
        operator: &'static str,
        /// The kind that it got.
        got: ValueKind,
    },
    /// A comparison of two scalars can only give 0 or 1.
    ScalarComparison,
    /// `bool` at an operator that does not compare.
    BoolWithoutComparison(&'static str),
    /// `on`, `ignoring` or `group_left` where one side has no series.
    MatchingWithoutVectors(&'static str),
    /// `group_left` or `group_right` at `and`, `or`, `unless`.
    GroupedSets(&'static str),
    /// A label that is both compared and copied.
    MatchedAndCopied(Text),
    /// A range of no length.
    EmptyRange,
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument {
                function,
                wants,
                got,
            } => write!(f, "`{function}` takes {wants}, not {got}"),
            Self::Arity { function, got } => {
                let plural = if *got == 1 { "" } else { "s" };
                write!(f, "`{function}` cannot have {got} argument{plural}")
            }
            Self::UnknownFunction(name) => write!(f, "unknown function `{name}`"),
            Self::Operand { operator, got } => write!(f, "`{operator}` does not work on {got}"),
            Self::ScalarComparison => f.write_str("a comparison of two scalars filters nothing"),
            Self::BoolWithoutComparison(op) => write!(f, "`bool` has no meaning after `{op}`"),
            Self::MatchingWithoutVectors(op) => {
                write!(f, "`{op}` matches labels, but one side has none")
            }
            Self::GroupedSets(op) => write!(f, "`{op}` cannot be grouped"),
            Self::MatchedAndCopied(label) => {
                write!(f, "label `{label}` is both compared and copied")
            }
            Self::EmptyRange => f.write_str("a range must be longer than 0s"),
        }
    }
}

impl std::error::Error for TypeError {}

impl TypeError {
    /// What to write instead, where that is plain.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Argument {
                function,
                wants: ValueKind::Matrix,
                got: ValueKind::Vector,
            } => Some(format!(
                "give the selector a range, as in `{function}(http_requests_total[$window])`"
            )),
            Self::Argument {
                wants: ValueKind::Vector,
                got: ValueKind::Matrix,
                ..
            } => Some("drop the range, or wrap it, as in `rate(…[5m])`".to_owned()),
            Self::Arity { function, .. } => signature(function).map(expected_arguments),
            Self::ScalarComparison => Some("write `bool` after the operator".to_owned()),
            _ => None,
        }
    }
}

fn expected_arguments(signature: &Signature) -> String {
    let Signature { min, max, .. } = signature;
    match max {
        Some(max) if min == max => format!("give it {max}"),
        Some(max) => format!("give it {min} to {max}"),
        None => format!("give it {min} or more"),
    }
}
