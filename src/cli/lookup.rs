//! A service by its name, as people type it: in come what was analysed and a name, out comes the
//! service, the place of an entry that has errors, or words about what else might be meant.

use anyhow::bail;

use crate::Analysis;
use crate::diag::render::mask::Mask;
use crate::ir::Service;
use crate::source::{Span, nearest};

/// What there is of a service.
pub(super) enum Found<'a> {
    /// All of it.
    Sound(&'a Service),
    /// An entry with errors, at this place.
    Broken(Span),
}

/// Finds a service by its name; fails where there is none, and tells the nearest.
pub(super) fn find<'a>(analysis: &'a Analysis, name: &str) -> anyhow::Result<Found<'a>> {
    let program = &analysis.program;
    if let Some(service) = program.service(name) {
        return Ok(Found::Sound(service));
    }
    if let Some(entry) = program.unresolved.iter().find(|it| it.value == name) {
        return Ok(Found::Broken(entry.span));
    }
    let sound = program.services.iter().map(|it| it.name.as_str());
    let broken = program.unresolved.iter().map(|it| it.value.as_str());
    let mask = Mask::new(&analysis.files);
    let printable = sound.chain(broken).filter(|name| !mask.hides(name));
    if let Some(near) = nearest(name, printable) {
        bail!("no service is called `{name}`; did you mean `{near}`?");
    }
    if analysis.sink.has_errors() {
        bail!(
            "no service is called `{name}`, as far as the registry can be read; \
             `o11yc lint` tells its errors"
        );
    }
    bail!("no service is called `{name}`; `o11yc show` lists them all");
}
