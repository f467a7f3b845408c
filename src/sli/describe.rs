//! What an SLI measures, told to people: in comes a kind with its fragments parsed, out go words and
//! the place of each, for those who ask what an alert is about.

use std::fmt::Display;

use crate::promql::Selector;
use crate::source::{Span, Spanned};

/// A kind of SLI with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// The kind, as `type` names it.
    pub kind: &'static str,
    /// Its parameters, by the names that they have in the registry.
    pub parameters: Vec<Parameter>,
}

/// A parameter of an SLI.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its value, or what stands for it.
    pub value: String,
    /// Who says so.
    pub source: Source,
}

/// Who decides a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    /// The SLI, at this place.
    Sli(Span),
    /// The dialect of the service.
    Dialect,
    /// Nobody: it is usual for the kind.
    Kind,
}

impl Parameter {
    /// A parameter that the SLI states.
    pub(super) fn stated(name: &'static str, value: &Spanned<impl Display>) -> Self {
        Self {
            name,
            value: value.value.to_string(),
            source: Source::Sli(value.span),
        }
    }

    /// A selector that the dialect has a name for.
    pub(super) fn by_dialect(name: &'static str, selector: &Selector) -> Self {
        Self {
            name,
            value: selector.to_string(),
            source: Source::Dialect,
        }
    }

    /// The routes that count, unless all do.
    pub(super) fn routes(routes: &[Spanned<String>]) -> Option<Self> {
        let first = routes.first()?.span;
        let routes: Vec<_> = routes.iter().map(|route| route.as_str()).collect();
        let listed = Spanned::new(routes.join(", "), first);
        Some(Self::stated("routes", &listed))
    }
}
