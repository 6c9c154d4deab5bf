//! The journal: an append-only, hash-chained log of commits in segments. It is the truth; all else can be rebuilt.

pub(crate) mod line;
pub(crate) mod replay;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use self::line::{Header, JOURNAL_FORMAT, write_header};
use super::files;
use super::state::State;

/// The end of the journal, where lines are added.
#[derive(Debug)]
pub(crate) struct Journal {
    dir: PathBuf,
    epoch: String,
    /// A segment that has grown beyond this is followed by a new one.
    segment_bytes: u64,
    /// The last segment's number; 0 before the first.
    number: u32,
    file: Option<File>,
    /// How many bytes of the last segment are known to be on the disk. What lies behind was never acknowledged.
    good: u64,
    /// Bytes in the segments before it.
    before: u64,
    /// The last write failed: the segment must be looked at before anything is added to it.
    suspect: bool,
    /// A new segment was begun and may be there already: nothing may be added to the one before it.
    rolling: bool,
}

impl Journal {
    /// Begins a journal in an empty directory, and writes the first segment's header.
    pub(crate) fn begin(dir: &Path, state: &mut State, segment_bytes: u64) -> io::Result<Self> {
        let mut journal = Self {
            dir: dir.to_owned(),
            epoch: state.cursor.epoch.clone(),
            segment_bytes,
            number: 0,
            file: None,
            good: 0,
            before: 0,
            suspect: false,
            rolling: false,
        };
        journal.roll(state)?;
        Ok(journal)
    }

    /// Goes on at the end of a journal that was replayed. The file is opened by [`Journal::recover`].
    pub(crate) fn resume(dir: &Path, epoch: String, segment_bytes: u64, last: (u32, u64), before: u64) -> Self {
        Self {
            dir: dir.to_owned(),
            epoch,
            segment_bytes,
            number: last.0,
            file: None,
            good: last.1,
            before,
            suspect: true,
            rolling: false,
        }
    }

    /// Bytes in all segments.
    pub(crate) const fn bytes(&self) -> u64 {
        self.before + self.good
    }

    /// Whether [`Journal::recover`] has to come before the next line.
    pub(crate) const fn is_suspect(&self) -> bool {
        self.suspect
    }

    /// Adds a line and waits until it is on the disk.
    ///
    /// # Errors
    /// The line is not part of the journal then, and the journal takes no other before [`Journal::recover`].
    pub(crate) fn append(&mut self, line: &str) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) if !self.suspect => file,
            _ => return Err(io::Error::other("the end of the journal has to be looked at first")),
        };
        let mut bytes = Vec::with_capacity(line.len() + 1);
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        // Cleared again only when both steps held: a half-written line must not stay in front of the next one.
        self.suspect = true;
        files::write_at(file, self.good, &bytes)?;
        files::sync(file)?;
        self.suspect = false;
        self.good += bytes.len() as u64;
        Ok(())
    }

    /// Whether the next line belongs into a new segment.
    pub(crate) const fn is_full(&self) -> bool {
        self.good >= self.segment_bytes
    }

    /// Begins the next segment.
    pub(crate) fn roll(&mut self, state: &mut State) -> io::Result<()> {
        let number = self.number + 1;
        let line = write_header(&Header {
            format: JOURNAL_FORMAT,
            epoch: self.epoch.clone(),
            segment: number,
            seq: state.cursor.seq,
            prev: state.chain,
        });
        let path = self.path(number);
        let contents = format!("{line}\n");
        (self.suspect, self.rolling) = (true, true);
        files::replace(&path, contents.as_bytes())?;
        self.before += self.good;
        self.good = contents.len() as u64;
        self.number = number;
        self.rolling = false;
        state.begin_segment(self.epoch.clone(), line::chain(&line));
        self.file = Some(files::open(&path)?);
        self.suspect = false;
        Ok(())
    }

    /// After a failed write, and at start: cuts off what was never acknowledged, on a file opened anew. The block that
    /// the good end shares with the failed write is written again, because the kernel may think that it is clean.
    pub(crate) fn recover(&mut self, state: &mut State) -> io::Result<()> {
        const BLOCK: u64 = 4096;
        if self.rolling {
            return self.roll(state);
        }
        self.file = None;
        let mut file = files::open(&self.path(self.number))?;
        let block = self.good - self.good % BLOCK;
        let end = files::read_between(&mut file, block, self.good)?;
        if end.len() as u64 != self.good - block {
            return Err(io::Error::other(
                "the last segment of the journal is shorter than it was",
            ));
        }
        files::cut(&file, self.good)?;
        if !end.is_empty() {
            files::write_at(&mut file, block, &end)?;
        }
        files::sync(&file)?;
        self.file = Some(file);
        self.suspect = false;
        Ok(())
    }

    fn path(&self, number: u32) -> PathBuf {
        self.dir.join(segment_name(&self.epoch, number))
    }
}

/// The file name of a segment.
pub(crate) fn segment_name(epoch: &str, number: u32) -> String {
    format!("{epoch}-{number:06}.log")
}
