//! How a signal answers when its series move, told from its expression: whether its value is there at
//! once, grows with what is counted, or is settled when a window has passed.

use crate::promql::{Aggregate, AggregateOp, Binary, BinaryOp, Expr, Timing};
use crate::units::Duration;

/// How a signal follows its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Response {
    /// What becomes of it when all counters count so many times more.
    pub(super) scale: Scale,
    /// Over which counters are read, if there are any.
    pub(super) window: Option<Duration>,
}

/// What becomes of a value when all counters count so many times more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Nothing: a share is known from any two samples, a gauge from one.
    Free,
    /// As many times more: while a window fills, it rises from 0.
    Proportional,
    /// Neither.
    Mixed,
}

impl Response {
    const AT_ONCE: Self = Self {
        scale: Scale::Free,
        window: None,
    };

    /// Whether it reads no counters: its values are there at once.
    pub(super) fn is_gauge(&self) -> bool {
        self.window.is_none()
    }

    /// Of an expression; `None` where that cannot be told, since it reads several windows or calls
    /// functions for which no rule is known here.
    pub(super) fn of(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Number(_) => Some(Self::AT_ONCE),
            Expr::Selector(selector) => {
                (selector.timing == Timing::default()).then_some(Self::AT_ONCE)
            }
            Expr::Call { function, args } => Self::of_call(function.as_str(), args),
            Expr::Aggregate(aggregate) => Self::of_aggregate(aggregate),
            Expr::Binary(binary) => Self::of_binary(binary),
            _ => None,
        }
    }

    fn of_call(function: &str, args: &[Expr]) -> Option<Self> {
        match (function, args) {
            ("time", []) => Some(Self::AT_ONCE),
            ("rate" | "increase", [Expr::Range { selector, range }]) => {
                (selector.timing == Timing::default()).then_some(Self {
                    scale: Scale::Proportional,
                    window: Some(*range),
                })
            }
            ("histogram_quantile", [_, buckets]) => {
                let buckets = Self::of(buckets)?;
                (buckets.scale == Scale::Proportional).then_some(Self {
                    scale: Scale::Free,
                    ..buckets
                })
            }
            _ => None,
        }
    }

    fn of_aggregate(aggregate: &Aggregate) -> Option<Self> {
        use AggregateOp::{Avg, Max, Min, Sum};
        match aggregate.op {
            Sum | Avg | Min | Max => Self::of(&aggregate.expr),
            _ => None,
        }
    }

    fn of_binary(binary: &Binary) -> Option<Self> {
        use Scale::{Free, Mixed, Proportional};
        let operator = &binary.operator;
        let lhs = Self::of(&binary.lhs)?;
        let filters = operator.op.is_comparison() && !operator.returns_bool;
        if filters || operator.op.is_set() {
            return Some(lhs);
        }
        let rhs = Self::of(&binary.rhs)?;
        let window = match (lhs.window, rhs.window) {
            (Some(one), Some(other)) if one != other => return None,
            (one, other) => one.or(other),
        };
        let scale = match (operator.op, lhs.scale, rhs.scale) {
            (BinaryOp::Add | BinaryOp::Sub, one, other) if one == other => one,
            (BinaryOp::Mul, Free, scale) | (BinaryOp::Mul | BinaryOp::Div, scale, Free) => scale,
            (BinaryOp::Div, Proportional, Proportional) => Free,
            (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div, _, _) => Mixed,
            _ => return None,
        };
        Some(Self { scale, window })
    }
}

/// The window that all counters of an expression are read over, which is 0 where there are none; `None`
/// where there are several.
pub(super) fn only_window(expr: &Expr) -> Option<Duration> {
    let (mut window, mut several) = (None, false);
    expr.walk(&mut |part| match part {
        Expr::Range { range, .. } => {
            several |= window.replace(*range).is_some_and(|it| it != *range);
        }
        Expr::Subquery(_) => several = true,
        _ => {}
    });
    (!several).then(|| window.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::parse;

    #[test]
    fn signals_follow_their_series() {
        use Scale::{Free, Mixed, Proportional};
        for (text, expected) in [
            ("max(up)", Some((Free, None))),
            ("min(end) - time()", Some((Free, None))),
            ("1 - avg(rate(idle[5m]))", Some((Mixed, Some(5)))),
            ("sum(increase(items[5m]))", Some((Proportional, Some(5)))),
            (
                "sum(rate(bad[5m])) / (sum(rate(all[5m])) > 0) and sum(increase(bad[5m])) > 2.5",
                Some((Free, Some(5))),
            ),
            (
                "(sum(increase(items[5m])) or 0 * sum(increase(items[1d]))) and sum(items) > 0",
                Some((Proportional, Some(5))),
            ),
            (
                "histogram_quantile(0.95, sum by (le) (rate(it_bucket[5m])))",
                Some((Free, Some(5))),
            ),
            ("sum(rate(bad[5m])) / sum(rate(all[1h]))", None),
            ("max(max_over_time(temperature[5m]))", None),
        ] {
            let expr = parse(text).expect("an expression");
            let told = Response::of(&expr).map(|it| (it.scale, it.window));
            let minutes =
                |(scale, minutes): (Scale, Option<u64>)| (scale, minutes.map(Duration::from_mins));
            assert_eq!(told, expected.map(minutes), "{text}");
        }
    }
}
