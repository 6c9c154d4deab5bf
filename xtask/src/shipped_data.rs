//! `cargo xtask seed` and `cargo xtask comuni`: runs the program that derives the shipped data from their sources.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::cargo;

/// Options of `cargo xtask comuni`.
#[derive(clap::Args)]
pub(crate) struct ComuniOptions {
    /// The table, CSV in UTF-8.
    table: PathBuf,
}

/// Derives the seed data set from the collected facts.
///
/// # Errors
/// When the program cannot be built, or refuses the facts; it has said why.
pub(crate) fn seed() -> Result<()> {
    derive(&["seed".into()])
}

/// Rewrites the gazetteer from a table of comuni.
///
/// # Errors
/// When the program cannot be built, or refuses the table; it has said why.
pub(crate) fn comuni(options: &ComuniOptions) -> Result<()> {
    // The program runs in the repository's root; the person may stand elsewhere.
    let table = std::env::current_dir()?.join(&options.table);
    derive(&["comuni".into(), table])
}

fn derive(arguments: &[PathBuf]) -> Result<()> {
    let mut cargo = cargo();
    cargo
        .args(["run", "--quiet", "--package", "xtask-data", "--"])
        .args(arguments);
    let status = cargo.status().context("cargo run")?;
    if !status.success() {
        bail!("the data were not derived");
    }
    Ok(())
}
