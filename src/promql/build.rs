//! How emitters write expressions: functions named as in PromQL, operators as methods.
//!
//! ```text
//! sum_by(["service"], rate(errors.range(window))).div(sum_by(["service"], rate(total.range(window))))
//! ```

use super::{
    Aggregate, AggregateOp, Binary, BinaryOp, Expr, Group, Grouping, LabelSet, Matching, Number,
    On, Operator, Selector, Side, Subquery, Text, Timing,
};
use crate::units::Duration;

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

impl Expr {
    /// This and `rhs` under an operator with any modifiers.
    pub fn apply(self, operator: impl Into<Operator>, rhs: impl Into<Self>) -> Self {
        Self::Binary(Box::new(Binary {
            operator: operator.into(),
            lhs: self,
            rhs: rhs.into(),
        }))
    }

    /// `self + rhs`
    pub fn add(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Add, rhs)
    }

    /// `self - rhs`
    pub fn sub(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Sub, rhs)
    }

    /// `self * rhs`
    pub fn mul(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Mul, rhs)
    }

    /// `self / rhs`
    pub fn div(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Div, rhs)
    }

    /// `self == rhs`
    pub fn equal_to(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Equal, rhs)
    }

    /// `self != rhs`
    pub fn not_equal_to(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::NotEqual, rhs)
    }

    /// `self > rhs`
    pub fn gt(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Greater, rhs)
    }

    /// `self < rhs`
    pub fn lt(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Less, rhs)
    }

    /// `self >= rhs`
    pub fn ge(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::GreaterOrEqual, rhs)
    }

    /// `self <= rhs`
    pub fn le(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::LessOrEqual, rhs)
    }

    /// `self and rhs`
    pub fn and(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::And, rhs)
    }

    /// `self or rhs`
    pub fn or(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Or, rhs)
    }

    /// `self unless rhs`
    pub fn unless(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Unless, rhs)
    }

    /// `-self`
    pub fn negated(self) -> Self {
        match self {
            Self::Number(number) => Self::Number(number.negated()),
            other => Self::Negation(Box::new(other)),
        }
    }

    /// This, evaluated every `step` over the last `range`; `None` is the global interval.
    pub fn subquery(self, range: Duration, step: Option<Duration>) -> Self {
        Self::Subquery(Box::new(Subquery {
            expr: self,
            range,
            step,
            timing: Timing::default(),
        }))
    }
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

impl Default for Matching {
    fn default() -> Self {
        Self {
            on: On::Ignoring(LabelSet::new()),
            group: None,
        }
    }
}

impl From<BinaryOp> for Operator {
    fn from(op: BinaryOp) -> Self {
        Self {
            op,
            returns_bool: false,
            matching: Matching::default(),
        }
    }
}

impl BinaryOp {
    /// Pairs series by these labels.
    pub fn on<L: Into<Text>>(self, labels: impl IntoIterator<Item = L>) -> Operator {
        let mut operator = Operator::from(self);
        operator.matching.on = On::Labels(label_set(labels));
        operator
    }

    /// Pairs series by all labels but these.
    pub fn ignoring<L: Into<Text>>(self, labels: impl IntoIterator<Item = L>) -> Operator {
        let mut operator = Operator::from(self);
        operator.matching.on = On::Ignoring(label_set(labels));
        operator
    }
}

impl Operator {
    /// Gives 0 or 1 instead of filtering.
    pub fn returning_bool(mut self) -> Self {
        self.returns_bool = true;
        self
    }

    /// Several series on the left for one on the right, from which `include` is copied.
    pub fn group_left<L: Into<Text>>(self, include: impl IntoIterator<Item = L>) -> Self {
        self.group(Side::Left, label_set(include))
    }

    /// Several series on the right for one on the left, from which `include` is copied.
    pub fn group_right<L: Into<Text>>(self, include: impl IntoIterator<Item = L>) -> Self {
        self.group(Side::Right, label_set(include))
    }

    fn group(mut self, many: Side, include: LabelSet) -> Self {
        self.matching.group = Some(Group { many, include });
        self
    }
}

fn label_set<L: Into<Text>>(labels: impl IntoIterator<Item = L>) -> LabelSet {
    labels.into_iter().map(Into::into).collect()
}
