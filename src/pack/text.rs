//! Texts of alerts: words with `{name}` for what differs from subject to subject, or from moment to
//! moment.

use super::codes::UNKNOWN_NAME;
use super::declare::Unit;
use crate::diag::{Diagnostic, Sink};
use crate::promql::Text;
use crate::source::{Spanned, nearest};

/// A text for one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(pub Vec<Part>);

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Plain(String),
    /// The value of the signal at the moment at which the alert fires.
    Value(Unit),
    /// The value of a label that only the signal decides.
    Label(Text),
}

/// A text as it is written.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Plain(String),
    Named(String),
}

impl Pattern {
    /// Reads a text in which these names may stand between braces.
    pub(super) fn read(text: &Spanned<String>, known: &[&str], sink: &mut Sink) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some((plain, behind)) = rest.split_once('{') {
            pieces.push(Piece::Plain(plain.to_owned()));
            let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
            if !known.contains(&name) {
                sink.push(unknown(text, name, known));
                return None;
            }
            pieces.push(Piece::Named(name.to_owned()));
            rest = behind;
        }
        pieces.push(Piece::Plain(rest.to_owned()));
        Some(Self(pieces))
    }

    /// Shows `visit` the names in it.
    pub(super) fn names(&self, visit: &mut impl FnMut(&str)) {
        for piece in &self.0 {
            if let Piece::Named(name) = piece {
                visit(name);
            }
        }
    }

    /// The text where names mean these parts; one that means nothing is left out.
    pub(super) fn fill(&self, part: &dyn Fn(&str) -> Option<Part>) -> Words {
        let mut words: Vec<Part> = Vec::new();
        for piece in &self.0 {
            let next = match piece {
                Piece::Plain(plain) => Some(Part::Plain(plain.clone())),
                Piece::Named(name) => part(name),
            };
            match (words.last_mut(), next) {
                (Some(Part::Plain(before)), Some(Part::Plain(more))) => before.push_str(&more),
                (_, Some(next)) => words.push(next),
                (_, None) => {}
            }
        }
        Words(words)
    }
}

fn unknown(text: &Spanned<String>, name: &str, known: &[&str]) -> Diagnostic {
    let message = format!("`{{{name}}}` means nothing in this text");
    let help = if let Some(near) = nearest(name, known.iter().copied()) {
        format!("write `{{{near}}}`")
    } else {
        let listed: Vec<_> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
        format!("write one of {}", listed.join(", "))
    };
    Diagnostic::at(&UNKNOWN_NAME, text.span, message).help(help)
}
