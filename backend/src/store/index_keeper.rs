//! Keeps the index in step with the journal, on a thread of its own: whatever sled does, readers and commits go on.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use shared::model::RecordKey;

use super::IndexHealth;

use super::current::Current;
use super::hex;
use super::index::{self, Entry, Head, Index, IndexError};
use super::space::Space;
use super::state::State;

/// Commits that come within this time are written to the index together.
const GATHER: Duration = Duration::from_millis(50);
/// How often an index that cannot be written is tried again.
const RETRY: Duration = Duration::from_secs(5);
/// How long a shutdown waits for the last commits to reach the index. What does not is caught up at the next start.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// Where the index stands when it stands nowhere.
const BEHIND: u64 = u64::MAX;

/// The writer's end of the thread.
pub(crate) struct IndexKeeper {
    wake: Option<SyncSender<()>>,
    ended: Receiver<()>,
    applied: Arc<AtomicU64>,
}

impl IndexKeeper {
    /// Opens or makes the index behind `current` in the background, or takes over one that is open.
    pub(crate) fn start(
        dir: &Path,
        current: Arc<Current>,
        space: Space,
        opened: Option<Index>,
    ) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let (end, ended) = sync_channel(1);
        let applied = Arc::new(AtomicU64::new(BEHIND));
        let is_new = current.state().cursor.seq == 0;
        let keeper = Keeper {
            is_new,
            path: dir.join(index::NAME),
            current,
            space,
            applied: Arc::clone(&applied),
            opened,
            fresh_bytes: 0,
            index: None,
            head: None,
        };
        std::thread::Builder::new().name("index".to_owned()).spawn(move || {
            keeper.run(&woken);
            let _ = end.send(());
        })?;
        Ok(Self {
            wake: Some(wake),
            ended,
            applied,
        })
    }

    /// Tells it that there is something new.
    pub(crate) fn wake(&self) {
        if let Some(wake) = &self.wake {
            match wake.try_send(()) {
                // It is still to look at the last thing, and will see this one too.
                Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
            }
        }
    }

    /// How far it is, seen from anywhere.
    pub(crate) fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.applied)
    }

    /// Lets it write what is left, for a while.
    pub(crate) fn close(&mut self) {
        self.wake = None;
        let _ = self.ended.recv_timeout(LAST_WORDS);
    }
}

/// What a progress counter says.
pub(crate) fn health(applied: &AtomicU64) -> IndexHealth {
    match applied.load(Ordering::Relaxed) {
        BEHIND => IndexHealth::Behind,
        seq => IndexHealth::At(seq),
    }
}

struct Keeper {
    path: PathBuf,
    current: Arc<Current>,
    space: Space,
    applied: Arc<AtomicU64>,
    /// There was nothing in the journal when it was opened, so nobody misses an index.
    is_new: bool,
    /// Open, and not looked at yet.
    opened: Option<Index>,
    /// How large it was when it had just been made anew.
    fresh_bytes: u64,
    index: Option<Index>,
    head: Option<Head>,
}

impl Keeper {
    fn run(mut self, woken: &Receiver<()>) {
        loop {
            let in_step = self.step();
            let wait = match in_step {
                true => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => woken.recv_timeout(RETRY),
            };
            if matches!(wait, Err(RecvTimeoutError::Disconnected)) {
                break;
            }
            std::thread::sleep(GATHER);
        }
        self.step();
        self.let_go();
    }

    /// Brings the index up to now. `false`: it could not, and has to be tried again.
    fn step(&mut self) -> bool {
        if !self.space.has_room_for_index() {
            // What is open now would only fail, and stay failed.
            self.let_go();
            return false;
        }
        if self.index.is_none() && !self.open() {
            return false;
        }
        match self.guarded(Self::catch_up) {
            Ok(()) => {
                let seq = self.head.as_ref().map_or(BEHIND, |head| head.seq);
                self.applied.store(seq, Ordering::Relaxed);
                self.shrink();
                self.index.is_some()
            }
            Err(reason) => {
                tracing::warn!(reason, "the index failed; it is opened again, and made anew if need be");
                self.let_go();
                false
            }
        }
    }

