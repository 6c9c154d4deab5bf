//! The index beside the journal, in sled: current records by key, and how far it got.
//!
//! Nothing depends on it being there. It is written behind the journal, checked against it as a whole when it is
//! opened, and made anew whenever something about it is not as it should be. No other file names sled.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};
use shared::model::{RecordKey, RecordKind};
use sled::transaction::{ConflictableTransactionResult, TransactionError, Transactional, TransactionalTree};

use super::hex;
use super::state::{Stored, record_hash, xor};

/// The name of its directory.
pub(crate) const NAME: &str = "index";
/// sled keeps larger values in files of their own, without an fsync: they can vanish.
const VALUE_BYTES: usize = 8000;
/// The most records in one transaction.
const TRANSACTION: usize = 1000;
const HEAD: &[u8] = b"head";
/// There while an index is being written to: its records are then between two heads.
const BUSY: &[u8] = b"busy";
/// A tree that older versions wrote, and that only grew.
const COMMITS: &[u8] = b"commits";

/// How far the index got, and what it must then hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) epoch: String,
    pub(crate) seq: u64,
    /// When the last commit was made: seconds since 1970 (UTC).
    pub(crate) at: i64,
    /// Hash of the journal line that holds the last commit, in hex.
    pub(crate) chain: String,
    /// `State::hash`, in hex.
    pub(crate) state: String,
    pub(crate) records: u64,
    /// What stands around the record lists, as JSON.
    pub(crate) envelope: String,
}

/// What happens to one record; `None` removes it.
pub(crate) type Entry = (RecordKey, Option<Stored>);

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexError {
    #[error("{0}")]
    Sled(#[from] sled::Error),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Wrong(&'static str),
}

/// An open index.
pub(crate) struct Index {
    db: sled::Db,
    records: sled::Tree,
    parts: sled::Tree,
    about: sled::Tree,
    path: PathBuf,
}

impl Index {
    /// Opens the index, or makes an empty one.
    pub(crate) fn open(path: &Path) -> Result<Self, IndexError> {
        remove_unfinished_snapshots(path)?;
        let db = sled::Config::new()
            .path(path)
            .cache_capacity(32 << 20)
            .mode(sled::Mode::LowSpace)
            .open()?;
        Ok(Self {
            records: db.open_tree("records")?,
            parts: db.open_tree("parts")?,
            about: db.open_tree("about")?,
            path: path.to_owned(),
            db,
        })
    }

    /// How far it got; `None` when it is empty.
    pub(crate) fn head(&self) -> Result<Option<Head>, IndexError> {
        let Some(value) = self.about.get(HEAD)? else {
            return Ok(None);
        };
        let packed = Packed::read(&value).ok_or(IndexError::Wrong("its head cannot be read"))?;
        let text = self.unpack(HEAD, &packed)?;
        let head = serde_json::from_str(&text).map_err(|_| IndexError::Wrong("its head cannot be read"))?;
        Ok(Some(head))
    }

    /// Whether it was left while it was written to: it cannot be trusted, and that is no damage.
    pub(crate) fn is_unfinished(&self) -> Result<bool, IndexError> {
        Ok(self.about.contains_key(BUSY)?)
    }

    /// Whether an older version wrote it, with a tree that this one does not have.
    pub(crate) fn is_of_older_version(&self) -> bool {
        self.db.tree_names().iter().any(|name| name == COMMITS)
    }

    /// Bytes on the disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.db.size_on_disk().unwrap_or(0)
    }

    /// Reads all records, after checking that they are what the head says.
    pub(crate) fn load(&self, head: &Head) -> Result<Vec<(RecordKey, Stored)>, IndexError> {
        let mut records = Vec::new();
        let mut hash = [0; 32];
        // The first error ends the loop: sled would give the same one again and again.
        for entry in &self.records {
            let (key, value) = entry?;
            let wrong = IndexError::Wrong("a record in it cannot be read");
            let (Some(record), Some(packed)) = (key_of(&key), Packed::read(&value)) else {
                return Err(wrong);
            };
            let raw = self.unpack(&key, &packed)?;
            xor(&mut hash, &record_hash(&record, &raw));
            let stored = Stored {
                raw: raw.into(),
                arrival: packed.arrival,
                rev: head.seq,
            };
            records.push((record, stored));
        }
        match hex::encode(&hash) == head.state && records.len() as u64 == head.records {
            true => Ok(records),
            false => Err(IndexError::Wrong("its records are not those it should have")),
        }
    }

    /// Puts or removes records, and puts the head behind them.
    pub(crate) fn apply(&self, entries: &[Entry], head: &Head) -> Result<(), IndexError> {
        self.transaction(|_, _, about| about.insert(BUSY, &[]).map(|_| ()).map_err(Into::into))?;
        for entries in entries.chunks(TRANSACTION) {
            self.transaction(|records, parts, _| {
                for (key, stored) in entries {
                    put(records, parts, &key_bytes(key), stored.as_ref())?;
                }
                Ok(())
            })?;
        }
        // Last, so that an index that was left half written does not match its head.
        let text = serde_json::to_string(head).map_err(|_| IndexError::Wrong("its head cannot be written"))?;
        self.transaction(|_, parts, about| {
            let head = Stored {
                raw: text.as_str().into(),
                arrival: 0,
                rev: 0,
            };
            put(about, parts, HEAD, Some(&head))?;
            about.remove(BUSY)?;
            Ok(())
        })?;
        self.flush()
    }

    /// Writes everything to the disk. sled's own flush is no fsync on Linux, so the file is synced as well.
    fn flush(&self) -> Result<(), IndexError> {
        self.db.flush()?;
        File::open(self.path.join("db"))?.sync_data()?;
        Ok(())
    }

    fn transaction(
        &self,
        work: impl Fn(
            &TransactionalTree,
            &TransactionalTree,
            &TransactionalTree,
        ) -> ConflictableTransactionResult<(), sled::Error>,
    ) -> Result<(), IndexError> {
        let trees = (&self.records, &self.parts, &self.about);
        let done = trees.transaction(|(records, parts, about)| work(records, parts, about));
        done.map_err(|error| match error {
            TransactionError::Abort(error) | TransactionError::Storage(error) => IndexError::Sled(error),
        })
    }

    fn unpack(&self, key: &[u8], packed: &Packed<'_>) -> Result<String, IndexError> {
        let wrong = || IndexError::Wrong("a record in it cannot be read");
        let bytes = match packed.form {
            Form::Plain => packed.bytes.to_vec(),
            Form::Parts(count) => {
                let mut deflated = Vec::new();
                for number in 0..count {
                    let part = self.parts.get(part_key(key, number))?.ok_or_else(wrong)?;
                    deflated.extend_from_slice(&part);
                }
                let mut bytes = Vec::new();
                DeflateDecoder::new(&*deflated).read_to_end(&mut bytes)?;
                bytes
            }
        };
        String::from_utf8(bytes).map_err(|_| wrong())
    }
}

