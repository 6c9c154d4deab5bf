//! Makes a data directory that lost something usable again, and says what is lost. The server's life begins anew, so
//! that no reader who saw what is gone goes on as if nothing had happened.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::store::lock::DirectoryLock;
use crate::store::on_disk::OnDisk;
use crate::store::salvage::{Salvage, salvage};
use crate::store::{IndexVerdict, OpenError, files, index_verdict, is_copy, restored};

/// What was made of a damaged directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The new life of the server.
    pub epoch: String,
    /// The number after which changes go on.
    pub seq: u64,
    /// How many records there are.
    pub records: usize,
    /// Changes that are gone.
    pub lost: Vec<RangeInclusive<u64>>,
    /// Changes that are gone from the journal while what they did was saved.
    pub saved: Vec<RangeInclusive<u64>>,
}

/// Why nothing was repaired. What was there is untouched then.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// Nothing is damaged.
    #[error("{} needs no repair", .0.display())]
    NotNeeded(PathBuf),
    /// Nothing of the records is left: only a backup helps.
    #[error("nothing in {} can be saved; \"family-hub restore --force\" puts a backup in its place", .0.display())]
    NothingLeft(PathBuf),
    /// The directory cannot be used.
    #[error(transparent)]
    Directory(#[from] OpenError),
}

/// Repairs a data directory that no server uses. What was there stays as `journal.before-restore`.
///
/// # Errors
/// See [`RepairError`]; nothing was changed then, unless the disk failed in the very last step, which the next start
/// completes.
pub fn repair(dir: &Path) -> Result<Repaired, RepairError> {
    let failed = |error| OpenError::Io {
        path: dir.to_owned(),
        error,
    };
    if !dir.is_dir() {
        return Err(OpenError::NoData(dir.to_owned()).into());
    }
    let lock = DirectoryLock::take(dir).map_err(failed)?;
    let _lock = lock.ok_or_else(|| OpenError::InUse(dir.to_owned()))?;
    if is_copy(dir) {
        return Err(OpenError::Copy(dir.to_owned()).into());
    }
    restored::complete(dir).map_err(failed)?;
    match OnDisk::read(dir) {
        Ok(on_disk) => {
            let verdict = index_verdict(dir, &on_disk.state);
            let is_ahead = matches!(verdict, Ok(IndexVerdict::Ahead(_) | IndexVerdict::Foreign(..)));
            let is_missed = on_disk.end.is_none() && !matches!(verdict, Ok(IndexVerdict::Missing));
            if !is_ahead && !is_missed {
                return Err(RepairError::NotNeeded(dir.to_owned()));
            }
        }
        Err(OpenError::Damaged(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let Salvage {
        state,
        next_segment,
        lost,
        saved_by_index,
    } = salvage(dir).map_err(failed)?;
    if state.cursor.epoch.is_empty() {
        return Err(RepairError::NothingLeft(dir.to_owned()));
    }
    let epoch = restored::put_state_in_place(dir, next_segment, &state).map_err(failed)?;
    files::sync_dir(dir).map_err(failed)?;
    Ok(Repaired {
        epoch,
        seq: state.cursor.seq,
        records: state.records.len(),
        lost,
        saved: saved_by_index,
    })
}
