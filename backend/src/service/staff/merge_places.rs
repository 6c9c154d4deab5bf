//! Two records that are one place: one of them stays, with what only the other told, and what referred to the other refers
//! to it. The id of the other leads there from then on. All of it is one change, which is taken back in one step.

use std::collections::HashSet;

use serde_json::{Map, Value};
use shared::model::{RecordKey, RecordKind, check};

use super::accounts::Account;
use super::edit::{EditError, Edited, author};
use super::roles::{Action, Whose, may};
use crate::store::{Base, Change, CommitError, Put, Store, dataset_after, with_field};

/// Fields that say what a record is, and are not filled from another one.
const OWN: [&str; 13] = [
    "id",
    "network",
    "kind",
    "name",
    "former_ids",
    "parent",
    "status",
    "status_since",
    "verified",
    "verified_groups",
    "sample",
    "counted",
    "contacts_as_of",
];

/// Merges the place `gone` into the place `keep`.
///
/// # Errors
/// See [`EditError`]: nothing was changed then, of no record.
pub fn merge_places(
    store: &dyn Store,
    account: &Account,
    (keep, gone): (&str, &str),
    request: Option<&str>,
) -> Result<Edited, EditError> {
    let author = author(account, request);
    loop {
        if let Some(rev) = store.done_already(&author) {
            return Ok(Edited { rev });
        }
        let published = store.published();
        let key = |kind, id: &str| RecordKey {
            kind,
            id: id.to_owned(),
        };
        let (keep_key, gone_key) = (key(RecordKind::Place, keep), key(RecordKind::Place, gone));
        if keep == gone {
            return Err(EditError::NotFound);
        }
        let (kept, _) = store.record(&keep_key).ok_or(EditError::NotFound)?;
        let (left, _) = store.record(&gone_key).ok_or(EditError::NotFound)?;
        let mut texts = vec![(keep_key.clone(), merged(&kept, &left, keep, gone))];
        let data = &published.data;
        for place in data
            .places
            .iter()
            .filter(|it| it.parent.as_ref().is_some_and(|id| id.as_str() == gone))
        {
            let child = key(RecordKind::Place, place.id.as_str());
            if child != keep_key {
                let (raw, _) = store.record(&child).ok_or(EditError::NotFound)?;
                texts.push((child, with_field(&raw, "parent", &Value::from(keep).to_string())));
            }
        }
        for activity in data
            .activities
            .iter()
            .filter(|it| it.place.as_ref().is_some_and(|id| id.as_str() == gone))
        {
            let held = key(RecordKind::Activity, activity.id.as_str());
            let (raw, _) = store.record(&held).ok_or(EditError::NotFound)?;
            texts.push((held, with_field(&raw, "place", &Value::from(keep).to_string())));
        }
        let all = texts.iter().map(|(key, _)| key).chain([&gone_key]);
        for key in all {
            if !may(account.role, Action::Edit, account.scope.holds(data, key)) {
                return Err(EditError::Forbidden);
            }
        }
        let puts = texts.iter().map(|(key, json)| Put::parse(key.kind, json));
        let puts: Vec<Put> = puts
            .collect::<Result<_, _>>()
            .map_err(|bad| EditError::Bad(vec![bad]))?;
        let touched: HashSet<RecordKey> = texts
            .iter()
            .map(|(key, _)| key.clone())
            .chain([gone_key.clone()])
            .collect();
        let after = dataset_after(data, &touched, puts.iter().map(|put| put.record().clone()).collect());
        let known = check(data);
        let mut bad = check(&after);
        bad.retain(|bad| !known.contains(bad));
        if !bad.is_empty() {
            return Err(EditError::Bad(bad));
        }
        let steps = puts.into_iter().map(|put| Change::Put(Box::new(put)));
        let changes = steps
            .chain([Change::Remove(gone_key), Change::By(author.clone())])
            .collect();
        match store.commit(Base::Exactly(published.cursor.clone()), changes) {
            Ok(cursor) => return Ok(Edited { rev: cursor.seq }),
            Err(CommitError::Moved(_)) => {}
            Err(error) => return Err(EditError::Store(error)),
        }
    }
}

/// The record that stays: what it does not tell and the other does, and the ids that lead to it.
fn merged(kept: &str, left: &str, keep: &str, gone: &str) -> String {
    let fields = |json: &str| serde_json::from_str::<Map<String, Value>>(json).unwrap_or_default();
    let (mine, theirs) = (fields(kept), fields(left));
    let mut json = kept.to_owned();
    for (name, value) in &theirs {
        let told = mine.get(name).is_some_and(|value| !is_empty(value));
        if !told && !is_empty(value) && !OWN.contains(&name.as_str()) {
            json = with_field(&json, name, &value.to_string());
        }
    }
    let ids = |fields: &Map<String, Value>| {
        fields
            .get("former_ids")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut former = ids(&mine);
    former.extend(ids(&theirs));
    former.push(gone.into());
    former.dedup();
    json = with_field(&json, "former_ids", &Value::from(former).to_string());
    // A place that was under the one that it is.
    if mine.get("parent").and_then(Value::as_str) == Some(gone) {
        let above = theirs.get("parent").filter(|parent| parent.as_str() != Some(keep));
        json = with_field(&json, "parent", &above.cloned().unwrap_or_default().to_string());
    }
    json
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(is_empty),
        _ => false,
    }
}

/// Whether an account may merge places at all.
#[must_use]
pub const fn may_merge(account: &Account) -> bool {
    may(account.role, Action::Edit, Whose::Own)
}
