//! Follows a name to what it names, or says what was probably meant.

use crate::diag::{Code, Diagnostic, Sink};
use crate::registry::{Declaration, Declared, FileKind, NONE, Registry};
use crate::source::{Spanned, nearest, with_odd_characters};

/// A kind of thing that names refer to.
pub(super) struct Referent<T: 'static> {
    /// What it is called: `owner`, `profile`.
    pub what: &'static str,
    /// What to say beside the caret.
    pub unknown: &'static str,
    /// How to declare one.
    pub declare: &'static str,
    /// Where they are declared.
    pub declared: fn(&Registry) -> &Declared<T>,
    /// The files that declare them.
    pub file: FileKind,
    /// The finding.
    pub code: &'static Code,
    /// Whether [`NONE`] may stand for it.
    pub or_none: bool,
}

impl<T> Referent<T> {
    /// What `name` refers to. Reports an unknown name, unless a file that might declare it could not
    /// be read in full.
    pub(super) fn follow<'r>(
        &self,
        registry: &'r Registry,
        name: &Spanned<String>,
        sink: &mut Sink,
    ) -> Option<&'r Declaration<T>> {
        let found = (self.declared)(registry).get(name);
        if let Some(finding) = self.lost(registry, name, None) {
            sink.push(finding);
        }
        found
    }

    /// The finding about a name that is unknown, unless a file that might declare it could not be read
    /// in full. Where no name is near, `instead` is what else to do than declare it.
    pub(super) fn lost(
        &self,
        registry: &Registry,
        name: &Spanned<String>,
        instead: Option<String>,
    ) -> Option<Diagnostic> {
        let declared = (self.declared)(registry);
        let is_lost = declared.get(name).is_none() && !registry.incomplete.contains(&self.file);
        is_lost.then(|| self.unknown(declared, name, instead))
    }

    fn unknown(
        &self,
        declared: &Declared<T>,
        name: &Spanned<String>,
        instead: Option<String>,
    ) -> Diagnostic {
        let message = format!("unknown {} `{}`", self.what, name.value);
        let finding = Diagnostic::at(self.code, name.span, message).label(self.unknown);
        let finding = with_odd_characters(finding, "name", name);
        if self.or_none && name.eq_ignore_ascii_case(NONE) {
            return finding.help(format!("write `{NONE}`, in lower case"));
        }
        let Some(near) = nearest(name, declared.names()) else {
            let finding = with_known(finding, declared.names());
            return finding.help(match instead {
                Some(instead) => format!("{instead}, or {}", self.declare),
                None => self.declare.to_owned(),
            });
        };
        let finding = match declared.get(near) {
            Some(declaration) if !declaration.built_in => {
                finding.secondary(declaration.name, "the nearest one")
            }
            _ => finding,
        };
        finding.help(format!("write `{near}`, or {}", self.declare))
    }
}

/// Completes a finding about a name that is none of `known`.
pub(super) fn unknown_among<'n>(
    finding: Diagnostic,
    name: &str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Diagnostic {
    let finding = with_odd_characters(finding, "name", name);
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
