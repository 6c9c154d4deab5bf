//! Why a data directory cannot be opened or read.

use std::io;
use std::path::PathBuf;

use super::journal::replay::Damage;

/// Why a data directory cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process uses it.
    #[error("another process uses {}", .0.display())]
    InUse(PathBuf),
    /// The journal cannot be trusted.
    #[error(
        "{0}; \"family-hub restore --force\" puts a backup in its place, \"family-hub repair\" says what is lost and \
         goes on without it"
    )]
    Damaged(Damage),
    /// A newer build wrote it.
    #[error("the journal has format {0}, which a newer version of this program wrote")]
    Newer(u32),
    /// A restore is under way, or was cut off: the next start completes it.
    #[error("a restore into {} has not come to its end; the next start completes it", .0.display())]
    Restoring(PathBuf),
    /// There is nothing to read.
    #[error("{} holds no data", .0.display())]
    NoData(PathBuf),
    /// The disk.
    #[error("{}: {error}", .path.display())]
    Io {
        /// What was touched.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
}

impl From<Damage> for OpenError {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::Newer(format) => Self::Newer(format),
            damage => Self::Damaged(damage),
        }
    }
}
