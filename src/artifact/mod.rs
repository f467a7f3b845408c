//! Artifacts: what emitters hand over, from the typed document to the text that will be a file.
//!
//! Emitters bring serialisable documents; [`yaml`] and [`header`] make text of them, and a
//! [`Rendered`] carries that text to `output`, which alone knows about disks.

pub mod header;
mod path;
pub mod yaml;

pub use path::ArtifactPath;

/// The text of one output file, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Where the file goes, below the output directory.
    pub path: ArtifactPath,
    /// Everything the file holds.
    pub text: String,
    /// The emitter that made it.
    pub emitter: &'static str,
    /// The registry line that asked for it, such as `registry/observability_services.yml:2`.
    pub origin: String,
}
