//! `/redazione/accesso`: the second step of signing in, on one's own account.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;

use super::super::form::Form;
use super::{answered, ask_to_sign_in, form_sender};
use crate::app::App;
use crate::auth::{Signed, Visitor, editorial};
use crate::editor::{Notice, filled, second_step, spawn, word};
use crate::error::Problem;
use crate::service::staff::{Account, StaffError, totp};

const ADDRESS: &str = "/redazione/accesso";

/// The page.
///
/// # Errors
/// 503 for a server without accounts.
pub async fn get(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response<Body>, Problem> {
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, ADDRESS, &Form::default()));
    };
    let shown = spawn(move || shown(&app, &signed.account, StatusCode::OK, None, None));
    shown.await.map_err(Problem::internal)?
}

/// Switches it on or off.
///
/// # Errors
/// 415; 503. What is wrong is told in the page.
pub async fn post(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    let signed = match form_sender(&headers, &app, ADDRESS).await? {
        Ok(signed) => signed,
        Err(answer) => return Ok(answer),
    };
    let changed = spawn(move || changed(&app, visitor, &signed.account, &form));
    changed.await.map_err(Problem::internal)?
}

fn changed(app: &App, visitor: Visitor, account: &Account, form: &Form) -> Result<Response<Body>, Problem> {
    let (editorial, now) = (editorial(app)?, app.clock.now().0);
    let (secret, typed) = (form.text("secret"), form.text("totp"));
    // Who has somebody's open page guesses no more than who signs in.
    if let Err(seconds) = editorial.throttle.admit_code(&account.name, now) {
        let notice = Notice::Failed(filled("too-many-tries", &seconds.to_string()));
        return shown(app, account, StatusCode::TOO_MANY_REQUESTS, Some(&notice), None);
    }
    let done = match form.get("action") {
        Some("on") => editorial.staff.begin_second_step(account, &secret, &typed, now),
        _ => editorial
            .staff
            .end_second_step(account, &typed, now)
            .map(|()| Vec::new()),
    };
    match done {
        Ok(codes) if codes.is_empty() => {
            let notice = Notice::done("second-step-ended");
            shown(app, account, StatusCode::OK, Some(&notice), None)
        }
        Ok(codes) => {
            let page = second_step::codes(&codes);
            Ok(answered(
                app,
                Some(&account.id),
                StatusCode::OK,
                &word("second-step"),
                &page,
            ))
        }
        Err(StaffError::BadTotp | StaffError::TotpRequired) => {
            editorial.throttle.failed_code(visitor.0, &account.name, now);
            let notice = Notice::failed("totp-wrong");
            let secret = totp::is_secret(&secret).then_some(secret);
            shown(app, account, StatusCode::UNPROCESSABLE_ENTITY, Some(&notice), secret)
        }
        Err(error) => Err(Problem::internal(error)),
    }
}

/// The page as it stands; `secret` is the one that was shown before, which an app may hold by now.
fn shown(
    app: &App,
    account: &Account,
    status: StatusCode,
    notice: Option<&Notice>,
    secret: Option<String>,
) -> Result<Response<Body>, Problem> {
    let left = editorial(app)?.staff.second_step(&account.id);
    let page = match left.map_err(Problem::internal)? {
        Some(left) => second_step::standing(left, notice),
        None => {
            let secret = match secret {
                Some(secret) => secret,
                None => totp::new_secret().map_err(Problem::internal)?,
            };
            second_step::begin(&secret, &totp::address(&account.name, &secret), notice)
        }
    };
    Ok(answered(app, Some(&account.id), status, &word("second-step"), &page))
}
