//! Why a text is no expression, in words for the person who wrote it.

use std::fmt;
use std::ops::Range;

/// A text that is no expression, or not the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// What to do, one imperative sentence.
    pub help: Option<String>,
    /// The bytes to blame; `None` is the whole text.
    pub range: Option<Range<usize>>,
}

impl ParseError {
    pub(in crate::promql) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            range: None,
        }
    }

    pub(in crate::promql) fn at(mut self, range: &Range<usize>) -> Self {
        self.range = Some(range.clone());
        self
    }

    pub(in crate::promql) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}
