//! Takes a change back as a new change: one record or a whole import.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use shared::model::{BadRecord, Dataset, Record, RecordKey, RecordKind, check};
use shared::sync::Cursor;

use crate::store::{Author, Base, Change, CommitError, Contents, OpenError, PastChange, Put, Store, dataset_after};

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The state that holds it.
    pub cursor: Cursor,
    /// Records that are again what they were.
    pub restored: usize,
    /// Records that are gone again.
    pub removed: usize,
}

/// Why a change was not taken back. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There never was such a change.
    #[error("there is no change {seq}: the data stands at change {head}")]
    Unknown {
        /// The change asked for.
        seq: u64,
        /// The newest one.
        head: u64,
    },
    /// It touched records that are not for this account to change.
    #[error("the change touched records that are not yours")]
    Forbidden,
    /// What was there before is no longer kept.
    #[error("what was there before change {0} is no longer kept")]
    NotKept(u64),
    /// Records were changed again.
    #[error(
        "{} record{} changed again since, such as {} \"{}\" by change {}: take that back first",
        .0.len(), if .0.len() == 1 { " was" } else { "s were" },
        .0.first().map_or("", |(key, _)| key.kind.code()), .0.first().map_or("", |(key, _)| &key.id),
        .0.first().map_or(0, |(_, seq)| *seq)
    )]
    ChangedSince(Vec<(RecordKey, u64)>),
    /// Other records would refer to what goes, or a record from then is bad for this version.
    #[error("{} record{} would be bad then, such as {}", .0.len(), if .0.len() == 1 { "" } else { "s" }, first_bad(.0))]
    WouldBreak(Vec<BadRecord>),
    /// The history cannot be read.
    #[error(transparent)]
    History(#[from] OpenError),
    /// The store took no changes.
    #[error(transparent)]
    Store(#[from] CommitError),
}

fn first_bad(bad: &[BadRecord]) -> String {
    bad.first().map_or_else(String::new, |bad| {
        format!(
            "{} \"{}\", field {}: {}",
            bad.kind.code(),
            bad.id,
            bad.field,
            bad.refusal
        )
    })
}

/// Takes change `seq` back: every record that it touched is again what it was before.
///
/// # Errors
/// See [`UndoError`]; nothing was changed then.
pub fn undo(store: &dyn Store, seq: u64) -> Result<Undone, UndoError> {
    again(store, seq, None)
}

/// Says of a record that a change touched whether it may be taken back, by the data before that and after it.
pub type MayUndo<'a> = &'a dyn Fn(&Dataset, &Dataset, &RecordKey) -> bool;

/// The same as somebody who may not do it with every record. A request that comes again is answered as before.
///
/// # Errors
/// See [`UndoError`]; nothing was changed then.
pub fn undo_by(store: &dyn Store, seq: u64, author: &Author, may_undo: MayUndo<'_>) -> Result<Undone, UndoError> {
    if let Some(done) = store.done_already(author) {
        let epoch = store.published().cursor.epoch.clone();
        return Ok(Undone {
            cursor: Cursor { epoch, seq: done },
            restored: 0,
            removed: 0,
        });
    }
    again(store, seq, Some((author, may_undo)))
}

fn again(store: &dyn Store, seq: u64, by: Option<(&Author, MayUndo<'_>)>) -> Result<Undone, UndoError> {
    loop {
        match attempt(store, seq, by) {
            // Another writer came first: whether it touched the same records is to be looked at anew.
            Err(UndoError::Store(CommitError::Moved(_))) => {}
            done => return done,
        }
    }
}

/// What is known of one record that the change touched.
struct Touched {
    before: Option<PastChange>,
    change: PastChange,
    last_after: Option<u64>,
}

fn attempt(store: &dyn Store, seq: u64, by: Option<(&Author, MayUndo<'_>)>) -> Result<Undone, UndoError> {
    let (published, now) = (store.published(), store.contents());
    if published.cursor != now.cursor {
        return Err(CommitError::Moved(now.cursor).into());
    }
    let head = now.cursor.seq;
    if seq == 0 || seq > head {
        return Err(UndoError::Unknown { seq, head });
    }
    let touched = touched_by(store, seq)?;
    let around = around(store, seq, &now)?;
    if touched.is_empty() && around.is_none() {
        return Err(UndoError::NotKept(seq));
    }
    let texts: HashMap<&RecordKey, &Arc<str>> = now.records.iter().map(|(key, raw)| (key, raw)).collect();
    let mut changed_since = Vec::new();
    let mut changes = Vec::new();
    let mut undone = Undone {
        cursor: now.cursor.clone(),
        restored: 0,
        removed: 0,
    };
    let mut puts: Vec<Record> = Vec::new();
    let mut keys: HashSet<RecordKey> = HashSet::new();
    // What was there is known best from the whole data before the change, where that is kept.
    let texts_before: Option<HashMap<&RecordKey, &Arc<str>>> = around
        .as_ref()
        .map(|(before, _)| before.records.iter().map(|(key, raw)| (key, raw)).collect());
    for Touched {
        before,
        change,
        last_after,
    } in touched
    {
        let key = change.key.clone();
        let before = match &texts_before {
            Some(texts) => texts.get(&key).map(|raw| Arc::clone(raw)),
            None if change.older_dropped => return Err(UndoError::NotKept(seq)),
            None => before.and_then(|before| before.raw),
        };
        let stands = texts.get(&key).map(|raw| &***raw);
        if stands == before.as_deref() {
            continue;
        }
        if stands != change.raw.as_deref() {
            changed_since.push((key, last_after.unwrap_or(head)));
            continue;
        }
        keys.insert(key.clone());
        match before {
            Some(raw) => {
                let put = Put::parse(key.kind, &raw).map_err(|bad| UndoError::WouldBreak(vec![bad]))?;
                puts.push(put.record().clone());
                undone.restored += 1;
                changes.push(Change::Put(Box::new(put)));
            }
            None => {
                undone.removed += 1;
                changes.push(Change::Remove(key));
            }
        }
    }
    if !changed_since.is_empty() {
        changed_since.sort();
        return Err(UndoError::ChangedSince(changed_since));
    }
    let after = dataset_after(&published.data, &keys, puts);
    if let Some((_, may_undo)) = by
        && !keys.iter().all(|key| may_undo(&published.data, &after, key))
    {
        return Err(UndoError::Forbidden);
    }
    let known = check(&published.data);
    let mut bad = check(&after);
    bad.retain(|bad| !known.contains(bad));
    if !bad.is_empty() {
        return Err(UndoError::WouldBreak(bad));
    }
    if let Some((before, after)) = around {
        changes.extend(order_and_surroundings(&before, &after, &now, &changes));
    }
    if !changes.is_empty() {
        changes.extend(by.map(|(author, _)| Change::By(author.clone())));
        undone.cursor = store.commit(Base::Exactly(now.cursor.clone()), changes)?;
    }
    Ok(undone)
}

fn touched_by(store: &dyn Store, seq: u64) -> Result<Vec<Touched>, UndoError> {
    let mut touched: Vec<Touched> = Vec::new();
    store.history(&mut |change| {
        if change.seq == seq {
            touched.push(Touched {
                before: None,
                change,
                last_after: None,
            });
        }
    })?;
    let places: HashMap<RecordKey, usize> = touched
        .iter()
        .enumerate()
        .map(|(at, touched)| (touched.change.key.clone(), at))
        .collect();
    if !places.is_empty() {
        store.history(&mut |change| {
            let Some(at) = places.get(&change.key) else { return };
            let touched = &mut touched[*at];
            if change.seq > seq {
                touched.last_after = Some(change.seq);
            } else if change.seq < seq {
                touched.before = Some(change);
            }
        })?;
    }
    Ok(touched)
}

/// The whole data before and after the change, where that is kept.
fn around(store: &dyn Store, seq: u64, now: &Contents) -> Result<Option<(Contents, Contents)>, UndoError> {
    let Some(before) = store.contents_before(seq)? else {
        return Ok(None);
    };
    let after = match seq == now.cursor.seq {
        true => Some(now.clone()),
        false => store.contents_before(seq + 1)?,
    };
    Ok(after.map(|after| (before, after)))
}

/// Brings back the order and what stands around the lists, where the change touched them and nobody did since.
fn order_and_surroundings(before: &Contents, after: &Contents, now: &Contents, changes: &[Change]) -> Vec<Change> {
    let ids = |contents: &Contents, kind: RecordKind| -> Vec<String> {
        let keys = contents.records.iter().map(|(key, _)| key);
        keys.filter(|key| key.kind == kind).map(|key| key.id.clone()).collect()
    };
    let mut more = Vec::new();
    for kind in RecordKind::ALL.iter().copied() {
        let (was, became, mut stands) = (ids(before, kind), ids(after, kind), ids(now, kind));
        if was == became || became != stands {
            continue;
        }
        for change in changes {
            match change {
                Change::Put(put) if put.key().kind == kind && !stands.contains(&put.key().id) => {
                    stands.push(put.key().id);
                }
                Change::Remove(key) if key.kind == kind => stands.retain(|id| *id != key.id),
                _ => {}
            }
        }
        if was != stands {
            more.push(Change::Arrange { kind, ids: was });
        }
    }
    if before.envelope != after.envelope && now.envelope == after.envelope {
        more.push(Change::Surround(before.envelope.clone()));
    }
    more
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::service::import::{Bad, Mode, Removals, import};
    use crate::store::memory::MemoryStore;

    fn guide(id: &str, title: &str) -> Value {
        json!({"id": id, "title": title, "topic": "scuola"})
    }

    fn take(store: &MemoryStore, guides: &[Value], mode: Mode) -> u64 {
        let file = json!({"format": "family-hub/1", "guides": guides}).to_string();
        let report = import(store, &file, mode, Bad::Refuse, Removals::Any).expect("the file is good");
        report.cursor.seq
    }

    #[test]
    fn a_whole_import_is_taken_back_with_its_order() {
        let store = MemoryStore::new("e");
        take(
            &store,
            &[guide("a", "A"), guide("b", "B"), guide("c", "C")],
            Mode::Replace,
        );
        let before = store.export();
        let seq = take(
            &store,
            &[guide("c", "C"), guide("a", "Other"), guide("d", "D")],
            Mode::Replace,
        );
        let undone = undo(&store, seq).expect("nothing happened since");
        assert_eq!((undone.restored, undone.removed, undone.cursor.seq), (2, 1, 3));
        assert_eq!(store.export(), before);
        // What was taken back can be taken back.
        undo(&store, 3).expect("nothing happened since");
        assert_eq!(store.published().data.guides.len(), 3);
        assert_ne!(store.export(), before);
    }

    #[test]
    fn what_was_changed_again_is_not_overwritten() {
        let store = MemoryStore::new("e");
        take(&store, &[guide("a", "A"), guide("b", "B")], Mode::Merge);
        let second = take(&store, &[guide("a", "Second"), guide("b", "Second")], Mode::Merge);
        let third = take(&store, &[guide("b", "Third")], Mode::Merge);
        let before = store.export();
        let Err(UndoError::ChangedSince(records)) = undo(&store, second) else {
            panic!("guide b was changed again");
        };
        assert_eq!((records.len(), records[0].0.id.as_str(), records[0].1), (1, "b", third));
        assert_eq!(store.export(), before);
        undo(&store, third).expect("nothing happened since");
        undo(&store, second).expect("it stands as the second change left it");
        assert!(store.export().contains("\"A\"") && store.export().contains("\"B\""));
        assert!(matches!(undo(&store, 99), Err(UndoError::Unknown { head: 5, .. })));
        assert!(matches!(undo(&store, 0), Err(UndoError::Unknown { .. })));
    }

    #[test]
    fn nothing_is_left_without_what_it_refers_to() {
        let store = MemoryStore::new("e");
        let take = |file: Value| {
            import(&store, &file.to_string(), Mode::Merge, Bad::Refuse, Removals::Any).expect("the file is good")
        };
        let first = take(json!({"format": "family-hub/1", "networks": [{"id": "n", "name": "N"}]}));
        take(json!({"format": "family-hub/1", "places": [{"id": "p", "network": "n", "kind": "hub", "name": "P"}]}));
        let refused = undo(&store, first.cursor.seq);
        assert!(matches!(refused, Err(UndoError::WouldBreak(bad)) if bad[0].id == "p"));
        assert_eq!(store.published().data.networks.len(), 1);
    }
}
