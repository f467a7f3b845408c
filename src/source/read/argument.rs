//! Reads a file that the command line names, standard input among them.

use std::fs::File;
use std::io::{self, Read};

use anyhow::{Context as _, bail};
use camino::Utf8Path;

use crate::source::Limits;

/// The bytes of the file at this path; `-` is standard input. Fails where it cannot be read, or is
/// larger than a file of the registry may be.
pub fn read_argument(path: &Utf8Path) -> anyhow::Result<Vec<u8>> {
    let limit = Limits::default().file_bytes;
    let cannot = || format!("cannot read `{path}`");
    let mut bytes = Vec::new();
    let input: Box<dyn Read> = if path == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).with_context(cannot)?)
    };
    input
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .with_context(cannot)?;
    if u64::try_from(bytes.len()).is_ok_and(|read| read > limit) {
        bail!("`{path}` is larger than {limit} bytes");
    }
    Ok(bytes)
}
