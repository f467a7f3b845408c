//! The expression tree: all of stable PromQL. Parentheses are not in it, the printer derives them;
//! sets are sorted by their type, so that equal expressions are equal values.

use std::collections::BTreeSet;

use super::{Number, Selector, Text, Timing};
use crate::units::Duration;

/// Names of labels, sorted.
pub type LabelSet = BTreeSet<Text>;

/// A PromQL expression.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// `0.5`
    Number(Number),
    /// `"text"`
    String(Text),
    /// `up{job="api"}`
    Selector(Selector),
    /// `up{job="api"}[5m]`
    Range {
        /// The series.
        selector: Selector,
        /// How far back.
        range: Duration,
    },
    /// `expr[1h:1m]`
    Subquery(Box<Subquery>),
    /// `rate(…)`
    Call {
        /// The function's name.
        function: Text,
        /// Its arguments.
        args: Vec<Expr>,
    },
    /// `sum by (…) (…)`
    Aggregate(Box<Aggregate>),
    /// `a / b`
    Binary(Box<Binary>),
    /// `-expr`; a negative literal is a [`Expr::Number`] instead, as `-expr` makes it.
    Negation(Box<Expr>),
}

/// An expression evaluated again and again over a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subquery {
    /// What is evaluated.
    pub expr: Expr,
    /// How far back.
    pub range: Duration,
    /// How often; `None` is the global evaluation interval.
    pub step: Option<Duration>,
    /// When.
    pub timing: Timing,
}

/// An aggregation over series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// Which one.
    pub op: AggregateOp,
    /// What the groups are.
    pub grouping: Grouping,
    /// The first argument of `topk`, `quantile` and the like.
    pub param: Option<Expr>,
    /// What is aggregated.
    pub expr: Expr,
}

/// The labels that an aggregation keeps.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grouping {
    /// These; with none, one group in all.
    By(LabelSet),
    /// All but these.
    Without(LabelSet),
}

/// An operator between two expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary {
    /// The operator with its modifiers.
    pub operator: Operator,
    /// The left side.
    pub lhs: Expr,
    /// The right side.
    pub rhs: Expr,
}

/// A binary operator with its modifiers.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The operator.
    pub op: BinaryOp,
    /// Whether a comparison gives 0 or 1 instead of filtering.
    pub returns_bool: bool,
    /// Which series of the two sides belong together.
    pub matching: Matching,
}

/// Which series of the two sides of an operator belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matching {
    /// The labels compared.
    pub on: On,
    /// The side with several series to one of the other.
    pub group: Option<Group>,
}

/// The labels by which series are paired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// These.
    Labels(LabelSet),
    /// All but these.
    Ignoring(LabelSet),
}

/// `group_left` or `group_right` with the labels taken from the single side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The side with several series.
    pub many: Side,
    /// The labels to copy from the other side.
    pub include: LabelSet,
}

/// A side of a binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The left side.
    Left,
    /// The right side.
    Right,
}

/// Declares an enum of words with their texts.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The text in PromQL.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

words! {
    /// The aggregations.
    AggregateOp {
        Sum = "sum",
        Avg = "avg",
        Min = "min",
        Max = "max",
        Count = "count",
        Group = "group",
        Stddev = "stddev",
        Stdvar = "stdvar",
        CountValues = "count_values",
        Quantile = "quantile",
        Topk = "topk",
        Bottomk = "bottomk",
        Limitk = "limitk",
        LimitRatio = "limit_ratio",
    }
}

words! {
    /// The binary operators.
    BinaryOp {
        Or = "or",
        And = "and",
        Unless = "unless",
        Equal = "==",
        NotEqual = "!=",
        Greater = ">",
        Less = "<",
        GreaterOrEqual = ">=",
        LessOrEqual = "<=",
        Add = "+",
        Sub = "-",
        Mul = "*",
        Div = "/",
        Mod = "%",
        Atan2 = "atan2",
        Pow = "^",
    }
}

impl BinaryOp {
    /// Whether it works on sets of series: `and`, `or`, `unless`.
    pub fn is_set(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Unless)
    }

    /// Whether it compares.
    pub fn is_comparison(self) -> bool {
        self.precedence() == 3
    }

    /// How tightly it binds, from 1 to 6.
    pub(super) const fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And | Self::Unless => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Greater
            | Self::Less
            | Self::GreaterOrEqual
            | Self::LessOrEqual => 3,
            Self::Add | Self::Sub => 4,
            Self::Mul | Self::Div | Self::Mod | Self::Atan2 => 5,
            Self::Pow => 6,
        }
    }
}

impl AggregateOp {
    /// Whether it takes a parameter before the vector.
    pub fn has_param(self) -> bool {
        matches!(
            self,
            Self::CountValues
                | Self::Quantile
                | Self::Topk
                | Self::Bottomk
                | Self::Limitk
                | Self::LimitRatio
        )
    }
}
