//! What readers see of the state: the published data set, deltas, and a signal for each new cursor.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use shared::model::{Record, RecordKey};
use shared::sync::{Cursor, Delta, collect_delta};
use tokio::sync::watch;

use super::change::parse_record;
use super::state::{State, Step};
use super::{Published, comuni, dataset};

/// A commit on its way: what it does, and when it was made.
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    pub(crate) at: i64,
    pub(crate) chain: [u8; 32],
    pub(crate) steps: Vec<Step>,
}

/// The state, and what readers see of it.
pub(crate) struct Current {
    state: Mutex<State>,
    published: ArcSwap<Published>,
    cursors: watch::Sender<Cursor>,
}

impl Current {
    pub(crate) fn new(state: State) -> Self {
        let (mut data, unreadable) = state.dataset();
        for bad in unreadable {
            tracing::warn!(
                kind = bad.kind.code(),
                id = bad.id,
                field = bad.field,
                reason = %bad.refusal,
                "a stored record cannot be read by this build; it is kept and not shown"
            );
        }
        comuni::fill(&mut data);
        let published = Published {
            cursor: state.cursor.clone(),
            at: state.at,
            data: Arc::new(data),
        };
        Self {
            cursors: watch::Sender::new(state.cursor.clone()),
            published: ArcSwap::from_pointee(published),
            state: Mutex::new(state),
        }
    }

    /// The state. Held for moments only; a panic of another holder cannot leave it half changed, since
    /// [`State::apply`] has no way to fail.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn published(&self) -> Arc<Published> {
        self.published.load_full()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Cursor> {
        self.cursors.subscribe()
    }

    pub(crate) fn delta(&self, from: &Cursor) -> Option<Delta> {
        let published = self.published();
        if from.epoch != published.cursor.epoch || from.seq > published.cursor.seq {
            return None;
        }
        let touched: Vec<RecordKey> = {
            let state = self.state();
            let touched = state.touched_after(from.seq)?;
            touched
                .take_while(|touched| touched.seq <= published.cursor.seq)
                .flat_map(|touched| touched.keys.iter().cloned())
                .collect()
        };
        let data = &published.data;
        Some(collect_delta(from.seq, &published.cursor, published.at, touched, data))
    }

    /// Publishes the same records under the state's epoch, if that is another one by now.
    pub(crate) fn announce_epoch(&self) {
        let cursor = self.state().cursor.clone();
        let published = self.published();
        if published.cursor.epoch != cursor.epoch {
            self.published.store(Arc::new(Published {
                cursor: cursor.clone(),
                at: published.at,
                data: Arc::clone(&published.data),
            }));
            self.cursors.send_replace(cursor);
        }
    }

    /// Applies commits that are safely stored and publishes the state after the last one.
    pub(crate) fn apply(&self, commits: &[Commit]) {
        let mut touched: HashSet<RecordKey> = HashSet::new();
        for step in commits.iter().flat_map(|commit| &commit.steps) {
            if let Step::Put { key, .. } | Step::Remove(key) = step {
                touched.insert(key.clone());
            }
        }
        let (cursor, at, put) = {
            let mut state = self.state();
            for commit in commits {
                state.apply(commit.at, commit.chain, &commit.steps);
            }
            // Read back from what is stored now, so that what is shown is what the next start will show.
            let stored = touched.iter().filter_map(|key| Some((key, state.records.get(key)?)));
            let put: Vec<Record> = stored
                .filter_map(|(key, stored)| parse_record(key.kind, &stored.raw).ok())
                .collect();
            (state.cursor.clone(), state.at, put)
        };
        let mut data = dataset::next(&self.published().data, &touched, put);
        comuni::fill(&mut data);
        self.published.store(Arc::new(Published {
            cursor: cursor.clone(),
            at,
            data: Arc::new(data),
        }));
        self.cursors.send_replace(cursor);
    }
}
