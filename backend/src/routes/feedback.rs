//! `POST /api/v1/feedback`: what families report. No session, no cookie, no personal data: texts are masked before they
//! are kept.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use shared::model::{RecordKey, RecordKind};
use shared::time::rome;

use super::parameters::NoParameters;
use crate::app::App;
use crate::auth::{Visitor, editorial, json_body, own_origin, required_key};
use crate::error::Problem;
use crate::service::feedback::{NewReport, TEXT_CHARACTERS};

#[derive(Deserialize)]
struct Given {
    record: String,
    fact: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    rating: Option<u8>,
}

/// Keeps a report. Answers once it is on the disk; a request that comes again with the same key is kept once.
///
/// # Errors
/// 400 without a key, 403 for another site's page, 415, 422 with the field at fault, 429.
pub async fn post(
    State(app): State<Arc<App>>,
    _none: NoParameters,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    own_origin(&headers, &app)?;
    let given: Given = json_body(&headers, &body)?;
    let key = required_key(&headers)?;
    check(&app, &given)?;
    let report = NewReport {
        record: given.record,
        fact: given.fact,
        text: given.text,
        rating: given.rating,
        campaign: None,
    };
    let id = keep(&app, visitor, report, key).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({"id": id}))).into_response())
}

/// Keeps a report that holds, and returns its id once it is on the disk.
///
/// # Errors
/// 429, 503.
pub(super) async fn keep(app: &App, visitor: Visitor, report: NewReport, key: String) -> Result<String, Problem> {
    let editorial = editorial(app)?;
    app.rates.report(visitor.0)?;
    let now = app.clock.now();
    let today = rome::local(now).date;
    let kept = tokio::task::spawn_blocking(move || editorial.feedback.report(report, &key, today, now.0));
    kept.await.map_err(Problem::internal)?.map_err(|error| {
        tracing::error!(%error, "a report could not be kept");
        Problem::unavailable("not-kept", "the report could not be kept; send it again", 30)
    })
}

fn check(app: &App, given: &Given) -> Result<(), Problem> {
    let bad = |field: &'static str, code, detail: &'static str| {
        Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).about(field))
    };
    if !is_known(app, &given.record) {
        return bad("record", "unknown-record", "there is no such record or page");
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !(1..=40).contains(&given.fact.len()) || !given.fact.bytes().all(plain) {
        return bad(
            "fact",
            "bad-fact",
            "a fact is said by a word of 1 to 40 letters, digits, '-', '_' or '.'",
        );
    }
    if given.text.chars().count() > TEXT_CHARACTERS {
        return bad("text", "too-long", "a text has 1000 characters at most");
    }
    if given
        .text
        .chars()
        .any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
    {
        return bad("text", "bad-text", "the text has characters that cannot be seen");
    }
    if given.rating.is_some_and(|rating| !(1..=5).contains(&rating)) {
        return bad("rating", "bad-rating", "a rating is 1 to 5");
    }
    if given.text.trim().is_empty() && given.rating.is_none() {
        return bad("text", "empty", "say what is right, or how clear the page is");
    }
    Ok(())
}

/// A record that readers see, or a page of this site.
fn is_known(app: &App, record: &str) -> bool {
    let Some((kind, id)) = record.split_once(':') else {
        return false;
    };
    if kind == "page" {
        return id.len() <= 200 && shared::route::Route::is_ours(id);
    }
    let Ok(kind) = kind.parse::<RecordKind>() else {
        return false;
    };
    let key = RecordKey {
        kind,
        id: id.to_owned(),
    };
    app.current().published.data.holds(&key) || app.store.published().data.holds(&key)
}
