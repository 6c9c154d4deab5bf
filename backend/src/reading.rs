//! Files that commands are given.

use std::io::Read;
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
