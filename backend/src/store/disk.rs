//! The store of a data directory: journal, index, witness and lock, opened in that spirit: the journal is believed,
//! everything else is checked against it.

#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use shared::model::RecordKey;
use shared::sync::{Cursor, Delta};
use tokio::sync::watch;

use super::compaction::{CompactError, Compacted, Keep};
use super::compactor::Compactor;
use super::current::Current;
use super::epoch::new_epoch;
use super::history::{self, PastChange};
use super::index::{self, Index, IndexError};
use super::index_keeper::{self, IndexKeeper};
use super::journal::replay::Damage;
use super::journal::{JOURNAL, Journal};
use super::limits::Limits;
use super::lock::DirectoryLock;
use super::on_disk::OnDisk;
use super::open_error::OpenError;
use super::restored;
use super::space::Space;
use super::state::State;
use super::writer::{Message, Request, Writer, WriterHealth};
use super::{Base, Change, CommitError, Contents, Health, Published, Store};

/// The store of a data directory. Dropping it closes it.
pub struct DiskStore {
    dir: PathBuf,
    /// Its journal is a copy of one that other servers add to, too.
    is_copy: bool,
    current: Arc<Current>,
    pub(super) requests: SyncSender<Message>,
    writer: Mutex<Option<JoinHandle<()>>>,
    health: Arc<Mutex<WriterHealth>>,
    index: Arc<AtomicU64>,
    space: Space,
    /// Released when everything else has ended.
    lock: Mutex<Option<DirectoryLock>>,
}

impl DiskStore {
    /// Opens a data directory for this process alone; an empty or missing one becomes a new one with its own epoch.
    ///
    /// # Errors
    /// See [`OpenError`]; the directory is as it was then.
    pub fn open(dir: &Path) -> Result<Arc<Self>, OpenError> {
        Self::open_with(dir, Limits::default())
    }

    /// Like [`DiskStore::open`], with another say about which past changes are kept.
    ///
    /// # Errors
    /// See [`OpenError`]; the directory is as it was then.
    pub fn open_keeping(dir: &Path, keep: Keep) -> Result<Arc<Self>, OpenError> {
        let limits = Limits {
            keep,
            ..Limits::default()
        };
        Self::open_with(dir, limits)
    }

    /// Opens a data directory with other limits, so that tests see with little data what happens with much.
    pub(crate) fn open_with(dir: &Path, limits: Limits) -> Result<Arc<Self>, OpenError> {
        let begun = Instant::now();
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error| OpenError::Io { path, error }
        };
        fs::create_dir_all(dir).map_err(io(dir))?;
        let lock = DirectoryLock::take(dir).map_err(io(dir))?;
        let lock = lock.ok_or_else(|| OpenError::InUse(dir.to_owned()))?;
        let space = Space::of(dir).map_err(io(dir))?;
        if let Some(kind) = space.doubtful_kind() {
            tracing::warn!(
                kind,
                "the data directory is on a network file system: locks and writes may not hold there"
            );
        }
        if super::replica::is_copy(dir) {
            return Err(OpenError::Copy(dir.to_owned()));
        }
        restored::complete(dir).map_err(io(dir))?;
        let on_disk = OnDisk::read(dir)?;
        let index = index_beside(dir, &on_disk)?;
        let OnDisk {
            mut state,
            end,
            torn,
            strays,
            ..
        } = on_disk;
        for name in strays {
            tracing::warn!(
                name,
                "a file in the journal's directory is none of the journal's; it is left alone"
            );
        }
        let journal_dir = dir.join(JOURNAL);
        let mut read_only = None;
        let journal = match end {
            None => begin(dir, &journal_dir, &mut state, limits.segment_bytes).map_err(io(&journal_dir))?,
            Some(end) => {
                let epoch = state.cursor.epoch.clone();
                let mut journal = Journal::resume(&journal_dir, epoch, limits.segment_bytes, end);
                if torn > 0 && !end.lacks_line_feed {
                    let after = state.cursor.seq;
                    tracing::warn!(
                        bytes = torn,
                        after,
                        "the journal ends in a write that was cut off; readers take everything again"
                    );
                    // Nobody can tell whether somebody saw what was cut off, so its number is not given out again.
                    journal.begin_epoch(new_epoch().map_err(io(dir))?);
                }
                let usable = space.has_room_for(4096).and_then(|room| match room {
                    true => journal.recover(&mut state),
                    false => Err(io::ErrorKind::StorageFull.into()),
                });
                if let Err(error) = usable {
                    tracing::error!(%error, "the disk takes no changes; reads go on, and changes when it works again");
                    read_only = Some(format!("the disk takes no changes: {error}"));
                }
                journal
            }
        };
        let (records, seq) = (state.records.len(), state.cursor.seq);
        let store = Self::start(
            dir,
            (state, index),
            journal,
            space,
            lock,
            (limits, read_only),
            |writer, received| writer.run(&received),
        );
        let store = store.map_err(io(dir))?;
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(records, seq, ms, "the data directory is open");
        Ok(Arc::new(store))
    }

    pub(super) fn start(
        dir: &Path,
        (state, index): (State, Option<Index>),
        journal: Journal,
        space: Space,
        lock: DirectoryLock,
        (limits, read_only): (Limits, Option<String>),
        run: impl FnOnce(Writer, Receiver<Message>) + Send + 'static,
    ) -> io::Result<Self> {
        let current = Arc::new(Current::new(state));
        let index = IndexKeeper::start(dir, Arc::clone(&current), space.clone(), index)?;
        let progress = index.progress();
        let compactor = Compactor::start(
            dir.join(JOURNAL),
            limits.keep,
            Arc::clone(&current),
            space.clone(),
            journal.sealed_bytes(),
        )?;
        let health = Arc::new(Mutex::new(WriterHealth {
            read_only: read_only.clone(),
            journal_bytes: journal.bytes(),
        }));
        let writer = Writer {
            dir: dir.to_owned(),
            current: Arc::clone(&current),
            journal,
            space: space.clone(),
            index,
            compactor,
            limits,
            health: Arc::clone(&health),
            witnessed: None,
            read_only,
        };
        let (requests, received) = sync_channel(256);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let writer = thread.spawn(move || run(writer, received))?;
        Ok(Self {
            dir: dir.to_owned(),
            is_copy: super::replica::is_copy(dir),
            current,
            requests,
            writer: Mutex::new(Some(writer)),
            health,
            index: progress,
            space,
            lock: Mutex::new(Some(lock)),
        })
    }

    /// Folds the journal up to now into a base, whatever its size. `None`: there was nothing to fold.
    ///
    /// # Errors
    /// Nothing was folded; what is there is as good as it was.
    pub fn compact(&self) -> Result<Option<Compacted>, CompactError> {
        let (answer, answered) = sync_channel(1);
        let sent = self.requests.send(Message::Compact(answer));
        sent.map_err(|_| CompactError::Cancelled)?;
        answered.recv().map_err(|_| CompactError::Cancelled)?
    }

    /// Writes what is left to write and lets the directory go. Commits are refused from here on, reads still work.
    pub fn close(&self) {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            // It cannot be told twice, and a writer that died has nothing left to write.
            let _ = self.requests.send(Message::Close);
            let _ = writer.join();
        }
        self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Drop for DiskStore {
    fn drop(&mut self) {
        self.close();
    }
}

