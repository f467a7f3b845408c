//! Whether the parts of an expression fit together. Prometheus refuses a whole rule file for one
//! misfit, so we look first and say it better.

use super::functions::signature;
use super::{
    Aggregate, AggregateOp, Binary, Expr, Matching, On, Subquery, Text, TypeError, ValueKind,
};
use crate::units::Duration;

impl Expr {
    /// What the expression gives, provided that its parts fit together.
    pub fn kind(&self) -> Result<ValueKind, TypeError> {
        match self {
            Self::Number(_) => Ok(ValueKind::Scalar),
            Self::String(_) => Ok(ValueKind::String),
            Self::Selector(_) => Ok(ValueKind::Vector),
            Self::Range { range, .. } if range.is_zero() => Err(TypeError::EmptyRange),
            Self::Range { .. } => Ok(ValueKind::Matrix),
            Self::Subquery(subquery) => subquery.kind(),
            Self::Call { function, args } => call(function, args),
            Self::Aggregate(aggregate) => aggregate.kind(),
            Self::Binary(binary) => binary.kind(),
            Self::Negation(expr) => match expr.kind()? {
                kind @ (ValueKind::Scalar | ValueKind::Vector) => Ok(kind),
                got => Err(TypeError::Operand { operator: "-", got }),
            },
        }
    }
}

impl Subquery {
    fn kind(&self) -> Result<ValueKind, TypeError> {
        let got = self.expr.kind()?;
        if got != ValueKind::Vector {
            let operator = "[…:]";
            return Err(TypeError::Operand { operator, got });
        }
        if self.range.is_zero() || self.step.is_some_and(Duration::is_zero) {
            return Err(TypeError::EmptyRange);
        }
        Ok(ValueKind::Matrix)
    }
}

fn call(function: &Text, args: &[Expr]) -> Result<ValueKind, TypeError> {
    let signature =
        signature(function).ok_or_else(|| TypeError::UnknownFunction(function.clone()))?;
    if args.len() < signature.min || signature.max.is_some_and(|max| args.len() > max) {
        return Err(TypeError::Arity {
            function: function.clone(),
            got: args.len(),
        });
    }
    for (position, arg) in args.iter().enumerate() {
        if let Some(wants) = signature.arg(position) {
            expect(function, wants, arg)?;
        }
    }
    Ok(signature.returns)
}

fn expect(function: &Text, wants: ValueKind, arg: &Expr) -> Result<(), TypeError> {
    let got = arg.kind()?;
    if got == wants {
        return Ok(());
    }
    Err(TypeError::Argument {
        function: function.clone(),
        wants,
        got,
    })
}

impl Aggregate {
    fn kind(&self) -> Result<ValueKind, TypeError> {
        let function = Text::from(self.op.as_str());
        let wants = match self.op {
            AggregateOp::CountValues => ValueKind::String,
            _ => ValueKind::Scalar,
        };
        match &self.param {
            Some(param) if self.op.has_param() => expect(&function, wants, param)?,
            None if !self.op.has_param() => {}
            param => {
                let got = 1 + usize::from(param.is_some());
                return Err(TypeError::Arity { function, got });
            }
        }
        expect(&function, ValueKind::Vector, &self.expr)?;
        Ok(ValueKind::Vector)
    }
}

impl Binary {
    fn kind(&self) -> Result<ValueKind, TypeError> {
        let op = self.operator.op;
        let operand = |side: &Expr| match side.kind()? {
            ValueKind::Scalar if !op.is_set() => Ok(ValueKind::Scalar),
            ValueKind::Vector => Ok(ValueKind::Vector),
            got => Err(TypeError::Operand {
                operator: op.as_str(),
                got,
            }),
        };
        let scalars = (operand(&self.lhs)?, operand(&self.rhs)?);
        if self.operator.returns_bool && !op.is_comparison() {
            return Err(TypeError::BoolWithoutComparison(op.as_str()));
        }
        match scalars {
            (ValueKind::Vector, ValueKind::Vector) => {
                self.check_matching()?;
                Ok(ValueKind::Vector)
            }
            _ if self.operator.matching != Matching::default() => {
                Err(TypeError::MatchingWithoutVectors(op.as_str()))
            }
            (ValueKind::Scalar, ValueKind::Scalar) => {
                if op.is_comparison() && !self.operator.returns_bool {
                    return Err(TypeError::ScalarComparison);
                }
                Ok(ValueKind::Scalar)
            }
            _ => Ok(ValueKind::Vector),
        }
    }

