//! Two people at one record: what each would have, what both began from, and what their changes make together.

use std::sync::Arc;

use serde_json::Value;
use shared::merge::{Fields, Merged, merge};
use shared::model::RecordKey;

use crate::store::{OpenError, Store};

/// What a conflict shows.
#[derive(Debug)]
pub struct Conflict {
    /// As the editor would have it; `None` removes it.
    pub mine: Option<Fields>,
    /// As it stands; `None` is not there.
    pub theirs: Option<Fields>,
    /// As the editor saw it; `None` when that is not known or no longer kept.
    pub base: Option<Fields>,
    /// What both make together, where there are two.
    pub merged: Option<Merged>,
    /// The change that left it as it stands.
    pub rev: Option<u64>,
}

/// Looks up what stands and what the editor saw, and puts the changes together.
///
/// # Errors
/// The history cannot be read.
pub fn of(store: &dyn Store, key: &RecordKey, mine: Option<&str>, seen: Option<u64>) -> Result<Conflict, OpenError> {
    let fields = |raw: &str| match serde_json::from_str(raw) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    };
    let stands = store.record(key);
    let mut base: Option<Arc<str>> = None;
    if let Some(seen) = seen {
        store.history(&mut |change| {
            if change.key == *key && change.seq == seen {
                base = change.raw;
            }
        })?;
    }
    let mine = mine.and_then(fields);
    let base = base.and_then(|raw| fields(&raw));
    let (theirs, rev) = match stands {
        Some((raw, rev)) => (fields(&raw), Some(rev)),
        None => (None, None),
    };
    let merged = match (&mine, &theirs) {
        (Some(mine), Some(theirs)) => Some(merge(key.kind, base.as_ref(), mine, theirs)),
        _ => None,
    };
    Ok(Conflict {
        mine,
        theirs,
        base,
        merged,
        rev,
    })
}
