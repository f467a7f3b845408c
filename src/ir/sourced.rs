//! Values that remember where they came from.

use std::fmt;
use std::ops::Deref;

use crate::source::{Span, Spanned};

/// Which part of the registry decided a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The service's own entry.
    Entry,
    /// The owner's entry.
    Owner,
    /// The SLO profile.
    Profile,
    /// The alert pack.
    Pack,
    /// The tier.
    Tier,
    /// The environment.
    Environment,
    /// The platform.
    Platform,
    /// Nobody: what is taken where nothing is said.
    Default,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entry => "entry",
            Self::Owner => "owner",
            Self::Profile => "profile",
            Self::Pack => "pack",
            Self::Tier => "tier",
            Self::Environment => "environment",
            Self::Platform => "platform",
            Self::Default => "default",
        })
    }
}

/// A final value, the layer that decided it, and the place where it is written. Built-in files
/// count as places: their paths start with `<built-in>/`.
#[derive(Debug, Clone, Copy)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Who decided it.
    pub layer: Layer,
    /// Where it is written; `None` for a default.
    pub span: Option<Span>,
}

impl<T> Sourced<T> {
    /// A value written at a place.
    pub fn new(value: T, layer: Layer, span: Span) -> Self {
        Self {
            value,
            layer,
            span: Some(span),
        }
    }

    /// A value that nobody wrote.
    pub fn default(value: T) -> Self {
        Self {
            value,
            layer: Layer::Default,
            span: None,
        }
    }
}

impl<T> Sourced<T> {
    /// A value made from this one, of the same origin.
    pub fn map<U>(&self, make: impl FnOnce(&T) -> U) -> Sourced<U> {
        Sourced {
            value: make(&self.value),
            layer: self.layer,
            span: self.span,
        }
    }
}

impl<T: Clone> Sourced<T> {
    /// The value that `written` holds, decided by `layer`.
    pub fn from(written: &Spanned<T>, layer: Layer) -> Self {
        Self::new(written.value.clone(), layer, written.span)
    }
}

impl<T> Deref for Sourced<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
