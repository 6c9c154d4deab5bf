//! `POST /import` on the admin listener: takes a data set file into the running server.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde_json::{Value, json};

use super::parameters::Parameters;
use crate::app::App;
use crate::error::Problem;
use crate::service::import::{Bad, ImportError, ImportReport, Mode, RefusedRecord, Removals, import};
use crate::store::CommitError;

/// Bad records that a problem lists; it tells how many there are in all.
const LISTED: usize = 100;

/// Imports the body. Answers once it is on disk and every reader sees it.
///
/// # Errors
/// 403 for a page in a browser; 400 naming number, field and reason of what is bad; 409 with the number to confirm when
/// it would remove many records; 503 with `Retry-After` when the disk takes no changes.
pub async fn post(
    State(app): State<Arc<App>>,
    mut parameters: Parameters,
    request: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    refuse_browsers(&request)?;
    let mode = match parameters.text("mode").as_deref() {
        None | Some("merge") => Mode::Merge,
        Some("replace") => Mode::Replace,
        Some(_) => return Err(Problem::bad_request("unknown-mode", "mode", "mode is merge or replace")),
    };
    let bad = match parameters.text("bad").as_deref() {
        None | Some("refuse") => Bad::Refuse,
        Some("skip") => Bad::Skip,
        Some("strict") => Bad::Strict,
        Some(_) => {
            return Err(Problem::bad_request(
                "unknown-bad",
                "bad",
                "bad is refuse, skip or strict",
            ));
        }
    };
    let removals = match parameters.text("confirm").map(|number| number.parse()) {
        None => Removals::Few,
        Some(Ok(number)) => Removals::Confirmed(number),
        Some(Err(_)) => {
            let reason = "confirm is the number of records that may be removed";
            return Err(Problem::bad_request("bad-number", "confirm", reason));
        }
    };
    parameters.finish()?;
    let imported = tokio::task::spawn_blocking(move || {
        let text = std::str::from_utf8(&body)
            .map_err(|error| ImportError::NotADataSet(format!("it is no UTF-8 text: {error}")))?;
        let report = import(app.store.as_ref(), text, mode, bad, removals)?;
        app.catch_up();
        let epoch = app.current().published.cursor.epoch.clone();
        Ok((report, epoch))
    });
    match imported.await.map_err(Problem::internal)? {
        Ok((report, epoch)) => Ok(Json(told(&report, &epoch))),
        Err(error) => Err(refused(error)),
    }
}

/// A page that the operator has open must not be able to write here. Every browser says where a POST comes from;
/// command-line programs do not.
pub(super) fn refuse_browsers(request: &HeaderMap) -> Result<(), Problem> {
    match request.contains_key(ORIGIN) || request.contains_key("sec-fetch-site") {
        false => Ok(()),
        true => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "from-a-browser",
            "changes are taken here from programs, not from pages in a browser",
        )),
    }
}

fn told(report: &ImportReport, epoch: &str) -> Value {
    json!({
        "epoch": epoch,
        "seq": report.cursor.seq,
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "skipped": report.skipped.iter().map(bad_record).collect::<Vec<_>>(),
        "warnings": report.warnings.iter().take(LISTED).map(bad_record).collect::<Vec<_>>(),
    })
}

fn refused(error: ImportError) -> Problem {
    match error {
        ImportError::NotADataSet(reason) => Problem::new(StatusCode::BAD_REQUEST, "not-a-data-set", reason),
        ImportError::BadRecords(records) => {
            let first = records.first().map(ToString::to_string).unwrap_or_default();
            let field = records
                .first()
                .map(|record| record.bad.field.clone())
                .unwrap_or_default();
            let listed: Vec<Value> = records.iter().take(LISTED).map(bad_record).collect();
            Problem::bad_request("bad-records", field, first)
                .with("bad", records.len())
                .with("records", listed)
        }
        ImportError::LeftBehind(records) => {
            let field = records.first().map(|bad| bad.field.clone()).unwrap_or_default();
            let count = records.len();
            Problem::bad_request("left-behind", field, ImportError::LeftBehind(records).to_string()).with("bad", count)
        }
        ImportError::ManyRemovals { removed, of } => {
            let reason = format!(
                "{}; confirm={removed} does it",
                ImportError::ManyRemovals { removed, of }
            );
            Problem::new(StatusCode::CONFLICT, "many-removals", reason)
                .with("removed", removed)
                .with("of", of)
        }
        ImportError::Store(error) => not_stored(error),
    }
}

/// The problem that tells why the store took no changes.
pub(super) fn not_stored(error: CommitError) -> Problem {
    match error {
        CommitError::ReadOnly { retry_after_s, reason } => {
            Problem::unavailable("read-only", reason, retry_after_s.into())
        }
        CommitError::Unknown { retry_after_s } => Problem::unavailable(
            "outcome-unknown",
            "it is not known yet whether the change was made; send it again with the same Idempotency-Key",
            retry_after_s.into(),
        ),
        CommitError::Moved(_) => Problem::new(StatusCode::CONFLICT, "moved", "another change came first; try again"),
        CommitError::Closed => Problem::unavailable("closing", "the server is ending", 5),
    }
}

fn bad_record(record: &RefusedRecord) -> Value {
    json!({
        "kind": record.bad.kind.code(),
        "number": record.number,
        "overall": record.overall,
        "id": record.bad.id,
        "field": record.bad.field,
        "code": record.bad.refusal.code,
        "reason": record.bad.refusal.to_string(),
        "follows_from": record.follows.as_ref().map(|key| key.id.as_str()),
    })
}
