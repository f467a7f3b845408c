//! Which labels an expression's series can have, as far as its text tells: enough to see that a bad
//! and a total query are grouped alike.

use super::functions::signature;
use super::matchers::METRIC_NAME;
use super::{
    Aggregate, AggregateOp, Binary, BinaryOp, Expr, Grouping, LabelSet, MatchOp, On, Side, Text,
    ValueKind,
};

/// The labels of an expression's series, apart from the metric's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Labels {
    /// Not series at all: a scalar or a string.
    None,
    /// At most these.
    By(LabelSet),
    /// Any but these.
    Without(LabelSet),
}

impl Labels {
    /// Any labels, those of the metric itself.
    pub fn any() -> Self {
        Self::Without(LabelSet::new())
    }

    /// With these removed.
    fn minus(self, gone: &LabelSet) -> Self {
        match self {
            Self::None => Self::None,
            Self::By(labels) => Self::By(&labels - gone),
            Self::Without(labels) => Self::Without(&labels | gone),
        }
    }

    /// With all but these removed.
    fn limited_to(self, kept: &LabelSet) -> Self {
        match self {
            Self::None => Self::None,
            Self::By(labels) => Self::By(&labels & kept),
            Self::Without(labels) => Self::By(kept - &labels),
        }
    }

    /// With these added.
    fn plus(self, more: &LabelSet) -> Self {
        match self {
            Self::None => Self::None,
            Self::By(labels) => Self::By(&labels | more),
            Self::Without(labels) => Self::Without(&labels - more),
        }
    }

    /// What either can have.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, labels) | (labels, Self::None) => labels,
            (labels, Self::By(more)) | (Self::By(more), labels) => labels.plus(&more),
            (Self::Without(one), Self::Without(two)) => Self::Without(&one & &two),
        }
    }
}

impl Expr {
    /// The labels that the expression's series can have.
    pub fn labels(&self) -> Labels {
        match self {
            Self::Number(_) | Self::String(_) => Labels::None,
            Self::Selector(_) | Self::Range { .. } => Labels::any(),
            Self::Subquery(subquery) => subquery.expr.labels(),
            Self::Call { function, args } => call(function, args),
            Self::Aggregate(aggregate) => aggregate.labels(),
            Self::Binary(binary) => binary.labels(),
            Self::Negation(expr) => expr.labels(),
        }
    }
}

fn call(function: &str, args: &[Expr]) -> Labels {
    if signature(function).is_some_and(|signature| signature.returns == ValueKind::Scalar) {
        return Labels::None;
    }
    match function {
        "absent" | "absent_over_time" => Labels::By(args.first().map(pinned).unwrap_or_default()),
        "histogram_fraction" | "histogram_quantile" => of_args(args).minus(&one("le")),
        "histogram_quantiles" => of_args(args).minus(&one("le")).plus(&target(args)),
        "label_join" | "label_replace" => of_args(args).plus(&target(args)),
        "info" => Labels::any(),
        _ => of_args(args),
    }
}

/// The labels of the one argument that has series; without one, as in `vector(1)`, there are none.
fn of_args(args: &[Expr]) -> Labels {
    match args.iter().map(Expr::labels).fold(Labels::None, Labels::or) {
        Labels::None => Labels::By(LabelSet::new()),
        labels => labels,
    }
}

/// The labels that a selector pins to a value, which `absent` copies.
fn pinned(expr: &Expr) -> LabelSet {
    let (Expr::Selector(selector) | Expr::Range { selector, .. }) = expr else {
        return LabelSet::new();
    };
    let equal = selector.matchers.iter().filter(|m| m.op == MatchOp::Equal);
    let mut labels: LabelSet = equal.map(|matcher| matcher.label.clone()).collect();
    labels.remove(METRIC_NAME);
    labels
}

/// The label that a function sets, its second argument.
fn target(args: &[Expr]) -> LabelSet {
    match args.get(1) {
        Some(Expr::String(label)) => one(label.clone()),
        _ => LabelSet::new(),
    }
}

fn one(label: impl Into<Text>) -> LabelSet {
    LabelSet::from([label.into()])
}

