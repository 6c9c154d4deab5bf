//! What is told beside the form of a record: its coming dates and its past.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use shared::i18n::Words;
use shared::merge::groups;
use shared::model::{Dataset, RecordKey, RecordKind};
use shared::time::occurrence::{Calendar, coming};
use shared::time::{Instant, rome};

use super::fields::{Fields, fields_of};
use crate::editor::shown::{ComingDate, Past, PastField};
use crate::service::staff::Account;
use crate::service::staff::edit::history;
use crate::store::Store;

/// Coming dates that are listed.
const DATES: usize = 10;
/// Past changes that are listed.
const PAST: usize = 30;

/// The coming dates of an activity; none for other records.
pub(super) fn dates(data: &Dataset, key: &RecordKey, now: Instant) -> Vec<ComingDate> {
    let mut activities = data.activities.iter().filter(|_| key.kind == RecordKind::Activity);
    let Some(activity) = activities.find(|activity| activity.id.as_str() == key.id) else {
        return Vec::new();
    };
    let words = Words::of(crate::editor::language());
    let calendar = Calendar::of_activity(data, activity);
    let dates = coming(activity, &calendar, rome::local(now), DATES);
    dates
        .into_iter()
        .map(|date| {
            let usual = date.moved_from.unwrap_or(date.start);
            let time = date.start.time.map_or_else(String::new, |time| format!(" {time}"));
            ComingDate {
                day: usual.date.to_string(),
                start: date.start.to_string(),
                words: format!("{}{time} {}", words.full_day(date.start.date), date.reason)
                    .trim_end()
                    .to_owned(),
                is_changed: !date.status.takes_place() || date.moved_from.is_some(),
            }
        })
        .collect()
}

/// The past of a record, newest first: for each change the facts that it replaced.
pub(super) fn past(store: &dyn Store, account: &Account, key: &RecordKey) -> Vec<Past> {
    let words = Words::of(crate::editor::language());
    let changes = history(store, account, key).unwrap_or_default();
    let mut told = Vec::new();
    let mut before: Option<Fields> = None;
    for change in changes {
        let after = change.raw.as_deref().map(fields_of).unwrap_or_default();
        let at = rome::local(Instant(change.at));
        let known = before.as_ref().filter(|_| !change.older_dropped);
        told.push(Past {
            seq: change.seq,
            when: format!("{} {}", words.full_day(at.date), at.time),
            role: change.by.map(|author| author.role).unwrap_or_default(),
            fields: known
                .map(|before| replaced(key.kind, before, &after))
                .unwrap_or_default(),
        });
        before = Some(after);
    }
    told.reverse();
    told.truncate(PAST);
    told
}

/// The fields in which two states of a record differ.
pub(super) fn replaced(kind: RecordKind, before: &Fields, after: &Fields) -> Vec<PastField> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    changed
        .map(|name| PastField {
            name: name.clone(),
            before: before.get(name).cloned(),
            after: after.get(name).cloned(),
            unit: unit(kind, name, before),
        })
        .collect()
}

/// The field with all that only holds together with it, as they stood; what was not there is null.
fn unit(kind: RecordKind, name: &str, side: &Fields) -> Fields {
    let group = groups(kind).iter().find(|group| group.contains(&name));
    let names: Vec<&str> = group.map_or_else(|| vec![name], |group| group.to_vec());
    let value = |name: &str| (name.to_owned(), side.get(name).cloned().unwrap_or(Value::Null));
    names.into_iter().map(value).collect::<Map<_, _>>()
}
