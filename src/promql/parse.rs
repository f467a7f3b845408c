//! Text into expressions, by the grammar of the `promql-parser` crate, which nothing else names. Its
//! tree is converted at once: it is large, knows no places and keeps parentheses.

use std::time::{Duration as StdDuration, SystemTime};

use promql_parser::label::{Labels, MatchOp as CrateMatchOp, Matcher as CrateMatcher};
use promql_parser::parser::{
    self as grammar, AggregateExpr, AtModifier, BinModifier, BinaryExpr, Call, LabelModifier,
    Offset, SubqueryExpr, VectorMatchCardinality, VectorMatchFillValues, VectorSelector,
};

use super::matchers::METRIC_NAME;
use super::tokens::{Token, TokenKind, explain, misfit, prepare, rewrite};
use super::{
    Aggregate, AggregateOp, At, BinaryOp, Expr, Group, Grouping, LabelSet, MatchOp, Matcher,
    Matchers, Matching, Number, On, Operator, ParseError, Selector, Side, Subquery, Text, Timing,
    ValueKind,
};
use crate::units::Duration;

/// Reads an expression.
pub fn parse(text: &str) -> Result<Expr, ParseError> {
    let tokens = prepare(text)?;
    for token in &tokens {
        if let TokenKind::Placeholder(name) = token.kind {
            return Err(ParseError::new(format!("`${name}` has no value here")).at(&token.range));
        }
    }
    let (expr, _) = read(&rewrite(&tokens), &tokens)?;
    Ok(expr)
}

/// Reads an expression and what it gives from the rewritten form of these tokens.
pub(super) fn read(rewritten: &str, tokens: &[Token<'_>]) -> Result<(Expr, ValueKind), ParseError> {
    let expr = grammar::parse(rewritten)
        .and_then(convert)
        .map_err(|reason| explain(&reason, tokens))?;
    match expr.kind() {
        Ok(kind) => Ok((expr, kind)),
        Err(error) => Err(misfit(&error, tokens)),
    }
}

/// The crate's tree as ours; the error is a reason like those of the crate.
fn convert(expr: grammar::Expr) -> Result<Expr, String> {
    match expr {
        grammar::Expr::Paren(paren) => convert(*paren.expr),
        grammar::Expr::NumberLiteral(number) => Ok(Number::from_double(number.val).into()),
        grammar::Expr::StringLiteral(string) => Ok(Expr::String(string.val.into())),
        grammar::Expr::VectorSelector(series) => Ok(convert_selector(series)?.into()),
        grammar::Expr::MatrixSelector(matrix) => {
            Ok(convert_selector(matrix.vs)?.range(duration(matrix.range)))
        }
        grammar::Expr::Subquery(subquery) => convert_subquery(subquery),
        grammar::Expr::Unary(unary) => Ok(-convert(*unary.expr)?),
        grammar::Expr::Binary(binary) => convert_binary(binary),
        grammar::Expr::Aggregate(aggregate) => convert_aggregate(aggregate),
        grammar::Expr::Call(call) => convert_call(call),
        grammar::Expr::Extension(extension) => {
            Err(format!("`{}` is no PromQL", extension.expr.name()))
        }
    }
}

fn convert_call(call: Call) -> Result<Expr, String> {
    let args = call.args.args.into_iter().map(|arg| convert(*arg));
    Ok(Expr::Call {
        function: call.func.name.into(),
        args: args.collect::<Result<_, _>>()?,
    })
}

fn convert_selector(series: VectorSelector) -> Result<Selector, String> {
    if !series.matchers.or_matchers.is_empty() {
        return Err("Prometheus knows no `or` between matchers".to_owned());
    }
    let name = series.name.map(|name| Matcher::eq(METRIC_NAME, name));
    let matchers = series.matchers.matchers.into_iter().map(matcher);
    Ok(Selector {
        matchers: name.into_iter().chain(matchers).collect::<Matchers>(),
        timing: timing(series.at, series.offset),
    })
}

fn matcher(matcher: CrateMatcher) -> Matcher {
    let op = match matcher.op {
        CrateMatchOp::Equal => MatchOp::Equal,
        CrateMatchOp::NotEqual => MatchOp::NotEqual,
        CrateMatchOp::Re(_) => MatchOp::Regex,
        CrateMatchOp::NotRe(_) => MatchOp::NotRegex,
    };
    Matcher::new(matcher.name, op, matcher.value)
}

fn timing(at: Option<AtModifier>, offset: Option<Offset>) -> Timing {
    let millis = |length| i64::try_from(duration(length).as_millis()).unwrap_or(i64::MAX);
    Timing {
        at: at.map(|at| match at {
            AtModifier::Start => At::Start,
            AtModifier::End => At::End,
            AtModifier::At(time) => At::Millis(since_1970(time)),
        }),
        offset: offset.map_or(0, |offset| match offset {
            Offset::Pos(back) => millis(back),
            Offset::Neg(ahead) => -millis(ahead),
        }),
    }
}

/// Milliseconds since 1970, rounded as Prometheus does.
fn since_1970(time: SystemTime) -> i64 {
    let half = StdDuration::from_micros(500);
    let millis = |length: StdDuration| i64::try_from((length + half).as_millis());
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => millis(after).unwrap_or(i64::MAX),
        Err(before) => millis(before.duration()).map_or(i64::MIN, |before| -before),
    }
}

