//! Moves a journal into a database and back, line by line, with the hash chain that it has.

use std::io;
use std::path::{Path, PathBuf};

use super::copy::{ArrivalError, bring, mark};
use crate::store::database::address::Address;
use crate::store::database::rows::{JournalFile, JournalRow, position_after};
use crate::store::database::{Database, DatabaseError};
use crate::store::epoch::new_epoch;
use crate::store::journal::line::{self, Line};
use crate::store::journal::{JOURNAL, Journal};
use crate::store::limits::Limits;
use crate::store::lock::DirectoryLock;
use crate::store::on_disk::OnDisk;
use crate::store::open_error::OpenError;
use crate::store::restored::holds_data;

/// What was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// How many records there are.
    pub records: usize,
    /// The last change.
    pub seq: u64,
    /// The life of the server that goes on where the journal is now.
    pub epoch: String,
}

/// Why a journal was not moved. It is where it was, and the target as empty as it was.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The directory.
    #[error(transparent)]
    Directory(#[from] OpenError),
    /// The target holds a journal, or something else of ours.
    #[error("{0} holds a journal already, and is left as it is")]
    NotEmpty(String),
    /// There is nothing to move.
    #[error("the database holds no journal")]
    NoJournal,
    /// The last write into the directory was cut off.
    #[error("the last write into {} was cut off: start a server on it once, which mends that", .0.display())]
    CutOff(PathBuf),
    /// What arrived is not what was sent.
    #[error("what the database holds now is not what was sent: {0}")]
    Differs(String),
    /// The database.
    #[error("the database: {0}")]
    Database(String),
}

impl From<DatabaseError> for MigrateError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<ArrivalError> for MigrateError {
    fn from(error: ArrivalError) -> Self {
        Self::Database(error.to_string())
    }
}

/// Moves the journal of a directory that nobody uses into a database that holds none, and reads it back. The directory is
/// a node's copy from then on.
///
/// # Errors
/// See [`MigrateError`].
pub fn migrate_to(dir: &Path, address: &Address) -> Result<Migrated, MigrateError> {
    let failed = failed(dir);
    if !dir.join(JOURNAL).is_dir() {
        return Err(OpenError::NoData(dir.to_owned()).into());
    }
    let lock = DirectoryLock::take(dir).map_err(&failed)?;
    let _lock = lock.ok_or_else(|| OpenError::InUse(dir.to_owned()))?;
    let on_disk = OnDisk::read(dir)?;
    if on_disk.torn > 0 {
        return Err(MigrateError::CutOff(dir.to_owned()));
    }
    let mut files = Vec::new();
    for part in on_disk.base.iter().chain(on_disk.history.iter().map(|(part, _)| part)) {
        files.push(JournalFile {
            name: part.name.clone(),
            bytes: part.source.bytes().map_err(&failed)?.into_owned(),
        });
    }
    let rows = rows_of(&on_disk).map_err(&failed)?;
    let mut database = Database::new(address.clone()).map_err(&failed)?;
    database.create_tables()?;
    if database.last()?.is_some() || !database.files()?.is_empty() {
        return Err(MigrateError::NotEmpty("the database".to_owned()));
    }
    database.fill(&files, &rows)?;
    let back = read_back(&mut database)?;
    let state = &on_disk.state;
    if (back.chain, back.hash, &back.cursor) != (state.chain, state.hash, &state.cursor) {
        return Err(MigrateError::Differs("another state comes of it".to_owned()));
    }
    mark(dir).map_err(&failed)?;
    Ok(Migrated {
        records: state.records.len(),
        seq: state.cursor.seq,
        epoch: state.cursor.epoch.clone(),
    })
}

/// Moves the journal of a database into a directory that holds none. What comes next there is of another epoch: a server
/// that still runs on the database cannot be told, and no number is to be given out twice in one.
///
/// # Errors
/// See [`MigrateError`].
pub fn migrate_from(address: &Address, dir: &Path) -> Result<Migrated, MigrateError> {
    let failed = failed(dir);
    std::fs::create_dir_all(dir).map_err(&failed)?;
    let lock = DirectoryLock::take(dir).map_err(&failed)?;
    let _lock = lock.ok_or_else(|| OpenError::InUse(dir.to_owned()))?;
    if holds_data(dir) {
        return Err(MigrateError::NotEmpty(dir.display().to_string()));
    }
    let mut database = Database::new(address.clone()).map_err(&failed)?;
    database.create_tables()?;
    if !bring(&mut database, dir)? {
        return Err(MigrateError::NoJournal);
    }
    let on_disk = OnDisk::read(dir).inspect_err(|_| {
        // Of no use, and the target was empty.
        let _ = std::fs::remove_dir_all(dir.join(JOURNAL));
    })?;
    let end = on_disk.end.ok_or(MigrateError::NoJournal)?;
    let mut state = on_disk.state;
    let epoch = state.cursor.epoch.clone();
    let mut journal = Journal::resume(&dir.join(JOURNAL), epoch, Limits::default().segment_bytes, end);
    journal.begin_epoch(new_epoch().map_err(&failed)?);
    journal.recover(&mut state).map_err(&failed)?;
    Ok(Migrated {
        records: state.records.len(),
        seq: state.cursor.seq,
        epoch: state.cursor.epoch,
    })
}

fn failed(dir: &Path) -> impl Fn(io::Error) -> OpenError {
    let path = dir.to_owned();
    move |error| OpenError::Io {
        path: path.clone(),
        error,
    }
}

/// The lines of a journal that was read and holds, each with its place.
fn rows_of(on_disk: &OnDisk) -> io::Result<Vec<JournalRow>> {
    let mut rows = Vec::new();
    let mut epoch = String::new();
    for segment in &on_disk.segments {
        let bytes = segment.source.bytes()?;
        for text in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let (position, seq) = match line::read(text) {
                Some((_, Line::Header(header))) => {
                    epoch.clone_from(&header.epoch);
                    (position_after(header.seq, segment.number - 1), header.seq)
                }
                Some((_, Line::Group(group))) => {
                    let before = group.seq - 1;
                    (
                        position_after(before, segment.number),
                        before + group.commits.len() as u64,
                    )
                }
                None => return Err(io::ErrorKind::InvalidData.into()),
            };
            rows.push(JournalRow {
                position,
                segment: segment.number,
                seq,
                epoch: epoch.clone(),
                node: "migrate".to_owned(),
                line: text.to_owned(),
            });
        }
    }
    Ok(rows)
}

/// The state that comes of what the database holds: every line of it is read, and its hash chain checked.
fn read_back(database: &mut Database) -> Result<crate::store::state::State, MigrateError> {
    let dir = std::env::temp_dir().join(format!("family-hub-migrate-{}", std::process::id()));
    std::fs::create_dir_all(&dir).map_err(failed(&dir))?;
    let arrived = bring(database, &dir)
        .map_err(MigrateError::from)
        .and_then(|_| Ok(OnDisk::read(&dir)?.state));
    // It is in the directory for temporary files, and named after this program.
    let _ = std::fs::remove_dir_all(&dir);
    arrived
}
