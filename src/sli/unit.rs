//! What the numbers of an expression are: events per second, events of the whole window, a share. In comes
//! the user's expression, out goes its unit where the tree tells; of others nobody can say.

use crate::promql::{AggregateOp, Binary, BinaryOp, Expr, Number, ValueKind};

/// What the numbers of an expression are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Events per second.
    PerSecond,
    /// Events of the whole window.
    PerWindow,
    /// Events per second between the last two samples, whatever the window.
    AtLast,
    /// Events per second of one series of several.
    PerSeries,
    /// A hundred times as many events per second.
    Percent,
    /// The value, most often a duration, below which a share of the observations lies.
    Quantile,
    /// A share, which has no unit.
    Ratio,
    /// A number less a rate, which is nothing at all.
    NumberLessRate,
}

/// The unit of an expression; `None` where its tree does not tell.
pub(super) fn unit(expr: &Expr) -> Option<Unit> {
    match expr {
        Expr::Call { function, args } => match function.as_str() {
            "rate" => Some(Unit::PerSecond),
            "increase" => Some(Unit::PerWindow),
            "irate" => Some(Unit::AtLast),
            "histogram_quantile" => Some(Unit::Quantile),
            "clamp_min" | "clamp_max" => unit(args.first()?),
            _ => None,
        },
        Expr::Aggregate(aggregate) => match (aggregate.op, unit(&aggregate.expr)?) {
            // A sum of averages takes replicas for one.
            (AggregateOp::Sum, Unit::PerSeries) => None,
            (AggregateOp::Sum, unit) => Some(unit),
            (AggregateOp::Avg, Unit::PerSecond) => Some(Unit::PerSeries),
            _ => None,
        },
        Expr::Binary(binary) => of_binary(binary),
        _ => None,
    }
}

fn of_binary(Binary { operator, lhs, rhs }: &Binary) -> Option<Unit> {
    let is_vector = |expr: &Expr| matches!(expr.kind(), Ok(ValueKind::Vector));
    match (operator.op, lhs, rhs) {
        (BinaryOp::Div, lhs, rhs) if is_vector(lhs) && is_vector(rhs) => Some(Unit::Ratio),
        (BinaryOp::Mul, Expr::Number(factor), scaled)
        | (BinaryOp::Mul, scaled, Expr::Number(factor)) => match unit(scaled)? {
            Unit::Ratio => Some(Unit::Ratio),
            Unit::PerSecond if *factor == Number::from(100) => Some(Unit::Percent),
            _ => None,
        },
        (BinaryOp::Div, scaled, Expr::Number(_)) => {
            unit(scaled).filter(|unit| *unit == Unit::Ratio)
        }
        (BinaryOp::Sub, Expr::Number(_), taken) => match unit(taken)? {
            Unit::Ratio => Some(Unit::Ratio),
            Unit::PerSecond => Some(Unit::NumberLessRate),
            _ => None,
        },
        (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or, lhs, rhs) => {
            unit(lhs).filter(|one| unit(rhs) == Some(*one))
        }
        (BinaryOp::And | BinaryOp::Unless, kept, _) => unit(kept),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::parse;

    #[test]
    fn units_are_told_from_the_tree() {
        for (text, expected) in [
            ("sum(rate(a[5m]))", Some(Unit::PerSecond)),
            ("sum(rate(a[5m])) - sum(rate(b[5m]))", Some(Unit::PerSecond)),
            (
                "clamp_min(sum(rate(a[5m])) or sum(rate(b[5m])), 0)",
                Some(Unit::PerSecond),
            ),
            ("sum(increase(a[5m]))", Some(Unit::PerWindow)),
            ("sum by (job) (irate(a[5m]))", Some(Unit::AtLast)),
            ("avg(rate(a[5m]))", Some(Unit::PerSeries)),
            ("rate(a[5m]) * 100", Some(Unit::Percent)),
            (
                "histogram_quantile(0.9, sum by (le) (rate(a[5m])))",
                Some(Unit::Quantile),
            ),
            ("1 - rate(a[5m]) / rate(b[5m])", Some(Unit::Ratio)),
            ("1 - sum(rate(a[5m]))", Some(Unit::NumberLessRate)),
        ] {
            assert_eq!(unit(&parse(text).expect("PromQL")), expected, "{text}");
        }
    }

    #[test]
    fn of_others_nobody_can_say() {
        for text in [
            "sum(increase(a[5m])) / 300",
            "2 * sum(rate(a[5m]))",
            "max(rate(a[5m]))",
            "sum(avg by (shard) (rate(a[5m])))",
            "sum(rate(a[5m])) - sum(increase(b[5m]))",
            "sum(a)",
        ] {
            assert_eq!(unit(&parse(text).expect("PromQL")), None, "{text}");
        }
    }
}
