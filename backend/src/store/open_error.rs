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
    /// The directory is a node's copy of a journal in a database: what is added here alone would be lost.
    #[error(
        "{} holds a copy of a journal that a database keeps: change it through a running server (serve --journal), or \
         bring it home with \"family-hub migrate\"",
        .0.display()
    )]
    Copy(PathBuf),
    /// The database that keeps the journal.
    #[error("the database: {0}")]
    Database(String),
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
