//! Looks at every part of a data directory and says what holds. Changes nothing.

use std::path::Path;

use crate::store::compaction::history_holds;
use crate::store::history::read_file as read_history;
use crate::store::lock::DirectoryLock;
use crate::store::on_disk::OnDisk;
use crate::store::{IndexVerdict, index_verdict};

/// What was found out about one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The part: `journal`, `witness`, `records`, `history`, `index`, or `stray` for a file that is none of these.
    pub part: &'static str,
    /// Whether it is as it should be.
    pub verdict: Verdict,
    /// What there is to say about it.
    pub says: String,
}

/// Whether a part is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Holds,
    /// It could not be looked at, or will be put right by the next start.
    Open,
    /// It is not.
    Damaged,
}

impl Verdict {
    /// A word for the report.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holds => "ok",
            Self::Open => "note",
            Self::Damaged => "DAMAGED",
        }
    }
}

/// Looks at a data directory, also while a server uses it.
#[must_use]
pub fn verify(dir: &Path) -> Vec<Finding> {
    let finding = |part, verdict, says: String| Finding { part, verdict, says };
    // Before anything is read, so that nobody changes the index behind what is read here.
    let lock = DirectoryLock::take_now(dir);
    let on_disk = match OnDisk::read(dir) {
        Ok(on_disk) if on_disk.end.is_some() => on_disk,
        Ok(_) => return vec![finding("journal", Verdict::Open, "there is no data yet".to_owned())],
        Err(error) => return vec![finding("journal", Verdict::Damaged, error.to_string())],
    };
    let state = &on_disk.state;
    let bytes: u64 = on_disk.parts().map(|part| part.source.length()).sum();
    let base = match on_disk.base {
        Some(_) => "a base and ",
        None => "",
    };
    let mut journal = format!(
        "{base}{} segments, {} changes, {bytes} bytes, every checksum and the chain hold; epoch {}",
        on_disk.segments.len(),
        state.cursor.seq,
        state.cursor.epoch
    );
    if on_disk.torn > 0 {
        journal.push_str(&format!(
            "; {} bytes of a write under way or cut off follow",
            on_disk.torn
        ));
    }
    let witness = match &on_disk.witness {
        Some(witness) => finding(
            "witness",
            Verdict::Holds,
            format!("the journal goes on from its change {}", witness.seq),
        ),
        None => finding(
            "witness",
            Verdict::Open,
            "there is none; the next start writes one".to_owned(),
        ),
    };
    let (data, unreadable) = state.dataset();
    let (verdict, records) = match unreadable.first() {
        None => (Verdict::Holds, format!("{} records, all readable", data.len())),
        Some(bad) => (
            Verdict::Damaged,
            format!(
                "{} of {} records cannot be read by this version, such as {} \"{}\", field {}: {}",
                unreadable.len(),
                state.records.len(),
                bad.kind.code(),
                bad.id,
                bad.field,
                bad.refusal
            ),
        ),
    };
    let mut findings = vec![
        finding("journal", Verdict::Holds, journal),
        witness,
        finding("records", verdict, records),
    ];
    findings.extend(history(&on_disk));
    findings.push(index(dir, &on_disk, lock));
    for name in &on_disk.strays {
        let says = format!("{name} is none of the journal's files; it is left alone");
        findings.push(finding("stray", Verdict::Open, says));
    }
    findings
}

/// Past changes from before the base.
fn history(on_disk: &OnDisk) -> Option<Finding> {
    let finding = |verdict, says: String| Finding {
        part: "history",
        verdict,
        says,
    };
    on_disk.base.as_ref()?;
    let Some((part, named)) = &on_disk.history else {
        let says = "the file with the past changes is missing; the records do not depend on it".to_owned();
        return on_disk.wants_history.then(|| finding(Verdict::Damaged, says));
    };
    let mut changes = 0_u64;
    let holds = history_holds(&part.source, named).unwrap_or(false);
    let read = read_history(part, &mut |_| changes += 1);
    Some(match (holds, read) {
        (true, Ok(())) => finding(Verdict::Holds, format!("{changes} past changes from before the base")),
        _ => finding(
            Verdict::Damaged,
            format!("{} cannot be read; the records do not depend on it", part.name),
        ),
    })
}

fn index(dir: &Path, on_disk: &OnDisk, lock: std::io::Result<Option<DirectoryLock>>) -> Finding {
    let finding = |verdict, says: &str| Finding {
        part: "index",
        verdict,
        says: says.to_owned(),
    };
    // Opening an index changes it, so a copy is opened, and only while nobody writes to the original.
    let _lock = match lock {
        // A directory that was copied here may have none, and then nobody uses it.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Ok(Some(lock)) => Some(lock),
        Ok(None) => {
            return finding(
                Verdict::Open,
                "a running server or command uses it, which checks it by itself",
            );
        }
        Err(error) => return finding(Verdict::Open, &format!("it cannot be locked: {error}")),
    };
    match index_verdict(dir, &on_disk.state) {
        Ok(IndexVerdict::InStep(seq)) => finding(Verdict::Holds, &format!("it holds every record as of change {seq}")),
        Ok(IndexVerdict::Behind(seq)) => finding(
            Verdict::Open,
            &format!("it stands at change {seq}; the next start brings it up to date"),
        ),
        Ok(IndexVerdict::Ahead(seq)) => finding(
            Verdict::Damaged,
            &format!("it stands at change {seq}, which the journal does not have"),
        ),
        Ok(IndexVerdict::Foreign(seq)) => finding(
            Verdict::Open,
            &format!("it belongs to another journal, which stood at change {seq}; the next start makes it anew"),
        ),
        Ok(IndexVerdict::Missing) => finding(Verdict::Open, "there is none; the next start makes it"),
        Err(reason) => finding(Verdict::Damaged, &format!("{reason}; the next start makes it anew")),
    }
}
