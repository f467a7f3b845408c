//! Functions and aggregations for emitters, named as in PromQL:
//!
//! ```text
//! (sum_by(["service"], rate(bad)) / sum_by(["service"], rate(total))).gt(threshold)
//! ```

use super::{Aggregate, AggregateOp, Expr, Grouping, LabelSet, Number, Selector, Text};

/// A call of any function.
pub fn call(function: impl Into<Text>, args: impl Into<Vec<Expr>>) -> Expr {
    Expr::Call {
        function: function.into(),
        args: args.into(),
    }
}

/// An aggregation without a parameter.
pub fn aggregate(op: AggregateOp, grouping: Grouping, expr: impl Into<Expr>) -> Expr {
    Expr::Aggregate(Box::new(Aggregate {
        op,
        grouping,
        param: None,
        expr: expr.into(),
    }))
}

/// An aggregation with a parameter, such as `topk(5, …)`.
pub fn aggregate_with(
    op: AggregateOp,
    grouping: Grouping,
    param: impl Into<Expr>,
    expr: impl Into<Expr>,
) -> Expr {
    Expr::Aggregate(Box::new(Aggregate {
        op,
        grouping,
        param: Some(param.into()),
        expr: expr.into(),
    }))
}

/// The sum of all series.
pub fn sum(expr: impl Into<Expr>) -> Expr {
    aggregate(AggregateOp::Sum, Grouping::default(), expr)
}

/// A sum for each combination of these labels.
pub fn sum_by<L: Into<Text>>(labels: impl IntoIterator<Item = L>, expr: impl Into<Expr>) -> Expr {
    aggregate(AggregateOp::Sum, Grouping::by(labels), expr)
}

/// Number of elements by labels.
pub fn count_by<L: Into<Text>>(labels: impl IntoIterator<Item = L>, expr: impl Into<Expr>) -> Expr {
    aggregate(AggregateOp::Count, Grouping::by(labels), expr)
}

/// Increase per second of a counter.
pub fn rate(range: impl Into<Expr>) -> Expr {
    call("rate", [range.into()])
}

/// Increase of a counter.
pub fn increase(range: impl Into<Expr>) -> Expr {
    call("increase", [range.into()])
}

/// Mean of the samples in a range.
pub fn avg_over_time(range: impl Into<Expr>) -> Expr {
    call("avg_over_time", [range.into()])
}

/// Sum of the samples in a range.
pub fn sum_over_time(range: impl Into<Expr>) -> Expr {
    call("sum_over_time", [range.into()])
}

/// Number of samples in a range.
pub fn count_over_time(range: impl Into<Expr>) -> Expr {
    call("count_over_time", [range.into()])
}

/// 1 for every series with a sample in a range.
pub fn present_over_time(range: impl Into<Expr>) -> Expr {
    call("present_over_time", [range.into()])
}

/// The latest sample in a range.
pub fn last_over_time(range: impl Into<Expr>) -> Expr {
    call("last_over_time", [range.into()])
}

/// Values raised to at least `min`.
pub fn clamp_min(expr: impl Into<Expr>, min: impl Into<Expr>) -> Expr {
    call("clamp_min", [expr.into(), min.into()])
}

/// Values cut to at most `max`.
pub fn clamp_max(expr: impl Into<Expr>, max: impl Into<Expr>) -> Expr {
    call("clamp_max", [expr.into(), max.into()])
}

/// The share of a native histogram's observations between two values.
pub fn histogram_fraction(
    lower: impl Into<Expr>,
    upper: impl Into<Expr>,
    histogram: impl Into<Expr>,
) -> Expr {
    call(
        "histogram_fraction",
        [lower.into(), upper.into(), histogram.into()],
    )
}

/// The number of a native histogram's observations.
pub fn histogram_count(histogram: impl Into<Expr>) -> Expr {
    call("histogram_count", [histogram.into()])
}

/// The value below which a share of a histogram's observations lies.
pub fn histogram_quantile(quantile: impl Into<Expr>, histogram: impl Into<Expr>) -> Expr {
    call("histogram_quantile", [quantile.into(), histogram.into()])
}

/// A number as a vector without labels.
pub fn vector(scalar: impl Into<Expr>) -> Expr {
    call("vector", [scalar.into()])
}

impl<N: Into<Number>> From<N> for Expr {
    fn from(number: N) -> Self {
        Self::Number(number.into())
    }
}

impl From<Selector> for Expr {
    fn from(selector: Selector) -> Self {
        Self::Selector(selector)
    }
}

impl Default for Grouping {
    fn default() -> Self {
        Self::By(LabelSet::new())
    }
}

impl Grouping {
    /// Groups by these labels.
    pub fn by<L: Into<Text>>(labels: impl IntoIterator<Item = L>) -> Self {
        Self::By(label_set(labels))
    }

    /// Groups by all labels but these.
    pub fn without<L: Into<Text>>(labels: impl IntoIterator<Item = L>) -> Self {
        Self::Without(label_set(labels))
    }
}

/// A set from any labels.
pub(super) fn label_set<L: Into<Text>>(labels: impl IntoIterator<Item = L>) -> LabelSet {
    labels.into_iter().map(Into::into).collect()
}
