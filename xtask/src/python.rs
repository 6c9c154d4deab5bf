//! Python where a library has no equal in Rust: an environment with exactly the pinned packages, below `target/`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The interpreter of an environment that holds exactly the pinned packages; built once for each list of pins.
///
/// # Errors
/// When Python 3 with `venv` is missing or a package cannot be installed.
pub(crate) fn environment(verb: &str, requirements: &Path, work: &Path) -> Result<PathBuf> {
    let home = work.join("python");
    let python = home.join("bin/python");
    let wanted = fs::read_to_string(requirements)?;
    let installed = home.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|have| have == wanted) {
        return Ok(python);
    }
    step(
        verb,
        "making a Python environment",
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home),
    )?;
    step(
        verb,
        "installing packages",
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(requirements),
    )?;
    fs::write(&installed, wanted)?;
    Ok(python)
}

/// Runs a program in sight of the person.
///
/// # Errors
/// When it cannot be started or ends with another status than 0.
pub(crate) fn step(verb: &str, what: &str, command: &mut Command) -> Result<()> {
    println!("{verb}: {what}");
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
