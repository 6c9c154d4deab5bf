//! Past changes: those that were kept when segments were folded into a base, in a gzip file of one line each, and
//! behind them those in the segments.
//!
//! ```text
//! {"seq":5,"at":1760000000,"put":"place","id":"p","record":{…}}
//! {"seq":6,"at":1760000000,"older":false,"remove":"place","id":"q"}
//! ```
//!
//! `"older":false` says that changes of the record from before this one are not in it.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::sync::Arc;

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::value::RawValue;
use shared::model::{RecordKey, RecordKind};

use super::author::Author;
use super::journal::line::quoted;
use super::journal::segments::Part;
use super::on_disk::OnDisk;
use super::open_error::OpenError;
use super::state::{State, Step};

/// A change of one record, in the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastChange {
    /// The commit it was part of.
    pub seq: u64,
    /// When that was made: seconds since 1970 (UTC).
    pub at: i64,
    /// The record.
    pub key: RecordKey,
    /// The record as it was given; `None` removed it.
    pub raw: Option<Arc<str>>,
    /// Who made it, where that is known; without the request.
    pub by: Option<Author>,
    /// Changes of this record from before this one are no longer kept.
    pub older_dropped: bool,
}

impl PastChange {
    /// The changes of a commit, one a record.
    pub(crate) fn of_commit(seq: u64, at: i64, steps: &[Step]) -> impl Iterator<Item = Self> {
        let by = steps.iter().find_map(|step| match step {
            Step::By(author) => Some(Author {
                request: None,
                ..author.clone()
            }),
            _ => None,
        });
        steps.iter().filter_map(move |step| {
            let (key, raw) = match step {
                Step::Put { key, raw } => (key.clone(), Some(Arc::clone(raw))),
                Step::Remove(key) => (key.clone(), None),
                Step::Arrange { .. } | Step::Surround(_) | Step::By(_) => return None,
            };
            Some(Self {
                seq,
                at,
                key,
                raw,
                by: by.clone(),
                older_dropped: false,
            })
        })
    }

    /// Writes it as a line.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "{{\"seq\":{},\"at\":{}", self.seq, self.at)?;
        if self.older_dropped {
            out.write_all(b",\"older\":false")?;
        }
        if let Some(author) = &self.by {
            write!(out, ",\"by\":{}", serde_json::to_string(author)?)?;
        }
        let (kind, id) = (self.key.kind.code(), quoted(&self.key.id));
        match &self.raw {
            Some(raw) => writeln!(out, ",\"put\":\"{kind}\",\"id\":{id},\"record\":{raw}}}"),
            None => writeln!(out, ",\"remove\":\"{kind}\",\"id\":{id}}}"),
        }
    }

    fn read(line: &[u8]) -> Option<Self> {
        let written: Written<'_> = serde_json::from_slice(line).ok()?;
        let (kind, raw) = match (written.put, written.remove) {
            (Some(kind), None) => (kind, Some(Arc::from(written.record?.get()))),
            (None, Some(kind)) => (kind, None),
            _ => return None,
        };
        Some(Self {
            seq: written.seq,
            at: written.at,
            key: RecordKey { kind, id: written.id },
            raw,
            by: written.by,
            older_dropped: written.older == Some(false),
        })
    }
}

#[derive(Deserialize)]
struct Written<'a> {
    seq: u64,
    at: i64,
    #[serde(default)]
    older: Option<bool>,
    #[serde(default)]
    by: Option<Author>,
    #[serde(default)]
    put: Option<RecordKind>,
    #[serde(default)]
    remove: Option<RecordKind>,
    id: String,
    #[serde(default, borrow)]
    record: Option<&'a RawValue>,
}

/// Reads a history file line by line.
pub(crate) fn read_file(part: &Part, seen: &mut dyn FnMut(PastChange)) -> io::Result<()> {
    let mut lines = BufReader::new(GzDecoder::new(BufReader::with_capacity(1 << 16, part.source.reader())));
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let change = PastChange::read(&line);
        seen(change.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a line of the history cannot be read"))?);
    }
}

/// Shows every change that is kept, oldest first, of a data directory at a moment; returns what stands there.
pub(crate) fn read(dir: &Path, seen: &mut dyn FnMut(PastChange)) -> Result<OnDisk, OpenError> {
    let on_disk = OnDisk::read(dir)?;
    let failed = |error| OpenError::Io {
        path: dir.to_owned(),
        error,
    };
    for_each_change(&on_disk, seen).map_err(failed)?;
    Ok(on_disk)
}

/// Shows every change that is kept of a directory that was read and holds, oldest first.
///
/// A base may hold records whose changes no history file tells: after a repair, or where that file is gone. The first
/// change of such a record behind the base is marked, or it would look as if it had made the record.
pub(crate) fn for_each_change(on_disk: &OnDisk, seen: &mut dyn FnMut(PastChange)) -> io::Result<()> {
    let mut untold: HashMap<RecordKey, u64> = match &on_disk.base {
        None => HashMap::new(),
        Some(part) => {
            let base = super::base::read(part).map_err(|error| io::Error::other(error.to_string()))?;
            let records = base.state.records.iter();
            records.map(|(key, stored)| (key.clone(), stored.rev)).collect()
        }
    };
    if let Some((part, _)) = &on_disk.history {
        read_file(part, &mut |change| {
            // Bases of earlier versions hold no number: 0.
            if untold.get(&change.key).is_some_and(|rev| [0, change.seq].contains(rev)) {
                untold.remove(&change.key);
            }
            seen(change);
        })?;
    }
    for_each_commit(on_disk, &mut |seq, at, steps| {
        PastChange::of_commit(seq, at, steps).for_each(|mut change| {
            change.older_dropped = untold.remove(&change.key).is_some();
            seen(change);
        });
    })
}

/// Shows the commits in the segments of a directory that was read and holds.
pub(crate) fn for_each_commit(on_disk: &OnDisk, seen: &mut dyn FnMut(u64, i64, &[Step])) -> io::Result<()> {
    use super::journal::line::{self, Line};
    for segment in &on_disk.segments {
        let bytes = segment.source.bytes()?;
        for text in bytes.split(|byte| *byte == b'\n') {
            if let Some((_, Line::Group(group))) = line::read(text) {
                for (seq, steps) in (group.seq..).zip(&group.commits) {
                    seen(seq, group.at, steps);
                }
            }
        }
    }
    Ok(())
}

/// The state before a commit, when it lies behind the base: with order and envelope, which the history does not hold.
pub(crate) fn state_before(dir: &Path, seq: u64) -> Result<Option<State>, OpenError> {
    let on_disk = OnDisk::read(dir)?;
    let failed = |error| OpenError::Io {
        path: dir.to_owned(),
        error,
    };
    let mut state = match &on_disk.base {
        None => State::new(String::new()),
        Some(part) => match super::base::read(part) {
            Ok(base) => base.state,
            Err(error) => return Err(failed(io::Error::other(error.to_string()))),
        },
    };
    if seq <= state.cursor.seq || seq > on_disk.state.cursor.seq {
        return Ok(None);
    }
    for_each_commit(&on_disk, &mut |at_seq, at, steps| {
        if at_seq < seq {
            state.apply(at, [0; 32], steps);
        }
    })
    .map_err(failed)?;
    Ok(Some(state))
}
