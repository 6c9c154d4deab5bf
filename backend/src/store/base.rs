//! A base: the state before a segment of the journal, in one sealed file. With it, the segments before are needed no
//! more.
//!
//! ```text
//! {"base":1,"epoch":"…","epochs":[],"segment":7,"seq":57,"at":…,"prev":"…","state":"…","records":2,"history":null,"envelope":{…},"crc32c":"…"}
//! {"arrival":3,"rev":52,"put":"place","id":"p","record":{…}}
//! {"seq":56,"at":…,"request":"…"}
//! {"seq":56,"touched":["place/p","guide/q"]}
//! {"sha256":"…"}
//! ```
//!
//! The last line seals everything before it. The lines with `touched` let readers who are not far behind go on with
//! deltas after a restart.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use shared::model::{RecordKey, RecordKind};
use shared::sync::Cursor;

use super::envelope::Envelope;
use super::files;
use super::hex;
use super::journal::line::{quoted, seal_holds, sealed};
use super::journal::segments::{Part, Source};
use super::state::{State, Stored, Touched};

const FORMAT: u32 = 1;

/// The history file that goes with a base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HistoryName {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// What a base says.
#[derive(Debug)]
pub(crate) struct Base {
    /// The segment that goes on from it.
    pub(crate) segment: u32,
    pub(crate) state: State,
    pub(crate) history: Option<HistoryName>,
}

#[derive(Deserialize)]
struct Head<'a> {
    base: u32,
    #[serde(borrow)]
    epoch: Cow<'a, str>,
    epochs: Vec<String>,
    segment: u32,
    seq: u64,
    at: i64,
    prev: Cow<'a, str>,
    state: Cow<'a, str>,
    records: u64,
    history: Option<HistoryName>,
    #[serde(borrow)]
    envelope: &'a RawValue,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(default)]
    arrival: Option<u64>,
    #[serde(default)]
    rev: u64,
    #[serde(default)]
    request: Option<String>,
    #[serde(default)]
    at: i64,
    #[serde(default)]
    put: Option<RecordKind>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default, borrow)]
    record: Option<&'a RawValue>,
    #[serde(default)]
    seq: Option<u64>,
    #[serde(default)]
    touched: Vec<String>,
    #[serde(default)]
    chain: Option<String>,
}

/// Writes a base so that its name holds all of it or nothing.
pub(crate) fn write(path: &Path, segment: u32, state: &State, history: Option<&HistoryName>) -> io::Result<()> {
    files::replace_with(path, |file| {
        let mut out = Sealing {
            out: BufWriter::with_capacity(1 << 18, file),
            hash: Sha256::new(),
        };
        write_lines(&mut out, segment, state, history)?;
        let seal = hex::encode(&out.hash.finalize());
        writeln!(out.out, "{{\"sha256\":\"{seal}\"}}")?;
        out.out.flush()
    })
}

fn write_lines(out: &mut impl Write, segment: u32, state: &State, history: Option<&HistoryName>) -> io::Result<()> {
    let head = sealed(format!(
        "{{\"base\":{FORMAT},\"epoch\":{},\"epochs\":{},\"segment\":{segment},\"seq\":{},\"at\":{},\"prev\":\"{}\",\
         \"state\":\"{}\",\"records\":{},\"history\":{},\"envelope\":{}",
        quoted(&state.cursor.epoch),
        serde_json::to_string(&state.past_epochs)?,
        state.cursor.seq,
        state.at,
        hex::encode(&state.chain),
        hex::encode(&state.hash),
        state.records.len(),
        serde_json::to_string(&history)?,
        state.envelope.to_json()
    ));
    writeln!(out, "{head}")?;
    let mut records: Vec<(&RecordKey, &Stored)> = state.records.iter().collect();
    records.sort_unstable_by_key(|(_, stored)| stored.arrival);
    for (key, stored) in records {
        writeln!(
            out,
            "{{\"arrival\":{},\"rev\":{},\"put\":\"{}\",\"id\":{},\"record\":{}}}",
            stored.arrival,
            stored.rev,
            key.kind.code(),
            quoted(&key.id),
            stored.raw
        )?;
    }
    for (key, (seq, at)) in state.recent_requests() {
        writeln!(out, "{{\"seq\":{seq},\"at\":{at},\"request\":{}}}", quoted(key))?;
    }
    for touched in state.recent_log() {
        let keys = touched
            .keys
            .iter()
            .map(|key| quoted(&format!("{}/{}", key.kind.code(), key.id)));
        let keys: Vec<String> = keys.collect();
        write!(out, "{{\"seq\":{},\"touched\":[{}]", touched.seq, keys.join(","))?;
        match touched.chain.filter(|_| touched.seq == state.cursor.seq) {
            Some(chain) => writeln!(out, ",\"chain\":\"{}\"}}", hex::encode(&chain))?,
            None => writeln!(out, "}}")?,
        }
    }
    Ok(())
}

