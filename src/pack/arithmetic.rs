//! Arithmetic over `$v` and parameters, exact: how fast a series must rise for a signal to be `$v`.

use super::codes::UNPROVED_SIGNAL;
use crate::diag::{Diagnostic, Sink};
use crate::promql::{BinaryOp, Expr, Hole, Template};
use crate::sli;
use crate::source::{Literal, Spanned};
use crate::units::Fraction;

/// The name of the value that a signal is to have.
pub(super) const V: &str = "v";

/// An expression of numbers.
#[derive(Debug)]
pub(super) enum Quantity {
    Fixed(Fraction),
    Named(String),
    Op(Box<[Quantity; 2]>, BinaryOp),
}

impl Quantity {
    /// Reads arithmetic in which these names may stand behind `$`.
    pub(super) fn read(text: &Spanned<Literal>, names: &[&str], sink: &mut Sink) -> Option<Self> {
        const EXAMPLE: &str = "write arithmetic such as `1 - $v` or `100 * $v`";
        let holes: Vec<_> = names.iter().map(|name| (*name, Hole::Number)).collect();
        let spanned = Spanned::new(text.value.0.clone(), text.span);
        let template = Template::parse(&spanned, &holes)
            .map_err(|error| sink.push(sli::not_promql(&spanned, error, EXAMPLE)));
        let template = template.ok()?;
        let quantity = Self::of(template.form(), &template);
        if quantity.is_none() {
            let message = "this is not arithmetic with `+`, `-`, `*` and `/`";
            sink.push(Diagnostic::at(&UNPROVED_SIGNAL, text.span, message).help(EXAMPLE));
        }
        quantity
    }

    fn of(part: &Expr, template: &Template) -> Option<Self> {
        if let Some(name) = template.number(part) {
            return Some(Self::Named(name.to_owned()));
        }
        let op = |lhs, rhs, op| Self::Op(Box::new([lhs, rhs]), op);
        match part {
            Expr::Number(number) => number.to_string().parse().map(Self::Fixed).ok(),
            Expr::Negation(inner) => {
                let zero = Self::Fixed(Fraction::ZERO);
                Some(op(zero, Self::of(inner, template)?, BinaryOp::Sub))
            }
            Expr::Binary(binary) => {
                let sign = binary.operator.op;
                let known = [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div];
                let (lhs, rhs) = (&binary.lhs, &binary.rhs);
                known.contains(&sign).then_some(())?;
                Some(op(Self::of(lhs, template)?, Self::of(rhs, template)?, sign))
            }
            _ => None,
        }
    }

    /// Its value where names have these; `None` on division by zero, or where parts grow too large.
    pub(super) fn evaluate(&self, value: &dyn Fn(&str) -> Option<Fraction>) -> Option<Fraction> {
        match self {
            Self::Fixed(number) => Some(*number),
            Self::Named(name) => value(name),
            Self::Op(sides, op) => {
                let [lhs, rhs] = &**sides;
                let (lhs, rhs) = (lhs.evaluate(value)?, rhs.evaluate(value)?);
                match op {
                    BinaryOp::Add => lhs.checked_add(rhs),
                    BinaryOp::Sub => lhs.checked_sub(rhs),
                    BinaryOp::Mul => lhs.checked_mul(rhs),
                    _ => lhs.checked_div(rhs),
                }
            }
        }
    }

    /// Shows `visit` the names in it.
    pub(super) fn names(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Self::Fixed(_) => {}
            Self::Named(name) => visit(name),
            Self::Op(sides, _) => sides.iter().for_each(|side| side.names(visit)),
        }
    }
}
