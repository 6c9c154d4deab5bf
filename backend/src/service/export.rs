//! Gives the data set file of a data directory back, also beside a running server.

use std::path::Path;

use crate::store::OpenError;
use crate::store::on_disk::OnDisk;

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
