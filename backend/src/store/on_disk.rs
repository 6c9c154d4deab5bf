//! What a data directory says at a moment, read without touching it: at start under the lock, and for exports and
//! backups beside a running server.

use std::io;
use std::path::Path;

use super::disk::OpenError;
use super::journal::replay::{Damage, Replayed, Segment, read_segments, replay};
use super::restored;
use super::state::State;
use super::witness::Witness;

/// The directory of the journal in a data directory.
pub(crate) const JOURNAL: &str = "journal";

/// Where a journal that was replayed goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JournalEnd {
    /// Number of the last segment, and how many good bytes it has.
    pub(crate) last: (u32, u64),
    /// Bytes in the segments before it.
    pub(crate) before: u64,
}

/// A data directory at a moment.
#[derive(Debug)]
pub(crate) struct OnDisk {
    pub(crate) state: State,
    /// The segments up to the last line that holds.
    pub(crate) segments: Vec<Segment>,
    /// `None`: there is no journal yet.
    pub(crate) end: Option<JournalEnd>,
    /// How many bytes lie behind the last line that holds: a write under way, or one that was cut off.
    pub(crate) torn: u64,
    pub(crate) witness: Option<Witness>,
}

impl OnDisk {
    /// Reads the journal and checks it against the witness file.
    pub(crate) fn read(dir: &Path) -> Result<Self, OpenError> {
        let failed = |error| OpenError::Io {
            path: dir.to_owned(),
            error,
        };
        if dir.join(restored::COMPLETE).exists() {
            return Err(OpenError::Restoring(dir.to_owned()));
        }
        // First, since a server that is running writes it behind the journal.
        let witness = Witness::read(dir).map_err(failed)?;
        let segments = match read_segments(&dir.join(JOURNAL)) {
            Ok(segments) => segments,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(failed(error)),
        };
        let read = Self::of_segments(segments)?;
        if let Some(witness) = &witness {
            match read.end.is_some() {
                true => witness.check(&read.state)?,
                false => return Err(Damage::EndMissing(1..=witness.seq.max(1)).into()),
            }
        }
        Ok(Self { witness, ..read })
    }

    /// What segments say, from the first one on.
    pub(crate) fn of_segments(mut segments: Vec<Segment>) -> Result<Self, Damage> {
        let Replayed { state, last, torn } = replay(State::new(String::new()), &segments)?;
        let end = last.map(|(at, good)| {
            segments.truncate(at + 1);
            let before = segments[..at].iter().map(|segment| segment.bytes.len() as u64).sum();
            let segment = &mut segments[at];
            segment.bytes.truncate(usize::try_from(good).unwrap_or(usize::MAX));
            JournalEnd {
                last: (segment.number, good),
                before,
            }
        });
        if end.is_none() {
            segments.clear();
        }
        Ok(Self {
            state,
            segments,
            end,
            torn,
            witness: None,
        })
    }
}
