//! What is kept beside the journal and is never part of sync, exports or backups: append-only files of events, under the
//! journal's rules. The accounts of those who keep the data are one, their campaigns another, and what families report
//! is one for each day.
//!
//! ```text
//! {"staff":1,"at":1760000000,"prev":"…","event":{…},"crc32c":"…"}
//! ```
//!
//! Several processes may write: each takes the lock, reads what is new, decides on that, and appends. So a command works
//! beside a running server, which sees what is new before it answers the next question.

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::files;
use super::hex;
use super::journal::line::{chain, seal_holds, sealed};

const FORMAT: u32 = 1;

/// Why such a file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum EventLogError {
    /// The disk.
    #[error("a file of events: {0}")]
    Io(#[from] io::Error),
    /// The file is damaged.
    #[error("{file} is damaged at byte {at}: put it back from a copy")]
    Damaged {
        /// Its name.
        file: String,
        /// Where.
        at: u64,
    },
    /// A newer build wrote it.
    #[error("a file of events has format {0}, which a newer version of this program wrote")]
    Newer(u32),
}

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredEvent {
    /// Seconds since 1970 (UTC).
    pub(crate) at: i64,
    /// One JSON object.
    pub(crate) event: String,
}

/// The file, read up to some point.
#[derive(Debug)]
pub(crate) struct EventLog {
    /// What its events are about.
    about: &'static str,
    path: PathBuf,
    lock: PathBuf,
    read: u64,
    prev: [u8; 32],
}

#[derive(Deserialize)]
struct Written<'a> {
    #[serde(alias = "campaigns", alias = "feedback", alias = "import-maps")]
    staff: u32,
    at: i64,
    #[serde(borrow)]
    prev: Cow<'a, str>,
    #[serde(borrow)]
    event: &'a RawValue,
}

impl EventLog {
    /// The accounts of a data directory, unread. The file need not be there yet.
    pub(crate) fn staff(dir: &Path) -> Self {
        Self::at("staff", dir.join("staff.log"), dir.join("staff.lock"))
    }

    /// The campaigns of a data directory.
    pub(crate) fn campaigns(dir: &Path) -> Self {
        Self::at("campaigns", dir.join("campaigns.log"), dir.join("staff.lock"))
    }

    /// How columns of files were understood that were imported before.
    pub(crate) fn import_maps(dir: &Path) -> Self {
        Self::at("import-maps", dir.join("import-maps.log"), dir.join("staff.lock"))
    }

    /// What families reported on a day, in the folder of all such days.
    pub(crate) fn feedback(folder: &Path, day: &str) -> Self {
        Self::at(
            "feedback",
            folder.join(format!("{day}.log")),
            folder.join("feedback.lock"),
        )
    }

    const fn at(about: &'static str, path: PathBuf, lock: PathBuf) -> Self {
        Self {
            about,
            path,
            lock,
            read: 0,
            prev: [0; 32],
        }
    }

    fn damaged(&self, at: u64) -> EventLogError {
        let name = self.path.file_name().unwrap_or_default();
        EventLogError::Damaged {
            file: name.to_string_lossy().into_owned(),
            at,
        }
    }

