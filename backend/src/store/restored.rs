//! Puts another journal in place of what a data directory holds: of a backup, or what a repair saved. It is built
//! beside it under another name; one rename decides; whoever opens the directory next completes what follows.

use std::fs;
use std::io;
use std::path::Path;

use super::base;
use super::epoch::new_epoch;
use super::files;
use super::index;
use super::journal::line::{Header, write_header};
use super::journal::segments::{Kind, Part, file_name};
use super::journal::{JOURNAL, JOURNAL_FORMAT};
use super::state::State;

/// A journal that is being written; worth nothing yet.
const UNFINISHED: &str = "journal.restoring";
/// A journal that is complete and is to take the place of the one that is there.
pub(crate) const COMPLETE: &str = "journal.restored";
/// The journal that was there before the last restore or repair.
pub(crate) const BEFORE: &str = "journal.before-restore";

/// Whether a data directory holds anything that a restore would replace.
pub(crate) fn holds_data(dir: &Path) -> bool {
    [JOURNAL, "witness.json", index::NAME]
        .iter()
        .any(|name| dir.join(name).exists())
}

/// Copies the files of a journal, begins a new epoch behind them, and puts them in place. Needs the directory's lock.
/// Returns the epoch.
pub(crate) fn put_in_place<'a>(dir: &Path, parts: impl Iterator<Item = &'a Part>, state: &State) -> io::Result<String> {
    let unfinished = begin(dir)?;
    let mut number = 1;
    for part in parts {
        if part.kind == Kind::Segment {
            number = part.number + 1;
        }
        files::replace_with(&unfinished.join(&part.name), |file| {
            io::copy(&mut part.source.reader(), file)
        })?;
    }
    finish(dir, &unfinished, number, state)
}

/// Begins a new epoch with a state and nothing before it, and puts it in place. Needs the directory's lock. Returns the
/// epoch.
pub(crate) fn put_state_in_place(dir: &Path, number: u32, state: &State) -> io::Result<String> {
    let unfinished = begin(dir)?;
    let path = unfinished.join(file_name(Kind::Base, &state.cursor.epoch, number));
    base::write(&path, number, state, None)?;
    finish(dir, &unfinished, number, state)
}

fn begin(dir: &Path) -> io::Result<std::path::PathBuf> {
    let unfinished = dir.join(UNFINISHED);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    fs::create_dir(&unfinished)?;
    Ok(unfinished)
}

fn finish(dir: &Path, unfinished: &Path, number: u32, state: &State) -> io::Result<String> {
    let epoch = new_epoch()?;
    let header = write_header(&Header {
        format: JOURNAL_FORMAT,
        epoch: epoch.clone(),
        segment: number,
        seq: state.cursor.seq,
        prev: state.chain,
    });
    let path = unfinished.join(file_name(Kind::Segment, &epoch, number));
    files::replace(&path, format!("{header}\n").as_bytes())?;
    files::rename(unfinished, &dir.join(COMPLETE))?;
    complete(dir)?;
    Ok(epoch)
}

/// Does what is left of a restore, if there is one.
pub(crate) fn complete(dir: &Path) -> io::Result<()> {
    let complete = dir.join(COMPLETE);
    if !complete.exists() {
        return Ok(());
    }
    match fs::remove_file(dir.join("witness.json")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => files::sync_dir(dir)?,
    }
    let journal = dir.join(JOURNAL);
    if journal.exists() {
        let before = dir.join(BEFORE);
        if before.exists() {
            fs::remove_dir_all(&before)?;
        }
        files::rename(&journal, &before)?;
    }
    let index = dir.join(index::NAME);
    if index.exists() {
        fs::remove_dir_all(&index)?;
    }
    files::rename(&complete, &journal)
}