struct Sealing<'a> {
    out: BufWriter<&'a mut File>,
    hash: Sha256,
}

impl Write for Sealing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.out.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Why a base cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BaseError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("{0}")]
    Wrong(&'static str),
}

/// Reads a base line by line and checks its seal, its hash and its number of records.
pub(crate) fn read(part: &Part) -> Result<Base, BaseError> {
    read_source(&part.source, part.number)
}

fn read_source(source: &Source, number: u32) -> Result<Base, BaseError> {
    const CUT: BaseError = BaseError::Wrong("it was cut off");
    let mut lines = BufReader::with_capacity(1 << 18, source.reader());
    let mut hash = Sha256::new();
    let mut line = Vec::new();
    let mut is_sealed = false;
    let mut next = |hash: &mut Sha256| -> Result<Option<Vec<u8>>, BaseError> {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.starts_with(b"{\"sha256\":") {
            let seal = hex::encode(&hash.clone().finalize());
            let holds = line == format!("{{\"sha256\":\"{seal}\"}}\n").into_bytes() && lines.fill_buf()?.is_empty();
            is_sealed = holds;
            return match holds {
                true => Ok(None),
                false => Err(BaseError::Wrong("its seal does not hold")),
            };
        }
        hash.update(&line);
        match line.pop() {
            Some(b'\n') => Ok(Some(std::mem::take(&mut line))),
            _ => Err(CUT),
        }
    };
    let unreadable = |_| BaseError::Wrong("a line of it cannot be read");
    let first = next(&mut hash)?.ok_or(CUT)?;
    if !seal_holds(&first) {
        return Err(BaseError::Wrong("its first line does not hold"));
    }
    let head: Head<'_> = serde_json::from_slice(&first).map_err(unreadable)?;
    if head.base != FORMAT {
        return Err(BaseError::Wrong("a newer version of this program wrote it"));
    }
    let (mut records, mut log): (Vec<(RecordKey, Stored)>, Vec<Touched>) = (Vec::new(), Vec::new());
    let mut requests = HashMap::new();
    while let Some(line) = next(&mut hash)? {
        let entry: Entry<'_> = serde_json::from_slice(&line).map_err(unreadable)?;
        match (entry.arrival, entry.put, entry.id, entry.record, entry.seq) {
            (Some(arrival), Some(kind), Some(id), Some(record), None) => {
                let raw = Arc::from(record.get());
                let rev = entry.rev;
                records.push((RecordKey { kind, id }, Stored { raw, arrival, rev }));
            }
            (None, None, None, None, Some(seq)) if entry.request.is_some() => {
                requests.extend(entry.request.map(|key| (key, (seq, entry.at))));
            }
            (None, None, None, None, Some(seq)) => {
                let keys = entry
                    .touched
                    .iter()
                    .map(|key| read_key(key))
                    .collect::<Option<Vec<_>>>();
                log.push(Touched {
                    seq,
                    chain: entry.chain.as_deref().and_then(hex::decode_hash),
                    keys: keys.ok_or(BaseError::Wrong("a line of it cannot be read"))?,
                    arranged: Vec::new(),
                });
            }
            _ => return Err(BaseError::Wrong("a line of it cannot be read")),
        }
    }
    if !is_sealed {
        return Err(CUT);
    }
    let wrong = || BaseError::Wrong("its first line does not hold");
    let cursor = Cursor {
        epoch: head.epoch.into_owned(),
        seq: head.seq,
    };
    let prev = hex::decode_hash(&head.prev).ok_or_else(wrong)?;
    let envelope = Envelope::from_json(head.envelope.get()).map_err(|_| wrong())?;
    let count = records.len() as u64;
    let mut state = State::of_base(cursor, head.at, prev, envelope, records, log);
    state.past_epochs = head.epochs;
    state.requests = requests;
    if hex::encode(&state.hash) != head.state || count != head.records || head.segment != number {
        return Err(BaseError::Wrong("its records are not those it should have"));
    }
    Ok(Base {
        segment: head.segment,
        state,
        history: head.history,
    })
}

fn read_key(text: &str) -> Option<RecordKey> {
    let (kind, id) = text.split_once('/')?;
    Some(RecordKey {
        kind: kind.parse().ok()?,
        id: id.to_owned(),
    })
}
