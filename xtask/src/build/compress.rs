//! Precompressed forms, made once per content and kept: brotli at its best takes seconds for the larger files.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::paths;
use crate::stamp::sha256;

/// `bytes` in brotli and in gzip.
pub(crate) struct Compressed {
    /// Brotli, quality 11.
    pub(crate) brotli: Vec<u8>,
    /// Gzip, level 9.
    pub(crate) gzip: Vec<u8>,
}

/// Compresses `bytes`, or takes what an earlier build made of the same bytes.
///
/// # Errors
/// When the store below `target/` cannot be read or written.
pub(crate) fn compressed(bytes: &[u8]) -> Result<Compressed> {
    let store = paths::work().join("compressed");
    fs::create_dir_all(&store)?;
    let name = sha256(bytes);
    Ok(Compressed {
        brotli: kept(&store.join(format!("{name}.br")), || brotli(bytes))?,
        gzip: kept(&store.join(format!("{name}.gz")), || gzip(bytes))?,
    })
}

fn kept(path: &Path, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    if let Ok(bytes) = fs::read(path) {
        return Ok(bytes);
    }
    let bytes = make()?;
    // Renamed into place: a build that is stopped here must not leave half a file for the next one.
    let part = path.with_extension(format!("{}-part", std::process::id()));
    fs::write(&part, &bytes)?;
    fs::rename(&part, path).with_context(|| paths::shown(path))?;
    Ok(bytes)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters).context("brotli")?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish().context("gzip")
}
