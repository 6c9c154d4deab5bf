//! Looks at the index of a data directory that nobody uses, without changing it.

use std::fs;
use std::io;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use super::hex;
use super::index::{self, Index, IndexError};
use super::state::State;

/// How an index is that is sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IndexVerdict {
    /// It holds everything, up to that seq.
    InStep(u64),
    /// It holds everything up to that seq; the journal goes on.
    Behind(u64),
    /// There is none.
    Missing,
}

/// Opens a copy of the index, since opening changes what is there, and compares it with what the journal says.
pub(crate) fn index_verdict(dir: &Path, state: &State) -> Result<IndexVerdict, String> {
    let original = dir.join(index::NAME);
    if !original.exists() {
        return Ok(IndexVerdict::Missing);
    }
    let copy = TemporaryCopy::of(&original).map_err(|error| format!("it cannot be copied: {error}"))?;
    let path = copy.0.clone();
    let looked = catch_unwind(move || look(&path));
    let head = looked
        .unwrap_or(Err(IndexError::Wrong("it is damaged")))
        .map_err(|error| error.to_string())?;
    // An index that holds nothing is what a kill in its first moments leaves: behind, not damaged.
    let Some((seq, chain)) = head else {
        return Ok(IndexVerdict::Behind(0));
    };
    if seq > state.cursor.seq {
        return Err("it is ahead of the journal".to_owned());
    }
    if seq > 0 && state.chain_at(seq).is_some_and(|known| hex::encode(&known) != chain) {
        return Err("it belongs to another journal".to_owned());
    }
    match seq == state.cursor.seq {
        true => Ok(IndexVerdict::InStep(seq)),
        false => Ok(IndexVerdict::Behind(seq)),
    }
}

fn look(path: &Path) -> Result<Option<(u64, String)>, IndexError> {
    let index = Index::open(path)?;
    let Some(head) = index.head()? else { return Ok(None) };
    index.load(&head)?;
    Ok(Some((head.seq, head.chain)))
}

struct TemporaryCopy(PathBuf);

impl TemporaryCopy {
    fn of(dir: &Path) -> io::Result<Self> {
        let copy = std::env::temp_dir().join(format!("family-hub-verify-{}", std::process::id()));
        let copy = Self(copy);
        copy_dir(dir, &copy.0)?;
        Ok(copy)
    }
}

impl Drop for TemporaryCopy {
    fn drop(&mut self) {
        // What is left behind is in the directory for temporary files, and named after this program.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy_dir(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_dir(&entry.path(), &target)?,
            false => {
                fs::copy(entry.path(), target)?;
            }
        }
    }
    Ok(())
}
