//! Follows a name to what it names, or says what was probably meant.

use crate::diag::{Code, Diagnostic, Sink};
use crate::registry::{Declaration, Declared, FileKind, Registry};
use crate::source::{Span, nearest};

/// A kind of thing that names refer to.
pub(super) struct Referent {
    /// What it is called: `owner`, `profile`.
    pub what: &'static str,
    /// What to say beside the caret.
    pub unknown: &'static str,
    /// How to declare one.
    pub declare: &'static str,
    /// The files that declare it.
    pub file: FileKind,
    /// The finding.
    pub code: &'static Code,
}

/// The declaration that `name` refers to. Reports an unknown name, unless a file that might declare
/// it could not be read in full.
pub(super) fn follow<'r, T>(
    referent: &Referent,
    declared: &'r Declared<T>,
    registry: &Registry,
    name: &str,
    span: Span,
    sink: &mut Sink,
) -> Option<&'r Declaration<T>> {
    let found = declared.get(name);
    if found.is_none() && !registry.incomplete.contains(&referent.file) {
        sink.push(unknown(referent, declared, name, span));
    }
    found
}

fn unknown<T>(referent: &Referent, declared: &Declared<T>, name: &str, span: Span) -> Diagnostic {
    let finding = Diagnostic::at(
        referent.code,
        span,
        format!("unknown {} `{name}`", referent.what),
    )
    .label(referent.unknown);
    let Some(near) = nearest(name, declared.names()) else {
        return with_known(finding, declared.names()).help(referent.declare);
    };
    let finding = match declared.get(near) {
        Some(declaration) if !declaration.built_in => {
            finding.secondary(declaration.name, "the nearest one")
        }
        _ => finding,
    };
    finding.help(format!("write `{near}`, or {}", referent.declare))
}

/// Completes a finding about a name that is none of `known`.
pub(super) fn unknown_among<'n>(
    finding: Diagnostic,
    name: &str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Diagnostic {
    match nearest(name, known.clone()) {
        Some(near) => finding.help(format!("write `{near}`")),
        None => with_known(finding, known),
    }
}

fn with_known<'n>(finding: Diagnostic, known: impl Iterator<Item = &'n str>) -> Diagnostic {
    let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
    if known.is_empty() {
        finding
    } else {
        finding.note(format!("known: {}", known.join(", ")))
    }
}
