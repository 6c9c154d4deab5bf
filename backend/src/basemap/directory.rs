//! Directories of a PMTiles file: runs of tiles in the order of a Hilbert curve.

use super::error::BasemapError;

/// One level of the index, sorted by tile id.
pub(super) struct Directory {
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    first: u64,
    offset: u64,
    length: u32,
    /// How many tiles in a row share these bytes; 0 for a leaf directory.
    run: u32,
}

/// What a directory knows about a tile.
pub(super) enum Found {
    Nothing,
    Tile { offset: u64, length: u32 },
    Leaf { offset: u64, length: u32 },
}

const DAMAGED: BasemapError = BasemapError::Format("one of its directories is damaged");

impl Directory {
    /// Reads the four columns of an unpacked directory: ids as differences, runs, lengths, offsets.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, BasemapError> {
        let mut rest = bytes;
        let count = varint(&mut rest)?;
        // Each entry takes four bytes at least: a count beyond that is a lie, and would be an allocation bomb.
        if count > bytes.len() as u64 / 4 {
            return Err(DAMAGED);
        }
        let mut entries = vec![
            Entry {
                first: 0,
                offset: 0,
                length: 0,
                run: 0
            };
            count as usize
        ];
        let mut id = 0_u64;
        for entry in &mut entries {
            id = id.checked_add(varint(&mut rest)?).ok_or(DAMAGED)?;
            entry.first = id;
        }
        for entry in &mut entries {
            entry.run = u32::try_from(varint(&mut rest)?).map_err(|_| DAMAGED)?;
        }
        for entry in &mut entries {
            entry.length = u32::try_from(varint(&mut rest)?).map_err(|_| DAMAGED)?;
        }
        let mut next = None;
        for entry in &mut entries {
            entry.offset = match (varint(&mut rest)?, next) {
                (0, Some(follows)) => follows,
                (0, None) => return Err(DAMAGED),
                (stored, _) => stored - 1,
            };
            next = Some(entry.offset.checked_add(u64::from(entry.length)).ok_or(DAMAGED)?);
        }
        Ok(Self { entries })
    }

    pub(super) fn find(&self, id: u64) -> Found {
        let after = self.entries.partition_point(|entry| entry.first <= id);
        let Some(entry) = after.checked_sub(1).map(|at| self.entries[at]) else {
            return Found::Nothing;
        };
        let Entry {
            first,
            offset,
            length,
            run,
        } = entry;
        match run {
            0 => Found::Leaf { offset, length },
            _ if id - first < u64::from(run) => Found::Tile { offset, length },
            _ => Found::Nothing,
        }
    }
}

fn varint(rest: &mut &[u8]) -> Result<u64, BasemapError> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first().ok_or(DAMAGED)?;
        *rest = after;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return Err(DAMAGED);
        }
        value |= bits << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(DAMAGED)
}

/// Number of a tile: all tiles of lower zooms first, then along the Hilbert curve of its own. `z` ≤ 31.
pub(super) fn tile_id(z: u8, x: u32, y: u32) -> u64 {
    let below = ((1_u64 << (2 * u32::from(z))) - 1) / 3;
    let side = 1_u64 << z;
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    let mut along = 0;
    for level in (0..z).rev() {
        let half = 1_u64 << level;
        let (right, lower) = (u64::from(x & half != 0), u64::from(y & half != 0));
        along += half * half * ((3 * right) ^ lower);
        if lower == 0 {
            if right == 1 {
                x = side - 1 - x;
                y = side - 1 - y;
            }
            core::mem::swap(&mut x, &mut y);
        }
    }
    below + along
}