impl Aggregate {
    fn labels(&self) -> Labels {
        let inner = self.expr.labels();
        match self.op {
            AggregateOp::Topk
            | AggregateOp::Bottomk
            | AggregateOp::Limitk
            | AggregateOp::LimitRatio => return inner,
            _ => {}
        }
        let grouped = match &self.grouping {
            Grouping::By(labels) => inner.limited_to(labels),
            Grouping::Without(labels) => inner.minus(labels),
        };
        match &self.param {
            Some(Expr::String(label)) => grouped.plus(&one(label.clone())),
            _ => grouped,
        }
    }
}

impl Binary {
    fn labels(&self) -> Labels {
        let (left, right) = (self.lhs.labels(), self.rhs.labels());
        match (&left, &right) {
            (Labels::None, _) => return right,
            (_, Labels::None) => return left,
            _ => {}
        }
        let matching = &self.operator.matching;
        match (self.operator.op, &matching.group, &matching.on) {
            (BinaryOp::Or, ..) => left.or(right),
            (BinaryOp::And | BinaryOp::Unless, ..) => left,
            (_, Some(group), _) if group.many == Side::Left => left.plus(&group.include),
            (_, Some(group), _) => right.plus(&group.include),
            (_, None, On::Labels(labels)) => left.limited_to(labels),
            (_, None, On::Ignoring(labels)) => left.minus(labels),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::parse;

    fn labels(text: &str) -> Labels {
        parse(text).expect(text).labels()
    }

    fn by<const N: usize>(labels: [&'static str; N]) -> Labels {
        Labels::By(labels.map(Text::from).into())
    }

    fn without<const N: usize>(labels: [&'static str; N]) -> Labels {
        Labels::Without(labels.map(Text::from).into())
    }

    #[test]
    fn aggregations_decide() {
        assert_eq!(labels("sum(rate(a[5m]))"), by([]));
        assert_eq!(labels("sum by (b, a) (x)"), by(["a", "b"]));
        assert_eq!(labels("sum without (pod) (x)"), without(["pod"]));
        assert_eq!(labels("sum by (a, b) (sum without (b) (x))"), by(["a"]));
        assert_eq!(labels("max without (a) (sum by (a, b) (x))"), by(["b"]));
        assert_eq!(labels("topk by (a) (3, sum by (b) (x))"), by(["b"]));
        assert_eq!(labels(r#"count_values by (a) ("v", x)"#), by(["a", "v"]));
    }

    #[test]
    fn functions_keep_labels_with_few_exceptions() {
        assert_eq!(labels("rate(x[5m])"), Labels::any());
        assert_eq!(labels("time() - 1"), Labels::None);
        assert_eq!(labels("vector(1)"), by([]));
        assert_eq!(labels("hour()"), by([]));
        assert_eq!(labels(r#"absent(x{a="1",b=~"2"})"#), by(["a"]));
        assert_eq!(
            labels("histogram_quantile(0.9, sum by (a, le) (rate(x[5m])))"),
            by(["a"])
        );
        assert_eq!(
            labels(r#"label_replace(sum by (a) (x), "b", "$1", "a", "(.*)")"#),
            by(["a", "b"])
        );
    }

    #[test]
    fn operators_combine_both_sides() {
        assert_eq!(labels("sum by (a) (x) / 2"), by(["a"]));
        assert_eq!(labels("2 * sum by (a) (x)"), by(["a"]));
        assert_eq!(labels("sum by (a) (x) or 0 * sum by (a) (y)"), by(["a"]));
        assert_eq!(labels("sum by (a) (x) or sum by (b) (y)"), by(["a", "b"]));
        assert_eq!(labels("sum by (a) (x) and on () y"), by(["a"]));
        assert_eq!(labels("x / on (a) y"), by(["a"]));
        assert_eq!(labels("x / ignoring (a) y"), without(["a"]));
        assert_eq!(
            labels("sum by (a) (x) * on (a) group_left (b) y"),
            by(["a", "b"])
        );
        assert_eq!(
            labels("y * on (a) group_right () sum by (a) (x)"),
            by(["a"])
        );
    }
}
