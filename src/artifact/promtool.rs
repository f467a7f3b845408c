//! Unit tests for rules, as `promtool test rules` reads them.
//!
//! The format is `unitTestFile` of Prometheus' own `cmd/promtool/unittest.go`.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Pairs;
use crate::promql::{Expr, Selector, Text};
use crate::units::Duration;

/// A file of tests for the rules of other files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestFile {
    /// What a reader must know of the tests; comments at the top of the file.
    #[serde(skip)]
    pub notes: Vec<String>,
    /// The rule files, relative to this one.
    pub rule_files: Vec<String>,
    /// How often all rules are evaluated, whatever the interval of their groups.
    pub evaluation_interval: Duration,
    /// The groups in the order in which they are evaluated; promtool shuffles those it is not told of.
    pub group_eval_order: Vec<String>,
    /// The tests.
    pub tests: Vec<Test>,
}

/// Series from the moment 0 on, and what the rules must make of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Test {
    /// What is shown.
    pub name: String,
    /// The time between two samples.
    pub interval: Duration,
    /// The series.
    pub input_series: Vec<InputSeries>,
    /// Which alerts fire, with all their labels and annotations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alert_rule_test: Vec<AlertTest>,
    /// What expressions give.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub promql_expr_test: Vec<ExprTest>,
}

/// A series and its samples.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputSeries {
    /// Its name and labels: a selector with nothing but equal signs.
    #[serde(serialize_with = "text")]
    pub series: Selector,
    /// Its [`Samples`] in promtool's notation, which many series share.
    #[serde(serialize_with = "shared")]
    pub values: Text,
}

/// The alerts of one name that fire at a moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlertTest {
    /// The moment.
    pub eval_time: Duration,
    /// The name.
    #[serde(serialize_with = "shared")]
    pub alertname: Text,
    /// The alerts.
    pub exp_alerts: Vec<FiringAlert>,
}

/// An alert that fires.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FiringAlert {
    /// All its labels but its name.
    pub exp_labels: Pairs,
    /// All its annotations, as people read them.
    pub exp_annotations: Pairs<String>,
}

/// The value of an expression at a moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExprTest {
    /// The expression.
    #[serde(serialize_with = "text")]
    pub expr: Expr,
    /// The moment.
    pub eval_time: Duration,
    /// Its elements.
    pub exp_samples: Vec<ExpectedSample>,
}

/// An element of an expression's value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExpectedSample {
    /// Its labels.
    #[serde(serialize_with = "text")]
    pub labels: Selector,
    /// Its value.
    pub value: u64,
}

/// Samples of a series at even distances, in promtool's notation of runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// The runs in order.
    pub runs: Vec<Run>,
    /// What a number stands for.
    pub of: SampleOf,
}

/// Samples with even differences, or none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Run {
    /// So many samples are missing; the series is as it was for the five minutes of the lookback.
    Missing(u64),
    /// Values from `start` on, each `step` more than the one before.
    Even {
        /// The first value.
        start: f64,
        /// The difference between two values.
        step: f64,
        /// How many follow the first.
        more: u64,
    },
}

/// What a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleOf {
    /// Itself.
    Number,
    /// A native histogram of schema 0 with so many observations in the bucket of this index, whose
    /// upper bound is two to the power of it.
    Histogram(i32),
}

/// `0x9 0+1.5x20 _x3`
impl fmt::Display for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, run) in self.runs.iter().enumerate() {
            if n > 0 {
                f.write_str(" ")?;
            }
            match *run {
                Run::Missing(count) => write!(f, "_x{count}")?,
                Run::Even { start, step, more } => {
                    self.of.write(f, start)?;
                    if more > 0 && step != 0.0 {
                        f.write_str("+")?;
                        self.of.write(f, step)?;
                    }
                    if more > 0 {
                        write!(f, "x{more}")?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl SampleOf {
    fn write(self, f: &mut fmt::Formatter<'_>, number: f64) -> fmt::Result {
        match self {
            Self::Number => write!(f, "{number}"),
            Self::Histogram(bucket) => write!(
                f,
                "{{{{schema:0 sum:{number} count:{number} offset:{bucket} buckets:[{number}]}}}}"
            ),
        }
    }
}

fn text<T: fmt::Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn shared<S: Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}
