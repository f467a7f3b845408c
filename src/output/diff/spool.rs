//! Texts that wait to be printed: in memory while they are few, else in a file without a name in the
//! system's temporary directory, which is gone when the process is.
//!
//! The only file that names `tempfile`.

use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, PoisonError};

use tempfile::SpooledTempFile;

/// Bytes that stay in memory: the differences of most reviews, and little beside the registry of a
/// large one.
const IN_MEMORY: usize = 32 << 20;

/// Texts, written one after the other.
#[derive(Debug)]
pub(super) struct Spool(Mutex<SpooledTempFile>);

/// Where a text lies in the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spooled {
    start: u64,
    length: usize,
}

impl Default for Spool {
    fn default() -> Self {
        Self(Mutex::new(SpooledTempFile::new(IN_MEMORY)))
    }
}

impl Spool {
    /// Keeps a text; from any thread.
    pub(super) fn put(&self, text: &str) -> io::Result<Spooled> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let start = file.seek(SeekFrom::End(0))?;
        file.write_all(text.as_bytes())?;
        Ok(Spooled {
            start,
            length: text.len(),
        })
    }

    /// The text again.
    pub(super) fn get(&self, text: Spooled) -> io::Result<String> {
        let mut bytes = vec![0; text.length];
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(text.start))?;
        file.read_exact(&mut bytes)?;
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}

#[cfg(test)]
mod tests {
    use super::{IN_MEMORY, Spool};

    #[test]
    fn texts_come_back_from_memory_and_from_the_file() {
        let spool = Spool::default();
        let texts = ["first".to_owned(), "x".repeat(IN_MEMORY), "last".to_owned()];
        let put = |text: &String| spool.put(text).expect("kept");
        let spooled = texts.each_ref().map(put);
        for (text, spooled) in texts.iter().zip(spooled).rev() {
            assert!(spool.get(spooled).expect("read") == *text);
        }
    }
}
