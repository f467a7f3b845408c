//! Visiting the nodes of an expression.

use super::{Expr, Selector};

impl Expr {
    /// Shows `visit` this expression and every one inside it, outer ones first.
    pub fn walk<'e>(&'e self, visit: &mut impl FnMut(&'e Self)) {
        visit(self);
        match self {
            Self::Number(_) | Self::String(_) | Self::Selector(_) | Self::Range { .. } => {}
            Self::Subquery(subquery) => subquery.expr.walk(visit),
            Self::Call { args, .. } => {
                for arg in args {
                    arg.walk(visit);
                }
            }
            Self::Aggregate(aggregate) => {
                if let Some(param) = &aggregate.param {
                    param.walk(visit);
                }
                aggregate.expr.walk(visit);
            }
            Self::Binary(binary) => {
                binary.lhs.walk(visit);
                binary.rhs.walk(visit);
            }
            Self::Negation(expr) => expr.walk(visit),
        }
    }

    /// Lets `change` edit this expression and every one inside it, outer ones first.
    pub fn walk_mut(&mut self, change: &mut impl FnMut(&mut Self)) {
        change(self);
        match self {
            Self::Number(_) | Self::String(_) | Self::Selector(_) | Self::Range { .. } => {}
            Self::Subquery(subquery) => subquery.expr.walk_mut(change),
            Self::Call { args, .. } => {
                for arg in args {
                    arg.walk_mut(change);
                }
            }
            Self::Aggregate(aggregate) => {
                if let Some(param) = &mut aggregate.param {
                    param.walk_mut(change);
                }
                aggregate.expr.walk_mut(change);
            }
            Self::Binary(binary) => {
                binary.lhs.walk_mut(change);
                binary.rhs.walk_mut(change);
            }
            Self::Negation(expr) => expr.walk_mut(change),
        }
    }

    /// Shows `visit` every selector, with or without a range.
    pub fn visit_selectors<'e>(&'e self, mut visit: impl FnMut(&'e Selector)) {
        self.walk(&mut |expr| {
            if let Self::Selector(selector) | Self::Range { selector, .. } = expr {
                visit(selector);
            }
        });
    }

    /// Lets `change` edit every selector, for instance to add a service's identity.
    pub fn visit_selectors_mut(&mut self, mut change: impl FnMut(&mut Selector)) {
        self.walk_mut(&mut |expr| {
            if let Self::Selector(selector) | Self::Range { selector, .. } = expr {
                change(selector);
            }
        });
    }
}
