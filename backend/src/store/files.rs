//! The few things done to files, each in one place: so that every one of them can be made to fail in tests.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Opens a file that is there for reading and writing.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    faults::step()?;
    OpenOptions::new().read(true).write(true).open(path)
}

/// Makes a file that was not there, empty.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    faults::step()?;
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
}

/// Writes bytes at a position.
pub(crate) fn write_at(file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    if let Err(error) = faults::step() {
        // A real disk that fills up takes a part of the bytes first.
        file.write_all(&bytes[..bytes.len() / 2])?;
        return Err(error);
    }
    file.write_all(bytes)
}

/// Reads the bytes between two positions.
pub(crate) fn read_between(file: &mut File, from: u64, to: u64) -> io::Result<Vec<u8>> {
    faults::step()?;
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    let mut part: io::Take<&mut File> = file.take(to.saturating_sub(from));
    part.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Cuts a file off.
pub(crate) fn cut(file: &File, length: u64) -> io::Result<()> {
    faults::step()?;
    file.set_len(length)
}

/// Waits until the contents are on the disk (`fdatasync`). After an error nothing is known about them: the kernel
/// reports it once and forgets, so a second call that succeeds proves nothing.
pub(crate) fn sync(file: &File) -> io::Result<()> {
    faults::step()?;
    file.sync_data()
}

/// Waits until the names in a directory are on the disk.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    faults::step()?;
    File::open(dir)?.sync_all()
}

/// Renames within a directory, and waits until that is on the disk.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    faults::step()?;
    fs::rename(from, to)?;
    sync_dir(directory_of(to))
}

/// The directory that holds a name; a bare name lies in the current one.
fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    }
}

/// Deletes a file; its directory is to be synced by the caller.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    faults::step()?;
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// What is behind the name of a file while its next contents are written.
pub(crate) const UNFINISHED: &str = ".new";

/// Writes a whole file so that its name holds the old or the new contents at every moment.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    replace_with(path, |file| write_at(file, 0, contents))
}

/// Like [`replace`], for contents that are written piece by piece.
pub(crate) fn replace_with<T>(path: &Path, write: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
    let mut new = path.as_os_str().to_owned();
    new.push(UNFINISHED);
    let new = PathBuf::from(new);
    let written = create(&new).and_then(|mut file| {
        let written = write(&mut file)?;
        sync(&file)?;
        Ok(written)
    });
    let written = written.and_then(|written| rename(&new, path).map(|()| written));
    if written.is_err() {
        // Without this, half a file would take away room on a disk that has none.
        let _ = fs::remove_file(&new);
    }
    written
}

/// Writes a file that a person named: a former one stays whole until the new one is. Devices and pipes, which cannot
/// be replaced, are written to as they are.
pub(crate) fn hand_out(path: &Path, contents: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(known) if !known.is_file() => {
            let mut file = OpenOptions::new().write(true).open(path)?;
            file.write_all(contents)
        }
        // Through a symbolic link, so that the link stays one.
        Ok(_) => replace(&fs::canonicalize(path)?, contents),
        Err(_) => replace(path, contents),
    }
}

#[cfg(not(test))]
mod faults {
    pub(super) const fn step() -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod faults {
    //! Makes the n-th step of this thread fail, and those after it for a while.

    use std::cell::Cell;
    use std::io;

    thread_local! {
        static STEPS: Cell<u32> = const { Cell::new(0) };
        static FAILING: Cell<(u32, u32)> = const { Cell::new((u32::MAX, 0)) };
    }

    pub(super) fn step() -> io::Result<()> {
        let step = STEPS.get();
        STEPS.set(step + 1);
        let (first, count) = FAILING.get();
        if step >= first && step - first < count {
            return Err(io::Error::from_raw_os_error(rustix::io::Errno::NOSPC.raw_os_error()));
        }
        Ok(())
    }

    /// Steps `first .. first + count`, counted from now, fail.
    pub(crate) fn fail(first: u32, count: u32) {
        STEPS.set(0);
        FAILING.set((first, count));
    }

    /// How many steps there were since [`fail`].
    pub(crate) fn steps() -> u32 {
        STEPS.get()
    }
}
