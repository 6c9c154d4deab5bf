//! What an account does with records: reads, changes, removes, confirms, looks back.

use std::collections::HashSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use shared::model::{BadRecord, Dataset, Record, RecordKey, check};
use shared::problem::Refusal;

use super::accounts::Account;
use super::group::Group;
use super::roles::{Action, Whose, may};
use super::stamps;
use crate::service::import::faults;
use crate::service::translations::with_sums;
use crate::service::undo::{UndoError, Undone, undo_by};
use crate::store::{
    Author, Base, Change, CommitError, OpenError, PastChange, Published, Put, Store, TopLevel, dataset_after,
    gazetteer, hex, with_field,
};

/// What an editor thinks is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing: the record is new.
    Nothing,
    /// The record as that change left it.
    Revision(u64),
}

/// What a change did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The change that holds it: the record's revision, unless it was removed.
    pub rev: u64,
}

/// Why a record was not changed. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The account may not do that.
    #[error("this account may not do that")]
    Forbidden,
    /// There is no such record.
    #[error("there is no such record")]
    NotFound,
    /// The record, or one that refers to it, would be bad.
    #[error("{}", .0.first().map_or_else(String::new, |bad| format!("{}: {}", bad.field, bad.refusal)))]
    Bad(Vec<BadRecord>),
    /// The record is not as the editor saw it.
    #[error("the record was changed meanwhile")]
    Changed {
        /// The change that left it as it is; `None`: it is not there.
        now: Option<u64>,
    },
    /// The history cannot be read.
    #[error(transparent)]
    History(#[from] OpenError),
    /// The store took no changes.
    #[error(transparent)]
    Store(CommitError),
}

/// A record as it was given, and its revision: the change that last touched it.
///
/// # Errors
/// There is none, or the account may not look.
pub fn read(store: &dyn Store, account: &Account, key: &RecordKey) -> Result<(Arc<str>, u64), EditError> {
    allowed(account, Action::Look, &store.published(), key)?;
    store.record(key).ok_or(EditError::NotFound)
}

/// Adds or changes a record. A request that comes again with the same idempotency key is answered as before. Who
/// confirmed it is not part of an edit: see [`super::stamps`].
///
/// # Errors
/// See [`EditError`].
pub fn put(
    store: &dyn Store,
    account: &Account,
    key: &RecordKey,
    json: &str,
    expected: Expected,
    request: Option<&str>,
) -> Result<Edited, EditError> {
    let put = Put::parse(key.kind, &with_sums(json)).map_err(|bad| EditError::Bad(vec![bad]))?;
    if put.key() != *key {
        let refusal = Refusal::new("other-id", "the id of a record stays as it is");
        return Err(EditError::Bad(vec![bad(key, "id", refusal)]));
    }
    let stored = store.record(key).map(|(raw, _)| raw);
    let stamped = with_stamps(key, stored.as_deref(), put.raw());
    // The same facts in another order are no change.
    let as_stored = stored.as_deref().filter(|stored| same_facts(stored, &stamped));
    let json = as_stored.unwrap_or(&stamped);
    let put = Put::parse(key.kind, json).map_err(|bad| EditError::Bad(vec![bad]))?;
    sound(key, &put, stored.as_deref())?;
    change(store, account, key, Action::Edit, (Some(put), expected), request)
}

/// Refuses what a file would be refused for, such as a point in another comune. What stood there before does not keep
/// anybody from changing something else.
fn sound(key: &RecordKey, put: &Put, stored: Option<&str>) -> Result<(), EditError> {
    let known = stored.and_then(|raw| Put::parse(key.kind, raw).ok());
    let known = known
        .map(|known| faults(known.record(), gazetteer()))
        .unwrap_or_default();
    let mut new = faults(put.record(), gazetteer());
    new.retain(|fault| !known.contains(fault));
    match new.is_empty() {
        true => Ok(()),
        false => Err(EditError::Bad(
            new.into_iter()
                .map(|(field, refusal)| bad(key, &field, refusal))
                .collect(),
        )),
    }
}

