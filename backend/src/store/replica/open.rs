//! How a node starts: with the copy it has, with a new one from the database, or with a first journal for both.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::copy::{self, ArrivalError, bring, is_copy, mark};
use super::node::Node;
use crate::store::compaction::Keep;
use crate::store::database::address::Address;
use crate::store::database::rows::{JournalRow, position_after};
use crate::store::database::{Database, DatabaseError, listen};
use crate::store::disk::{DiskStore, index_beside};
use crate::store::epoch::new_epoch;
use crate::store::index::Index;
use crate::store::journal::line::{Header, Line, chain, read, write_header};
use crate::store::journal::{JOURNAL, JOURNAL_FORMAT, Journal};
use crate::store::limits::Limits;
use crate::store::lock::DirectoryLock;
use crate::store::on_disk::OnDisk;
use crate::store::open_error::OpenError;
use crate::store::space::Space;

impl From<ArrivalError> for OpenError {
    fn from(error: ArrivalError) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<DatabaseError> for OpenError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error.to_string())
    }
}

impl DiskStore {
    /// Opens a data directory as a node's copy of the journal in a database. An empty directory gets the database's
    /// journal, an empty database a first one. A node that has its copy starts without the database, too, and takes
    /// changes when it comes back.
    ///
    /// # Errors
    /// See [`OpenError`]: also when the directory holds another journal than the database.
    pub fn open_copy(dir: &Path, keep: Keep, address: &Address) -> Result<Arc<Self>, OpenError> {
        let limits = Limits {
            keep,
            ..Limits::default()
        };
        Self::open_copy_with(dir, limits, address)
    }

    pub(crate) fn open_copy_with(dir: &Path, limits: Limits, address: &Address) -> Result<Arc<Self>, OpenError> {
        let io = |error| OpenError::Io {
            path: dir.to_owned(),
            error,
        };
        std::fs::create_dir_all(dir).map_err(io)?;
        let lock = DirectoryLock::take(dir).map_err(io)?;
        let lock = lock.ok_or_else(|| OpenError::InUse(dir.to_owned()))?;
        let space = Space::of(dir).map_err(io)?;
        let mut database = Database::new(address.clone()).map_err(io)?;
        let (on_disk, index) = copy_of(dir, &mut database)?;
        mark(dir).map_err(io)?;
        let OnDisk { mut state, end, .. } = on_disk;
        let end = end.ok_or_else(|| OpenError::NoData(dir.to_owned()))?;
        let mut journal = Journal::resume(
            &dir.join(JOURNAL),
            state.cursor.epoch.clone(),
            limits.segment_bytes,
            end,
        );
        // What was cut off behind the last line is in the database, if it was ever acknowledged.
        let read_only = journal.recover(&mut state).err();
        let read_only = read_only.map(|error| format!("the disk takes no changes: {error}"));
        let (records, seq) = (state.records.len(), state.cursor.seq);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let name = new_epoch().map_err(io)?;
        let store = Self::start(
            dir,
            (state, index),
            journal,
            space,
            lock,
            (limits, read_only),
            move |writer, received| {
                Node::new(writer, database, name).run(&received);
                stopped.store(true, Ordering::Relaxed);
            },
        );
        let store = store.map_err(io)?;
        listen::start(address.clone(), store.requests.clone(), stop).map_err(io)?;
        tracing::info!(records, seq, "the copy of the database's journal is open");
        Ok(Arc::new(store))
    }
}

