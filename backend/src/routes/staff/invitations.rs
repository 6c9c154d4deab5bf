//! `POST /api/v1/staff/invitations/{token}`: a person chooses a passphrase by the link they were given.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{account, blocking, not_kept};
use crate::app::App;
use crate::auth::{Meant, Visitor, editorial, json_body};
use crate::error::Problem;
use crate::routes::parameters::NoParameters;
use crate::routes::staff::session::turn;
use crate::service::staff::Account;

#[derive(Deserialize)]
struct Chosen {
    passphrase: String,
}

/// Uses an invitation.
///
/// # Errors
/// See [`post`].
pub(in crate::routes) async fn accept(
    app: &Arc<App>,
    visitor: Visitor,
    token: String,
    passphrase: String,
) -> Result<Account, Problem> {
    let editorial = editorial(app)?;
    let now = app.clock.now().0;
    // Guesses at links count like guesses at a passphrase.
    let wait = |seconds| Problem::too_many("too many tries; wait before the next one", seconds);
    editorial.throttle.admit(visitor.0, "", now).map_err(wait)?;
    let turn = turn(&editorial).await?;
    blocking(move || {
        let used = editorial.staff.accept(&token, &passphrase, now).map_err(not_kept);
        match &used {
            Err(problem) if problem.code == "bad-invitation" => editorial.throttle.failed(visitor.0, "", now),
            _ => editorial.throttle.succeeded(visitor.0, ""),
        }
        drop(turn);
        used
    })
    .await
}

/// Uses an invitation by a program.
///
/// # Errors
/// 404 for a link that does not hold, 422 for a passphrase that is not taken, 429 when too many come at once.
pub async fn post(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    _none: NoParameters,
    _meant: Meant,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let chosen: Chosen = json_body(&headers, &body)?;
    let used = accept(&app, visitor, token, chosen.passphrase).await?;
    Ok(Json(json!({"account": account(&used)})))
}
