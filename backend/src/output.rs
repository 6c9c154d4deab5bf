//! What commands and the server print on standard output.

use std::io::Write;

use anyhow::Context;

/// Prints a text at once, so that whoever waits for it sees it.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("standard output")
}
