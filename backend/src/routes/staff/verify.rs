//! `POST /api/v1/staff/{networks|places|activities|guides}/{id}/verify`: groups of facts are right as they stand.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use serde::Deserialize;
use shared::time::rome;

use super::records::record;
use super::{bad_field, blocking, key_of, not_edited};
use crate::app::App;
use crate::auth::{Signed, expected, idempotency_key, json_body};
use crate::error::Problem;
use crate::routes::parameters::NoParameters;
use crate::service::staff::edit::{EditError, Expected, verify};
use crate::service::staff::group::Group;

#[derive(Deserialize)]
struct Confirmed {
    groups: Vec<String>,
    #[serde(default)]
    how: String,
}

/// Confirms. With `If-Match` only what was seen is confirmed, else what stands.
///
/// # Errors
/// 403, 404, 412 when the record was changed since, 422 for an unknown group.
pub async fn post(
    State(app): State<Arc<App>>,
    Path((list, id)): Path<(String, String)>,
    _none: NoParameters,
    signed: Signed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let key = key_of(&list, &id)?;
    let confirmed: Confirmed = json_body(&headers, &body)?;
    let known = |code: &String| {
        let group = Group::ALL.into_iter().find(|group| group.code() == code);
        let all: Vec<&str> = Group::ALL.into_iter().map(Group::code).collect();
        let detail = format!("a group is one of {}", all.join(", "));
        group.ok_or_else(|| bad_field("groups", "unknown-group", detail))
    };
    let groups: Vec<Group> = confirmed.groups.iter().map(known).collect::<Result<_, _>>()?;
    if groups.is_empty() {
        return Err(bad_field("groups", "no-groups", "say which groups of facts are right"));
    }
    if confirmed.how.chars().count() > 200 {
        return Err(bad_field(
            "how",
            "too-long",
            "how it was found out has 200 characters at most",
        ));
    }
    let seen = match expected(&headers)? {
        None => None,
        Some(Expected::Revision(rev)) => Some(rev),
        Some(Expected::Nothing) => return Err(not_edited(EditError::NotFound)),
    };
    let request = idempotency_key(&headers)?.map(|request| format!("VERIFY {} {} {request}", key.kind.code(), key.id));
    let today = rome::local(app.clock.now()).date.to_string();
    blocking(move || {
        let store = app.store.as_ref();
        loop {
            let stands = store.record(&key).ok_or_else(|| not_edited(EditError::NotFound))?.1;
            let facts = (groups.as_slice(), confirmed.how.as_str(), today.as_str());
            let rev = seen.unwrap_or(stands);
            match verify(store, &signed.account, &key, facts, rev, request.as_deref()) {
                Err(EditError::Changed { .. }) if seen.is_none() => {}
                Err(error) => return Err(not_edited(error)),
                Ok(edited) => {
                    app.catch_up();
                    let raw = store.record(&key).map(|(raw, _)| raw.to_string()).unwrap_or_default();
                    return Ok(record(raw, edited.rev, StatusCode::OK));
                }
            }
        }
    })
    .await
}
