//! `POST /api/v1/staff/undo`: takes a change back as a new change, one record or a whole import.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::blocking;
use crate::app::App;
use crate::auth::{Signed, idempotency_key, json_body};
use crate::error::Problem;
use crate::routes::parameters::NoParameters;
use crate::routes::undo::refused;
use crate::service::staff::edit::undo_change;

#[derive(Deserialize)]
struct Which {
    seq: u64,
}

/// Takes change `seq` back.
///
/// # Errors
/// 403 when it touched records that are not the account's, 404, 409 when records were changed again since.
pub async fn post(
    State(app): State<Arc<App>>,
    _none: NoParameters,
    signed: Signed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let Which { seq } = json_body(&headers, &body)?;
    let request = idempotency_key(&headers)?.map(|request| format!("UNDO {seq} {request}"));
    blocking(move || {
        let undone = undo_change(app.store.as_ref(), &signed.account, seq, request.as_deref()).map_err(refused)?;
        app.catch_up();
        Ok(Json(json!({
            "epoch": undone.cursor.epoch,
            "seq": undone.cursor.seq,
            "restored": undone.restored,
            "removed": undone.removed,
        })))
    })
    .await
}
