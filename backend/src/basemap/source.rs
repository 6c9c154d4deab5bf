//! Where the bytes of a PMTiles file are: in the program, in memory or in a file.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use bytes::Bytes;

use super::error::BasemapError;

const CUT_SHORT: BasemapError = BasemapError::Format("it is cut short");

pub(super) enum Source {
    Embedded(&'static [u8]),
    Memory(Bytes),
    File { file: File, length: u64 },
}

impl Source {
    pub(super) fn open(path: &Path) -> Result<Self, BasemapError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self::File { file, length })
    }

    fn length(&self) -> u64 {
        match self {
            Self::Embedded(bytes) => bytes.len() as u64,
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File { length, .. } => *length,
        }
    }

    /// Checks that there are `length` bytes from `offset`.
    pub(super) fn check_holds(&self, offset: u64, length: u64) -> Result<(), BasemapError> {
        match offset.checked_add(length) {
            Some(end) if end <= self.length() => Ok(()),
            _ => Err(CUT_SHORT),
        }
    }

    /// `length` bytes from `offset`, without copying unless they are read from a file. The caller bounds `length`.
    pub(super) fn slice(&self, offset: u64, length: u64) -> Result<Bytes, BasemapError> {
        self.check_holds(offset, length)?;
        // In range of what is in memory, so both fit a usize.
        let (from, to) = (offset as usize, (offset + length) as usize);
        match self {
            Self::Embedded(bytes) => Ok(Bytes::from_static(&bytes[from..to])),
            Self::Memory(bytes) => Ok(bytes.slice(from..to)),
            Self::File { file, .. } => {
                let mut read = vec![0; to - from];
                file.read_exact_at(&mut read, offset)?;
                Ok(Bytes::from(read))
            }
        }
    }
}
