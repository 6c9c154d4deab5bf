//! Looks at the index of a data directory that nobody uses, without changing it.

use std::fs;
use std::io;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use shared::model::RecordKey;

use super::hex;
use super::index::{self, Head, Index, IndexError};
use super::state::{State, Stored};

/// How an index is that is sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IndexVerdict {
    /// It holds everything, up to that seq.
    InStep(u64),
    /// It holds everything up to that seq; the journal goes on.
    Behind(u64),
    /// It holds more than the journal, which therefore lost something.
    Ahead(u64),
    /// It is of a journal of an epoch that this one does not know, and stands at that seq there.
    Foreign(u64),
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
    let Some((epoch, seq, chain)) = head else {
        return Ok(IndexVerdict::Behind(0));
    };
    if epoch != state.cursor.epoch {
        return Ok(match state.past_epochs.contains(&epoch) {
            true => IndexVerdict::Behind(0),
            false => IndexVerdict::Foreign(seq),
        });
    }
    if seq > state.cursor.seq {
        return Ok(IndexVerdict::Ahead(seq));
    }
    if seq > 0 && state.chain_at(seq).is_some_and(|known| hex::encode(&known) != chain) {
        return Err("it belongs to another journal".to_owned());
    }
    match seq == state.cursor.seq {
        true => Ok(IndexVerdict::InStep(seq)),
        false => Ok(IndexVerdict::Behind(seq)),
    }
}

fn look(path: &Path) -> Result<Option<(String, u64, String)>, IndexError> {
    let index = Index::open(path)?;
    let Some(head) = index.head()? else { return Ok(None) };
    // One that was left while it was written to is behind, too.
    if !index.is_unfinished()? {
        index.load(&head)?;
    }
    Ok(Some((head.epoch, head.seq, head.chain)))
}

/// What a copy of an index holds, for a repair; `None` when there is none that holds.
pub(crate) fn contents_of_copy(dir: &Path) -> Option<(Head, Vec<(RecordKey, Stored)>)> {
    let original = dir.join(index::NAME);
    if !original.exists() {
        return None;
    }
    let copy = TemporaryCopy::of(&original).ok()?;
    let path = copy.0.clone();
    let read = catch_unwind(move || {
        let index = Index::open(&path)?;
        let head = index.head()?.ok_or(IndexError::Wrong("it is empty"))?;
        let records = index.load(&head)?;
        Ok::<_, IndexError>((head, records))
    });
    read.ok()?.ok()
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
