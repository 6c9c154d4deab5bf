//! A node's copy of the journal: brought from the database as a whole, and put aside when it is of no use.

use std::fs;
use std::io;
use std::path::Path;

use crate::store::database::rows::{JournalFile, JournalRow, position_after};
use crate::store::database::{Database, DatabaseError};
use crate::store::files;
use crate::store::index;
use crate::store::journal::JOURNAL;
use crate::store::journal::line::{self, Line};
use crate::store::journal::segments::{Kind, file_name, read_name};

/// A file that says what a directory is.
const MARK: &str = "copy-of-a-database";
const UNFINISHED: &str = "journal.arriving";
const ASIDE: &str = "journal.set-aside";

/// Whether a data directory is a node's copy of a journal in a database.
pub(crate) fn is_copy(dir: &Path) -> bool {
    dir.join(MARK).exists()
}

/// Says that a data directory is a copy from now on.
pub(crate) fn mark(dir: &Path) -> io::Result<()> {
    let says = "The journal here is a copy of the one in a database, kept by family-hub serve --journal.\n";
    files::replace(&dir.join(MARK), says.as_bytes())
}

/// Puts a copy out of the way, in place of the one that was put there before, with all that was made from it.
pub(crate) fn set_aside(dir: &Path) -> io::Result<()> {
    let aside = dir.join(ASIDE);
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    files::rename(&dir.join(JOURNAL), &aside)?;
    files::remove(&dir.join("witness.json"))?;
    match fs::remove_dir_all(dir.join(index::NAME)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => files::sync_dir(dir),
    }
}

/// Why a journal did not arrive.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArrivalError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the journal in the database is damaged at position {0}")]
    Damaged(u64),
}

/// Brings the whole journal of a database into a directory that has none. `false`: the database has none either.
/// What arrived is looked at by whoever opens it.
pub(crate) fn bring(database: &mut Database, dir: &Path) -> Result<bool, ArrivalError> {
    let arriving = dir.join(UNFINISHED);
    if arriving.exists() {
        fs::remove_dir_all(&arriving)?;
    }
    fs::create_dir_all(&arriving)?;
    let files = database.files()?;
    for JournalFile { name, bytes } in &files {
        if read_name(name).is_none() {
            return Err(ArrivalError::Damaged(0));
        }
        files::replace(&arriving.join(name), bytes)?;
    }
    let mut segment = Segment::default();
    let mut position = 0;
    loop {
        let rows = database.from(position)?;
        let Some(last) = rows.last() else { break };
        position = position_after(last.seq, last.segment);
        for row in rows {
            segment.add(&arriving, row)?;
        }
    }
    let arrived = segment.name.is_some();
    segment.finish(&arriving)?;
    match arrived {
        true => files::rename(&arriving, &dir.join(JOURNAL))?,
        false => fs::remove_dir_all(&arriving)?,
    }
    Ok(arrived)
}

/// The segment that is arriving.
#[derive(Default)]
struct Segment {
    name: Option<String>,
    bytes: Vec<u8>,
}

impl Segment {
    fn add(&mut self, dir: &Path, row: JournalRow) -> Result<(), ArrivalError> {
        let damaged = ArrivalError::Damaged(row.position);
        match line::read(&row.line) {
            Some((_, Line::Header(header))) => {
                self.finish(dir)?;
                self.name = Some(file_name(Kind::Segment, &header.epoch, header.segment));
            }
            Some((_, Line::Group(_))) if self.name.is_some() => {}
            _ => return Err(damaged),
        }
        self.bytes.extend_from_slice(&row.line);
        self.bytes.push(b'\n');
        Ok(())
    }

    fn finish(&mut self, dir: &Path) -> io::Result<()> {
        match &self.name {
            Some(name) => files::replace(&dir.join(name), &std::mem::take(&mut self.bytes)),
            None => Ok(()),
        }
    }
}
