//! One process at a time in a data directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Held as long as it lives; the kernel lets go of it when the process ends, in whatever way.
#[derive(Debug)]
pub(crate) struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    /// Takes the lock of a directory that may be in use; `None` when it is.
    pub(crate) fn take_now(dir: &Path) -> io::Result<Option<Self>> {
        let file = File::open(dir.join("LOCK"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Takes the lock; `None` when another process keeps it. One that is just ending gets a second to do so.
    pub(crate) fn take(dir: &Path) -> io::Result<Option<Self>> {
        let path = dir.join("LOCK");
        let opened = OpenOptions::new().read(true).append(true).create(true).open(&path);
        // On a disk that can only be read, the lock still keeps two readers of a growing journal apart.
        let mut file = match opened {
            Ok(file) => file,
            Err(_) => File::open(&path)?,
        };
        let deadline = Instant::now() + Duration::from_secs(1);
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        // For a person who looks; nothing depends on it, and on a full disk it stays empty.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Some(Self { _file: file }))
    }
}