    fn check_matching(&self) -> Result<(), TypeError> {
        let matching = &self.operator.matching;
        let Some(group) = &matching.group else {
            return Ok(());
        };
        if self.operator.op.is_set() {
            return Err(TypeError::GroupedSets(self.operator.op.as_str()));
        }
        match &matching.on {
            On::Labels(labels) => match labels.intersection(&group.include).next() {
                Some(label) => Err(TypeError::MatchedAndCopied(label.clone())),
                None => Ok(()),
            },
            On::Ignoring(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::{
        BinaryOp, Grouping, Selector, aggregate, aggregate_with, call, rate, sum, vector,
    };

    fn up() -> Expr {
        Selector::metric("up").into()
    }

    fn last_5m() -> Expr {
        Selector::metric("up").range(Duration::from_mins(5))
    }

    fn refused(expr: impl Into<Expr>) -> (String, Option<String>) {
        let error = expr.into().kind().expect_err("must be refused");
        (error.to_string(), error.help())
    }

    #[test]
    fn tells_what_an_expression_gives() {
        for (expr, kind) in [
            (1.into(), ValueKind::Scalar),
            (up(), ValueKind::Vector),
            (last_5m(), ValueKind::Matrix),
            (rate(last_5m()), ValueKind::Vector),
            (call("scalar", [up()]), ValueKind::Scalar),
            (up().gt(1), ValueKind::Vector),
            (Expr::from(1) / call("time", []), ValueKind::Scalar),
            (
                up().subquery(Duration::from_hours(1), None),
                ValueKind::Matrix,
            ),
            (call("hour", []), ValueKind::Vector),
            (-vector(1), ValueKind::Vector),
        ] {
            assert_eq!(expr.kind(), Ok(kind), "{expr}");
        }
    }

    #[test]
    fn a_rate_needs_a_range() {
        let (message, help) = refused(rate(up()));
        assert_eq!(
            message,
            "`rate` takes a range vector, not an instant vector"
        );
        assert_eq!(
            help.as_deref(),
            Some("give the selector a range, as in `rate(http_requests_total[$window])`")
        );
    }

    #[test]
    fn an_aggregation_takes_no_range() {
        let (message, help) = refused(sum(last_5m()));
        assert_eq!(message, "`sum` takes an instant vector, not a range vector");
        assert!(help.is_some());
    }

    #[test]
    fn functions_count_their_arguments() {
        let (message, help) = refused(call("clamp", [up()]));
        assert_eq!(message, "`clamp` cannot have 1 argument");
        assert_eq!(help.as_deref(), Some("give it 3"));
        let (_, help) = refused(call("round", []));
        assert_eq!(help.as_deref(), Some("give it 1 to 2"));
        let (_, help) = refused(call("label_join", []));
        assert_eq!(help.as_deref(), Some("give it 3 or more"));
        assert_eq!(refused(call("rat", [])).0, "unknown function `rat`");
    }

    #[test]
    fn aggregations_take_their_parameter_and_no_other() {
        let by_all = Grouping::default;
        let (message, _) = refused(aggregate(AggregateOp::Topk, by_all(), up()));
        assert_eq!(message, "`topk` cannot have 1 argument");
        let (message, _) = refused(aggregate_with(AggregateOp::Sum, by_all(), 1, up()));
        assert_eq!(message, "`sum` cannot have 2 arguments");
        let (message, _) = refused(aggregate_with(AggregateOp::CountValues, by_all(), 1, up()));
        assert_eq!(message, "`count_values` takes a string, not a scalar");
    }

    #[test]
    fn operators_refuse_what_prometheus_refuses() {
        let on = |op: BinaryOp| op.on(["a"]);
        for (expr, message) in [
            (
                Expr::from(1).gt(2),
                "a comparison of two scalars filters nothing",
            ),
            (up().and(1), "`and` does not work on a scalar"),
            (up() + last_5m(), "`+` does not work on a range vector"),
            (
                up().apply(on(BinaryOp::Add).returning_bool(), up()),
                "`bool` has no meaning after `+`",
            ),
            (
                up().apply(on(BinaryOp::Add), 1),
                "`+` matches labels, but one side has none",
            ),
            (
                up().apply(on(BinaryOp::And).group_left(["b"]), up()),
                "`and` cannot be grouped",
            ),
            (
                up().apply(on(BinaryOp::Mul).group_left(["a"]), up()),
                "label `a` is both compared and copied",
            ),
            (-last_5m(), "`-` does not work on a range vector"),
            (
                Expr::from(1).subquery(Duration::from_hours(1), None),
                "`[…:]` does not work on a scalar",
            ),
            (
                rate(Selector::metric("up").range(Duration::from_secs(0))),
                "a range must be longer than 0s",
            ),
        ] {
            assert_eq!(refused(expr).0, message);
        }
    }
}
