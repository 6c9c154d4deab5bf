//! Puts a backup into a data directory. The server's life begins anew: readers that know the old one take the
//! snapshot again.

use std::path::{Path, PathBuf};

use super::backup::{self, BackupError};
use crate::store::lock::DirectoryLock;
use crate::store::{OpenError, files, is_copy, restored};

/// What happens to data that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// The restore is refused.
    Keep,
    /// It is replaced; its journal stays as `journal.before-restore`.
    Replace,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The new life of the server.
    pub epoch: String,
    /// The last change in it.
    pub seq: u64,
    /// How many records there are.
    pub records: usize,
}

/// Why a restore was refused. What was there is untouched then.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The backup cannot be used.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The directory holds data already.
    #[error("{} holds data already; --force replaces it", .0.display())]
    NotEmpty(PathBuf),
    /// The directory cannot be used.
    #[error(transparent)]
    Directory(#[from] OpenError),
}

/// Restores a backup.
///
/// # Errors
/// See [`RestoreError`]; nothing was changed then, unless the disk failed in the very last step, which the next start
/// completes.
pub fn restore(dir: &Path, file: &Path, existing: Existing) -> Result<Restored, RestoreError> {
    let backup = backup::read(file)?;
    let failed = |error| OpenError::Io {
        path: dir.to_owned(),
        error,
    };
    std::fs::create_dir_all(dir).map_err(failed)?;
    let lock = DirectoryLock::take(dir).map_err(failed)?;
    let _lock = lock.ok_or_else(|| OpenError::InUse(dir.to_owned()))?;
    if is_copy(dir) {
        return Err(OpenError::Copy(dir.to_owned()).into());
    }
    restored::complete(dir).map_err(failed)?;
    if existing == Existing::Keep && restored::holds_data(dir) {
        return Err(RestoreError::NotEmpty(dir.to_owned()));
    }
    let epoch = restored::put_in_place(dir, backup.on_disk.parts(), &backup.on_disk.state).map_err(failed)?;
    files::sync_dir(dir).map_err(failed)?;
    Ok(Restored {
        epoch,
        seq: backup.head.seq,
        records: backup.head.records,
    })
}
