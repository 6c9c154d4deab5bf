//! What a step was made from: a hash of its inputs, kept beside its outputs, so that a step whose inputs did not
//! change is not done again.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::paths;

/// The growing hash of a step's inputs.
pub(crate) struct Inputs {
    hash: Sha256,
}

impl Inputs {
    /// Inputs of a step; `recipe` changes when the step itself does.
    pub(crate) fn new(recipe: &str) -> Inputs {
        let mut inputs = Inputs { hash: Sha256::new() };
        inputs.text(recipe);
        inputs
    }

    /// Adds a text: an option, a version.
    pub(crate) fn text(&mut self, text: &str) {
        self.hash.update((text.len() as u64).to_le_bytes());
        self.hash.update(text);
    }

    /// Adds a file, or every file below a directory. What does not exist counts as such.
    ///
    /// # Errors
    /// When something there cannot be read.
    pub(crate) fn path(&mut self, path: &Path) -> Result<()> {
        for file in files_below(path)? {
            self.text(&file.strip_prefix(path).unwrap_or(&file).to_string_lossy());
            let bytes = fs::read(&file).with_context(|| paths::shown(&file))?;
            self.hash.update((bytes.len() as u64).to_le_bytes());
            self.hash.update(&bytes);
        }
        Ok(())
    }

    /// The hash of all that was added, in hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        hex(&self.hash.finalize())
    }
}

/// Whether the step `name` was last done with `inputs` and all of `outputs` still exist.
pub(crate) fn is_fresh(name: &str, inputs: &str, outputs: &[PathBuf]) -> bool {
    fs::read_to_string(stamp_path(name)).is_ok_and(|stamp| stamp == inputs) && outputs.iter().all(|path| path.exists())
}

/// Remembers that the step `name` is done with `inputs`.
///
/// # Errors
/// When the stamp cannot be written.
pub(crate) fn remember(name: &str, inputs: &str) -> Result<()> {
    fs::create_dir_all(paths::work())?;
    fs::write(stamp_path(name), inputs).context("writing a stamp")
}

fn stamp_path(name: &str) -> PathBuf {
    paths::work().join(format!("{name}.stamp"))
}

/// Every file at or below `path`, sorted; none if there is nothing.
///
/// # Errors
/// When a directory cannot be read.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(next) = waiting.pop() {
        if next.is_file() {
            files.push(next);
            continue;
        }
        match fs::read_dir(&next) {
            Ok(entries) => {
                for entry in entries {
                    waiting.push(entry?.path());
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| paths::shown(&next)),
        }
    }
    files.sort();
    Ok(files)
}

/// SHA-256 of `bytes` in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
