//! `cargo xtask geodata`: rebuilds the embedded basemap `backend/data/basemap.pmtiles` from published boundaries.
//!
//! A Python environment under `target/geodata/` gets the packages that `xtask/geodata/requirements.txt` pins;
//! `xtask/geodata/basemap.py` draws the layers and cuts the tiles. Nothing else of the build needs Python:
//! the result is committed.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

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

    let python = environment(&recipe.join("requirements.txt"), &work)?;
    let made = work.join("basemap.pmtiles");
    step(
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

/// The interpreter of an environment that holds exactly the pinned packages; built once for each list of pins.
fn environment(requirements: &Path, work: &Path) -> Result<PathBuf> {
    let home = work.join("python");
    let python = home.join("bin/python");
    let wanted = fs::read_to_string(requirements)?;
    let installed = home.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|have| have == wanted) {
        return Ok(python);
    }
    step(
        "making a Python environment",
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home),
    )?;
    step(
        "installing packages (about 200 MB)",
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(requirements),
    )?;
    fs::write(&installed, wanted)?;
    Ok(python)
}

fn step(what: &str, command: &mut Command) -> Result<()> {
    println!("geodata: {what}");
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(OsStr::new("program"))
        .to_owned();
    let status = command
        .status()
        .with_context(|| format!("{what}: cannot start {}", program.display()))?;
    if !status.success() {
        bail!("{what}: {} ended with {status}", program.display());
    }
    Ok(())
}