/// What a node begins with.
fn copy_of(dir: &Path, database: &mut Database) -> Result<(OnDisk, Option<Index>), OpenError> {
    let io = |error: io::Error| OpenError::Io {
        path: dir.to_owned(),
        error,
    };
    let has_journal = dir.join(JOURNAL).is_dir();
    let last = match last_line(database) {
        Ok(last) => last,
        Err(error) if has_journal && is_copy(dir) => {
            tracing::error!(%error, "the database cannot be reached; this node serves its copy");
            return on_disk(dir);
        }
        Err(error) => return Err(error.into()),
    };
    if last.is_none() {
        if has_journal {
            return Err(OpenError::Database(format!(
                "it holds no journal, and {} does: \"family-hub migrate\" brings it there",
                dir.display()
            )));
        }
        begin_in(database).map_err(io)?;
    }
    if !has_journal {
        bring(database, dir)?;
        return on_disk(dir);
    }
    let read = on_disk(dir);
    let is_same = match &read {
        Ok((on_disk, _)) => goes_on(database, on_disk)?,
        Err(OpenError::Damaged(_)) if is_copy(dir) => false,
        Err(_) => return read,
    };
    if is_same {
        return read;
    }
    if !is_copy(dir) {
        return Err(OpenError::Database(format!(
            "it holds another journal than {}",
            dir.display()
        )));
    }
    // Readers may have seen what only the copy holds: its numbers are given out again under another epoch.
    let had_epoch = read
        .as_ref()
        .ok()
        .map(|(on_disk, _)| on_disk.state.cursor.epoch.clone());
    drop(read);
    tracing::error!(
        "this node's copy is not of the journal in the database; it is set aside, and the database's taken"
    );
    copy::set_aside(dir).map_err(io)?;
    bring(database, dir)?;
    let read = on_disk(dir)?;
    if had_epoch.is_some_and(|epoch| epoch == read.0.state.cursor.epoch) {
        begin_epoch(database, &read.0)?;
    }
    Ok(read)
}

fn on_disk(dir: &Path) -> Result<(OnDisk, Option<Index>), OpenError> {
    let on_disk = OnDisk::read(dir)?;
    let index = index_beside(dir, &on_disk)?;
    Ok((on_disk, index))
}

fn last_line(database: &mut Database) -> Result<Option<JournalRow>, DatabaseError> {
    match database.last() {
        // Whoever may not make tables can use those that are there.
        Err(DatabaseError::Refused(_)) => {
            database.create_tables()?;
            database.last()
        }
        answer => answer,
    }
}

/// Whether the journal of the database goes on from what is on the disk.
fn goes_on(database: &mut Database, on_disk: &OnDisk) -> Result<bool, DatabaseError> {
    let state = &on_disk.state;
    let number = on_disk.end.map_or(0, |end| end.last.0);
    let next = database.from(position_after(state.cursor.seq, number))?;
    if let Some(row) = next.first() {
        return Ok(match read(&row.line) {
            Some((_, Line::Header(header))) => header.prev == state.chain,
            Some((_, Line::Group(group))) => group.prev == state.chain,
            None => false,
        });
    }
    let last = database.last()?;
    Ok(last.is_some_and(|row| std::str::from_utf8(&row.line).is_ok_and(|line| chain(line) == state.chain)))
}

/// The first line of the first journal. Of two nodes that begin one, the second takes the first one's.
fn begin_in(database: &mut Database) -> io::Result<()> {
    let epoch = new_epoch()?;
    let header = Header {
        format: JOURNAL_FORMAT,
        epoch,
        segment: 1,
        seq: 0,
        prev: [0; 32],
    };
    insert_header(database, &header).map_err(io::Error::other)
}

fn begin_epoch(database: &mut Database, on_disk: &OnDisk) -> Result<(), OpenError> {
    let failed = |error: io::Error| OpenError::Database(error.to_string());
    let header = Header {
        format: JOURNAL_FORMAT,
        epoch: new_epoch().map_err(failed)?,
        segment: on_disk.end.map_or(0, |end| end.last.0) + 1,
        seq: on_disk.state.cursor.seq,
        prev: on_disk.state.chain,
    };
    Ok(insert_header(database, &header)?)
}

fn insert_header(database: &mut Database, header: &Header) -> Result<(), DatabaseError> {
    let row = JournalRow {
        position: position_after(header.seq, header.segment - 1),
        segment: header.segment,
        seq: header.seq,
        epoch: header.epoch.clone(),
        node: header.epoch.clone(),
        line: write_header(header).into_bytes(),
    };
    let connection = database.connections();
    database.insert(&row, connection).map(|_| ())
}
