//! Operators for emitters: arithmetic as in Rust, comparisons and sets as methods, and any other
//! through [`Expr::apply`], as in `requests.apply(BinaryOp::Mul.on(["service"]).group_left(["team"]), info)`.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::build::label_set;
use super::{
    Binary, BinaryOp, Expr, Group, LabelSet, Matching, On, Operator, Side, Subquery, Text, Timing,
};
use crate::units::Duration;

impl Expr {
    /// This and `rhs` under an operator with any modifiers.
    pub fn apply(self, operator: impl Into<Operator>, rhs: impl Into<Self>) -> Self {
        Self::Binary(Box::new(Binary {
            operator: operator.into(),
            lhs: self,
            rhs: rhs.into(),
        }))
    }

    /// `self == rhs`
    pub fn equal_to(self, rhs: impl Into<Self>) -> Self {
        self.apply(BinaryOp::Equal, rhs)
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

/// Lets Rust's operator stand for that of PromQL.
macro_rules! arithmetic {
    ($($trait:ident $method:ident $op:ident)*) => {
        $(impl<R: Into<Expr>> $trait<R> for Expr {
            type Output = Self;

            fn $method(self, rhs: R) -> Self {
                self.apply(BinaryOp::$op, rhs)
            }
        })*
    };
}

arithmetic! {
    Add add Add
    Sub sub Sub
    Mul mul Mul
    Div div Div
}

/// Of a number, the number with the other sign.
impl Neg for Expr {
    type Output = Self;

    fn neg(self) -> Self {
        match self {
            Self::Number(number) => Self::Number(number.negated()),
            other => Self::Negation(Box::new(other)),
        }
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
