//! `GET /metrics` on the admin listener, and for who has the token at the public address: counters in the text format of Prometheus.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;

use super::parameters::NoParameters;
use crate::app::App;
use crate::error::Problem;

/// The same at the public address, for a machine that sends the secret as a bearer token (RFC 6750).
///
/// # Errors
/// 404 where the operator has chosen no secret, 401 without the right one.
pub async fn with_token(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response<Body>, Problem> {
    let Some(token) = &app.options.metrics_token else {
        return Err(Problem::not_found("there is nothing at this address"));
    };
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.split_once(' '));
    let given = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match given {
        Some((_, given)) if token.holds(given.trim()) => Ok(get(State(app), NoParameters).await.into_response()),
        _ => {
            let problem = Problem::new(StatusCode::UNAUTHORIZED, "no-token", "send the token of this server");
            Err(problem.with_header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
        }
    }
}

/// All counters and where the data stands.
pub async fn get(State(app): State<Arc<App>>, _none: NoParameters) -> ([(HeaderName, &'static str); 1], String) {
    let health = app.store.health();
    let mut text = app.metrics.text();
    for (name, kind, help, value) in [
        (
            "connections",
            "gauge",
            "Connections open now.",
            app.connections.open() as u64,
        ),
        (
            "connections_refused_total",
            "counter",
            "Connections turned away.",
            app.connections.refused() as u64,
        ),
        ("records", "gauge", "Records in the data set.", health.records as u64),
        (
            "seq",
            "counter",
            "Sequence number of the last change.",
            health.cursor.seq,
        ),
        (
            "changed_timestamp_seconds",
            "gauge",
            "When the last change was made.",
            health.at.unsigned_abs(),
        ),
        (
            "read_only",
            "gauge",
            "1 while the disk takes no changes.",
            u64::from(health.read_only.is_some()),
        ),
        ("journal_bytes", "gauge", "Bytes in the journal.", health.journal_bytes),
    ] {
        let _infallible = writeln!(
            text,
            "# HELP family_hub_{name} {help}\n# TYPE family_hub_{name} {kind}\nfamily_hub_{name} {value}"
        );
    }
    if let Some(free) = health.free_bytes {
        let _infallible = writeln!(
            text,
            "# HELP family_hub_disk_free_bytes Bytes the file system has left.\n\
             # TYPE family_hub_disk_free_bytes gauge\nfamily_hub_disk_free_bytes {free}"
        );
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