    /// Makes an index anew that takes up much more room than its contents need: sled gives little of it back by itself.
    fn shrink(&mut self) {
        let Some(index) = &self.index else { return };
        let (bytes, live) = (index.bytes(), self.current.state().live_bytes());
        if bytes <= room_for_index(live) || bytes <= 2 * self.fresh_bytes {
            return;
        }
        self.let_go();
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "an index that takes up too much room cannot be deleted");
            return;
        }
        let made = self.guarded(|keeper| Index::open(&keeper.path));
        match made {
            Ok(index) => {
                self.index = Some(index);
                if self.guarded(Self::catch_up).is_ok() {
                    let index = self.index.as_ref();
                    self.fresh_bytes = index.map_or(0, Index::bytes);
                    let seq = self.head.as_ref().map_or(BEHIND, |head| head.seq);
                    self.applied.store(seq, Ordering::Relaxed);
                    tracing::info!(
                        before = bytes,
                        now = self.fresh_bytes,
                        "the index was made anew to save room"
                    );
                } else {
                    self.let_go();
                }
            }
            Err(reason) => tracing::warn!(
                reason,
                "no index can be made in place of one that took up too much room"
            ),
        }
    }

    /// Opens the index, or makes it anew when it cannot be trusted. `false`: neither worked.
    fn open(&mut self) -> bool {
        let was_there = self.path.exists();
        let opened = self.guarded(|keeper| {
            let index = match keeper.opened.take() {
                Some(index) => index,
                None => Index::open(&keeper.path)?,
            };
            let head = keeper.trusted_head(&index)?;
            Ok((index, head))
        });
        let reason = match opened {
            Ok((index, head)) if head.is_some() || !was_there => {
                if head.is_none() && !self.is_new {
                    tracing::warn!(reason = "it was not there", "the index is rebuilt from the journal");
                }
                (self.index, self.head) = (Some(index), head);
                return true;
            }
            Ok(_) => "it is empty".to_owned(),
            Err(reason) => reason,
        };
        if let Err(error) = set_aside(&self.path) {
            tracing::warn!(%error, reason, "the index cannot be used, and not be set aside");
            return false;
        }
        match self.guarded(|keeper| Index::open(&keeper.path)) {
            Ok(index) => {
                tracing::warn!(reason, "the index is rebuilt from the journal");
                (self.index, self.head) = (Some(index), None);
                // It was looked at and found wanting; all that was in it is in the journal.
                let _ = fs::remove_dir_all(aside(&self.path));
                true
            }
            Err(again) => {
                tracing::warn!(reason, again, "the index cannot be used, and none can be made");
                false
            }
        }
    }

    /// The head of an index that holds what it should, and belongs to this journal.
    fn trusted_head(&self, index: &Index) -> Result<Option<Head>, IndexError> {
        let Some(head) = index.head()? else {
            return Ok(None);
        };
        if index.is_unfinished()? {
            return Err(IndexError::Wrong("it was left half written"));
        }
        if index.is_of_older_version() {
            return Err(IndexError::Wrong("an older version wrote it"));
        }
        index.load(&head)?;
        let state = self.current.state();
        if head.epoch != state.cursor.epoch {
            return Err(IndexError::Wrong("it is of another epoch"));
        }
        if head.seq > state.cursor.seq {
            return Err(IndexError::Wrong("it is ahead of the journal"));
        }
        let chain = state.chain_at(head.seq).map(|chain| hex::encode(&chain));
        if state.touched_after(head.seq).is_none() {
            return Err(IndexError::Wrong("it is too far behind"));
        }
        if head.seq > 0 && chain.is_some_and(|chain| chain != head.chain) {
            return Err(IndexError::Wrong("it belongs to another journal"));
        }
        Ok(Some(head))
    }

    fn catch_up(&mut self) -> Result<(), IndexError> {
        let Some(index) = &self.index else {
            return Err(IndexError::Wrong("it is not open"));
        };
        let (entries, head) = {
            let state = self.current.state();
            let from = self.head.as_ref().map(|head| head.seq);
            if from == Some(state.cursor.seq) {
                return Ok(());
            }
            (since(&state, from), head_of(&state))
        };
        index.apply(&entries, &head)?;
        self.head = Some(head);
        Ok(())
    }

    /// Runs something that calls sled, which panics on some damage.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, IndexError>) -> Result<T, String> {
        match catch_unwind(AssertUnwindSafe(|| work(self))) {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(error.to_string()),
            Err(panic) => Err(panic_text(&*panic)),
        }
    }

    /// Closes the index. sled panics in its destructor when the disk fails.
    fn let_go(&mut self) {
        self.applied.store(BEHIND, Ordering::Relaxed);
        self.head = None;
        let index = self.index.take();
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(index))) {
            let reason = panic_text(&*panic);
            tracing::warn!(reason, "the index could not be closed properly");
        }
    }
}

/// What has to be written to an index that is at `from`: everything, when the log does not go back that far.
fn since(state: &State, from: Option<u64>) -> Vec<Entry> {
    let log = from.and_then(|from| state.touched_after(from));
    match log {
        Some(log) => {
            let commits: Vec<_> = log.collect();
            let mut keys: Vec<_> = commits.iter().flat_map(|touched| touched.keys.clone()).collect();
            let arranged = |key: &&RecordKey| commits.iter().any(|touched| touched.arranged.contains(&key.kind));
            keys.extend(state.records.keys().filter(arranged).cloned());
            keys.sort_unstable();
            keys.dedup();
            let entries = keys.into_iter().map(|key| {
                let stored = state.records.get(&key).cloned();
                (key, stored)
            });
            entries.collect()
        }
        None => {
            let entries = state
                .records
                .iter()
                .map(|(key, stored)| (key.clone(), Some(stored.clone())));
            entries.collect()
        }
    }
}

/// An index larger than this is made anew, if that makes it much smaller.
fn room_for_index(live: u64) -> u64 {
    (8 << 20).max(live * 5 / 2)
}

fn head_of(state: &State) -> Head {
    let chain = state.chain_at(state.cursor.seq).unwrap_or([0; 32]);
    Head {
        epoch: state.cursor.epoch.clone(),
        seq: state.cursor.seq,
        at: state.at,
        chain: hex::encode(&chain),
        state: hex::encode(&state.hash),
        records: state.records.len() as u64,
        envelope: state.envelope.to_json(),
    }
}

fn aside(path: &Path) -> PathBuf {
    path.with_extension("set-aside")
}

/// Moves a damaged index out of the way, in place of the one that was moved before.
fn set_aside(path: &Path) -> std::io::Result<()> {
    let aside = aside(path);
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    fs::rename(path, &aside)
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked")
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}
