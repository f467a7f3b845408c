//! Typed PromQL: rule emitters build [`Expr`] values, users write fragments that [`parse()`] reads
//! into the same type, and one canonical printer turns both into text. Nothing is ever pasted into a
//! string, so no service name, label value or fragment can change the shape of an expression.

mod ast;
mod build;
mod check;
mod error;
mod fragment;
mod functions;
mod kind;
mod labels;
mod lexis;
mod matchers;
mod number;
mod operators;
mod parse;
mod print;
mod selector;
mod series;
mod strings;
mod template;
mod text;
mod tokens;
mod walk;

#[cfg(test)]
mod tests;

pub use ast::{
    Aggregate, AggregateOp, Binary, BinaryOp, Expr, Group, Grouping, LabelSet, Matching, On,
    Operator, Side, Subquery,
};
pub use build::{
    aggregate, aggregate_with, avg_over_time, call, clamp_max, clamp_min, count_by,
    count_over_time, histogram_count, histogram_fraction, histogram_quantile, increase,
    last_over_time, present_over_time, rate, sum, sum_by, sum_over_time, vector,
};
pub use error::ParseError;
pub use fragment::Fragment;
pub use kind::{TypeError, ValueKind};
pub use labels::Labels;
pub use matchers::{MatchOp, Matcher, Matchers};
pub use number::{NotANumber, Number};
pub use parse::parse;
pub use selector::{At, Selector, Timing};
pub use series::{accepts, example, example_of, holds, picks};
pub use template::{Filling, Hole, Template};
pub use text::Text;
