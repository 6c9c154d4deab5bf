//! The lines of the journal as text and back.
//!
//! A line is one JSON object whose last field is `"crc32c"`, eight hex digits over every byte before the comma in
//! front of it, like the bodies of the pull protocol. `"prev"` is the SHA-256 of the line before it, across segments.
//!
//! ```text
//! {"journal":1,"epoch":"9f…","segment":1,"seq":0,"prev":"00…","crc32c":"…"}
//! {"seq":1,"at":1760000000,"prev":"…","commits":[[{"put":"place","id":"p","record":{…}},{"remove":"place","id":"q"}]],"crc32c":"…"}
//! ```

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use shared::model::{RecordKey, RecordKind};
use shared::sync::crc32c;

use crate::store::author::Author;
use crate::store::envelope::Envelope;
use crate::store::hex;
use crate::store::state::Step;

/// How a group and a header begin.
const STARTS: [&[u8]; 2] = [b"{\"seq\":", b"{\"journal\":"];
const SEAL: &str = ",\"crc32c\":\"";
const SEAL_BYTES: usize = SEAL.len() + 8 + "\"}".len();

/// The first line of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// [`JOURNAL_FORMAT`] of the build that wrote it.
    pub(crate) format: u32,
    pub(crate) epoch: String,
    /// Its number, from 1.
    pub(crate) segment: u32,
    /// The last commit before it.
    pub(crate) seq: u64,
    pub(crate) prev: [u8; 32],
}

/// Commits that were made durable together: all of them are on the disk, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// The seq of its first commit.
    pub(crate) seq: u64,
    /// When they were made: seconds since 1970 (UTC).
    pub(crate) at: i64,
    pub(crate) prev: [u8; 32],
    pub(crate) commits: Vec<Vec<Step>>,
}

/// A line whose checksum holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Header(Header),
    Group(Group),
}

/// What the next line has as `prev`.
pub(crate) fn chain(line: &str) -> [u8; 32] {
    Sha256::digest(line.as_bytes()).into()
}

/// Writes a header, without a line feed.
pub(crate) fn write_header(header: &Header) -> String {
    sealed(format!(
        "{{\"journal\":{},\"epoch\":{},\"segment\":{},\"seq\":{},\"prev\":\"{}\"",
        header.format,
        quoted(&header.epoch),
        header.segment,
        header.seq,
        hex::encode(&header.prev)
    ))
}

/// Writes a group, without a line feed.
pub(crate) fn write_group(seq: u64, at: i64, prev: &[u8; 32], commits: &[&[Step]]) -> String {
    let mut line = format!(
        "{{\"seq\":{seq},\"at\":{at},\"prev\":\"{}\",\"commits\":[",
        hex::encode(prev)
    );
    for (at, commit) in commits.iter().enumerate() {
        line.push_str(if at == 0 { "[" } else { ",[" });
        for (at, step) in commit.iter().enumerate() {
            line.push_str(if at == 0 { "{" } else { ",{" });
            write_step(&mut line, step);
            line.push('}');
        }
        line.push(']');
    }
    line.push(']');
    sealed(line)
}

fn write_step(line: &mut String, step: &Step) {
    let parts: [&str; 6] = match step {
        Step::Put { key, raw } => [
            "\"put\":\"",
            key.kind.code(),
            "\",\"id\":",
            &quoted(&key.id),
            ",\"record\":",
            raw,
        ],
        Step::Remove(key) => ["\"remove\":\"", key.kind.code(), "\",\"id\":", &quoted(&key.id), "", ""],
        Step::Arrange { kind, ids } => {
            let ids: Vec<String> = ids.iter().map(|id| quoted(id)).collect();
            ["\"arrange\":\"", kind.code(), "\",\"ids\":[", &ids.join(","), "]", ""]
        }
        Step::Surround(envelope) => ["\"surround\":", &envelope.to_json(), "", "", "", ""],
        Step::By(author) => [
            "\"by\":",
            &serde_json::to_string(author).expect("texts can be written"),
            "",
            "",
            "",
            "",
        ],
    };
    for part in parts {
        line.push_str(part);
    }
}

pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Adds the checksum to an object that is not closed yet.
pub(crate) fn sealed(mut line: String) -> String {
    let checksum = crc32c(line.as_bytes());
    line.push_str(SEAL);
    line.push_str(&hex::encode(&checksum.to_be_bytes()));
    line.push_str("\"}");
    line
}

/// Whether the checksum at the end of a line holds.
pub(crate) fn seal_holds(line: &[u8]) -> bool {
    let Some(at) = line.len().checked_sub(SEAL_BYTES) else {
        return false;
    };
    let (content, seal) = line.split_at(at);
    let digits = seal
        .strip_prefix(SEAL.as_bytes())
        .and_then(|seal| seal.strip_suffix(b"\"}"));
    digits == Some(hex::encode(&crc32c(content).to_be_bytes()).as_bytes())
}

/// Reads a line. `None` is a line that was torn or damaged.
pub(crate) fn read(line: &[u8]) -> Option<(&str, Line)> {
    if !seal_holds(line) {
        return None;
    }
    let text = std::str::from_utf8(line).ok()?;
    let read: Written<'_> = serde_json::from_str(text).ok()?;
    Some((text, read.line()?))
}

