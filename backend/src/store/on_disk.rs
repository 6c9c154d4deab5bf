//! What a data directory says at a moment, read without touching it: at start under the lock, and for exports and
//! backups beside a running server.

use std::io;
use std::path::Path;

use super::base::{self, BaseError, HistoryName};
use super::journal::replay::{Damage, ReplayError, Replayed, replay};
use super::journal::segments::{Kind, Part, Parts, Source};
use super::journal::{JOURNAL, JournalEnd};
use super::open_error::OpenError;
use super::restored;
use super::state::State;
use super::witness::Witness;

/// How often a directory is read again that changes while it is read.
const ATTEMPTS: usize = 8;

/// A data directory at a moment.
#[derive(Debug)]
pub(crate) struct OnDisk {
    pub(crate) state: State,
    /// The base that the segments go on from, and the history from before it.
    pub(crate) base: Option<Part>,
    pub(crate) history: Option<(Part, HistoryName)>,
    /// The base names a history file, whether that is there or not.
    pub(crate) wants_history: bool,
    /// The segments up to the last line that holds.
    pub(crate) segments: Vec<Part>,
    /// `None`: there is no journal yet.
    pub(crate) end: Option<JournalEnd>,
    /// How many bytes lie behind the last line that holds: a write under way, or one that was cut off.
    pub(crate) torn: u64,
    /// Files in the journal's directory that are none of its own.
    pub(crate) strays: Vec<String>,
    pub(crate) witness: Option<Witness>,
}

impl OnDisk {
    /// Reads the journal and checks it against the witness file.
    pub(crate) fn read(dir: &Path) -> Result<Self, OpenError> {
        let mut before: Option<Vec<String>> = None;
        for _ in 0..ATTEMPTS {
            // First, since a server that is running writes it behind the journal.
            let witness = Witness::read(dir).map_err(failed(dir))?;
            let parts = Parts::open(&dir.join(JOURNAL));
            let names = parts
                .as_ref()
                .ok()
                .map(|parts| parts.names().iter().map(|name| (*name).to_owned()).collect());
            let read = match parts {
                Ok(parts) => Self::read_once(dir, witness, parts),
                Err(error) => Err(failed(dir)(error)),
            };
            // What a running server tidied away meanwhile looks like a loss, until one looks again.
            if read.is_ok() || (before.is_some() && before == names) {
                return read;
            }
            before = names;
        }
        let witness = Witness::read(dir).map_err(failed(dir))?;
        Self::read_once(dir, witness, Parts::open(&dir.join(JOURNAL)).map_err(failed(dir))?)
    }

    fn read_once(dir: &Path, witness: Option<Witness>, parts: Parts) -> Result<Self, OpenError> {
        if dir.join(restored::COMPLETE).exists() {
            return Err(OpenError::Restoring(dir.to_owned()));
        }
        let read = Self::of_parts(parts, u32::MAX).map_err(|error| match error {
            ReplayError::Damage(damage) => damage.into(),
            ReplayError::Io(error) => failed(dir)(error),
        })?;
        match (&witness, read.end.is_some()) {
            (Some(witness), true) => witness.check(&read.state)?,
            (None, false) if Witness::is_there(dir) => return Err(Damage::Missing("its witness file").into()),
            (Some(witness), false) => return Err(Damage::EndMissing(1..=witness.seq.max(1)).into()),
            (None, _) => {}
        }
        Ok(Self { witness, ..read })
    }

    /// What the files of a journal say, from the newest base on that holds to the segment before `until`.
    pub(crate) fn of_parts(parts: Parts, until: u32) -> Result<Self, ReplayError> {
        let Parts { parts, mut strays } = parts;
        let (mut bases, mut histories, mut segments) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            match part.kind {
                Kind::Base => bases.push(part),
                Kind::History => histories.push(part),
                Kind::Segment => segments.push(part),
            }
        }
        let (base, state, history) = newest(bases, &segments)?;
        let first = base.as_ref().map_or(1, |base| base.number);
        // Folded already, and not tidied away yet.
        segments.retain(|segment| segment.number >= first);
        let Replayed {
            state,
            segments,
            strays: foreign,
            torn,
            lacks_line_feed,
        } = replay(state, segments, first..until)?;
        strays.extend(foreign);
        let wants_history = history.is_some();
        let history = match history {
            None => None,
            Some(named) => {
                let part = histories.into_iter().find(|part| part.name == named.name);
                // It is worth no refusal: the records do not depend on it. `verify` says so.
                part.map(|part| (part, named))
            }
        };
        let mut segments = segments;
        let end = segments.split_last().map(|(last, before)| JournalEnd {
            last: (last.number, last.source.length()),
            before: before.iter().map(|segment| segment.source.length()).sum(),
            lacks_line_feed,
        });
        // Copies go on behind it, so they need it whole.
        if let Some(last) = segments.last_mut().filter(|_| lacks_line_feed) {
            let mut bytes = last.source.bytes()?.into_owned();
            bytes.push(b'\n');
            last.source = Source::Memory(bytes.into());
        }
        if end.is_none() && base.is_some() && first < until {
            let after = state.cursor.seq;
            return Err(Damage::SegmentMissing { number: first, after }.into());
        }
        Ok(Self {
            state,
            base,
            history,
            wants_history,
            segments,
            end,
            torn,
            strays,
            witness: None,
        })
    }

    /// The files to copy, each as long as it is good.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part> {
        let history = self.history.iter().map(|(part, _)| part);
        self.base.iter().chain(history).chain(&self.segments)
    }
}

fn failed(dir: &Path) -> impl Fn(io::Error) -> OpenError {
    let path = dir.to_owned();
    move |error| OpenError::Io {
        path: path.clone(),
        error,
    }
}

type Newest = (Option<Part>, State, Option<HistoryName>);

/// The newest base that holds and whose segment is there. One that does not hold is no loss as long as what it was made
/// from is there.
fn newest(bases: Vec<Part>, segments: &[Part]) -> Result<Newest, ReplayError> {
    let mut damage = None;
    for part in bases.into_iter().rev() {
        match base::read(&part) {
            Ok(base) => return Ok((Some(part), base.state, base.history)),
            Err(BaseError::Io(error)) => return Err(error.into()),
            Err(BaseError::Wrong(reason)) => {
                tracing::warn!(name = part.name, reason, "a base of the journal is damaged");
                damage = damage.or(Some(Damage::Base {
                    name: part.name,
                    reason: reason.to_owned(),
                }));
            }
        }
    }
    match damage {
        Some(damage) if segments.first().is_none_or(|segment| segment.number > 1) => Err(damage.into()),
        _ => Ok((None, State::new(String::new()), None)),
    }
}
