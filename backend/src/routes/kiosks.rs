//! Kiosks tell that they are there, and the operator is told which are missing.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bytes::Bytes;
use serde_json::{Value, json};

use super::parameters::NoParameters;
use crate::app::App;
use crate::error::Problem;
use crate::kiosks::Heartbeat;

/// `POST /api/v1/kiosks/heartbeat`: a kiosk is there.
///
/// # Errors
/// 400 for what is no heartbeat; 404 for a place that is not there.
pub async fn heartbeat(State(app): State<Arc<App>>, _none: NoParameters, body: Bytes) -> Result<StatusCode, Problem> {
    let heartbeat: Heartbeat = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad_request("bad-heartbeat", "body", error.to_string()))?;
    if !heartbeat.is_plain() {
        let reason = "kiosk and build are up to 64 letters, figures, hyphens, dots and underscores";
        return Err(Problem::bad_request("bad-heartbeat", "kiosk", reason));
    }
    if app.current().published.data.place(&heartbeat.place).is_none() {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "no-such-place",
            "there is no place with that id",
        ));
    }
    app.kiosks.hear(heartbeat, app.clock.now());
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/kiosks` on the admin listener: all that were heard since the start.
pub async fn list(State(app): State<Arc<App>>, _none: NoParameters) -> Json<Value> {
    let now = app.clock.now();
    Json(json!({ "at": now.0, "kiosks": app.kiosks.list(now) }))
}