/// Every whole line inside `bytes`, with where it lies: also one whose line feeds, before it or behind, are damaged.
pub(crate) fn lines_within(bytes: &[u8]) -> impl Iterator<Item = (Range<usize>, Line)> {
    // Nothing written by this module has a line feed inside a line.
    between_line_feeds(bytes).flat_map(move |part| {
        let text = &bytes[part.clone()];
        places(text, |at| STARTS.iter().any(|start| at.starts_with(start))).flat_map(move |start| {
            let first = part.start + start;
            let ends = places(&text[start..], |at| at.starts_with(SEAL.as_bytes()));
            ends.filter_map(move |end| {
                let place = first..first + end + SEAL_BYTES;
                Some((place.clone(), read(bytes.get(place)?)?.1))
            })
        })
    })
}

/// Where in `text` something begins.
fn places(text: &[u8], begins: impl Fn(&[u8]) -> bool) -> impl Iterator<Item = usize> {
    (0..text.len()).filter(move |at| begins(&text[*at..]))
}

fn between_line_feeds(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some(start..*end)
    })
}

#[derive(Deserialize)]
struct Written<'a> {
    #[serde(default)]
    journal: Option<u32>,
    #[serde(default, borrow)]
    epoch: Option<Cow<'a, str>>,
    #[serde(default)]
    segment: Option<u32>,
    seq: u64,
    #[serde(default)]
    at: i64,
    #[serde(borrow)]
    prev: Cow<'a, str>,
    #[serde(default, borrow)]
    commits: Vec<Vec<WrittenStep<'a>>>,
}

#[derive(Deserialize)]
struct WrittenStep<'a> {
    #[serde(default)]
    put: Option<RecordKind>,
    #[serde(default)]
    remove: Option<RecordKind>,
    #[serde(default)]
    arrange: Option<RecordKind>,
    #[serde(default, borrow)]
    surround: Option<&'a RawValue>,
    #[serde(default)]
    by: Option<Author>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default, borrow)]
    record: Option<&'a RawValue>,
    #[serde(default)]
    ids: Vec<String>,
}

impl Written<'_> {
    fn line(self) -> Option<Line> {
        let prev = hex::decode_hash(&self.prev)?;
        let seq = self.seq;
        if let Some(format) = self.journal {
            return Some(Line::Header(Header {
                format,
                epoch: self.epoch?.into_owned(),
                segment: self.segment?,
                seq,
                prev,
            }));
        }
        let commits = self.commits.into_iter().map(|commit| {
            let steps = commit.into_iter().map(WrittenStep::step);
            steps.collect::<Option<Vec<Step>>>()
        });
        Some(Line::Group(Group {
            seq,
            at: self.at,
            prev,
            commits: commits.collect::<Option<Vec<_>>>()?,
        }))
    }
}

impl WrittenStep<'_> {
    fn step(self) -> Option<Step> {
        if let Some(kind) = self.put {
            return Some(Step::Put {
                key: RecordKey { kind, id: self.id? },
                raw: Arc::from(self.record?.get()),
            });
        }
        if let Some(kind) = self.remove {
            return Some(Step::Remove(RecordKey { kind, id: self.id? }));
        }
        if let Some(kind) = self.arrange {
            return Some(Step::Arrange { kind, ids: self.ids });
        }
        if let Some(author) = self.by {
            return Some(Step::By(author));
        }
        let envelope = Envelope::from_json(self.surround?.get()).ok()?;
        Some(Step::Surround(envelope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOURNAL_FORMAT: u32 = crate::store::journal::JOURNAL_FORMAT;

    #[test]
    fn lines_come_back_as_they_were_written() {
        let header = Header {
            format: JOURNAL_FORMAT,
            epoch: "00ff".to_owned(),
            segment: 3,
            seq: 7,
            prev: [9; 32],
        };
        let text = write_header(&header);
        assert_eq!(read(text.as_bytes()), Some((text.as_str(), Line::Header(header))));

        let key = |id: &str| RecordKey {
            kind: RecordKind::Place,
            id: id.to_owned(),
        };
        let first = vec![
            Step::Put {
                key: key("p"),
                raw: "{\"id\":\"p\",\"n\":1.50,\"x\":\"}{\\\"\"}".into(),
            },
            Step::Remove(key("q")),
        ];
        let second = vec![
            Step::Arrange {
                kind: RecordKind::Place,
                ids: vec!["q".to_owned(), "p".to_owned()],
            },
            Step::Surround(Envelope::default()),
            Step::By(Author {
                account: "a1".to_owned(),
                role: "verifier".to_owned(),
                request: Some("00ff".to_owned()),
            }),
        ];
        let text = write_group(8, 1_760_000_000, &[1; 32], &[&first, &second]);
        let group = Group {
            seq: 8,
            at: 1_760_000_000,
            prev: [1; 32],
            commits: vec![first, second],
        };
        assert_eq!(read(text.as_bytes()), Some((text.as_str(), Line::Group(group))));
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let line = write_group(1, 2, &[3; 32], &[&[Step::Surround(Envelope::default())]]);
        let mut bytes = line.into_bytes();
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(read(&bytes), None, "bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}
