//! Types of PromQL: what an expression gives, and whether its parts fit together. Prometheus refuses
//! a whole rule file for one misfit, so we look first and say it better.

use std::fmt;

use super::functions::{Signature, signature};
use super::{Aggregate, AggregateOp, Binary, Expr, On, Subquery, Text};

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
                "give the selector a range, as in `{function}(http_requests_total[5m])`"
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
        if self.range.is_zero() || self.step.is_some_and(|step| step.is_zero()) {
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
            _ if self.operator.matching != super::Matching::default() => {
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
    use crate::units::Duration;

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
            (Expr::from(1).div(call("time", [])), ValueKind::Scalar),
            (
                up().subquery(Duration::from_hours(1), None),
                ValueKind::Matrix,
            ),
            (call("hour", []), ValueKind::Vector),
            (vector(1).negated(), ValueKind::Vector),
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
            Some("give the selector a range, as in `rate(http_requests_total[5m])`")
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
            (up().add(last_5m()), "`+` does not work on a range vector"),
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
            (last_5m().negated(), "`-` does not work on a range vector"),
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
