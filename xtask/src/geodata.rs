//! `cargo xtask geodata`: rebuilds the embedded basemap `backend/data/basemap.pmtiles` from published boundaries.
//!
//! A Python environment under `target/geodata/` gets the packages that `xtask/geodata/requirements.txt` pins;
//! `xtask/geodata/basemap.py` draws the layers and cuts the tiles. Nothing else of the build needs Python:
//! the result is committed.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::python::{environment, step};

/// Makes the basemap anew and puts it where the server embeds it from.
///
/// # Errors
/// When Python 3 with `venv` is missing, a package cannot be installed, or drawing fails.
pub(crate) fn run() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the workspace directory is above xtask")?;
    let recipe = root.join("xtask/geodata");
    let work = root.join("target/geodata");
    fs::create_dir_all(&work)?;

    let python = environment("geodata", &recipe.join("requirements.txt"), &work)?;
    let made = work.join("basemap.pmtiles");
    step(
        "geodata",
        "drawing",
        Command::new(&python)
            .arg(recipe.join("basemap.py"))
            .arg(work.join("layers"))
            .arg(&made),
    )?;
    let home = root.join("backend/data/basemap.pmtiles");
    fs::copy(&made, &home).with_context(|| format!("cannot write {}", home.display()))?;
    println!(
        "geodata: {} bytes in backend/data/basemap.pmtiles",
        fs::metadata(&home)?.len()
    );
    Ok(())
}
