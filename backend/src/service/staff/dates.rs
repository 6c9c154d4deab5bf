//! One date of an activity: it does not take place, or takes place at another time. A date is said by its day, not by
//! the record's revision, so that two people who each cancel another date are never at odds.

use serde_json::{Value, json};
use shared::model::{RecordKey, RecordKind};
use shared::problem::Refusal;
use shared::time::occurrence::{Calendar, occurrences};
use shared::time::{Date, LocalDateTime};

use super::accounts::Account;
use super::edit::{EditError, Edited, Expected, bad, put};
use crate::store::Store;

/// What happens to a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateChange {
    /// It does not take place.
    Cancel,
    /// It takes place then instead; `minutes` where it lasts another time than usual.
    Move {
        /// When.
        to: LocalDateTime,
        /// How long it lasts.
        minutes: Option<u16>,
    },
    /// It takes place as usual after all.
    Restore,
}

/// Changes the date of an activity that would be on that day.
///
/// # Errors
/// See [`EditError`]; among them that the activity has no date then.
pub fn change_date(
    store: &dyn Store,
    account: &Account,
    id: &str,
    date: Date,
    (change, reason): (&DateChange, &str),
    request: Option<&str>,
) -> Result<Edited, EditError> {
    let key = RecordKey {
        kind: RecordKind::Activity,
        id: id.to_owned(),
    };
    loop {
        let (raw, rev) = store.record(&key).ok_or(EditError::NotFound)?;
        let published = store.published();
        let activity = published
            .data
            .activities
            .iter()
            .find(|activity| activity.id.as_str() == id);
        let mut usual = activity.ok_or(EditError::NotFound)?.clone();
        if let Some(schedule) = &mut usual.schedule {
            schedule.cancelled.clear();
            schedule.moved.clear();
        }
        let dates = occurrences(&usual, &Calendar::default(), date, date);
        if !dates.iter().any(|occurrence| occurrence.start.date == date) {
            let reason = format!("the activity has no date on {date}");
            return Err(EditError::Bad(vec![bad(
                &key,
                "date",
                Refusal::new("no-such-date", reason),
            )]));
        }
        let json = changed(&raw, date, change, reason);
        match put(store, account, &key, &json, Expected::Revision(rev), request) {
            Err(EditError::Changed { .. }) => {}
            done => return done,
        }
    }
}

fn changed(raw: &str, date: Date, change: &DateChange, reason: &str) -> String {
    let mut record: Value = serde_json::from_str(raw).unwrap_or_default();
    let day = Value::from(date.to_string());
    let schedule = &mut record["schedule"];
    for list in ["cancelled", "moved"] {
        if let Some(dates) = schedule[list].as_array_mut() {
            dates.retain(|known| known["date"] != day);
        }
    }
    let (list, entry) = match change {
        DateChange::Cancel => ("cancelled", json!({"date": day, "reason": reason})),
        DateChange::Move { to, minutes } => {
            let mut entry = json!({"date": day, "to": to.to_string(), "reason": reason});
            if let Some(minutes) = minutes {
                entry["minutes"] = json!(minutes);
            }
            ("moved", entry)
        }
        DateChange::Restore => ("", Value::Null),
    };
    if !list.is_empty() {
        match schedule[list].as_array_mut() {
            Some(dates) => dates.push(entry),
            None => schedule[list] = json!([entry]),
        }
    }
    if let Some(fields) = schedule.as_object_mut() {
        fields.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    }
    record.to_string()
}
