//! `GET /api/v1/staff/history?record=`: what was changed, when, in which role, from what to what.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};

use super::{bad_field, blocking, key_of_parameter, name_of, not_edited};
use crate::app::App;
use crate::auth::{Signed, editorial};
use crate::error::Problem;
use crate::routes::parameters::Parameters;
use crate::service::staff::edit::history;
use crate::store::PastChange;

/// Changes that are listed at most.
const LISTED: usize = 200;

/// The changes of a record, newest first; without one, the newest changes of all that may be looked at.
///
/// # Errors
/// 401, 403, 422 for what is no record.
pub async fn get(
    State(app): State<Arc<App>>,
    mut parameters: Parameters,
    signed: Signed,
) -> Result<Json<Value>, Problem> {
    let record = parameters.text("record");
    parameters.finish()?;
    blocking(move || {
        let names = names(&app)?;
        match record {
            Some(record) => {
                let key = key_of_parameter(&record)
                    .ok_or_else(|| bad_field("record", "bad-record", "a record is said as place:ID"))?;
                let changes = history(app.store.as_ref(), &signed.account, &key).map_err(not_edited)?;
                if changes.is_empty() {
                    return Err(Problem::not_found("there never was such a record"));
                }
                Ok(Json(json!({"record": record, "changes": of_record(&changes, &names)})))
            }
            None => Ok(Json(json!({"changes": newest(&app, &names)?}))),
        }
    })
    .await
}

/// What accounts are called. The journal itself names nobody.
fn names(app: &App) -> Result<HashMap<String, String>, Problem> {
    let accounts = editorial(app)?.staff.list().map_err(super::not_kept)?;
    Ok(accounts.into_iter().map(|account| (account.id, account.name)).collect())
}

fn by(change: &PastChange, names: &HashMap<String, String>) -> Value {
    match &change.by {
        None => Value::Null,
        Some(author) => json!({"role": author.role, "account": author.account, "name": names.get(&author.account)}),
    }
}

fn of_record(changes: &[PastChange], names: &HashMap<String, String>) -> Vec<Value> {
    let mut told = Vec::new();
    let mut before = Value::Null;
    for change in changes {
        let after: Value = change
            .raw
            .as_ref()
            .and_then(|raw| serde_json::from_str(raw).ok())
            .unwrap_or(Value::Null);
        told.push(json!({
            "seq": change.seq,
            "at": change.at,
            "by": by(change, names),
            "older_dropped": change.older_dropped,
            "fields": differing(&before, &after),
            "before": before,
            "after": after,
        }));
        before = after;
    }
    told.reverse();
    told.truncate(LISTED);
    told
}

/// The fields that differ.
fn differing(before: &Value, after: &Value) -> Vec<String> {
    let none = Map::new();
    let fields = |side: &'_ Value| side.as_object().cloned().unwrap_or_else(|| none.clone());
    let (before, after) = (fields(before), fields(after));
    let mut names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    names.sort();
    names.dedup();
    names.retain(|name| before.get(name) != after.get(name));
    names
}

fn newest(app: &App, names: &HashMap<String, String>) -> Result<Vec<Value>, Problem> {
    struct Told {
        at: i64,
        by: Value,
        records: Vec<String>,
        count: usize,
    }
    let mut commits: BTreeMap<u64, Told> = BTreeMap::new();
    let seen = app.store.history(&mut |change| {
        let told = commits.entry(change.seq).or_insert_with(|| Told {
            at: change.at,
            by: by(&change, names),
            records: Vec::new(),
            count: 0,
        });
        told.count += 1;
        if told.records.len() < 20 {
            told.records.push(name_of(&change.key));
        }
        while commits.len() > LISTED {
            commits.pop_first();
        }
    });
    seen.map_err(Problem::internal)?;
    let newest = commits.into_iter().rev();
    let told = newest.map(
        |(seq, told)| json!({"seq": seq, "at": told.at, "by": told.by, "records": told.records, "count": told.count}),
    );
    Ok(told.collect())
}
