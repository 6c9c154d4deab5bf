//! A start that does not grow with the history: the records from the index, and only the last segments of the journal.
//!
//! Used when the journal is long. The index is believed only if its records have the hash it says, and if the journal
//! has the very line it says it stands at; else the whole journal is read. Damage in older segments is then not seen
//! by a start; `verify` sees it.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use shared::sync::Cursor;

use super::envelope::Envelope;
use super::hex;
use super::index::{self, Head, Index, IndexError};
use super::journal::replay::{Segment, header_of, list, read_segment, replay};
use super::on_disk::{JOURNAL, JournalEnd};
use super::state::{LOG_KEYS, State, Stored, Touched};

/// What a quick start found.
pub(crate) struct QuickStart {
    pub(crate) state: State,
    pub(crate) end: JournalEnd,
    pub(crate) torn: u64,
    /// Open already, since sled cannot be opened twice in a row.
    pub(crate) index: Index,
    pub(crate) head: Head,
}

type Records = Vec<(shared::model::RecordKey, Stored)>;

/// Starts from the index when the journal is longer than `above` bytes. Needs the directory's lock. `None`: it is not,
/// or something does not fit.
pub(crate) fn try_from_index(dir: &Path, above: u64) -> Option<QuickStart> {
    let segments = list(&dir.join(JOURNAL)).ok()?;
    let sizes: Option<Vec<u64>> = segments
        .iter()
        .map(|(_, _, path)| Some(path.metadata().ok()?.len()))
        .collect();
    let sizes = sizes?;
    let path = dir.join(index::NAME);
    if sizes.iter().sum::<u64>() <= above || !path.exists() {
        return None;
    }
    let (index, head, records) = catch_unwind(|| load(&path)).ok()?.ok()?;
    let (first, tail) = tail_from(segments, head.seq)?;
    let header = header_of(tail.first()?)?;
    let log = log_before(&index, &head, header.seq)?;
    let cursor = Cursor {
        epoch: header.epoch,
        seq: header.seq,
    };
    let envelope = Envelope::from_json(&head.envelope).ok()?;
    let state = State::of_index(head.seq, cursor, header.prev, envelope, records, log);
    let replayed = replay(state, &tail).ok()?;
    let expected = hex::decode_hash(&head.chain)?;
    let found = match head.seq == header.seq {
        true => Some(header.prev),
        false => replayed.state.chain_at(head.seq),
    };
    let fits = found == Some(expected) && replayed.state.cursor.epoch == head.epoch;
    let (at, good) = replayed.last?;
    fits.then(|| QuickStart {
        end: JournalEnd {
            last: (tail[at].number, good),
            before: sizes[..first + at].iter().sum(),
        },
        state: replayed.state,
        torn: replayed.torn,
        index,
        head,
    })
}

fn load(path: &Path) -> Result<(Index, Head, Records), IndexError> {
    let index = Index::open(path)?;
    let head = index.head()?.ok_or(IndexError::Wrong("it is empty"))?;
    let records = index.load(&head)?;
    Ok((index, head, records))
}

/// The segments from the one on in which the commit after `seq` stands, and the position of the first of them.
fn tail_from(segments: Vec<(u32, String, PathBuf)>, seq: u64) -> Option<(usize, Vec<Segment>)> {
    let mut tail: Vec<Segment> = Vec::new();
    let count = segments.len();
    for segment in segments.into_iter().rev() {
        let segment = read_segment(segment).ok()?;
        let begins_at = header_of(&segment)?.seq;
        tail.push(segment);
        if begins_at <= seq {
            tail.reverse();
            return Some((count - tail.len(), tail));
        }
    }
    None
}

/// What was touched before the replay begins, for readers who are further behind.
fn log_before(index: &Index, head: &Head, seq: u64) -> Option<Vec<Touched>> {
    let log = catch_unwind(std::panic::AssertUnwindSafe(|| index.log_until(seq, LOG_KEYS)));
    let mut log = log.ok()?.ok()?;
    // A commit that the index holds in part only would lead readers astray.
    let whole = log.len().saturating_sub(1);
    if log.iter().map(|touched| touched.keys.len()).sum::<usize>() >= LOG_KEYS {
        log.drain(..log.len() - whole);
    }
    log.retain(|touched| touched.seq <= head.seq);
    Some(log)
}
