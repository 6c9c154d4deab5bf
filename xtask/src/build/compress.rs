//! Precompressed forms, made once per content and kept: brotli at its best takes seconds for the larger files.
//!
//! Node compresses: it is here for the style sheets anyway, and a brotli encoder in this program would be a sixth of
//! what a fresh clone compiles before anything else begins.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Asset, Flavour};
use crate::command::{node, run};
use crate::paths;
use crate::progress::Step;

const SCRIPT: &str = "xtask/node/compress.mjs";

/// A file's bytes in brotli and in gzip.
pub(super) struct Compressed {
    /// Brotli.
    pub(super) brotli: Vec<u8>,
    /// Gzip.
    pub(super) gzip: Vec<u8>,
}

/// Qualities of brotli and gzip: their best for what is deployed, a quick one for what is only looked at here.
fn qualities(flavour: Flavour) -> [&'static str; 2] {
    match flavour {
        Flavour::Release => ["11", "9"],
        Flavour::Quick | Flavour::Debug => ["5", "5"],
    }
}

/// Compresses what no earlier build compressed.
///
/// # Errors
/// When the store below `target/` cannot be written, or Node fails.
pub(super) fn compress(step: &Step<'_>, flavour: Flavour, assets: &[Asset]) -> Result<()> {
    let store = store();
    fs::create_dir_all(&store)?;
    let mut new = Vec::new();
    for asset in assets {
        let kept = kept(asset, flavour);
        if kept.with_extension("br").exists() && kept.with_extension("gz").exists() {
            continue;
        }
        // Written under another name and renamed when done: a build that is stopped leaves no half file behind.
        let part = store.join(format!("{}-{}.part", std::process::id(), new.len()));
        fs::write(&part, &asset.bytes)?;
        new.push((part, kept));
    }
    if new.is_empty() {
        return Ok(());
    }
    step.doing("compressing");
    let mut script = node(SCRIPT);
    script.args(qualities(flavour)).args(new.iter().map(|(part, _)| part));
    run(step, &mut script)?;
    for (part, kept) in new {
        for extension in ["br", "gz"] {
            let made = part.with_extension(format!("part.{extension}"));
            fs::rename(&made, kept.with_extension(extension)).with_context(|| paths::shown(&made))?;
        }
        fs::remove_file(part)?;
    }
    Ok(())
}

/// What [`compress`] made of that file.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn compressed(asset: &Asset, flavour: Flavour) -> Result<Compressed> {
    let kept = kept(asset, flavour);
    let read = |extension: &str| {
        let path = kept.with_extension(extension);
        fs::read(&path).with_context(|| paths::shown(&path))
    };
    Ok(Compressed {
        brotli: read("br")?,
        gzip: read("gz")?,
    })
}

fn store() -> PathBuf {
    paths::work().join("compressed")
}

fn kept(asset: &Asset, flavour: Flavour) -> PathBuf {
    store().join([&asset.sha256(), "-", qualities(flavour)[0]].concat())
}
