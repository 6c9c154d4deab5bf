//! `POST /undo` on the admin listener: takes a change back in the running server.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::import::{not_stored, refuse_browsers};
use super::parameters::Parameters;
use crate::app::App;
use crate::error::Problem;
use crate::service::undo::{UndoError, undo};

/// Takes change `seq` back as a new change. Answers once that is on disk and every reader sees it.
///
/// # Errors
/// 403 for a page in a browser; 404 for a change that is not there or no longer kept; 409 when records were changed
/// again since, or would be bad; 503 with `Retry-After` when the disk takes no changes.
pub async fn post(
    State(app): State<Arc<App>>,
    mut parameters: Parameters,
    request: HeaderMap,
) -> Result<Json<Value>, Problem> {
    refuse_browsers(&request)?;
    let seq = parameters.text("seq").and_then(|seq| seq.parse::<u64>().ok());
    let seq = seq.ok_or_else(|| Problem::bad_request("bad-number", "seq", "seq is the number of a change"))?;
    parameters.finish()?;
    let undone = tokio::task::spawn_blocking(move || {
        let undone = undo(app.store.as_ref(), seq)?;
        app.catch_up();
        Ok(undone)
    });
    let undone = undone.await.map_err(Problem::internal)?.map_err(refused)?;
    Ok(Json(json!({
        "epoch": undone.cursor.epoch,
        "seq": undone.cursor.seq,
        "restored": undone.restored,
        "removed": undone.removed,
    })))
}

pub(super) fn refused(error: UndoError) -> Problem {
    let says = error.to_string();
    match error {
        UndoError::Unknown { .. } => Problem::new(StatusCode::NOT_FOUND, "no-such-change", says),
        UndoError::Forbidden => Problem::new(StatusCode::FORBIDDEN, "not-yours", says),
        UndoError::NotKept(_) => Problem::new(StatusCode::NOT_FOUND, "not-kept", says),
        UndoError::ChangedSince(records) => {
            Problem::new(StatusCode::CONFLICT, "changed-since", says).with("records", records.len())
        }
        UndoError::WouldBreak(records) => {
            Problem::new(StatusCode::CONFLICT, "would-break", says).with("records", records.len())
        }
        UndoError::History(error) => Problem::internal(error),
        UndoError::Store(error) => not_stored(error),
    }
}
