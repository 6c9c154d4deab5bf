//! Answers as bytes and back. The only place that names the wire format.

use core::fmt;

use super::{Answer, Delta, FORMAT, Removed, Snapshot, crc32c};
use crate::json::{Unreadable, from_text, records};

const SNAPSHOT_HEAD: &str = "{\"type\":\"snapshot\",";
const DELTA_HEAD: &str = "{\"type\":\"delta\",";
const SEAL: &str = ",\"crc32c\":\"";

/// Why a body was refused. Local data stays as it is in every case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// Not a body of this protocol: another page, or cut off.
    Foreign,
    /// The checksum does not hold.
    Damaged,
    /// A format this build does not know.
    NewerFormat,
    /// The records in it cannot be read.
    Unreadable(String),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("the answer is not a sync body, or it is cut off"),
            Self::Damaged => f.write_str("the checksum of the sync body does not hold"),
            Self::NewerFormat => f.write_str("the sync body has a format this build does not know"),
            Self::Unreadable(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for BodyError {}

records! {
    Snapshot { format, epoch, seq, at, data; }
    Delta { format, epoch, from, seq, at, put; removed }
    Removed { ; networks, places, activities, guides }
}

/// Writes an answer with its checksum.
///
/// # Errors
/// Only when the records cannot be written as JSON, which their types rule out.
pub fn encode(answer: &Answer) -> Result<String, serde_json::Error> {
    let (head, json) = match answer {
        Answer::Snapshot(snapshot) => (SNAPSHOT_HEAD, serde_json::to_string(snapshot)?),
        Answer::Delta(delta) => (DELTA_HEAD, serde_json::to_string(delta)?),
    };
    let mut body = String::with_capacity(json.len() + 48);
    body.push_str(head);
    body.push_str(&json[1..json.len() - 1]);
    let checksum = crc32c(body.as_bytes());
    body.push_str(SEAL);
    for shift in (0..8).rev() {
        body.push(char::from_digit(checksum >> (shift * 4) & 0xf, 16).unwrap_or('0'));
    }
    body.push_str("\"}");
    Ok(body)
}

/// Reads an answer after its checksum held.
///
/// # Errors
/// A [`BodyError`] for anything that [`encode`] of a compatible build did not write.
pub fn decode(body: &str) -> Result<Answer, BodyError> {
    let body = body.trim_ascii();
    let delta = match (body.starts_with(SNAPSHOT_HEAD), body.starts_with(DELTA_HEAD)) {
        (true, _) => false,
        (_, true) => true,
        _ => return Err(BodyError::Foreign),
    };
    let sealed = body.strip_suffix("\"}").ok_or(BodyError::Foreign)?;
    let at = sealed
        .len()
        .checked_sub(8)
        .filter(|at| sealed.is_char_boundary(*at))
        .ok_or(BodyError::Foreign)?;
    let (content, checksum) = sealed.split_at(at);
    let content = content.strip_suffix(SEAL).ok_or(BodyError::Foreign)?;
    if u32::from_str_radix(checksum, 16).ok() != Some(crc32c(content.as_bytes())) {
        return Err(BodyError::Damaged);
    }
    let unreadable =
        |fault: Unreadable| BodyError::Unreadable([&fault.what, " near byte ", &fault.at.to_string()].concat());
    let answer = if delta {
        Answer::Delta(Box::new(from_text(body).map_err(unreadable)?))
    } else {
        Answer::Snapshot(Box::new(from_text(body).map_err(unreadable)?))
    };
    let format = match &answer {
        Answer::Snapshot(snapshot) => snapshot.format,
        Answer::Delta(delta) => delta.format,
    };
    if format == FORMAT {
        Ok(answer)
    } else {
        Err(BodyError::NewerFormat)
    }
}
