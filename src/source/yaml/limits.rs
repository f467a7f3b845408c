//! How much the source layer is willing to read: registries are small, and whoever writes one must
//! not be able to exhaust the machine that compiles it.

/// Upper bounds on what is read. Beyond each there is a finding, never an abort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file: 64 MiB, five times a registry of 10,000 services in a single file.
    pub file_bytes: u64,
    /// Values and keys of one file with every alias expanded: 5 million.
    pub nodes: usize,
    /// Lists and mappings inside each other, aliases expanded: 64.
    pub depth: usize,
    /// Bytes of one scalar: 1 MiB.
    pub scalar_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            nodes: 5_000_000,
            depth: 64,
            scalar_bytes: 1 << 20,
        }
    }
}
