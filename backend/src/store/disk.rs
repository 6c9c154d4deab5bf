//! The store of a data directory: journal, index, witness and lock, opened in that spirit: the journal is believed,
//! everything else is checked against it.

#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use shared::sync::{Cursor, Delta};
use tokio::sync::watch;

use super::current::Current;
use super::hex;
use super::index::{Head, Index};
use super::index_keeper::{self, IndexKeeper};
use super::journal::Journal;
use super::journal::replay::Damage;

use super::lock::DirectoryLock;
use super::on_disk::{JOURNAL, JournalEnd, OnDisk};
use super::quick_start;
use super::restored;
use super::space::Space;
use super::state::State;
use super::witness::Witness;
use super::writer::{Message, Request, Writer, WriterHealth};
use super::{Base, Change, CommitError, Contents, Health, Published, Store};

/// Why a data directory cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process uses it.
    #[error("another process uses {}", .0.display())]
    InUse(PathBuf),
    /// The journal cannot be trusted.
    #[error("{0}; put the directory back from a backup with \"family-hub restore --force\"")]
    Damaged(#[from] Damage),
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

/// Sizes at which the store changes what it does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// A segment of the journal that has grown beyond this is followed by a new one.
    pub(crate) segment_bytes: u64,
    /// A journal longer than this is not read whole at the start: 64 MB take about half a second.
    pub(crate) quick_start_above: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            segment_bytes: 16 << 20,
            quick_start_above: 64 << 20,
        }
    }
}

/// The store of a data directory. Dropping it closes it.
pub struct DiskStore {
    current: Arc<Current>,
    requests: SyncSender<Message>,
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
        restored::complete(dir).map_err(io(dir))?;
        let Found {
            mut state,
            end,
            torn,
            index,
        } = find(dir, &limits)?;
        if torn > 0 {
            let after = state.cursor.seq;
            tracing::warn!(
                bytes = torn,
                after,
                "the journal ends in a write that was cut off and never acknowledged"
            );
        }
        let journal_dir = dir.join(JOURNAL);
        let mut read_only = None;
        let journal = match end {
            None => begin(dir, &journal_dir, &mut state, limits.segment_bytes).map_err(io(&journal_dir))?,
            Some(end) => {
                let epoch = state.cursor.epoch.clone();
                let mut journal = Journal::resume(&journal_dir, epoch, limits.segment_bytes, end.last, end.before);
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
        let store = Self::start(dir, (state, index), journal, space, lock, read_only).map_err(io(dir))?;
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(records, seq, ms, "the data directory is open");
        Ok(Arc::new(store))
    }

    fn start(
        dir: &Path,
        (state, index): (State, Option<(Index, Head)>),
        journal: Journal,
        space: Space,
        lock: DirectoryLock,
        read_only: Option<String>,
    ) -> io::Result<Self> {
        let current = Arc::new(Current::new(state));
        let index = IndexKeeper::start(dir, Arc::clone(&current), space.clone(), index)?;
        let progress = index.progress();
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
            health: Arc::clone(&health),
            witnessed: None,
            read_only,
        };
        let (requests, received): (_, Receiver<Message>) = sync_channel(256);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let writer = thread.spawn(move || writer.run(&received))?;
        Ok(Self {
            current,
            requests,
            writer: Mutex::new(Some(writer)),
            health,
            index: progress,
            space,
            lock: Mutex::new(Some(lock)),
        })
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

/// What a data directory holds, read in the quickest way that can be trusted.
struct Found {
    state: State,
    end: Option<JournalEnd>,
    torn: u64,
    /// Open and checked already, after a quick start.
    index: Option<(Index, Head)>,
}

fn find(dir: &Path, limits: &Limits) -> Result<Found, OpenError> {
    if let Some(quick) = quick_start::try_from_index(dir, limits.quick_start_above) {
        let witness = Witness::read(dir).map_err(|error| OpenError::Io {
            path: dir.to_owned(),
            error,
        })?;
        if let Some(witness) = witness {
            witness.check(&quick.state)?;
        }
        return Ok(Found {
            state: quick.state,
            end: Some(quick.end),
            torn: quick.torn,
            index: Some((quick.index, quick.head)),
        });
    }
    let OnDisk { state, end, torn, .. } = OnDisk::read(dir)?;
    Ok(Found {
        state,
        end,
        torn,
        index: None,
    })
}

/// A new data directory.
fn begin(dir: &Path, journal_dir: &Path, state: &mut State, segment_bytes: u64) -> io::Result<Journal> {
    fs::create_dir_all(journal_dir)?;
    super::files::sync_dir(dir)?;
    *state = State::new(new_epoch()?);
    Journal::begin(journal_dir, state, segment_bytes)
}

/// A name for a life of a server: 16 random hex digits.
pub(crate) fn new_epoch() -> io::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(hex::encode(&bytes))
}
