//! The canonical text of an expression over several lines, for people who read rule files: what fits
//! on a line stays there, and what does not breaks at operators and at call parentheses.

use std::fmt::{self, Write};

use super::Operand;
use crate::promql::{Aggregate, Binary, Expr};

impl Expr {
    /// The expression in lines of about `width` columns, indented by two spaces. A long selector
    /// is not broken.
    pub fn pretty(&self, width: usize) -> String {
        let mut page = Page {
            text: String::with_capacity(ROOM),
            line_start: 0,
            width,
            depth: 0,
        };
        page.expr(self).expect("a string takes all that is written");
        page.text
    }
}

/// Bytes that nearly every expression of a rule fits into.
const ROOM: usize = 1_024;

struct Page {
    text: String,
    /// Where the last line begins.
    line_start: usize,
    width: usize,
    depth: usize,
}

impl Page {
    fn expr(&mut self, expr: &Expr) -> fmt::Result {
        if self.fits(Operand::new(expr, false)) {
            return Ok(());
        }
        match expr {
            Expr::Call { function, args } if !args.is_empty() => {
                self.text.write_str(function)?;
                self.block(args)
            }
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Negation(negated) => {
                self.text.write_char('-')?;
                self.operand(Operand::negated(negated))
            }
            Expr::Subquery(subquery) => {
                self.operand(subquery.operand())?;
                subquery.write_suffix(&mut self.text)
            }
            _ => expr.write(&mut self.text),
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate) -> fmt::Result {
        aggregate.write_head(&mut self.text)?;
        self.block(aggregate.args())
    }

    /// Set operators stand on a line of their own, others lead the line of their right side. All
    /// operators of a chain break together. Read from top to bottom the lines group to the left, so
    /// a right side that goes on is indented.
    fn binary(&mut self, binary: &Binary) -> fmt::Result {
        let op = binary.operator.op;
        match binary.left() {
            Operand {
                expr: Expr::Binary(lhs),
                parens: false,
            } if lhs.operator.op.precedence() == op.precedence() => self.binary(lhs)?,
            operand => self.operand(operand)?,
        }
        self.newline();
        binary.operator.write(&mut self.text)?;
        let right = binary.right();
        let outdented = op.is_set() && (right.parens || !is_set(right.expr));
        self.depth += usize::from(!outdented);
        if op.is_set() {
            self.newline();
        } else {
            self.text.write_char(' ')?;
        }
        self.operand(right)?;
        self.depth -= usize::from(!outdented);
        Ok(())
    }

    fn operand(&mut self, operand: Operand<'_>) -> fmt::Result {
        if !operand.parens {
            return self.expr(operand.expr);
        }
        if self.fits(operand) {
            return Ok(());
        }
        self.block([operand.expr])
    }

    /// Parentheses with each expression on a line of its own.
    fn block<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> fmt::Result {
        self.text.write_char('(')?;
        self.depth += 1;
        for (position, expr) in exprs.into_iter().enumerate() {
            if position > 0 {
                self.text.write_char(',')?;
            }
            self.newline();
            self.expr(expr)?;
        }
        self.depth -= 1;
        self.newline();
        self.text.write_char(')')
    }

    fn newline(&mut self) {
        self.text.push('\n');
        self.line_start = self.text.len();
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }

    /// Writes the operand if the line has room for it.
    fn fits(&mut self, operand: Operand<'_>) -> bool {
        let before = self.text.len();
        let mut line = Line {
            room: self.width.saturating_sub(before - self.line_start),
            text: &mut self.text,
        };
        let fits = operand.write(&mut line).is_ok();
        if !fits {
            self.text.truncate(before);
        }
        fits
    }
}

fn is_set(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(binary) if binary.operator.op.is_set())
}

/// A writer that gives up at the margin.
struct Line<'p> {
    text: &'p mut String,
    room: usize,
}

impl Write for Line<'_> {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        self.room = self.room.checked_sub(part.len()).ok_or(fmt::Error)?;
        self.text.write_str(part)
    }
}

#[cfg(test)]
mod tests {
    use crate::promql::{Expr, Selector, clamp_min, rate, sum, sum_by};
    use crate::units::Duration;

    fn errors(status: &'static str) -> Expr {
        let selector = Selector::metric("http_requests_total").re("status", status);
        sum_by(["service"], rate(selector.range(Duration::from_mins(5))))
    }

    #[test]
    fn what_fits_stays_on_one_line() {
        let expr = errors("5..").gt(1);
        assert_eq!(expr.pretty(100), expr.to_string());
    }

    #[test]
    fn breaks_at_calls_and_operators() {
        let ratio = (errors("5..") / errors("5..|4..|3..").gt(0)).gt(10);
        let either = errors("5..").or(errors("4.."));
        let expr = clamp_min(ratio.and(errors(".*")).unless(either), 1);
        assert_eq!(
            expr.pretty(72),
            r#"clamp_min(
  sum by (service) (rate(http_requests_total{status=~"5.."}[5m]))
  / (
      sum by (service) (
        rate(http_requests_total{status=~"5..|4..|3.."}[5m])
      )
      > 0
    )
  > 10
  and
  sum by (service) (rate(http_requests_total{status=~".*"}[5m]))
  unless
  (
    sum by (service) (rate(http_requests_total{status=~"5.."}[5m]))
    or
    sum by (service) (rate(http_requests_total{status=~"4.."}[5m]))
  ),
  1
)"#
        );
    }

    #[test]
    fn a_right_side_that_goes_on_is_indented() {
        let product = errors("2..") * errors("3..");
        let expr = product.clone() - product.clone();
        let expr = expr.or(errors("4..").and(product));
        assert_eq!(
            expr.pretty(70),
            r#"sum by (service) (rate(http_requests_total{status=~"2.."}[5m]))
* sum by (service) (rate(http_requests_total{status=~"3.."}[5m]))
- sum by (service) (rate(http_requests_total{status=~"2.."}[5m]))
  * sum by (service) (rate(http_requests_total{status=~"3.."}[5m]))
or
  sum by (service) (rate(http_requests_total{status=~"4.."}[5m]))
  and
  sum by (service) (rate(http_requests_total{status=~"2.."}[5m]))
  * sum by (service) (rate(http_requests_total{status=~"3.."}[5m]))"#
        );
    }

    #[test]
    fn subqueries_and_signs_keep_their_operand() {
        let expr = errors("5..") + errors("4..");
        let hour = Duration::from_hours(1);
        let expr = -sum(expr.subquery(hour, None));
        assert_eq!(
            expr.pretty(70),
            r#"-sum(
  (
    sum by (service) (rate(http_requests_total{status=~"5.."}[5m]))
    + sum by (service) (rate(http_requests_total{status=~"4.."}[5m]))
  )[1h:]
)"#
        );
    }

    #[test]
    fn a_selector_is_never_broken() {
        let selector = Expr::from(Selector::metric("http_requests_total").eq("service", "api"));
        assert_eq!(selector.pretty(10), selector.to_string());
    }
}