/// The change that a request of this account made before, by its key.
#[must_use]
pub fn done_before(store: &dyn Store, account: &Account, request: &str) -> Option<u64> {
    store.done_already(&author(account, Some(request)))
}

/// Removes a record.
///
/// # Errors
/// See [`EditError`].
pub fn remove(
    store: &dyn Store,
    account: &Account,
    key: &RecordKey,
    rev: u64,
    request: Option<&str>,
) -> Result<Edited, EditError> {
    change(
        store,
        account,
        key,
        Action::Edit,
        (None, Expected::Revision(rev)),
        request,
    )
}

/// Confirms groups of facts of a record as they stand at a revision; all of them confirm the record. `on` is a date
/// (`YYYY-MM-DD`), `how` says how it was found out.
///
/// # Errors
/// See [`EditError`].
pub fn verify(
    store: &dyn Store,
    account: &Account,
    key: &RecordKey,
    (groups, how, on): (&[Group], &str, &str),
    rev: u64,
    request: Option<&str>,
) -> Result<Edited, EditError> {
    let (raw, _) = store.record(key).ok_or(EditError::NotFound)?;
    let stamp = serde_json::json!({"on": on, "role": account.role.code(), "how": how});
    let mut json = raw.to_string();
    let known = field(&raw, "verified_groups").and_then(|value| serde_json::from_str(&value).ok());
    let mut confirmed: serde_json::Map<String, serde_json::Value> = known.unwrap_or_default();
    for group in groups {
        confirmed.insert(group.code().to_owned(), stamp.clone());
    }
    if Group::ALL.iter().all(|group| groups.contains(group)) {
        json = with_field(&json, "verified", &stamp.to_string());
    }
    json = with_field(
        &json,
        "verified_groups",
        &serde_json::Value::Object(confirmed).to_string(),
    );
    let put = Put::parse(key.kind, &json).map_err(|bad| EditError::Bad(vec![bad]))?;
    let expected = Expected::Revision(rev);
    change(store, account, key, Action::Verify, (Some(put), expected), request)
}

/// Takes a change back, where all that it touched is the account's own.
///
/// # Errors
/// See [`UndoError`].
pub fn undo_change(store: &dyn Store, account: &Account, seq: u64, request: Option<&str>) -> Result<Undone, UndoError> {
    let author = author(account, request);
    let may_undo = |before: &Dataset, after: &Dataset, key: &RecordKey| {
        let own = |data: &Dataset| account.scope.holds(data, key) == Whose::Own;
        let is_there = |data: &Dataset| data.holds(key);
        let whose = match (is_there(before), is_there(after)) {
            (true, true) if own(before) && own(after) => Whose::Own,
            (true, false) if own(before) => Whose::Own,
            (false, true) if own(after) => Whose::Own,
            _ => Whose::Other,
        };
        may(account.role, Action::Undo, whose)
    };
    undo_by(store, seq, &author, &may_undo)
}

/// The past changes of a record that are kept, oldest first.
///
/// # Errors
/// The account may not look, or the history cannot be read.
pub fn history(store: &dyn Store, account: &Account, key: &RecordKey) -> Result<Vec<PastChange>, EditError> {
    allowed(account, Action::Look, &store.published(), key)?;
    let mut changes = Vec::new();
    store.history(&mut |change| {
        if change.key == *key {
            changes.push(change);
        }
    })?;
    Ok(changes)
}

/// A fault of one field of a record.
pub(super) fn bad(key: &RecordKey, field: &str, refusal: Refusal) -> BadRecord {
    BadRecord {
        kind: key.kind,
        id: key.id.clone(),
        field: field.to_owned(),
        refusal,
    }
}

fn same_facts(one: &str, other: &str) -> bool {
    let value = |json: &str| serde_json::from_str::<serde_json::Value>(json).ok();
    value(one).is_some_and(|one| value(other) == Some(one))
}