    /// What was added since the last time. A line that is still being written comes with the next call.
    pub(crate) fn read_new(&mut self) -> Result<Vec<StoredEvent>, EventLogError> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.read == 0 => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let length = file.metadata()?.len();
        if length < self.read {
            return Err(self.damaged(length));
        }
        if length == self.read {
            return Ok(Vec::new());
        }
        let bytes = files::read_between(&mut file, self.read, length)?;
        let mut events = Vec::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(text) = line.strip_suffix(b"\n") else { break };
            let event = self.parse(text)?;
            events.push(event);
            self.read += line.len() as u64;
        }
        Ok(events)
    }

    fn parse(&mut self, line: &[u8]) -> Result<StoredEvent, EventLogError> {
        let damaged = self.damaged(self.read);
        if !seal_holds(line) {
            return Err(damaged);
        }
        let (Ok(text), Ok(written)) = (std::str::from_utf8(line), serde_json::from_slice::<Written<'_>>(line)) else {
            return Err(damaged);
        };
        if written.staff > FORMAT {
            return Err(EventLogError::Newer(written.staff));
        }
        if hex::decode_hash(&written.prev) != Some(self.prev) {
            return Err(damaged);
        }
        self.prev = chain(text);
        Ok(StoredEvent {
            at: written.at,
            event: written.event.get().to_owned(),
        })
    }

    /// Under the lock: reads what is new, lets `decide` look at it and say what is to be added, and waits until that is
    /// on the disk. What is returned was read or added, in order.
    pub(crate) fn append<E: From<EventLogError>>(
        &mut self,
        at: i64,
        decide: impl FnOnce(Vec<StoredEvent>) -> Result<Vec<String>, E>,
    ) -> Result<Vec<StoredEvent>, E> {
        let failed = |error: io::Error| E::from(EventLogError::Io(error));
        let lock = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.lock)
            .map_err(failed)?;
        lock.lock().map_err(failed)?;
        let new = self.read_new()?;
        let events = decide(new)?;
        let mut text = String::new();
        let mut prev = self.prev;
        for event in &events {
            let line = sealed(format!(
                "{{\"{}\":{FORMAT},\"at\":{at},\"prev\":\"{}\",\"event\":{event}",
                self.about,
                hex::encode(&prev)
            ));
            prev = chain(&line);
            text.push_str(&line);
            text.push('\n');
        }
        if text.is_empty() {
            return Ok(Vec::new());
        }
        self.write(&text).map_err(failed)?;
        self.read += text.len() as u64;
        self.prev = prev;
        Ok(events.into_iter().map(|event| StoredEvent { at, event }).collect())
    }

    /// What lies behind the last good line was cut off and never acknowledged.
    fn write(&self, text: &str) -> io::Result<()> {
        let is_new = !self.path.exists();
        let mut open = OpenOptions::new();
        open.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
        let mut file = open.open(&self.path)?;
        files::cut(&file, self.read)?;
        let written = files::write_at(&mut file, self.read, text.as_bytes()).and_then(|()| files::sync(&file));
        if written.is_err() {
            // Nothing of it may be taken for said when the next one is written.
            let _ = fs::File::set_len(&file, self.read);
            return written;
        }
        match (is_new, self.path.parent()) {
            (true, Some(dir)) => files::sync_dir(dir),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(events: &[StoredEvent]) -> Vec<&str> {
        events.iter().map(|event| event.event.as_str()).collect()
    }

    fn add(log: &mut EventLog, event: &str) -> Result<Vec<StoredEvent>, EventLogError> {
        log.append(7, |_| Ok(vec![event.to_owned()]))
    }

    #[test]
    fn two_writers_see_each_other() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (mut one, mut other) = (EventLog::staff(dir.path()), EventLog::staff(dir.path()));
        assert_eq!(one.read_new().expect("there is none"), []);
        add(&mut one, "{\"a\":1}").expect("the disk works");
        let mut seen = Vec::new();
        let added = other.append(8, |new| {
            seen = new;
            Ok::<_, EventLogError>(vec!["{\"b\":2}".to_owned()])
        });
        assert_eq!(texts(&seen), ["{\"a\":1}"]);
        assert_eq!(texts(&added.expect("the disk works")), ["{\"b\":2}"]);
        assert_eq!(texts(&one.read_new().expect("it holds")), ["{\"b\":2}"]);
        assert_eq!(
            texts(&EventLog::staff(dir.path()).read_new().expect("it holds")),
            ["{\"a\":1}", "{\"b\":2}"]
        );
    }

    #[test]
    fn a_cut_off_line_is_dropped_and_a_damaged_one_is_refused() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let mut log = EventLog::staff(dir.path());
        for number in 0..3 {
            add(&mut log, &format!("{{\"n\":{number}}}")).expect("the disk works");
        }
        let path = dir.path().join("staff.log");
        let whole = fs::read(&path).expect("it is there");
        let second = whole.iter().position(|byte| *byte == b'\n').expect("three lines") + 1;
        for cut in [whole.len() - 1, whole.len() - 40] {
            fs::write(&path, &whole[..cut]).expect("the disk works");
            let mut log = EventLog::staff(dir.path());
            assert_eq!(log.read_new().expect("the rest holds").len(), 2);
            add(&mut log, "{\"n\":9}").expect("the disk works");
            assert_eq!(EventLog::staff(dir.path()).read_new().expect("it holds").len(), 3);
        }
        let mut flipped = whole.clone();
        flipped[second + 30] ^= 1;
        fs::write(&path, &flipped).expect("the disk works");
        let refused = EventLog::staff(dir.path()).read_new();
        assert!(
            matches!(refused, Err(EventLogError::Damaged { at, .. }) if at == second as u64),
            "{refused:?}"
        );
        assert!(
            add(&mut EventLog::staff(dir.path()), "{}").is_err(),
            "nothing is added behind damage"
        );
        assert_eq!(fs::read(&path).expect("it is there"), flipped);
    }
}
