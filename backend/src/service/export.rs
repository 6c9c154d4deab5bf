//! Gives the data set file of a data directory back, also beside a running server.

use std::io;
use std::path::{Path, PathBuf};

use shared::interop::about::About;
use shared::model::Dataset;
use shared::time::Instant;

use crate::formats::{self, Extract, Format, FormatError, Holds};
use crate::service::open_data::Newest;
use crate::store::on_disk::OnDisk;
use crate::store::{Contents, OpenError, files, gazetteer, history};

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
    /// The format cannot hold it.
    #[error("{name}: {error}")]
    Format {
        /// The end of its files' names.
        name: &'static str,
        /// Why.
        error: FormatError,
    },
}

/// The data set file with everything that is committed: records as they were given, unknown fields too.
///
/// # Errors
/// There is no data, or it cannot be trusted.
pub fn export(dir: &Path) -> Result<String, OpenError> {
    contents(dir).map(|contents| contents.to_file())
}

/// Everything that is committed, as it was given.
///
/// # Errors
/// There is no data, or it cannot be trusted.
pub fn contents(dir: &Path) -> Result<Contents, OpenError> {
    let on_disk = OnDisk::read(dir)?;
    match on_disk.end {
        Some(_) => Ok(on_disk.state.contents()),
        None => Err(OpenError::NoData(dir.to_owned())),
    }
}

/// A file in another format with everything that is committed, examples left out, for whoever reads it at `site`.
///
/// # Errors
/// There is no data, it cannot be trusted, or the format cannot hold it.
pub fn export_as(dir: &Path, format: Format, holds: Holds, site: &str) -> Result<Vec<u8>, ExportError> {
    let mut newest = Newest::default();
    let on_disk = history::read(dir, &mut |change| newest.take(change))?;
    if on_disk.end.is_none() {
        return Err(OpenError::NoData(dir.to_owned()).into());
    }
    let contents = on_disk.state.contents();
    let mut data: Dataset = serde_json::from_str(&contents.to_file())
        .map_err(io::Error::from)
        .map_err(failed(dir))?;
    data.networks.retain(|one| !one.sample);
    data.places.retain(|one| !one.sample);
    data.activities.retain(|one| !one.sample);
    data.guides.retain(|one| !one.sample);
    data.sort();
    gazetteer().fill(&mut data);
    let changes: Vec<_> = newest.0.into_values().collect();
    let extract = Extract {
        data: &data,
        chosen: &data,
        kinds: holds.kinds,
        about: About {
            name: "Family Hub",
            site,
            at: Instant(contents.at),
        },
        revision: Instant(contents.at),
        changes: &changes,
    };
    formats::write(format, &extract).map_err(|error| ExportError::Format {
        name: format.extension(),
        error,
    })
}

/// Writes a file. One of that name is replaced by a complete one only.
///
/// # Errors
/// See [`ExportError`].
pub fn hand_out(file: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    files::hand_out(file, bytes).map_err(failed(file))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> ExportError {
    let path = path.to_owned();
    move |error| ExportError::Io { path, error }
}

/// Writes the data set file. One of that name is replaced by a complete one only.
///
/// # Errors
/// See [`ExportError`].
pub fn export_to(dir: &Path, file: &Path) -> Result<(), ExportError> {
    let text = export(dir)? + "\n";
    hand_out(file, text.as_bytes())
}
