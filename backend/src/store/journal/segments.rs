//! The files of a journal directory: segments with the lines, bases with the state before a segment, and the history
//! from before a base. They are opened together, so that what a running server tidies away meanwhile can still be read.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use super::super::files::UNFINISHED;

/// What a file of the journal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The state before the segment of its number.
    Base,
    /// Changes from before the base of its number.
    History,
    /// Lines.
    Segment,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Base, Self::History, Self::Segment];

    const fn suffix(self) -> &'static str {
        match self {
            Self::Base => ".base",
            Self::History => ".history.gz",
            Self::Segment => ".log",
        }
    }
}

/// The name of a file: `<epoch>-<number><suffix>`.
pub(crate) fn file_name(kind: Kind, epoch: &str, number: u32) -> String {
    format!("{epoch}-{number:06}{}", kind.suffix())
}

/// Reads a name that [`file_name`] wrote; anything else is none of the journal's.
pub(crate) fn read_name(name: &str) -> Option<(Kind, &str, u32)> {
    let (kind, stem) = Kind::ALL
        .iter()
        .find_map(|kind| Some((*kind, name.strip_suffix(kind.suffix())?)))?;
    let (epoch, digits) = stem.rsplit_once('-')?;
    let number = digits.parse().ok().filter(|number| *number > 0)?;
    let is_epoch = !epoch.is_empty() && epoch.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_epoch && file_name(kind, epoch, number) == name).then_some((kind, epoch, number))
}

/// Bytes that are there to be read: of a file, of a part of one, or in memory.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// Bytes from a position of an open file on.
    File {
        file: Arc<File>,
        offset: u64,
        length: u64,
    },
    Memory(Arc<[u8]>),
}

impl Source {
    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::File { length, .. } => *length,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// The first bytes only.
    #[must_use]
    pub(crate) fn cut(&self, to: u64) -> Self {
        match self {
            Self::File { file, offset, length } => Self::File {
                file: Arc::clone(file),
                offset: *offset,
                length: to.min(*length),
            },
            Self::Memory(bytes) => {
                let to = usize::try_from(to).unwrap_or(usize::MAX).min(bytes.len());
                Self::Memory(Arc::from(&bytes[..to]))
            }
        }
    }

    /// Reads from the beginning, piece by piece.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { source: self, at: 0 }
    }

    /// Reads everything.
    pub(crate) fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::File { length, .. } => {
                let mut bytes = Vec::with_capacity(usize::try_from(*length).unwrap_or(0));
                self.reader().read_to_end(&mut bytes)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

/// A place in a source.
pub(crate) struct Reader<'a> {
    source: &'a Source,
    at: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.source.length().saturating_sub(self.at);
        let most = into.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = match self.source {
            Source::File { file, offset, .. } => file.read_at(&mut into[..most], offset + self.at)?,
            Source::Memory(bytes) => {
                let from = usize::try_from(self.at).unwrap_or(usize::MAX);
                into[..most].copy_from_slice(&bytes[from..from + most]);
                most
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}

/// A file of the journal, open.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) number: u32,
    pub(crate) source: Source,
}

impl Part {
    /// Opens a file.
    pub(crate) fn open(kind: Kind, path: &Path, number: u32) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self {
            kind,
            name,
            number,
            source: Source::File {
                file: Arc::new(file),
                offset: 0,
                length,
            },
        })
    }
}

/// All files of a journal directory at a moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    /// By kind, then number, then name.
    pub(crate) parts: Vec<Part>,
    /// Names of files that are none of the journal's.
    pub(crate) strays: Vec<String>,
}

impl Parts {
    /// Opens all files of a journal directory; none when there is no such directory.
    pub(crate) fn open(dir: &Path) -> io::Result<Self> {
        let mut found = Self::default();
        let entries = match std::fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((kind, _, number)) = read_name(&name) else {
                let unfinished = name.strip_suffix(UNFINISHED).and_then(read_name);
                if unfinished.is_none() {
                    found.strays.push(name);
                }
                continue;
            };
            match entry.file_type()?.is_file() {
                true => found.parts.push(Part::open(kind, &entry.path(), number)?),
                false => found.strays.push(name),
            }
        }
        found.sort();
        Ok(found)
    }

    /// Brings the parts into their order.
    pub(crate) fn sort(&mut self) {
        self.parts
            .sort_by(|a, b| (a.kind, a.number, &a.name).cmp(&(b.kind, b.number, &b.name)));
        self.strays.sort();
    }

    /// The files of a kind, by number.
    pub(crate) fn of(&self, kind: Kind) -> impl DoubleEndedIterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.kind == kind)
    }

    /// What is there, to see whether it is still the same.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.parts.iter().map(|part| part.name.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_it_would_write_itself_are_its_own() {
        for kind in Kind::ALL {
            let name = file_name(kind, "00000000000000e0", 12);
            assert_eq!(read_name(&name), Some((kind, "00000000000000e0", 12)));
        }
        for name in [
            "notes.log",
            "copy-1.log",
            "00000000000000e0-1.log",
            "00000000000000e0-000000.log",
            "00000000000000e0-000001 (copy).log",
            "00000000000000e0-000001.log.bak",
            "-000001.log",
        ] {
            assert_eq!(read_name(name), None, "{name}");
        }
    }
}
