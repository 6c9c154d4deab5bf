//! `/redazione/chiusure`: a whole network at rest in one step, with the list of what that touches.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use shared::time::Date;

use super::super::form::Form;
use super::outcome::{self, Done};
use super::{answered, ask_to_sign_in, form_sender};
use crate::app::App;
use crate::auth::Signed;
use crate::editor::closing::{ClosingPage, closing_page};
use crate::editor::{Notice, word};
use crate::error::Problem;
use crate::service::staff::Account;
use crate::service::staff::closing::{Closing, close, may_close, touched};
use crate::service::staff::edit::EditError;

const ADDRESS: &str = "/redazione/chiusure";

/// The form.
///
/// # Errors
/// 503 for a server without accounts.
pub async fn get(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response<Body>, Problem> {
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, ADDRESS, &Form::default()));
    };
    blocking(move || Ok(shown(&app, &signed.account, StatusCode::OK, &Form::default(), None))).await
}

/// Shows what a closing touches, or publishes it.
///
/// # Errors
/// 415; 503. What is wrong is told in the page.
pub async fn post(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    let script = outcome::is_script(&headers);
    let signed = match form_sender(&headers, &app, ADDRESS).await? {
        Ok(signed) => signed,
        Err(answer) => return Ok(answer),
    };
    blocking(move || asked(&app, &signed.account, &form, script)).await
}

async fn blocking(
    work: impl FnOnce() -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    crate::editor::spawn(work).await.map_err(Problem::internal)?
}

fn asked(app: &App, account: &Account, form: &Form, script: bool) -> Result<Response<Body>, Problem> {
    let failed = |status, key| {
        let notice = Notice::failed(key);
        Ok(shown(app, account, status, form, Some(&notice)))
    };
    let Some(closing) = closing_of(form) else {
        return failed(StatusCode::UNPROCESSABLE_ENTITY, "closing-bad");
    };
    if form.get("action") != Some("publish") {
        return Ok(shown(app, account, StatusCode::OK, form, None));
    }
    let network = form.text("network");
    let request = form.get("key").filter(|key| !key.is_empty());
    let request = request.map(|key| {
        format!(
            "CLOSE {network} {} {} {} {key}",
            closing.from, closing.to, closing.reason
        )
    });
    match close(app.store.as_ref(), account, &network, &closing, request.as_deref()) {
        Ok(edited) => {
            app.catch_up();
            let done = Done {
                what: "published",
                rev: Some(edited.rev),
                merged: true,
            };
            Ok(outcome::done(script, &format!("/redazione/networks/{network}"), done))
        }
        Err(EditError::Forbidden | EditError::NotFound) => failed(StatusCode::FORBIDDEN, "not-yours"),
        Err(EditError::Store(error)) => {
            let (status, notice) = outcome::not_stored(&error);
            Ok(shown(app, account, status, form, Some(&notice)))
        }
        Err(EditError::Bad(bad)) => {
            let words = bad.first().map(|bad| bad.refusal.to_string()).unwrap_or_default();
            let notice = Notice::Failed([word("closing-bad"), words].join(" "));
            Ok(shown(
                app,
                account,
                StatusCode::UNPROCESSABLE_ENTITY,
                form,
                Some(&notice),
            ))
        }
        Err(error) => Err(Problem::internal(error)),
    }
}

/// What the form says; `None` where a day is missing, or the last is before the first, or there is no reason.
fn closing_of(form: &Form) -> Option<Closing> {
    let day = |name: &str| form.text(name).trim().parse::<Date>().ok();
    let (from, to) = (day("from")?, day("to")?);
    let reason = form.text("reason").trim().to_owned();
    (from <= to && !reason.is_empty()).then(|| Closing {
        from,
        to,
        reason,
        places: form.get("places") == Some("yes"),
    })
}

fn shown(app: &App, account: &Account, status: StatusCode, form: &Form, notice: Option<&Notice>) -> Response<Body> {
    let data = Arc::clone(&app.store.published().data);
    let own = data
        .networks
        .iter()
        .filter(|it| may_close(&data, account, it.id.as_str()));
    let networks: Vec<(String, String)> = own.map(|it| (it.id.as_str().to_owned(), it.name.clone())).collect();
    let touched = closing_of(form).map(|closing| touched(&data, &form.text("network"), &closing));
    // What may have been done comes again under its key, and is not done twice.
    let key = match form.get("key").filter(|_| status == StatusCode::SERVICE_UNAVAILABLE) {
        Some(key) => key.to_owned(),
        None => super::record::new_key().unwrap_or_default(),
    };
    let page = closing_page(
        &ClosingPage {
            networks,
            chosen: form.text("network"),
            from: form.text("from"),
            to: form.text("to"),
            reason: form.text("reason"),
            places: form.get("places") == Some("yes"),
            touched,
            key,
        },
        notice,
    );
    answered(app, Some(&account.id), status, &word("closing"), &page)
}
