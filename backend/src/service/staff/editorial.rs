//! All that a running server keeps for the people who keep the data: accounts, campaigns, reports, and the limits on
//! guessing.

use std::path::Path;
use std::sync::Arc;

use shared::time::{Instant, rome};
use tokio::sync::Semaphore;

use super::Staff;
use super::campaigns::Campaigns;
use super::import_maps::ImportMaps;
use super::staged::Staged;
use super::throttle::Throttle;
use crate::service::feedback::Feedback;
use crate::service::views::Views;
use crate::store::EventLogError;

/// Passphrases that are checked at once: each takes 19 MiB.
const CHECKED_AT_ONCE: usize = 2;
/// Passphrases that wait for their turn.
pub const WAITING: usize = 64;

/// The editorial office of a data directory.
pub struct Editorial {
    /// Accounts and sessions.
    pub staff: Staff,
    /// Places that are asked by a link.
    pub campaigns: Campaigns,
    /// How columns of files are understood.
    pub maps: ImportMaps,
    /// Files that were brought and are still to be looked at.
    pub staged: Staged,
    /// What families report.
    pub feedback: Feedback,
    /// How often places are looked at.
    pub views: Views,
    /// Guesses at passphrases.
    pub throttle: Throttle,
    /// Whose turn it is to have a passphrase checked.
    pub checking: Arc<Semaphore>,
    /// Who waits for it.
    pub waiting: Arc<Semaphore>,
}

impl std::fmt::Debug for Editorial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Editorial").finish_non_exhaustive()
    }
}

impl Editorial {
    /// Opens what a data directory holds of it; there may be nothing yet.
    ///
    /// # Errors
    /// A file cannot be read, or is damaged.
    pub fn open(dir: &Path, now: Instant) -> Result<Arc<Self>, EventLogError> {
        Ok(Arc::new(Self {
            staff: Staff::open(dir)?,
            campaigns: Campaigns::open(dir)?,
            maps: ImportMaps::open(dir)?,
            staged: Staged::default(),
            feedback: Feedback::open(dir, rome::local(now).date)?,
            views: Views::default(),
            throttle: Throttle::default(),
            checking: Arc::new(Semaphore::new(CHECKED_AT_ONCE)),
            waiting: Arc::new(Semaphore::new(WAITING)),
        }))
    }
}
