//! The journal: an append-only, hash-chained log of commits in segments. It is the truth; all else can be rebuilt.

pub(crate) mod line;
pub(crate) mod replay;
pub(crate) mod segments;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use self::line::{Header, write_header};
use self::segments::{Kind, file_name};
use super::files;
use super::state::State;

/// The directory of the journal in a data directory.
pub(crate) const JOURNAL: &str = "journal";
/// The format of the journal that this build writes: segments may begin at a base.
pub(crate) const JOURNAL_FORMAT: u32 = 2;
/// The oldest format that it reads.
pub(crate) const FIRST_FORMAT: u32 = 1;

/// Where a journal that was replayed goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JournalEnd {
    /// Number of the last segment, and how many good bytes it has.
    pub(crate) last: (u32, u64),
    /// Bytes in the segments before it.
    pub(crate) before: u64,
    /// The last line is whole but for its line feed.
    pub(crate) lacks_line_feed: bool,
}

/// The end of the journal, where lines are added.
#[derive(Debug)]
pub(crate) struct Journal {
    dir: PathBuf,
    /// Of the last segment, which gives it its name.
    epoch: String,
    /// Of the next one.
    next_epoch: String,
    /// A segment that has grown beyond this is followed by a new one.
    segment_bytes: u64,
    /// The last segment's number; 0 before the first.
    number: u32,
    file: Option<File>,
    /// How many bytes of the last segment are known to be on the disk. What lies behind was never acknowledged.
    good: u64,
    /// Bytes in the segments before it; fewer when they are folded into a base.
    before: Arc<AtomicU64>,
    lacks_line_feed: bool,
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
            next_epoch: state.cursor.epoch.clone(),
            segment_bytes,
            number: 0,
            file: None,
            good: 0,
            before: Arc::default(),
            lacks_line_feed: false,
            suspect: false,
            rolling: false,
        };
        journal.roll(state)?;
        Ok(journal)
    }

    /// Goes on at the end of a journal that was replayed. The file is opened by [`Journal::recover`].
    pub(crate) fn resume(dir: &Path, epoch: String, segment_bytes: u64, end: JournalEnd) -> Self {
        Self {
            dir: dir.to_owned(),
            next_epoch: epoch.clone(),
            epoch,
            segment_bytes,
            number: end.last.0,
            file: None,
            good: end.last.1,
            before: Arc::new(AtomicU64::new(end.before)),
            lacks_line_feed: end.lacks_line_feed,
            suspect: true,
            rolling: false,
        }
    }

    /// Bytes in all segments.
    pub(crate) fn bytes(&self) -> u64 {
        self.before.load(Ordering::Relaxed) + self.good
    }

    /// Bytes in the segments before the last one, to be made fewer by whoever folds them into a base.
    pub(crate) fn sealed_bytes(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.before)
    }

    /// The number of the last segment: those before it are never written to again.
    pub(crate) const fn number(&self) -> u32 {
        self.number
    }

    /// Whether the last segment holds more than its header, so that a new one would make a difference.
    pub(crate) const fn holds_lines(&self) -> bool {
        self.good > 400
    }

    /// What comes next is of another life of the server: [`Journal::recover`] begins it.
    pub(crate) fn begin_epoch(&mut self, epoch: String) {
        self.next_epoch = epoch;
        (self.suspect, self.rolling) = (true, true);
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

    /// The header of the segment that would be begun next.
    pub(crate) fn next_header(&self, state: &State) -> String {
        write_header(&Header {
            format: JOURNAL_FORMAT,
            epoch: self.next_epoch.clone(),
            segment: self.number + 1,
            seq: state.cursor.seq,
            prev: state.chain,
        })
    }

    /// Begins the next segment.
    pub(crate) fn roll(&mut self, state: &mut State) -> io::Result<()> {
        let line = self.next_header(state);
        self.begin_segment(&line, state)
    }

    /// Begins the next segment with a header that was written elsewhere, and is the next one by number and hash.
    pub(crate) fn follow_header(&mut self, line: &str, epoch: &str, state: &mut State) -> io::Result<()> {
        epoch.clone_into(&mut self.next_epoch);
        self.begin_segment(line, state)
    }

    fn begin_segment(&mut self, line: &str, state: &mut State) -> io::Result<()> {
        let number = self.number + 1;
        let path = self.dir.join(file_name(Kind::Segment, &self.next_epoch, number));
        let contents = format!("{line}\n");
        (self.suspect, self.rolling) = (true, true);
        files::replace(&path, contents.as_bytes())?;
        self.before.fetch_add(self.good, Ordering::Relaxed);
        self.epoch.clone_from(&self.next_epoch);
        self.good = contents.len() as u64;
        self.number = number;
        self.rolling = false;
        state.begin_segment(self.epoch.clone(), line::chain(line));
        self.lacks_line_feed = false;
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
        let path = self.dir.join(file_name(Kind::Segment, &self.epoch, self.number));
        let mut file = files::open(&path)?;
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
        if self.lacks_line_feed {
            files::write_at(&mut file, self.good, b"\n")?;
        }
        files::sync(&file)?;
        self.good += u64::from(self.lacks_line_feed);
        self.lacks_line_feed = false;
        self.file = Some(file);
        self.suspect = false;
        Ok(())
    }
}
