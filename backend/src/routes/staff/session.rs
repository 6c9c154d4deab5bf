//! `POST|DELETE /api/v1/staff/session` and `GET /api/v1/staff/me`: sign in, sign out, who am I.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{HeaderName, HeaderValue, SET_COOKIE};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;

use super::{account, blocking, not_kept};
use crate::app::App;
use crate::auth::{Meant, Signed, Visitor, cookie, editorial, json_body};
use crate::error::Problem;
use crate::routes::parameters::NoParameters;
use crate::service::staff::editorial::Editorial;
use crate::service::staff::{Account, StaffError, Token};

/// How long somebody waits for their passphrase to be checked.
const TURN: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Credentials {
    #[serde(alias = "account")]
    name: String,
    passphrase: String,
    /// The code of the second step, for an account that has one.
    #[serde(default)]
    totp: Option<String>,
}

/// The turn of a passphrase to be checked: two at once, since each takes memory and a processor.
///
/// # Errors
/// 429 when too many wait.
pub(super) async fn turn(editorial: &Editorial) -> Result<[OwnedSemaphorePermit; 2], Problem> {
    let full = || Problem::too_many("too many sign in at this moment; try again", 2);
    let waits = Arc::clone(&editorial.waiting).try_acquire_owned().map_err(|_| full())?;
    let turn = tokio::time::timeout(TURN, Arc::clone(&editorial.checking).acquire_owned()).await;
    match turn {
        Ok(Ok(turn)) => Ok([turn, waits]),
        Ok(Err(closed)) => Err(Problem::internal(closed)),
        Err(_elapsed) => Err(full()),
    }
}

/// Begins a session: an account and the token for its cookie.
///
/// # Errors
/// 401, and 429 with the seconds to wait.
pub(in crate::routes) async fn begin(
    app: &Arc<App>,
    visitor: Visitor,
    name: String,
    passphrase: String,
    totp: Option<String>,
) -> Result<(Account, Token), Problem> {
    let editorial = editorial(app)?;
    let now = app.clock.now().0;
    let wait = |seconds| Problem::too_many("too many wrong passphrases; wait before the next one", seconds);
    editorial.throttle.admit(visitor.0, &name, now).map_err(wait)?;
    editorial.throttle.admit_code(&name, now).map_err(wait)?;
    let turn = turn(&editorial).await?;
    blocking(move || {
        let signed_in = editorial.staff.sign_in(&name, &passphrase, totp.as_deref(), now);
        match &signed_in {
            Ok(_) => editorial.throttle.succeeded(visitor.0, &name),
            // Half way: nothing was guessed.
            Err(StaffError::TotpRequired) => {}
            Err(StaffError::BadTotp) => editorial.throttle.failed_code(visitor.0, &name, now),
            Err(_) => editorial.throttle.failed(visitor.0, &name, now),
        }
        drop(turn);
        signed_in.map_err(not_kept)
    })
    .await
}

/// Begins a session.
///
/// # Errors
/// 401 when name and passphrase do not belong together, or the code of a second step is missing or wrong; 429 after too many wrong ones.
pub async fn post(
    State(app): State<Arc<App>>,
    _none: NoParameters,
    _meant: Meant,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let given: Credentials = json_body(&headers, &body)?;
    let (person, token) = begin(&app, visitor, given.name, given.passphrase, given.totp).await?;
    let mut response = Json(json!({"account": account(&person)})).into_response();
    let headers = cookie(&headers, &app, Some(token.text()));
    response.headers_mut().insert(SET_COOKIE, headers);
    Ok(response)
}

/// Ends the session.
///
/// # Errors
/// 401 without one.
pub async fn delete(
    State(app): State<Arc<App>>,
    _none: NoParameters,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let editorial = editorial(&app)?;
    let now = app.clock.now().0;
    blocking(move || editorial.staff.sign_out(&signed.token, now).map_err(not_kept)).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(SET_COOKIE, cookie(&headers, &app, None));
    // Drafts are on the device and stay: only the cookie goes.
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cookies\""),
    );
    Ok(response)
}

/// Whose session it is, and the life of the server that revisions belong to.
///
/// # Errors
/// 401 without one.
pub async fn me(State(app): State<Arc<App>>, _none: NoParameters, signed: Signed) -> Result<Json<Value>, Problem> {
    let (editorial, id) = (editorial(&app)?, signed.account.id.clone());
    let second_step = blocking(move || editorial.staff.second_step(&id).map_err(not_kept)).await?;
    Ok(Json(json!({
        "account": account(&signed.account),
        "epoch": app.store.published().cursor.epoch,
        "totp": second_step.is_some(),
    })))
}
