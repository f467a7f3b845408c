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
    /// Events per second of one series of several, by `avg`, `max` or `min`.
    PerSeries(AggregateOp),
    /// Events per second multiplied by what makes them something else.
    Scaled(Scale),
    /// Less than nothing per second.
    Negative,
    /// A number of series.
    Series,
    /// What was counted up to the last sample.
    Level,
    /// By how much a gauge has changed in the window.
    Change,
    /// The value, most often a duration, below which a share of the observations lies.
    Quantile,
    /// A share, which has no unit.
    Ratio,
    /// A number less a rate, which is nothing at all.
    NumberLessRate,
}

/// What a rate is multiplied by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// 100
    Percent,
    /// 60
    Minute,
    /// 3600
    Hour,
    /// 0, by which it may be divided as well.
    Zero,
}

impl Scale {
    /// The scale of a factor; `None` for one that may well be meant.
    fn of(factor: Number) -> Option<Self> {
        let scales = [
            (0, Self::Zero),
            (60, Self::Minute),
            (100, Self::Percent),
            (3_600, Self::Hour),
        ];
        let mut scales = scales.into_iter();
        scales.find_map(|(number, scale)| (factor == Number::from(number)).then_some(scale))
    }
}

/// The unit of an expression; `None` where its tree does not tell.
pub(super) fn unit(expr: &Expr) -> Option<Unit> {
    match expr {
        Expr::Call { function, args } => match function.as_str() {
            "rate" => Some(Unit::PerSecond),
            "increase" => Some(Unit::PerWindow),
            "irate" => Some(Unit::AtLast),
            "last_over_time" => Some(Unit::Level),
            "delta" => Some(Unit::Change),
            "histogram_quantile" => Some(Unit::Quantile),
            "clamp_min" | "clamp_max" => unit(args.first()?),
            _ => None,
        },
        Expr::Aggregate(aggregate) => match (aggregate.op, unit(&aggregate.expr)?) {
            // A sum of averages takes replicas for one.
            (AggregateOp::Sum, Unit::PerSeries(_)) => None,
            (AggregateOp::Sum, unit) => Some(unit),
            (op @ (AggregateOp::Avg | AggregateOp::Max | AggregateOp::Min), Unit::PerSecond) => {
                Some(Unit::PerSeries(op))
            }
            (AggregateOp::Count, Unit::PerSecond) => Some(Unit::Series),
            _ => None,
        },
        Expr::Binary(binary) => of_binary(binary),
        Expr::Negation(rate) => unit(rate)
            .filter(|it| *it == Unit::PerSecond)
            .map(|_| Unit::Negative),
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
            Unit::PerSecond => Scale::of(*factor).map(Unit::Scaled),
            _ => None,
        },
        (BinaryOp::Div, scaled, Expr::Number(divisor)) => match unit(scaled)? {
            Unit::Ratio => Some(Unit::Ratio),
            Unit::PerSecond if Scale::of(*divisor) == Some(Scale::Zero) => {
                Some(Unit::Scaled(Scale::Zero))
            }
            _ => None,
        },
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
            ("avg(rate(a[5m]))", Some(Unit::PerSeries(AggregateOp::Avg))),
            ("max(rate(a[5m]))", Some(Unit::PerSeries(AggregateOp::Max))),
            ("count(rate(a[5m]))", Some(Unit::Series)),
            ("sum(last_over_time(a[5m]))", Some(Unit::Level)),
            ("sum(delta(a[5m]))", Some(Unit::Change)),
            ("-sum(rate(a[5m]))", Some(Unit::Negative)),
            ("rate(a[5m]) * 100", Some(Unit::Scaled(Scale::Percent))),
            ("60 * rate(a[5m])", Some(Unit::Scaled(Scale::Minute))),
            ("rate(a[5m]) * 0", Some(Unit::Scaled(Scale::Zero))),
            ("rate(a[5m]) / 0", Some(Unit::Scaled(Scale::Zero))),
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
            "-a",
            "sum(avg by (shard) (rate(a[5m])))",
            "sum(rate(a[5m])) - sum(increase(b[5m]))",
            "sum(a)",
        ] {
            assert_eq!(unit(&parse(text).expect("PromQL")), None, "{text}");
        }
    }
}
