//! Where the records live: the `Store` trait, what it publishes, and its two implementations.
//!
//! In reading order: [`change`] what a commit does, [`state`] the records in memory, [`current`] what readers see of
//! them, [`memory`] a store without a disk.

mod author;
mod base;
mod change;
mod compact_json;
pub(crate) mod compaction;
mod compactor;
mod comuni;
#[cfg(test)]
mod conformance;
mod current;
pub(crate) mod database;
mod dataset;
pub mod disk;
mod envelope;
mod epoch;
mod event_log;
pub(crate) mod files;
pub(crate) mod hex;
pub(crate) mod history;
pub(crate) mod index;
mod index_check;
mod index_keeper;
pub(crate) mod journal;
mod limits;
pub(crate) mod lock;
pub mod memory;
pub(crate) mod on_disk;
mod open_error;
mod plain_words;
mod replica;
pub(crate) mod restored;
pub(crate) mod salvage;
mod space;
pub(crate) mod state;
pub(crate) mod witness;
mod writer;

#[cfg(test)]
pub(crate) use compact_json::compact;
pub(crate) use dataset::{dataset_of, next as dataset_after};
pub(crate) use envelope::{TopLevel, with_field};
pub(crate) use event_log::EventLog;
pub use event_log::EventLogError;
pub(crate) use index_check::{IndexVerdict, index_verdict};

use std::sync::Arc;

use shared::model::{Dataset, RecordKey, RecordKind};
use shared::sync::{Cursor, Delta};
use tokio::sync::watch;

pub use author::Author;
pub use change::{Change, Put};
pub use compaction::{CompactError, Compacted, Keep};
pub use comuni::gazetteer;
pub use database::address::{Address, is_address};
pub use disk::DiskStore;
pub use envelope::{Envelope, FORMAT, kind_of_list, list_name};
pub use history::PastChange;
pub use journal::replay::Damage;
pub use open_error::OpenError;
pub(crate) use replica::is_copy;
pub use replica::migrate::{MigrateError, Migrated, migrate_from, migrate_to};

/// What readers see: a whole state of the data, never changed after it was published.
#[derive(Debug)]
pub struct Published {
    /// Which state it is.
    pub cursor: Cursor,
    /// When the last change in it was made: seconds since 1970 (UTC).
    pub at: i64,
    /// The records, sorted, with the comuni they name.
    pub data: Arc<Dataset>,
}

/// The records of one data directory. Readers are served from memory and never wait for a writer.
pub trait Store: Send + Sync + 'static {
    /// The newest state. Wait-free.
    fn published(&self) -> Arc<Published>;

    /// What changed since a cursor; `None` when the reader has to take the snapshot: another epoch, a cursor from the
    /// future, or one that is further back than the log of changes.
    fn delta(&self, from: &Cursor) -> Option<Delta>;

    /// Told of every new state.
    fn watch(&self) -> watch::Receiver<Cursor>;

    /// Makes changes, all or none of them, and returns the cursor that holds them once they are on disk. Blocks: call
    /// it from a blocking task. Changes that change nothing are left out; when none is left, the cursor stays.
    ///
    /// A caller that checked references against a state names it as `base`, so that nothing can slip in between.
    ///
    /// # Errors
    /// See [`CommitError`]; nothing was changed then.
    fn commit(&self, base: Base, changes: Vec<Change>) -> Result<Cursor, CommitError>;

    /// Every record as it was given.
    fn contents(&self) -> Contents;

    /// One record as it was given, and the commit that last changed it.
    fn record(&self, key: &RecordKey) -> Option<(Arc<str>, u64)>;

    /// The commit that a request made, by the hash of its key, if it came within the last weeks.
    fn done_by_request(&self, key: &str) -> Option<u64>;

    /// The commit that this very request of an author made before: it is answered again and not done again.
    fn done_already(&self, author: &Author) -> Option<u64> {
        self.done_by_request(author.request.as_deref()?)
    }

    /// The data set file: every record as it was given, unknown fields too, in the order of the last file that came
    /// whole, later ones in order of arrival.
    fn export(&self) -> String {
        self.contents().to_file()
    }

    /// Shows every past change that is kept, oldest first.
    ///
    /// # Errors
    /// The history cannot be read.
    fn history(&self, seen: &mut dyn FnMut(PastChange)) -> Result<(), OpenError>;

    /// Everything as it was before a commit; `None` when only the changes of single records are kept from that time.
    ///
    /// # Errors
    /// The history cannot be read.
    fn contents_before(&self, seq: u64) -> Result<Option<Contents>, OpenError>;

    /// How the store is.
    fn health(&self) -> Health;

    /// Whether other servers add to the same journal, so that a reader may have seen more than this one has yet.
    fn is_shared(&self) -> bool {
        false
    }
}

/// A state of the data as it was given, unknown fields too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Which state it is.
    pub cursor: Cursor,
    /// When the last change in it was made: seconds since 1970 (UTC).
    pub at: i64,
    /// What stands around the record lists.
    pub envelope: Envelope,
    /// The records in the order of an export, as one line of JSON each.
    pub records: Vec<(RecordKey, Arc<str>)>,
}

impl Contents {
    /// The data set file that holds them.
    #[must_use]
    pub fn to_file(&self) -> String {
        let of_kind = |kind: RecordKind| self.records.iter().filter(move |(key, _)| key.kind == kind);
        self.envelope.filled_with(
            |kind| {
                let raws: Vec<&str> = of_kind(kind).map(|(_, raw)| &**raw).collect();
                format!("[{}]", raws.join(","))
            },
            |kind| of_kind(kind).next().is_some(),
        )
    }
}

/// The state a commit builds on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Whatever is there.
    Any,
    /// Exactly the state of that cursor; else [`CommitError::Moved`].
    Exactly(Cursor),
}

/// Why a commit was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The disk takes no writes now. Reads go on, and writes work again by themselves when it does.
    #[error("the data directory takes no changes at the moment: {reason}; try again in {retry_after_s} s")]
    ReadOnly {
        /// When to try again, in seconds.
        retry_after_s: u32,
        /// What is wrong with the disk.
        reason: String,
    },
    /// The database that keeps the journal was lost before it answered, and did not come back in time. The change is made
    /// or not; a request that comes again with its key is not done twice.
    #[error("it is not known yet whether the change was made; send it again in {retry_after_s} s")]
    Unknown {
        /// When to try again, in seconds.
        retry_after_s: u32,
    },
    /// Another commit came first.
    #[error("another change came first: the data stands at {0:?} now")]
    Moved(Cursor),
    /// The store is shutting down.
    #[error("the store is shutting down")]
    Closed,
}

/// How the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Why commits are refused; `None` is writable.
    pub read_only: Option<String>,
    /// Where the data stands.
    pub cursor: Cursor,
    /// When the last change was made: seconds since 1970 (UTC).
    pub at: i64,
    /// How many records there are.
    pub records: usize,
    /// How the index is.
    pub index: IndexHealth,
    /// Bytes in the journal; 0 without one.
    pub journal_bytes: u64,
    /// Bytes that the file system has left; `None` without a disk.
    pub free_bytes: Option<u64>,
}

/// How the index beside the journal is. Readers and commits do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexHealth {
    /// It holds every change up to that seq.
    At(u64),
    /// It is being opened, rebuilt, or waits for the disk.
    Behind,
}

impl IndexHealth {
    /// A word for monitoring.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::At(_) => "ready",
            Self::Behind => "behind",
        }
    }
}
