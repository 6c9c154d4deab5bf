//! A whole network at rest: its activities do not run, and its places may be closed, in one change of all their records.

use std::collections::HashSet;

use serde_json::{Value, json};
use shared::model::{Dataset, RecordKey, RecordKind, Status, check};
use shared::time::Date;
use shared::time::occurrence::{Calendar, occurrences};

use super::accounts::Account;
use super::edit::{EditError, Edited, author, with_stamps};
use super::roles::{Action, Whose, may};
use crate::store::{Base, Change, CommitError, Put, Store, dataset_after};

/// From when to when, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// As families read it.
    pub reason: String,
    /// Whether the places are closed, too.
    pub places: bool,
}

/// What a closing touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Places of the network: id and name.
    pub places: Vec<(String, String)>,
    /// Activities with dates in those days: id, title, and how many.
    pub activities: Vec<(String, String, usize)>,
}

/// What a closing of that network would touch, as the data stand.
#[must_use]
pub fn touched(data: &Dataset, network: &str, closing: &Closing) -> Touched {
    let open = data
        .places
        .iter()
        .filter(|place| place.network.as_str() == network && place.status != Status::Closed);
    let places = open.map(|place| (place.id.as_str().to_owned(), place.name.clone()));
    let mut activities = Vec::new();
    for activity in data.activities.iter().filter(|it| it.network.as_str() == network) {
        let calendar = Calendar::of_activity(data, activity);
        let dates = occurrences(activity, &calendar, closing.from, closing.to);
        let count = dates.iter().filter(|date| date.status.takes_place()).count();
        if count > 0 {
            activities.push((activity.id.as_str().to_owned(), activity.title.clone(), count));
        }
    }
    Touched {
        places: places.collect(),
        activities,
    }
}

/// Puts a network to rest. A request that comes again with the same key is answered as before.
///
/// # Errors
/// See [`EditError`]: nothing was changed then, of no record.
pub fn close(
    store: &dyn Store,
    account: &Account,
    network: &str,
    closing: &Closing,
    request: Option<&str>,
) -> Result<Edited, EditError> {
    let author = author(account, request);
    let rest = RecordKey {
        kind: RecordKind::Network,
        id: network.to_owned(),
    };
    loop {
        if let Some(rev) = store.done_already(&author) {
            return Ok(Edited { rev });
        }
        let published = store.published();
        let mut changed = vec![(rest.clone(), "suspensions")];
        if closing.places {
            let places = touched(&published.data, network, closing).places;
            changed.extend(places.into_iter().map(|(id, _)| {
                let key = RecordKey {
                    kind: RecordKind::Place,
                    id,
                };
                (key, "closures")
            }));
        }
        let mut puts = Vec::new();
        for (key, list) in &changed {
            if !may(account.role, Action::Edit, account.scope.holds(&published.data, key)) {
                return Err(EditError::Forbidden);
            }
            let (raw, _) = store.record(key).ok_or(EditError::NotFound)?;
            let json = with_stamps(key, Some(&raw), &with_period(&raw, list, closing));
            puts.push(Put::parse(key.kind, &json).map_err(|bad| EditError::Bad(vec![bad]))?);
        }
        let keys: HashSet<RecordKey> = changed.into_iter().map(|(key, _)| key).collect();
        let records = puts.iter().map(|put| put.record().clone()).collect();
        let after = dataset_after(&published.data, &keys, records);
        let known = check(&published.data);
        let mut bad = check(&after);
        bad.retain(|bad| !known.contains(bad));
        if !bad.is_empty() {
            return Err(EditError::Bad(bad));
        }
        let steps = puts.into_iter().map(|put| Change::Put(Box::new(put)));
        let changes = steps.chain([Change::By(author.clone())]).collect();
        match store.commit(Base::Exactly(published.cursor.clone()), changes) {
            Ok(cursor) => return Ok(Edited { rev: cursor.seq }),
            Err(CommitError::Moved(_)) => {}
            Err(error) => return Err(EditError::Store(error)),
        }
    }
}

/// Whether the account may put that network to rest.
#[must_use]
pub fn may_close(data: &Dataset, account: &Account, network: &str) -> bool {
    let key = RecordKey {
        kind: RecordKind::Network,
        id: network.to_owned(),
    };
    account.scope.holds(data, &key) == Whose::Own && may(account.role, Action::Edit, Whose::Own)
}

fn with_period(raw: &str, list: &str, closing: &Closing) -> String {
    let mut record: Value = serde_json::from_str(raw).unwrap_or_default();
    let period = json!({
        "from": closing.from.to_string(), "to": closing.to.to_string(), "reason": closing.reason,
    });
    match record[list].as_array_mut() {
        Some(periods) => periods.push(period),
        None => record[list] = json!([period]),
    }
    record.to_string()
}
