//! A store without a disk: the same states, deltas and refusals, for tests and for trying things out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use shared::sync::{Cursor, Delta};
use tokio::sync::watch;

use super::current::{Commit, Current};
use super::state::{State, plan};
use super::{Base, Change, CommitError, Contents, Health, IndexHealth, Published, Store};

/// A store that forgets everything when it is dropped.
pub struct MemoryStore {
    current: Current,
    writer: Mutex<()>,
    read_only: AtomicBool,
}

impl MemoryStore {
    /// An empty store with that epoch.
    #[must_use]
    pub fn new(epoch: &str) -> Self {
        Self {
            current: Current::new(State::new(epoch.to_owned())),
            writer: Mutex::new(()),
            read_only: AtomicBool::new(false),
        }
    }

    /// Makes it refuse commits as a store on a full disk does.
    pub fn fill_disk(&self) {
        self.read_only.store(true, Ordering::Relaxed);
    }

    /// Makes it take commits again.
    pub fn free_disk(&self) {
        self.read_only.store(false, Ordering::Relaxed);
    }
}

impl Store for MemoryStore {
    fn published(&self) -> Arc<Published> {
        self.current.published()
    }

    fn delta(&self, from: &Cursor) -> Option<Delta> {
        self.current.delta(from)
    }

    fn watch(&self) -> watch::Receiver<Cursor> {
        self.current.watch()
    }

    fn commit(&self, base: Base, changes: Vec<Change>) -> Result<Cursor, CommitError> {
        let _one_at_a_time = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if self.read_only.load(Ordering::Relaxed) {
            return Err(CommitError::ReadOnly {
                retry_after_s: 30,
                reason: "the disk is full".to_owned(),
            });
        }
        let (cursor, steps) = {
            let state = self.current.state();
            (state.cursor.clone(), plan(&state, &[], &changes))
        };
        if matches!(base, Base::Exactly(expected) if expected != cursor) {
            return Err(CommitError::Moved(cursor));
        }
        if steps.is_empty() {
            return Ok(cursor);
        }
        self.current.apply(&[Commit {
            at: seconds_now(),
            chain: [0; 32],
            steps,
        }]);
        Ok(self.published().cursor.clone())
    }

    fn contents(&self) -> Contents {
        self.current.state().contents()
    }

    fn health(&self) -> Health {
        let published = self.published();
        let full = self.read_only.load(Ordering::Relaxed);
        Health {
            read_only: full.then(|| "the disk is full".to_owned()),
            cursor: published.cursor.clone(),
            at: published.at,
            records: published.data.len(),
            index: IndexHealth::At(published.cursor.seq),
            journal_bytes: 0,
            free_bytes: None,
        }
    }
}

/// Seconds since 1970 (UTC); 0 on a clock before that.
pub(crate) fn seconds_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
