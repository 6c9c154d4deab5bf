//! A store without a disk: the same states, deltas and refusals, for tests and for trying things out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use shared::model::RecordKey;
use shared::sync::{Cursor, Delta};
use tokio::sync::watch;

use super::current::{Commit, Current};
use super::state::{State, objection, plan};
use super::{Base, Change, CommitError, Contents, Health, IndexHealth, OpenError, PastChange, Published, Store};

/// A store that forgets everything when it is dropped.
pub struct MemoryStore {
    current: Current,
    writer: Mutex<()>,
    read_only: AtomicBool,
    shared: AtomicBool,
    commits: Mutex<Vec<Commit>>,
}

impl MemoryStore {
    /// An empty store with that epoch.
    #[must_use]
    pub fn new(epoch: &str) -> Self {
        Self {
            current: Current::new(State::new(epoch.to_owned())),
            writer: Mutex::new(()),
            read_only: AtomicBool::new(false),
            shared: AtomicBool::new(false),
            commits: Mutex::default(),
        }
    }

    /// Makes it refuse commits as a store on a full disk does.
    pub fn fill_disk(&self) {
        self.read_only.store(true, Ordering::Relaxed);
    }

    /// Makes it say that other servers add to its journal.
    pub fn share(&self) {
        self.shared.store(true, Ordering::Relaxed);
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
            if let Some(answer) = objection(&state, &[], &base, &changes) {
                return answer;
            }
            (state.cursor.clone(), plan(&state, &[], &changes))
        };
        if steps.is_empty() {
            return Ok(cursor);
        }
        let commit = Commit {
            at: seconds_now(),
            chain: [0; 32],
            steps,
        };
        self.current.apply(std::slice::from_ref(&commit));
        self.commits.lock().unwrap_or_else(PoisonError::into_inner).push(commit);
        Ok(self.published().cursor.clone())
    }

    fn contents(&self) -> Contents {
        self.current.state().contents()
    }

    fn record(&self, key: &RecordKey) -> Option<(Arc<str>, u64)> {
        let state = self.current.state();
        let stored = state.records.get(key)?;
        Some((Arc::clone(&stored.raw), stored.rev))
    }

    fn done_by_request(&self, key: &str) -> Option<u64> {
        self.current.state().done_by_request(&[], key)
    }

    fn history(&self, seen: &mut dyn FnMut(PastChange)) -> Result<(), OpenError> {
        let commits = self.commits.lock().unwrap_or_else(PoisonError::into_inner);
        for (seq, commit) in (1..).zip(commits.iter()) {
            PastChange::of_commit(seq, commit.at, &commit.steps).for_each(&mut *seen);
        }
        Ok(())
    }

    fn contents_before(&self, seq: u64) -> Result<Option<Contents>, OpenError> {
        let commits = self.commits.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = State::new(self.published().cursor.epoch.clone());
        for (_, commit) in (1..seq).zip(commits.iter()) {
            state.apply(commit.at, commit.chain, &commit.steps);
        }
        Ok((state.cursor.seq + 1 == seq && seq <= commits.len() as u64).then(|| state.contents()))
    }

    fn is_shared(&self) -> bool {
        self.shared.load(Ordering::Relaxed)
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
