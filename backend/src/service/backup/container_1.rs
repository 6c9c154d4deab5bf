//! The container of earlier versions: a line of JSON, a gzip of the data set file and the segments, and a seal.

use std::io::Read;

use flate2::read::GzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Backup, BackupHead, whole_backup};
use crate::store::hex;
use crate::store::journal::segments::{Part, Parts, Source, read_name};

#[derive(Deserialize)]
struct Head {
    #[serde(flatten)]
    head: BackupHead,
    snapshot: usize,
    segments: Vec<SegmentHead>,
}

#[derive(Deserialize)]
struct SegmentHead {
    name: String,
    number: u32,
    bytes: usize,
}

pub(super) fn parse(bytes: &[u8]) -> Result<Backup, String> {
    const SEAL_BYTES: usize = "\n{\"sha256\":\"\"}\n".len() + 64;
    let at = bytes.len().checked_sub(SEAL_BYTES).ok_or("it is too short")?;
    let (sealed, seal) = bytes.split_at(at);
    let expected = format!("\n{{\"sha256\":\"{}\"}}\n", hex::encode(&Sha256::digest(sealed)));
    if seal != expected.as_bytes() {
        return Err("its seal does not hold".to_owned());
    }
    let end = sealed.iter().position(|byte| *byte == b'\n').ok_or("it has no head")?;
    let Head {
        head,
        snapshot,
        segments,
    } = serde_json::from_slice(&sealed[..end]).map_err(|error| format!("its head: {error}"))?;
    if head.backup != 1 {
        return Err(format!(
            "it has format {}, which this version does not know",
            head.backup
        ));
    }
    // What is not in the sums of the head is not read: a file that unpacks without end cannot fill the memory.
    let mut sizes = segments.iter().map(|segment| segment.bytes);
    let total = sizes.try_fold(snapshot, usize::checked_add);
    let total = total.ok_or("its head: sizes beyond all bounds")?;
    let mut unpacked = Vec::with_capacity(total.min(1 << 30));
    GzDecoder::new(&sealed[end + 1..])
        .take(total as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| format!("it cannot be unpacked: {error}"))?;
    if unpacked.len() != total {
        return Err("its parts do not have the sizes they should".to_owned());
    }
    let (data, mut rest) = unpacked.split_at(snapshot);
    let mut parts = Parts::default();
    for SegmentHead { name, number, bytes } in segments {
        let kind = read_name(&name).filter(|(_, _, named)| *named == number);
        let (kind, _, _) = kind.ok_or_else(|| format!("\"{name}\" is no name of a segment"))?;
        let (segment, others) = rest.split_at(bytes);
        rest = others;
        parts.parts.push(Part {
            kind,
            name,
            number,
            source: Source::Memory(segment.into()),
        });
    }
    parts.sort();
    whole_backup(head, parts, |file| Ok(file.as_bytes() == data))
}