/// What was given, with the stamps that the record has after it.
pub(super) fn with_stamps(key: &RecordKey, stored: Option<&str>, given: &str) -> String {
    let fields = |json: &str| match serde_json::from_str(json) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (whole, groups) = match stored {
        Some(stored) => stamps::after_edit(key.kind, &fields(stored), &fields(given)),
        None => (None, None),
    };
    let mut json = given.to_owned();
    for (name, stamp) in [("verified", whole), ("verified_groups", groups)] {
        json = match stamp {
            Some(stamp) => with_field(&json, name, &stamp.to_string()),
            None if field(&json, name).is_some() => without_field(&json, name),
            None => json,
        };
    }
    json
}

fn allowed(account: &Account, action: Action, published: &Published, key: &RecordKey) -> Result<(), EditError> {
    match may(account.role, action, account.scope.holds(&published.data, key)) {
        true => Ok(()),
        false => Err(EditError::Forbidden),
    }
}

/// Who makes a change, for the journal.
pub(super) fn author(account: &Account, request: Option<&str>) -> Author {
    Author {
        account: account.id.clone(),
        role: account.role.code().to_owned(),
        // Two accounts may happen to choose the same key.
        request: request.map(|request| {
            let mut hash = Sha256::new();
            hash.update(&account.id);
            hash.update([0]);
            hash.update(request);
            hex::encode(&hash.finalize())
        }),
    }
}

fn change(
    store: &dyn Store,
    account: &Account,
    key: &RecordKey,
    action: Action,
    (put, expected): (Option<Put>, Expected),
    request: Option<&str>,
) -> Result<Edited, EditError> {
    let author = author(account, request);
    loop {
        if let Some(rev) = store.done_already(&author) {
            return Ok(Edited { rev });
        }
        let published = store.published();
        let there = store.record(key);
        let wanted = match expected {
            Expected::Nothing => None,
            Expected::Revision(rev) => Some(rev),
        };
        let records: Vec<Record> = put.iter().map(|put| put.record().clone()).collect();
        let after = dataset_after(&published.data, &HashSet::from([key.clone()]), records);
        // Neither into one's part from outside nor out of it.
        let stays_own = put.is_none() || account.scope.holds(&after, key) == Whose::Own;
        let was_own = there.is_none() || account.scope.holds(&published.data, key) == Whose::Own;
        let whose = if stays_own && was_own { Whose::Own } else { Whose::Other };
        if !may(account.role, action, whose) {
            return Err(EditError::Forbidden);
        }
        let now = there.map(|(_, rev)| rev);
        if now != wanted {
            // Between the two looks somebody else may have come; the commit would have told.
            match store.published().cursor == published.cursor {
                true => return Err(EditError::Changed { now }),
                false => continue,
            }
        }
        let known = check(&published.data);
        let mut bad = check(&after);
        bad.retain(|bad| !known.contains(bad));
        if !bad.is_empty() {
            return Err(EditError::Bad(bad));
        }
        let step = match &put {
            Some(put) => Change::Put(Box::new(put.clone())),
            None => Change::Remove(key.clone()),
        };
        let changes = vec![step, Change::By(author.clone())];
        match store.commit(Base::Exactly(published.cursor.clone()), changes) {
            Ok(cursor) => {
                // What changes nothing leaves the revision as it was.
                let rev = store.record(key).map_or(cursor.seq, |(_, rev)| rev.min(cursor.seq));
                return Ok(Edited { rev });
            }
            Err(CommitError::Moved(_)) => {}
            Err(error) => return Err(EditError::Store(error)),
        }
    }
}

/// The text of a field of a JSON object.
fn field(json: &str, name: &str) -> Option<String> {
    let TopLevel(fields) = serde_json::from_str(json).ok()?;
    let value = fields.into_iter().find(|(known, _)| known == name);
    value.map(|(_, value)| value.get().to_owned())
}

/// The object without one field, and every other as it was written.
fn without_field(json: &str, name: &str) -> String {
    let Ok(TopLevel(fields)) = serde_json::from_str(json) else {
        return json.to_owned();
    };
    let kept = fields.iter().filter(|(known, _)| known != name);
    let parts: Vec<String> = kept
        .map(|(known, text)| format!("{}:{}", serde_json::Value::from(known.as_str()), text.get()))
        .collect();
    format!("{{{}}}", parts.join(","))
}