fn duration(length: StdDuration) -> Duration {
    Duration::from_millis(u64::try_from(length.as_millis()).unwrap_or(u64::MAX))
}

fn convert_subquery(subquery: SubqueryExpr) -> Result<Expr, String> {
    Ok(Expr::Subquery(Box::new(Subquery {
        expr: convert(*subquery.expr)?,
        range: duration(subquery.range),
        step: subquery.step.map(duration),
        timing: timing(subquery.at, subquery.offset),
    })))
}

fn convert_aggregate(aggregate: AggregateExpr) -> Result<Expr, String> {
    let word = aggregate.op.to_string();
    let op = AggregateOp::ALL.iter().find(|op| op.as_str() == word);
    Ok(Expr::Aggregate(Box::new(Aggregate {
        op: *op.ok_or_else(|| format!("unknown aggregation `{word}`"))?,
        grouping: match aggregate.modifier {
            None => Grouping::default(),
            Some(LabelModifier::Include(labels)) => Grouping::By(label_set(labels)),
            Some(LabelModifier::Exclude(labels)) => Grouping::Without(label_set(labels)),
        },
        param: aggregate.param.map(|param| convert(*param)).transpose()?,
        expr: convert(*aggregate.expr)?,
    })))
}

fn convert_binary(binary: BinaryExpr) -> Result<Expr, String> {
    let sign = binary.op.to_string();
    let op = BinaryOp::ALL.iter().find(|op| op.as_str() == sign);
    let mut operator = Operator::from(*op.ok_or_else(|| format!("unknown operator `{sign}`"))?);
    if let Some(modifier) = binary.modifier {
        operator.returns_bool = modifier.return_bool;
        operator.matching = matching(modifier)?;
    }
    let lhs = convert(*binary.lhs)?;
    Ok(lhs.apply(operator, convert(*binary.rhs)?))
}

fn matching(modifier: BinModifier) -> Result<Matching, String> {
    if modifier.fill_values != VectorMatchFillValues::default() {
        return Err("`fill` is an experiment of Prometheus, not stable PromQL".to_owned());
    }
    let on = match modifier.matching {
        None => Matching::default().on,
        Some(LabelModifier::Include(labels)) => On::Labels(label_set(labels)),
        Some(LabelModifier::Exclude(labels)) => On::Ignoring(label_set(labels)),
    };
    let (many, include) = match modifier.card {
        VectorMatchCardinality::ManyToOne(include) => (Side::Left, include),
        VectorMatchCardinality::OneToMany(include) => (Side::Right, include),
        VectorMatchCardinality::OneToOne | VectorMatchCardinality::ManyToMany => {
            return Ok(Matching { on, group: None });
        }
    };
    let include = label_set(include);
    let group = Some(Group { many, include });
    Ok(Matching { on, group })
}

fn label_set(labels: Labels) -> LabelSet {
    labels.labels.into_iter().map(Text::from).collect()
}
