//! Takes a data set file into a store: whole, checked, and only what changed.

mod lists;
mod merged;
mod outcome;
mod reading;
mod sound;
#[cfg(test)]
mod strict_tests;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use shared::model::{BadRecord, Dataset, Record, RecordKey, RecordKind, check};

use crate::store::dataset_of;
use crate::store::{Author, Base, Change, CommitError, Contents, Envelope, Put, Store};

pub use outcome::{Bad, ImportError, ImportReport, Mode, RefusedRecord, Removals};
pub(crate) use sound::faults;

/// Imports a data set file.
///
/// # Errors
/// See [`ImportError`]; nothing of the file is stored then.
pub fn import(
    store: &dyn Store,
    json: &str,
    mode: Mode,
    bad: Bad,
    removals: Removals,
) -> Result<ImportReport, ImportError> {
    import_by(store, json, (mode, bad, removals), None)
}

/// Says of a record that would change whether the account that imports may do that, by the data before and after.
pub type MayChange<'a> = &'a dyn Fn(&Dataset, &Dataset, &RecordKey) -> bool;

/// The same as somebody, who may not do it with every record.
///
/// # Errors
/// See [`ImportError`]; nothing of the file is stored then.
pub fn import_by(
    store: &dyn Store,
    json: &str,
    how: (Mode, Bad, Removals),
    by: Option<(&Author, MayChange<'_>)>,
) -> Result<ImportReport, ImportError> {
    // Editors on Windows put a byte order mark in front.
    let json = json.strip_prefix('\u{feff}').unwrap_or(json);
    import_read(store, &reading::of_text(json)?, how, by)
}

/// Imports a data set file from where it lies, a record at a time: its text is never held as a whole.
///
/// # Errors
/// See [`ImportError`]; nothing of the file is stored then.
pub fn import_from(
    store: &dyn Store,
    file: impl std::io::Read,
    how: (Mode, Bad, Removals),
) -> Result<ImportReport, ImportError> {
    import_read(store, &reading::of_reader(file)?, how, None)
}

fn import_read(
    store: &dyn Store,
    file: &File,
    how: (Mode, Bad, Removals),
    by: Option<(&Author, MayChange<'_>)>,
) -> Result<ImportReport, ImportError> {
    loop {
        match attempt(store, file, how, by) {
            // Another writer came first: what it wrote is part of what this file is checked against.
            Err(ImportError::Store(CommitError::Moved(_))) => {}
            done => return done,
        }
    }
}

/// A file whose records were read one by one.
struct File {
    envelope: Envelope,
    /// The lists that it has. One that is missing says nothing about its records; an empty one says that there are none.
    lists: Vec<RecordKind>,
    good: Vec<Numbered>,
    bad: Vec<RefusedRecord>,
    doubtful: Vec<RefusedRecord>,
}

impl File {
    /// Ids of records that it holds and that are bad: what is stored under them is not to go.
    fn bad_keys(&self) -> HashSet<RecordKey> {
        self.bad.iter().map(RefusedRecord::key).collect()
    }

    /// Whether the records of a kind that it does not hold go away.
    fn replaces(&self, kind: RecordKind, mode: Mode) -> bool {
        mode == Mode::Replace && self.lists.contains(&kind)
    }
}

struct Numbered {
    number: usize,
    overall: usize,
    put: Put,
}

fn attempt(
    store: &dyn Store,
    file: &File,
    (mode, bad, removals): (Mode, Bad, Removals),
    by: Option<(&Author, MayChange<'_>)>,
) -> Result<ImportReport, ImportError> {
    let (base, contents) = (store.published(), store.contents());
    if base.cursor != contents.cursor {
        return Err(CommitError::Moved(contents.cursor).into());
    }
    let mut refused = file.bad.clone();
    let back = merged::lead_elsewhere(&base.data, file, mode);
    let gone: HashSet<usize> = back.iter().map(|record| record.overall).collect();
    refused.extend(back);
    let kept = merged::kept(&base.data, file)?;
    let stays = file.good.iter().filter(|record| !gone.contains(&record.overall));
    let mut good: Vec<&Numbered> = stays
        .map(|record| kept.get(&record.overall).unwrap_or(record))
        .collect();
    // Leaving a record out can leave others without their network or place, so the check is made until it holds.
    let left_behind = loop {
        let faults = check(&resulting(&base.data, file, &good, mode));
        let mut faults: HashMap<RecordKey, Vec<BadRecord>> = faults.into_iter().fold(HashMap::new(), |mut map, bad| {
            let key = RecordKey {
                kind: bad.kind,
                id: bad.id.clone(),
            };
            map.entry(key).or_insert_with(Vec::new).push(bad);
            map
        });
        let before = good.len();
        good.retain(|record| match faults.remove(&record.put.key()) {
            Some(bad) => {
                let Numbered { number, overall, .. } = **record;
                refused.extend(bad.into_iter().map(|bad| RefusedRecord {
                    number,
                    overall,
                    bad,
                    follows: None,
                }));
                false
            }
            None => true,
        });
        if good.len() == before || bad != Bad::Skip {
            break faults;
        }
    };
    lists::causes_first(&mut refused);
    if bad == Bad::Strict {
        refused.extend(file.doubtful.iter().cloned());
    }
    if bad != Bad::Skip && !refused.is_empty() {
        return Err(ImportError::BadRecords(refused));
    }
    if mode == Mode::Replace && !left_behind.is_empty() {
        // What was at fault before is not this file's doing.
        let known = check(&base.data);
        let mut new: Vec<BadRecord> = left_behind.into_values().flatten().collect();
        new.retain(|bad| !known.contains(bad));
        new.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        if !new.is_empty() {
            return Err(ImportError::LeftBehind(new));
        }
    }
    let (mut report, mut changes) = changes_of(file, &good, refused, (mode, removals), &contents)?;
    if let Some((author, may_change)) = by {
        let after = resulting(&base.data, file, &good, mode);
        let mut others = changes.iter().filter_map(|change| {
            let key = match change {
                Change::Put(put) => put.key(),
                Change::Remove(key) => key.clone(),
                _ => return None,
            };
            (!may_change(&base.data, &after, &key)).then_some(key)
        });
        if let Some(first) = others.next() {
            let count = 1 + others.count();
            return Err(ImportError::Forbidden { first, count });
        }
        // What stands around the records belongs to nobody in particular.
        changes.retain(|change| matches!(change, Change::Put(_) | Change::Remove(_)));
        if !changes.is_empty() {
            changes.push(Change::By(author.clone()));
        }
    }
    if !changes.is_empty() {
        report.cursor = store.commit(Base::Exactly(contents.cursor), changes)?;
    }
    Ok(report)
}

/// The data set as it would be.
fn resulting(data: &Dataset, file: &File, good: &[&Numbered], mode: Mode) -> Dataset {
    let records: Vec<Record> = good.iter().map(|record| record.put.record().clone()).collect();
    let mut kept = data.clone();
    let bad = file.bad_keys();
    let stays = |kind, id: &str| {
        bad.contains(&RecordKey {
            kind,
            id: id.to_owned(),
        })
    };
    for kind in RecordKind::ALL
        .iter()
        .copied()
        .filter(|kind| file.replaces(*kind, mode))
    {
        match kind {
            RecordKind::Network => kept.networks.retain(|one| stays(kind, one.id.as_str())),
            RecordKind::Place => kept.places.retain(|one| stays(kind, one.id.as_str())),
            RecordKind::Activity => kept.activities.retain(|one| stays(kind, one.id.as_str())),
            RecordKind::Guide => kept.guides.retain(|one| stays(kind, one.id.as_str())),
        }
    }
    dataset_of(&kept, records)
}

/// What the import does, and the changes that it takes.
fn changes_of(
    file: &File,
    good: &[&Numbered],
    skipped: Vec<RefusedRecord>,
    (mode, removals): (Mode, Removals),
    stored: &Contents,
) -> Result<(ImportReport, Vec<Change>), ImportError> {
    let mut report = ImportReport {
        cursor: stored.cursor.clone(),
        added: 0,
        updated: 0,
        removed: 0,
        unchanged: 0,
        warnings: file.doubtful.clone(),
        skipped,
    };
    // A bad version of a record is no word that the record is gone.
    let bad = report.skipped.iter().map(RefusedRecord::key);
    let given: HashSet<RecordKey> = good.iter().map(|record| record.put.key()).chain(bad).collect();
    let mut changes = Vec::new();
    let mut order: Vec<RecordKey> = Vec::new();
    for (key, _) in &stored.records {
        if file.replaces(key.kind, mode) && !given.contains(key) {
            report.removed += 1;
            changes.push(Change::Remove(key.clone()));
        } else {
            order.push(key.clone());
        }
    }
    if !removals.allow(report.removed, stored.records.len()) {
        return Err(ImportError::ManyRemovals {
            removed: report.removed,
            of: stored.records.len(),
        });
    }
    let known: HashMap<&RecordKey, &str> = stored.records.iter().map(|(key, raw)| (key, &**raw)).collect();
    for record in good {
        let key = record.put.key();
        match known.get(&key) {
            Some(raw) if *raw == &**record.put.raw() => report.unchanged += 1,
            Some(_) => {
                report.updated += 1;
                changes.push(Change::Put(Box::new(record.put.clone())));
            }
            None => {
                report.added += 1;
                changes.push(Change::Put(Box::new(record.put.clone())));
                order.push(key);
            }
        }
    }
    let wanted = match mode {
        Mode::Replace => {
            changes.extend(arrangements(&order, file, good));
            file.envelope.clone()
        }
        Mode::Merge => stored.envelope.merged_with(&file.envelope),
    };
    if wanted != stored.envelope {
        changes.push(Change::Surround(wanted));
    }
    Ok((report, changes))
}

/// What it takes to give records back in the order of the file: nothing for a kind that comes out that way anyhow.
fn arrangements(order: &[RecordKey], file: &File, good: &[&Numbered]) -> Vec<Change> {
    let mut changes = Vec::new();
    for kind in file.lists.iter().copied() {
        let ids = good
            .iter()
            .map(|record| record.put.key())
            .filter(|key| key.kind == kind);
        let ids: Vec<String> = ids.map(|key| key.id).collect();
        let as_is = order.iter().filter(|key| key.kind == kind).map(|key| &key.id);
        if !as_is.eq(ids.iter()) {
            changes.push(Change::Arrange { kind, ids });
        }
    }
    changes
}
