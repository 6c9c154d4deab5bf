//! Puts the journal of a backup in place of what a data directory holds. It is built beside it under another name;
//! one rename decides; whoever opens the directory next completes what follows.

use std::fs;
use std::io;
use std::path::Path;

use super::disk::new_epoch;
use super::files;
use super::index;
use super::journal::line::{Header, JOURNAL_FORMAT, write_header};
use super::journal::replay::Segment;
use super::journal::segment_name;
use super::on_disk::JOURNAL;
use super::state::State;

/// A journal that is being written; worth nothing yet.
const UNFINISHED: &str = "journal.restoring";
/// A journal that is complete and is to take the place of the one that is there.
pub(crate) const COMPLETE: &str = "journal.restored";
/// The journal that was there before the last restore.
const BEFORE: &str = "journal.before-restore";

/// Whether a data directory holds anything that a restore would replace.
pub(crate) fn holds_data(dir: &Path) -> bool {
    [JOURNAL, "witness.json", index::NAME]
        .iter()
        .any(|name| dir.join(name).exists())
}

/// Writes the segments and one more that begins a new epoch, and puts them in place. Needs the directory's lock.
/// Returns the epoch.
pub(crate) fn put_in_place(dir: &Path, segments: &[Segment], state: &State) -> io::Result<String> {
    let unfinished = dir.join(UNFINISHED);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    fs::create_dir(&unfinished)?;
    for segment in segments {
        files::replace(&unfinished.join(&segment.name), &segment.bytes)?;
    }
    let epoch = new_epoch()?;
    let number = segments.last().map_or(1, |segment| segment.number + 1);
    let header = write_header(&Header {
        format: JOURNAL_FORMAT,
        epoch: epoch.clone(),
        segment: number,
        seq: state.cursor.seq,
        prev: state.chain,
    });
    let path = unfinished.join(segment_name(&epoch, number));
    files::replace(&path, format!("{header}\n").as_bytes())?;
    files::rename(&unfinished, &dir.join(COMPLETE))?;
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
