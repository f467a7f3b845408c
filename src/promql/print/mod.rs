//! The canonical text of an expression on one line. Equal expressions have equal texts; parentheses
//! stand exactly where precedence asks for them.

mod pretty;
mod selector;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter, Write};

use super::lexis::is_plain_in_list;
use super::strings::quote;
use super::{
    Aggregate, Binary, BinaryOp, Expr, Group, Grouping, LabelSet, Matching, On, Operator, Side,
    Subquery,
};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl Expr {
    /// Writes the text. Not through `Display` alone: half a million rules are printed here, and most
    /// of that time went into finding out where each word was to be written.
    fn write(&self, out: &mut impl Write) -> fmt::Result {
        match self {
            Self::Number(number) => write!(out, "{number}"),
            Self::String(text) => quote(out, text),
            Self::Selector(selector) => selector.write(out),
            Self::Range { selector, range } => {
                selector.write_series(out)?;
                write!(out, "[{range}]")?;
                selector.timing.write(out)
            }
            Self::Subquery(subquery) => {
                subquery.operand().write(out)?;
                subquery.write_suffix(out)
            }
            Self::Call { function, args } => {
                out.write_str(function)?;
                write_args(out, args)
            }
            Self::Aggregate(aggregate) => {
                aggregate.write_head(out)?;
                write_args(out, aggregate.args())
            }
            Self::Binary(binary) => {
                binary.left().write(out)?;
                out.write_char(' ')?;
                binary.operator.write(out)?;
                out.write_char(' ')?;
                binary.right().write(out)
            }
            Self::Negation(expr) => {
                out.write_char('-')?;
                Operand::negated(expr).write(out)
            }
        }
    }
}

impl Subquery {
    /// What is evaluated.
    fn operand(&self) -> Operand<'_> {
        Operand::new(&self.expr, precedence(&self.expr) < ATOM)
    }

    /// `[range:step]` and the timing.
    fn write_suffix(&self, out: &mut impl Write) -> fmt::Result {
        write!(out, "[{}:", self.range)?;
        if let Some(step) = self.step {
            write!(out, "{step}")?;
        }
        out.write_char(']')?;
        self.timing.write(out)
    }
}

impl Aggregate {
    /// `sum by (…) `, to be followed by the arguments.
    fn write_head(&self, out: &mut impl Write) -> fmt::Result {
        out.write_str(self.op.as_str())?;
        let (open, labels) = match &self.grouping {
            Grouping::By(labels) if labels.is_empty() => return Ok(()),
            Grouping::By(labels) => (" by (", labels),
            Grouping::Without(labels) => (" without (", labels),
        };
        write_labels(out, open, labels)?;
        out.write_char(' ')
    }

    /// The parameter, if there is one, and the vector.
    fn args(&self) -> impl Iterator<Item = &Expr> {
        self.param.iter().chain([&self.expr])
    }
}

impl Binary {
    /// The left side, in parentheses unless it binds tighter, or as tight and comes first anyway.
    fn left(&self) -> Operand<'_> {
        let (inner, outer) = (precedence(&self.lhs), self.operator.op.precedence());
        let right_first = self.operator.op == BinaryOp::Pow;
        let parens = inner < outer || (inner == outer && right_first);
        Operand::new(&self.lhs, parens)
    }

    /// The right side. A sign in front of it needs no parentheses, since no operator can come
    /// between.
    fn right(&self) -> Operand<'_> {
        let (inner, outer) = (precedence(&self.rhs), self.operator.op.precedence());
        let left_first = self.operator.op != BinaryOp::Pow;
        let parens = inner < outer || (inner == outer && left_first);
        Operand::new(&self.rhs, parens && matches!(self.rhs, Expr::Binary(_)))
    }
}

impl Operator {
    fn write(&self, out: &mut impl Write) -> fmt::Result {
        out.write_str(self.op.as_str())?;
        if self.returns_bool {
            out.write_str(" bool")?;
        }
        self.matching.write(out)
    }
}

impl Matching {
    /// With a space in front, or nothing if all labels are compared.
    fn write(&self, out: &mut impl Write) -> fmt::Result {
        match &self.on {
            On::Ignoring(labels) if labels.is_empty() && self.group.is_none() => return Ok(()),
            On::Ignoring(labels) => write_labels(out, " ignoring (", labels)?,
            On::Labels(labels) => write_labels(out, " on (", labels)?,
        }
        match &self.group {
            None => Ok(()),
            Some(Group { many, include }) => match many {
                Side::Left => write_labels(out, " group_left (", include),
                Side::Right => write_labels(out, " group_right (", include),
            },
        }
    }
}

/// An expression inside another, with or without parentheses.
#[derive(Clone, Copy)]
struct Operand<'e> {
    expr: &'e Expr,
    parens: bool,
}

impl<'e> Operand<'e> {
    fn new(expr: &'e Expr, parens: bool) -> Self {
        Self { expr, parens }
    }

    /// What a minus sign stands before.
    fn negated(expr: &'e Expr) -> Self {
        let parens = matches!(expr, Expr::Binary(_)) && precedence(expr) <= SIGN;
        Self::new(expr, parens)
    }

    fn write(self, out: &mut impl Write) -> fmt::Result {
        if !self.parens {
            return self.expr.write(out);
        }
        out.write_char('(')?;
        self.expr.write(out)?;
        out.write_char(')')
    }
}

/// A sign binds like a product.
const SIGN: u8 = BinaryOp::Mul.precedence();

/// What is no operation binds tighter than any operator.
const ATOM: u8 = BinaryOp::Pow.precedence() + 1;

fn precedence(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary(binary) => binary.operator.op.precedence(),
        Expr::Negation(_) => SIGN,
        Expr::Number(number) if number.is_negative() => SIGN,
        _ => ATOM,
    }
}

fn write_labels(out: &mut impl Write, open: &str, labels: &LabelSet) -> fmt::Result {
    out.write_str(open)?;
    let mut separator = "";
    for label in labels {
        out.write_str(separator)?;
        if is_plain_in_list(label) {
            out.write_str(label)?;
        } else {
            quote(out, label)?;
        }
        separator = ", ";
    }
    out.write_char(')')
}

fn write_args<'e>(out: &mut impl Write, args: impl IntoIterator<Item = &'e Expr>) -> fmt::Result {
    out.write_char('(')?;
    let mut separator = "";
    for arg in args {
        out.write_str(separator)?;
        arg.write(out)?;
        separator = ", ";
    }
    out.write_char(')')
}
