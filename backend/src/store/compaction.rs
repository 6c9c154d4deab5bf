//! Folds segments that are never written to again into a base, and keeps of their changes what history promises.
//!
//! First the history is written, then the base that names it, then both are read back; only then what they were made
//! from is deleted. Whatever moment a kill or a power cut chooses, the newest base that holds leads to the same records.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use shared::model::RecordKey;

use super::base::{self, HistoryName};
use super::files;
use super::hex;
use super::history::{PastChange, for_each_change};
use super::journal::replay::{Damage, ReplayError, header_of};
use super::journal::segments::{Kind, Part, Parts, Source, file_name};
use super::on_disk::OnDisk;

const DAY_S: i64 = 24 * 60 * 60;

/// Which past changes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Changes younger than so many days, as long as there is room for them.
    pub days: u32,
    /// So many of the newest changes of each record that is there, however old.
    pub changes: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { days: 400, changes: 5 }
    }
}

/// How many bytes of compressed history are kept by age. The newest changes of each record may go beyond it.
pub(crate) fn history_room(live: u64) -> u64 {
    (6 << 20).max(live / 2)
}

/// Segments that together are longer than this are worth folding.
pub(crate) fn worth_folding(live: u64) -> u64 {
    (8 << 20).max(live + live / 2)
}

/// What was folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compacted {
    /// The change up to which the base holds everything.
    pub seq: u64,
    /// Bytes in the segments that are gone.
    pub folded: u64,
    /// Bytes in the base and the history file.
    pub written: u64,
    /// Past changes that were kept.
    pub kept: usize,
    /// Past changes that were dropped.
    pub dropped: usize,
}

/// Why nothing was folded. What is there is as good as it was.
#[derive(Debug, thiserror::Error)]
pub enum CompactError {
    /// The journal is damaged.
    #[error(transparent)]
    Damage(#[from] Damage),
    /// The disk.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The store is being closed.
    #[error("it was interrupted")]
    Cancelled,
}

impl From<ReplayError> for CompactError {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Damage(damage) => Self::Damage(damage),
            ReplayError::Io(error) => Self::Io(error),
        }
    }
}

/// Folds the segments of a journal directory before the one numbered `upto`, which nobody writes to any more. `None`:
/// there are none. `now` is in seconds since 1970.
pub(crate) fn compact(
    dir: &Path,
    upto: u32,
    keep: Keep,
    now: i64,
    cancelled: &AtomicBool,
) -> Result<Option<Compacted>, CompactError> {
    let parts = Parts::open(dir)?;
    let follower = parts.of(Kind::Segment).find(|part| part.number == upto).cloned();
    let on_disk = OnDisk::of_parts(parts, upto)?;
    let folded: u64 = on_disk.segments.iter().map(|segment| segment.source.length()).sum();
    if on_disk.segments.is_empty() {
        return Ok(None);
    }
    let state = &on_disk.state;
    let header = follower.as_ref().map(header_of).transpose()?.flatten();
    if !header.is_some_and(|header| header.seq == state.cursor.seq && header.prev == state.chain) {
        let after = state.cursor.seq;
        return Err(Damage::SegmentMissing { number: upto, after }.into());
    }
    let newest = state.at.saturating_add(DAY_S);
    let mut pass = Pass {
        dir,
        on_disk: &on_disk,
        cancelled,
        name: file_name(Kind::History, &state.cursor.epoch, upto),
    };
    // A clock that runs far ahead of the last change says nothing about the age of the others.
    let oldest = now
        .min(newest)
        .saturating_sub(i64::from(keep.days).saturating_mul(DAY_S));
    let changes = pass.list()?;
    let room = history_room(state.live_bytes());
    let mut plain_room = room.saturating_mul(16);
    let (history, kept) = loop {
        let kept = choose(
            &changes,
            on_disk_keys(&changes, &on_disk),
            keep.changes,
            oldest,
            plain_room,
        );
        let history = pass.write(&changes, &kept)?;
        if history.bytes <= room || plain_room == 0 {
            break (history, kept);
        }
        // Text that compresses badly: less of it then.
        plain_room = if plain_room < room { 0 } else { plain_room / 2 };
    };
    let path = dir.join(file_name(Kind::Base, &state.cursor.epoch, upto));
    base::write(&path, upto, state, Some(&history))?;
    let read_back = Part::open(Kind::Base, &path, upto)?;
    let same =
        base::read(&read_back).is_ok_and(|base| base.state.hash == state.hash && base.state.cursor == state.cursor);
    if !same {
        fs::remove_file(&path)?;
        return Err(io::Error::other("a base that was just written cannot be read back").into());
    }
    let kept = kept.iter().filter(|kept| **kept).count();
    tidy_up(dir, upto, &path, &history.name)?;
    Ok(Some(Compacted {
        seq: state.cursor.seq,
        folded,
        written: history.bytes + read_back.source.length(),
        kept,
        dropped: changes.metas.len() - kept,
    }))
}