/// Puts or removes a value, with the parts of a large one.
fn put(
    tree: &TransactionalTree,
    parts: &TransactionalTree,
    key: &[u8],
    stored: Option<&Stored>,
) -> ConflictableTransactionResult<(), sled::Error> {
    let before = match stored {
        Some(stored) => {
            let (value, deflated) = pack(stored);
            for (number, part) in deflated.chunks(VALUE_BYTES).enumerate() {
                parts.insert(part_key(key, number as u32), part)?;
            }
            tree.insert(key, value)?
        }
        None => tree.remove(key)?,
    };
    let count = |value: &[u8]| match Packed::read(value).map(|packed| packed.form) {
        Some(Form::Parts(count)) => count,
        _ => 0,
    };
    let now = stored.map_or(0, |stored| count(&pack(stored).0));
    for number in now..before.as_deref().map_or(0, count) {
        parts.remove(part_key(key, number))?;
    }
    Ok(())
}

/// A value: when it arrived (8 bytes), in how many parts it lies elsewhere (4 bytes), or its bytes.
struct Packed<'a> {
    arrival: u64,
    form: Form,
    bytes: &'a [u8],
}

enum Form {
    Plain,
    Parts(u32),
}

impl<'a> Packed<'a> {
    fn read(value: &'a [u8]) -> Option<Self> {
        let (arrival, rest) = value.split_first_chunk::<8>()?;
        let (parts, bytes) = rest.split_first_chunk::<4>()?;
        let form = match u32::from_be_bytes(*parts) {
            0 => Form::Plain,
            count => Form::Parts(count),
        };
        Some(Self {
            arrival: u64::from_be_bytes(*arrival),
            form,
            bytes,
        })
    }
}

/// The value, and the deflated bytes of one that is too large for it.
fn pack(stored: &Stored) -> (Vec<u8>, Vec<u8>) {
    let mut value = stored.arrival.to_be_bytes().to_vec();
    if stored.raw.len() <= VALUE_BYTES {
        value.extend_from_slice(&[0; 4]);
        value.extend_from_slice(stored.raw.as_bytes());
        return (value, Vec::new());
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    let deflated = encoder
        .write_all(stored.raw.as_bytes())
        .and_then(|()| encoder.finish())
        .expect("writing into memory cannot fail");
    let parts = deflated.len().div_ceil(VALUE_BYTES) as u32;
    value.extend_from_slice(&parts.to_be_bytes());
    (value, deflated)
}

fn part_key(key: &[u8], number: u32) -> Vec<u8> {
    [key, &[0], &number.to_be_bytes()].concat()
}

fn key_bytes(key: &RecordKey) -> Vec<u8> {
    [key.kind.code(), "/", &key.id].concat().into_bytes()
}

fn key_of(bytes: &[u8]) -> Option<RecordKey> {
    let (kind, id) = std::str::from_utf8(bytes).ok()?.split_once('/')?;
    Some(RecordKey {
        kind: kind.parse::<RecordKind>().ok()?,
        id: id.to_owned(),
    })
}

/// A kill while sled writes a snapshot leaves half of one, which the next start would take for a whole one.
fn remove_unfinished_snapshots(path: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
