//! Room on the disk: how much has to stay free for changes to be taken, and a reserve for the worst day.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files;

/// Changes stop below this many free bytes, so that what was promised can still be kept.
const HEAD_ROOM: u64 = 64 << 20;
/// The file that is deleted when nothing at all is left.
const BALLAST: u64 = 8 << 20;

/// What the file system of a data directory has.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    dir: PathBuf,
    head_room: u64,
    ballast: u64,
}

impl Space {
    /// Looks at the file system. A small one needs less: a sixteenth of it, and half of that as the reserve.
    pub(crate) fn of(dir: &Path) -> io::Result<Self> {
        let stat = rustix::fs::statvfs(dir)?;
        let total = stat.f_blocks.saturating_mul(stat.f_frsize);
        Ok(Self {
            dir: dir.to_owned(),
            head_room: HEAD_ROOM.min(total / 16),
            ballast: BALLAST.min(total / 32),
        })
    }

    /// Bytes that this process may still fill.
    pub(crate) fn free(&self) -> io::Result<u64> {
        let stat = rustix::fs::statvfs(&self.dir)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// Whether so many bytes can be written and the head-room stays free.
    pub(crate) fn has_room_for(&self, bytes: u64) -> io::Result<bool> {
        Ok(self.free()? >= self.head_room.saturating_add(bytes))
    }

    /// Whether the index can be written to: it is not worth the last of the room, since it can be rebuilt.
    pub(crate) fn has_room_for_index(&self) -> bool {
        self.free().is_ok_and(|free| free >= self.head_room / 4)
    }

    /// Whether so many bytes can be written to make the journal shorter: the head-room is there for that, too.
    pub(crate) fn has_room_for_compaction(&self, bytes: u64) -> io::Result<bool> {
        Ok(self.free()? >= bytes.saturating_add(self.head_room / 8))
    }

    /// Puts the reserve in place when there is plenty of room, and gives it up when there is none at all.
    pub(crate) fn tend_ballast(&self) {
        let path = self.dir.join("ballast");
        let Ok(free) = self.free() else { return };
        let there = fs::metadata(&path).is_ok_and(|file| file.len() == self.ballast);
        if there && free < self.ballast / 2 && fs::remove_file(&path).is_ok() {
            tracing::warn!(bytes = self.ballast, "the disk is full: the reserve file was deleted");
        }
        if !there && free >= 2 * self.head_room + self.ballast {
            let placed = files::create(&path).and_then(|file| {
                let plain = rustix::fs::FallocateFlags::empty();
                Ok(rustix::fs::fallocate(&file, plain, 0, self.ballast)?)
            });
            if placed.is_err() {
                // A file system without fallocate has no reserve; an empty file would only look like one.
                let _ = fs::remove_file(&path);
            }
        }
    }

    /// What kind of file system it is, when it is one that is known to break promises about locks and writes.
    pub(crate) fn doubtful_kind(&self) -> Option<&'static str> {
        #[cfg(target_os = "linux")]
        {
            let kind = rustix::fs::statfs(&self.dir).ok()?.f_type;
            match kind {
                0x6969 => Some("NFS"),
                0x6573_5546 => Some("FUSE"),
                0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
                _ => None,
            }
        }
        #[cfg(not(target_os = "linux"))]
        None
    }
}