/// Deletes what a base makes unnecessary.
fn tidy_up(dir: &Path, upto: u32, base: &Path, history: &str) -> io::Result<()> {
    let parts = Parts::open(dir)?;
    for part in &parts.parts {
        let path = dir.join(&part.name);
        let needed = match part.kind {
            Kind::Base => path == *base || part.number > upto,
            Kind::History => part.name == history || part.number > upto,
            Kind::Segment => part.number >= upto,
        };
        if !needed {
            files::remove(&path)?;
        }
    }
    files::sync_dir(dir)
}

/// What is known of each past change without its text.
struct Meta {
    key: u32,
    seq: u64,
    at: i64,
    bytes: u32,
    older_dropped: bool,
}

struct Changes {
    keys: HashMap<RecordKey, u32>,
    /// Oldest first.
    metas: Vec<Meta>,
}

/// Which keys have a record now.
fn on_disk_keys(changes: &Changes, on_disk: &OnDisk) -> Vec<bool> {
    let mut there = vec![false; changes.keys.len()];
    for (key, number) in &changes.keys {
        there[*number as usize] = on_disk.state.records.contains_key(key);
    }
    there
}

/// Which changes are kept: the newest of each record that is there, and of the others those that are young, from the
/// newest on, while there is room.
fn choose(changes: &Changes, there: Vec<bool>, newest: usize, oldest: i64, mut room: u64) -> Vec<bool> {
    let mut ranks = vec![0_usize; there.len()];
    let mut kept = vec![false; changes.metas.len()];
    let mut is_open = true;
    for (meta, kept) in changes.metas.iter().zip(&mut kept).rev() {
        let key = meta.key as usize;
        let is_new = there[key] && ranks[key] < newest;
        ranks[key] += 1;
        let fits = is_open && meta.at >= oldest && room >= u64::from(meta.bytes);
        if !is_new && meta.at >= oldest && !fits {
            is_open = false;
        }
        *kept = is_new || fits;
        if *kept {
            room = room.saturating_sub(u64::from(meta.bytes));
        }
    }
    kept
}

struct Pass<'a> {
    dir: &'a Path,
    on_disk: &'a OnDisk,
    cancelled: &'a AtomicBool,
    name: String,
}

impl Pass<'_> {
    fn each(&self, seen: &mut dyn FnMut(PastChange)) -> Result<(), CompactError> {
        let mut seen = |change: PastChange| match self.cancelled.load(Ordering::Relaxed) {
            true => {}
            false => seen(change),
        };
        for_each_change(self.on_disk, &mut seen)?;
        match self.cancelled.load(Ordering::Relaxed) {
            true => Err(CompactError::Cancelled),
            false => Ok(()),
        }
    }

    fn list(&mut self) -> Result<Changes, CompactError> {
        let mut changes = Changes {
            keys: HashMap::new(),
            metas: Vec::new(),
        };
        self.each(&mut |change| {
            let next = changes.keys.len() as u32;
            let bytes = change.raw.as_ref().map_or(0, |raw| raw.len()) + 64;
            changes.metas.push(Meta {
                key: *changes.keys.entry(change.key).or_insert(next),
                seq: change.seq,
                at: change.at,
                bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
                older_dropped: change.older_dropped,
            });
        })?;
        Ok(changes)
    }

    /// Writes the changes that are kept.
    fn write(&self, changes: &Changes, kept: &[bool]) -> Result<HistoryName, CompactError> {
        let mut marks = vec![false; changes.keys.len()];
        let mut failed: Option<CompactError> = None;
        let name = files::replace_with(&self.dir.join(&self.name), |file| {
            let counting = Counting {
                out: BufWriter::with_capacity(1 << 18, file),
                hash: Sha256::new(),
                bytes: 0,
            };
            let mut packed = GzEncoder::new(counting, Compression::default());
            let mut at = 0;
            let mut written = Ok(());
            let done = self.each(&mut |mut change| {
                let (meta, kept) = (&changes.metas[at], kept[at]);
                debug_assert_eq!(meta.seq, change.seq);
                at += 1;
                let mark = &mut marks[meta.key as usize];
                change.older_dropped = meta.older_dropped || *mark;
                *mark = !kept;
                if kept && written.is_ok() {
                    written = change.write(&mut packed);
                }
            });
            if let Err(error) = done {
                failed = Some(error);
                return Err(io::Error::other("interrupted"));
            }
            written?;
            let mut counting = packed.finish()?;
            counting.out.flush()?;
            Ok(HistoryName {
                name: self.name.clone(),
                bytes: counting.bytes,
                sha256: hex::encode(&counting.hash.finalize()),
            })
        });
        name.map_err(|error| failed.take().unwrap_or(CompactError::Io(error)))
    }
}

struct Counting<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether a history file is the one that its base names.
pub(crate) fn history_holds(source: &Source, named: &HistoryName) -> io::Result<bool> {
    let mut counting = Counting {
        out: io::sink(),
        hash: Sha256::new(),
        bytes: 0,
    };
    io::copy(&mut source.reader(), &mut counting)?;
    Ok(counting.bytes == named.bytes && hex::encode(&counting.hash.finalize()) == named.sha256)
}
