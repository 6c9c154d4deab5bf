//! Files that commands are given.

use std::io::{Read, Write as _};
use std::path::Path;

use anyhow::Context;

/// The bytes of a file; `-` is standard input.
pub(crate) fn read_bytes(file: &Path) -> anyhow::Result<Vec<u8>> {
    let name = file.display().to_string();
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input")?;
        return Ok(bytes);
    }
    std::fs::read(file).context(name)
}

/// A large file says how much of it is read after every so many bytes.
const TOLD_EVERY: u64 = 16 * 1024 * 1024;
/// In which bytes are told.
const MEGABYTE: u64 = 1024 * 1024;

/// A file that tells how far it is read.
pub(crate) struct Watched<R> {
    inner: R,
    size: u64,
    read: u64,
}

impl<R> Watched<R> {
    /// A file of so many bytes.
    pub(crate) const fn new(inner: R, size: u64) -> Self {
        Self { inner, size, read: 0 }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let bytes = self.inner.read(into)?;
        let before = self.read / TOLD_EVERY;
        self.read += bytes as u64;
        if self.read / TOLD_EVERY > before {
            let (read, size) = (self.read / MEGABYTE, self.size / MEGABYTE);
            // Nobody may be reading.
            let _ = writeln!(std::io::stderr(), "{read} of {size} MB read");
        }
        Ok(bytes)
    }
}
