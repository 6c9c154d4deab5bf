//! `GET|PUT|DELETE /api/v1/staff/{networks|places|activities|guides}/{id}`: one record, as in the data set file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{ETAG, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use serde_json::json;
use sha2::{Digest, Sha256};
use shared::model::RecordKey;

use super::{blocking, key_of, not_edited};
use crate::app::App;
use crate::auth::{Signed, expected, is_this_life, required_key, text_body};
use crate::error::Problem;
use crate::headers::CacheRule;
use crate::routes::parameters::NoParameters;
use crate::routes::reply::JSON;
use crate::service::staff::conflict;
use crate::service::staff::edit::{EditError, Expected, put as put_record, read, remove};
use crate::store::{Store, hex};

/// One record with its revision.
///
/// # Errors
/// 401, 404.
pub async fn get(
    State(app): State<Arc<App>>,
    Path((list, id)): Path<(String, String)>,
    _none: NoParameters,
    signed: Signed,
) -> Result<Response<Body>, Problem> {
    let key = key_of(&list, &id)?;
    let (raw, rev) = read(app.store.as_ref(), &signed.account, &key).map_err(not_edited)?;
    Ok(record(raw.to_string(), rev, StatusCode::OK))
}

/// Adds or changes a record.
///
/// # Errors
/// 400 without a key or with a bad body, 403, 412 with both records when somebody else changed it, 422 with the field at
/// fault, 428 when nothing is said about what is there.
pub async fn put(
    State(app): State<Arc<App>>,
    Path((list, id)): Path<(String, String)>,
    _none: NoParameters,
    signed: Signed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let key = key_of(&list, &id)?;
    let text = text_body(&headers, &body)?.to_owned();
    if serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err() {
        return Err(Problem::bad_request(
            "bad-json",
            "body",
            "the body is no JSON that can be read",
        ));
    }
    let (expected, request) = conditions(&headers, "PUT", &key, &body)?;
    let foreign = !is_this_life(&headers, &app.store.published().cursor.epoch);
    blocking(move || {
        let store = app.store.as_ref();
        if foreign {
            return Err(in_conflict(store, &key, Some(&text), None));
        }
        match put_record(store, &signed.account, &key, &text, expected, Some(&request)) {
            Ok(edited) => {
                app.catch_up();
                let status = match expected {
                    Expected::Nothing => StatusCode::CREATED,
                    Expected::Revision(_) => StatusCode::OK,
                };
                let (raw, rev) = store.record(&key).unwrap_or_else(|| (text.as_str().into(), edited.rev));
                // Somebody else may have come since: the revision is that of this edit.
                let raw = if rev == edited.rev { raw.to_string() } else { text };
                Ok(record(raw, edited.rev, status))
            }
            Err(EditError::Changed { .. }) => Err(in_conflict(store, &key, Some(&text), seen(expected))),
            Err(error) => Err(not_edited(error)),
        }
    })
    .await
}

/// Removes a record.
///
/// # Errors
/// As [`put`]; 422 when other records refer to it.
pub async fn delete(
    State(app): State<Arc<App>>,
    Path((list, id)): Path<(String, String)>,
    _none: NoParameters,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let key = key_of(&list, &id)?;
    let (expected, request) = conditions(&headers, "DELETE", &key, &Bytes::new())?;
    let Expected::Revision(rev) = expected else {
        let detail = "what is not there cannot be removed: send If-Match";
        return Err(Problem::bad_request("bad-revision", "if-none-match", detail));
    };
    let foreign = !is_this_life(&headers, &app.store.published().cursor.epoch);
    blocking(move || {
        let store = app.store.as_ref();
        if foreign {
            return Err(in_conflict(store, &key, None, None));
        }
        match remove(store, &signed.account, &key, rev, Some(&request)) {
            Ok(_) => {
                app.catch_up();
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::NO_CONTENT;
                Ok(response)
            }
            Err(EditError::Changed { now: None }) => Err(not_edited(EditError::NotFound)),
            Err(EditError::Changed { .. }) => Err(in_conflict(store, &key, None, Some(rev))),
            Err(error) => Err(not_edited(error)),
        }
    })
    .await
}

const fn seen(expected: Expected) -> Option<u64> {
    match expected {
        Expected::Revision(rev) => Some(rev),
        Expected::Nothing => None,
    }
}

/// What must be there, and what the request is known by: its key, and what it asks.
fn conditions(headers: &HeaderMap, method: &str, key: &RecordKey, body: &Bytes) -> Result<(Expected, String), Problem> {
    let request = required_key(headers)?;
    let expected = expected(headers)?.ok_or_else(|| {
        let detail = "send If-Match with the revision that you saw, or If-None-Match: * for a new record";
        Problem::new(StatusCode::PRECONDITION_REQUIRED, "revision-required", detail).about("if-match")
    })?;
    let body = hex::encode(&Sha256::digest(body));
    let request = format!("{method} {} {} {request} {body}", key.kind.code(), key.id);
    Ok((expected, request))
}

/// A record as an answer.
pub(super) fn record(raw: String, rev: u64, status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::from(raw));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(axum::http::header::CONTENT_TYPE, JSON);
    headers.insert(axum::http::header::CACHE_CONTROL, CacheRule::NoStore.value());
    headers.insert(ETAG, tag(rev));
    response
}

fn tag(rev: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{rev}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// 412 with what each would have, what both began from, and what their changes make together.
fn in_conflict(store: &dyn Store, key: &RecordKey, mine: Option<&str>, seen: Option<u64>) -> Problem {
    let conflict = match conflict::of(store, key, mine, seen) {
        Ok(conflict) => conflict,
        Err(error) => return Problem::internal(error),
    };
    let detail = "somebody else changed the record since you saw it";
    let mut problem = Problem::new(StatusCode::PRECONDITION_FAILED, "changed", detail)
        .with("mine", json!(conflict.mine))
        .with("theirs", json!(conflict.theirs))
        .with("base", json!(conflict.base))
        .with("merged", json!(conflict.merged.as_ref().map(|merged| &merged.record)))
        .with(
            "conflicts",
            json!(conflict.merged.as_ref().map_or(&[][..], |merged| &merged.conflicts)),
        )
        .with("rev", json!(conflict.rev));
    if let Some(rev) = conflict.rev {
        problem = problem.with_header(ETAG, tag(rev));
    }
    problem.with_header(
        HeaderName::from_static("x-family-hub-epoch"),
        HeaderValue::try_from(store.published().cursor.epoch.as_str()).unwrap_or(HeaderValue::from_static("")),
    )
}
