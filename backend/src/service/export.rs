//! Gives the data set file of a data directory back, also beside a running server.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::on_disk::OnDisk;
use crate::store::{OpenError, files};

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no data, or it cannot be trusted.
    #[error(transparent)]
    Directory(#[from] OpenError),
    /// The file cannot be written; a former one of that name is as it was.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
}

/// The data set file with everything that is committed: records as they were given, unknown fields too.
///
/// # Errors
/// There is no data, or it cannot be trusted.
pub fn export(dir: &Path) -> Result<String, OpenError> {
    let on_disk = OnDisk::read(dir)?;
    match on_disk.end {
        Some(_) => Ok(on_disk.state.contents().to_file()),
        None => Err(OpenError::NoData(dir.to_owned())),
    }
}

/// Writes the data set file. One of that name is replaced by a complete one only.
///
/// # Errors
/// See [`ExportError`].
pub fn export_to(dir: &Path, file: &Path) -> Result<(), ExportError> {
    let text = export(dir)? + "\n";
    files::hand_out(file, text.as_bytes()).map_err(|error| ExportError::Io {
        path: file.to_owned(),
        error,
    })
}
