//! A backup: one sealed file with the whole journal and the data set file, made also beside a running server.
//!
//! ```text
//! {"backup":1,"epoch":"…","seq":57,"at":…,"records":49,"state":"…","snapshot":12345,"segments":[{"name":"…","bytes":4096}]}
//! gzip of the data set file and of the segments, one behind the other
//! {"sha256":"…"}
//! ```
//!
//! The last line seals everything before it. The data set file is there so that the records can be had with `gunzip`
//! alone, and so that a replay of the segments has something to be compared with.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::store::journal::replay::Segment;
use crate::store::on_disk::OnDisk;
use crate::store::state::State;
use crate::store::{OpenError, files, hex};

const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupHead {
    /// Format of the file.
    backup: u32,
    /// The life of the server it was taken from.
    pub epoch: String,
    /// The last change in it.
    pub seq: u64,
    /// When that was made: seconds since 1970 (UTC).
    pub at: i64,
    /// How many records it holds.
    pub records: usize,
    /// Hash over them, in hex.
    state: String,
    /// Bytes of the data set file.
    snapshot: usize,
    segments: Vec<SegmentHead>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SegmentHead {
    name: String,
    number: u32,
    bytes: usize,
}

/// Why a backup cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The data directory cannot be read.
    #[error(transparent)]
    Directory(#[from] OpenError),
    /// The file cannot be read or written.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// The file is no backup, or it is damaged.
    #[error("{} is not a whole backup: {reason}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not hold.
        reason: String,
    },
}

/// A backup that was read and held every check.
pub(crate) struct Backup {
    pub(crate) head: BackupHead,
    pub(crate) segments: Vec<Segment>,
    pub(crate) state: State,
}

/// Writes a backup of a data directory. A file of that name is replaced only by a complete one.
///
/// # Errors
/// See [`BackupError`].
pub fn backup(dir: &Path, file: &Path) -> Result<BackupHead, BackupError> {
    let on_disk = OnDisk::read(dir)?;
    if on_disk.end.is_none() {
        return Err(OpenError::NoData(dir.to_owned()).into());
    }
    let failed = |error| BackupError::Io {
        path: file.to_owned(),
        error,
    };
    let contents = on_disk.state.contents();
    let snapshot = contents.to_file();
    let head = BackupHead {
        backup: FORMAT,
        epoch: contents.cursor.epoch.clone(),
        seq: contents.cursor.seq,
        at: contents.at,
        records: contents.records.len(),
        state: hex::encode(&on_disk.state.hash),
        snapshot: snapshot.len(),
        segments: on_disk
            .segments
            .iter()
            .map(|segment| SegmentHead {
                name: segment.name.clone(),
                number: segment.number,
                bytes: segment.bytes.len(),
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec(&head).map_err(|error| failed(error.into()))?;
    bytes.push(b'\n');
    let mut packed = GzEncoder::new(bytes, Compression::default());
    packed.write_all(snapshot.as_bytes()).map_err(failed)?;
    for segment in &on_disk.segments {
        packed.write_all(&segment.bytes).map_err(failed)?;
    }
    let mut bytes = packed.finish().map_err(failed)?;
    let seal = hex::encode(&Sha256::digest(&bytes));
    bytes.extend_from_slice(format!("\n{{\"sha256\":\"{seal}\"}}\n").as_bytes());
    files::replace(file, &bytes).map_err(failed)?;
    Ok(head)
}

/// Reads a backup and checks its seal, its sizes, the chain of its journal, and that both tell the same records.
///
/// # Errors
/// [`BackupError::Damaged`] with what does not hold.
pub fn check(file: &Path) -> Result<BackupHead, BackupError> {
    read(file).map(|backup| backup.head)
}

pub(crate) fn read(file: &Path) -> Result<Backup, BackupError> {
    let bytes = std::fs::read(file).map_err(|error| BackupError::Io {
        path: file.to_owned(),
        error,
    })?;
    parse(&bytes).map_err(|reason| BackupError::Damaged {
        path: file.to_owned(),
        reason,
    })
}

fn parse(bytes: &[u8]) -> Result<Backup, String> {
    const SEAL_BYTES: usize = "\n{\"sha256\":\"\"}\n".len() + 64;
    let at = bytes.len().checked_sub(SEAL_BYTES).ok_or("it is too short")?;
    let (sealed, seal) = bytes.split_at(at);
    let expected = format!("\n{{\"sha256\":\"{}\"}}\n", hex::encode(&Sha256::digest(sealed)));
    if seal != expected.as_bytes() {
        return Err("its seal does not hold".to_owned());
    }
    let end = sealed.iter().position(|byte| *byte == b'\n').ok_or("it has no head")?;
    let head: BackupHead = serde_json::from_slice(&sealed[..end]).map_err(|error| format!("its head: {error}"))?;
    if head.backup != FORMAT {
        return Err(format!(
            "it has format {}, which this version does not know",
            head.backup
        ));
    }
    // What is not in the sums of the head is not read: a file that unpacks without end cannot fill the memory.
    let mut sizes = head.segments.iter().map(|segment| segment.bytes);
    let total = sizes.try_fold(head.snapshot, usize::checked_add);
    let total = total.ok_or("its head: sizes beyond all bounds")?;
    let mut unpacked = Vec::with_capacity(total.min(1 << 30));
    GzDecoder::new(&sealed[end + 1..])
        .take(total as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| format!("it cannot be unpacked: {error}"))?;
    if unpacked.len() != total {
        return Err("its parts do not have the sizes they should".to_owned());
    }
    let (snapshot, mut rest) = unpacked.split_at(head.snapshot);
    let mut segments = Vec::new();
    for SegmentHead { name, number, bytes } in &head.segments {
        let is_plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
        if !is_plain || name.starts_with('.') {
            return Err(format!("\"{name}\" is no name of a segment"));
        }
        let (segment, others) = rest.split_at(*bytes);
        rest = others;
        segments.push(Segment {
            name: name.clone(),
            number: *number,
            bytes: segment.to_vec(),
        });
    }
    let on_disk = OnDisk::of_segments(segments).map_err(|damage| damage.to_string())?;
    let state = on_disk.state;
    let same = state.cursor.seq == head.seq
        && state.cursor.epoch == head.epoch
        && hex::encode(&state.hash) == head.state
        && state.contents().to_file().as_bytes() == snapshot;
    match same && on_disk.torn == 0 {
        true => Ok(Backup {
            head,
            segments: on_disk.segments,
            state,
        }),
        false => Err("its journal and its records differ".to_owned()),
    }
}
