//! `GET /health`: whether the server answers, and where its data stands. For supervisors and load balancers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::parameters::NoParameters;
use crate::app::App;

/// How the server is.
#[derive(Serialize)]
pub struct HealthAnswer {
    /// `ok`, or `read_only` while the disk takes no changes. Reading works in both.
    status: &'static str,
    epoch: String,
    seq: u64,
    /// When the last change was made, in UTC seconds since 1970.
    at: i64,
    records: usize,
    /// The web app's build; empty when the server carries none.
    build: String,
    version: &'static str,
}

/// Answers 200 for as long as reading works.
pub async fn get(State(app): State<Arc<App>>, _none: NoParameters) -> Json<HealthAnswer> {
    let health = app.store.health();
    Json(HealthAnswer {
        status: if health.read_only.is_some() { "read_only" } else { "ok" },
        // As readers see it: with examples it is another than the store's.
        epoch: app.current().published.cursor.epoch.clone(),
        seq: health.cursor.seq,
        at: health.at.min(app.clock.now().0),
        records: health.records,
        build: app.assets.build().to_owned(),
        version: env!("CARGO_PKG_VERSION"),
    })
}