impl Store for DiskStore {
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
        let (answer, answered) = sync_channel(1);
        let request = Request { base, changes, answer };
        let sent = self.requests.send(Message::Commit(request));
        sent.map_err(|_| CommitError::Closed)?;
        answered.recv().map_err(|_| CommitError::Closed)?
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
        history::read(&self.dir, seen).map(|_| ())
    }

    fn contents_before(&self, seq: u64) -> Result<Option<Contents>, OpenError> {
        let state = history::state_before(&self.dir, seq)?;
        Ok(state.map(|state| state.contents()))
    }

    fn is_shared(&self) -> bool {
        self.is_copy
    }

    fn health(&self) -> Health {
        let published = self.published();
        let writer = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        Health {
            read_only: writer.read_only.clone(),
            cursor: published.cursor.clone(),
            at: published.at,
            records: published.data.len(),
            index: index_keeper::health(&self.index),
            journal_bytes: writer.journal_bytes,
            free_bytes: self.space.free().ok(),
        }
    }
}

/// The index of a directory, open; refused when it knows of changes that the journal does not have. `None`: there is
/// none, or it cannot be opened; whoever keeps it makes it anew then.
pub(super) fn index_beside(dir: &Path, on_disk: &OnDisk) -> Result<Option<Index>, Damage> {
    let path = dir.join(index::NAME);
    if !path.exists() {
        return Ok(None);
    }
    let opened = catch_unwind(|| {
        let index = Index::open(&path)?;
        let head = index.head()?;
        Ok::<_, IndexError>((index, head))
    });
    let opened = opened.ok().and_then(Result::ok);
    let state = &on_disk.state;
    match (on_disk.end, &opened) {
        // A kill in the first moments of a new directory leaves the journal first and an index that holds nothing.
        (None, None) => return Err(Damage::Missing("an index that cannot be read")),
        (None, Some((_, Some(_)))) => return Err(Damage::Missing("its index")),
        (Some(_), Some((_, Some(head)))) => {
            let is_known = head.epoch == state.cursor.epoch || state.past_epochs.contains(&head.epoch);
            if head.epoch == state.cursor.epoch && head.seq > state.cursor.seq {
                return Err(Damage::EndMissing(state.cursor.seq + 1..=head.seq));
            }
            if !is_known && on_disk.witness.is_none() {
                return Err(Damage::Replaced {
                    witness: "the index",
                    epoch: head.epoch.clone(),
                    seq: head.seq,
                });
            }
        }
        _ => {}
    }
    Ok(opened.map(|(index, _)| index))
}

/// A new data directory.
fn begin(dir: &Path, journal_dir: &Path, state: &mut State, segment_bytes: u64) -> io::Result<Journal> {
    fs::create_dir_all(journal_dir)?;
    super::files::sync_dir(dir)?;
    *state = State::new(new_epoch()?);
    Journal::begin(journal_dir, state, segment_bytes)
}
