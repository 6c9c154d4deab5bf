//! `/redazione/doppioni`: places that are likely there twice; one record stays, and the id of the other leads to it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use bytes::Bytes;
use shared::duplicates::pairs;
use shared::model::{Dataset, Place, RecordKey, RecordKind};
use shared::time::{Date, rome};

use super::super::form::Form;
use super::{answered, ask_to_sign_in, follow, form_sender};
use crate::app::App;
use crate::auth::Signed;
use crate::editor::duplicates::{ADDRESS, Twin, duplicates_page};
use crate::editor::{Notice, word};
use crate::error::Problem;
use crate::routes::parameters::Parameters;
use crate::service::staff::edit::{EditError, undo_change};
use crate::service::staff::merge_places::{may_merge, merge_places};
use crate::service::staff::{Account, Whose};
use crate::service::undo::UndoError;
use crate::store::{CommitError, gazetteer};

/// The list.
///
/// # Errors
/// 503 for a server without accounts.
pub async fn get(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Result<Response<Body>, Problem> {
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, ADDRESS, &Form::default()));
    };
    let mut asked = Parameters::of_names(uri.query().unwrap_or_default(), &["fatto", "seq"])?;
    let merged = asked.number("seq", 1..=u64::MAX)?;
    let notice = match asked.text("fatto").as_deref() {
        Some("merged") => Some(Notice::done("duplicates-merged")),
        Some("undone") => Some(Notice::done("duplicates-undone")),
        _ => None,
    };
    blocking(move || shown(&app, &signed.account, StatusCode::OK, merged, notice.as_ref())).await
}

/// Merges a pair, or takes that back.
///
/// # Errors
/// 415; 503. What is wrong is told in the page.
pub async fn post(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    let signed = match form_sender(&headers, &app, ADDRESS).await? {
        Ok(signed) => signed,
        Err(answer) => return Ok(answer),
    };
    blocking(move || match form.get("action") {
        Some("undo") => undone(&app, &signed.account, &form),
        _ => merged(&app, &signed.account, &form),
    })
    .await
}

async fn blocking(
    work: impl FnOnce() -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    crate::editor::spawn(work).await.map_err(Problem::internal)?
}

fn merged(app: &App, account: &Account, form: &Form) -> Result<Response<Body>, Problem> {
    let (keep, gone) = (form.text("keep"), form.text("gone"));
    let request = form.get("key").filter(|key| !key.is_empty());
    let request = request.map(|key| format!("MERGE {keep} {gone} {key}"));
    match merge_places(app.store.as_ref(), account, (&keep, &gone), request.as_deref()) {
        Ok(edited) => {
            app.catch_up();
            Ok(follow(&format!("{ADDRESS}?fatto=merged&seq={}", edited.rev)))
        }
        Err(error) => {
            let (status, key) = match error {
                EditError::Forbidden => (StatusCode::FORBIDDEN, "not-yours"),
                EditError::NotFound => (StatusCode::NOT_FOUND, "duplicates-gone"),
                EditError::Store(CommitError::ReadOnly { .. }) => (StatusCode::SERVICE_UNAVAILABLE, "not-stored"),
                EditError::Bad(_) => (StatusCode::UNPROCESSABLE_ENTITY, "duplicates-bad"),
                error => return Err(Problem::internal(error)),
            };
            shown(app, account, status, None, Some(&Notice::failed(key)))
        }
    }
}

fn undone(app: &App, account: &Account, form: &Form) -> Result<Response<Body>, Problem> {
    let seq = form.text("seq").parse::<u64>().ok();
    let seq = seq.ok_or_else(|| Problem::bad_request("bad-number", "seq", "seq is the number of a change"))?;
    match undo_change(app.store.as_ref(), account, seq, None) {
        Ok(_) => {
            app.catch_up();
            Ok(follow(&format!("{ADDRESS}?fatto=undone")))
        }
        Err(UndoError::History(error)) => Err(Problem::internal(error)),
        Err(UndoError::Forbidden) => {
            let notice = Notice::failed("not-yours");
            shown(app, account, StatusCode::FORBIDDEN, None, Some(&notice))
        }
        Err(_) => {
            let notice = Notice::failed("import-not-undone");
            shown(app, account, StatusCode::CONFLICT, None, Some(&notice))
        }
    }
}

fn shown(
    app: &App,
    account: &Account,
    status: StatusCode,
    merged: Option<u64>,
    notice: Option<&Notice>,
) -> Result<Response<Body>, Problem> {
    if !may_merge(account) {
        let page = crate::editor::pages::refused(&Notice::failed("not-yours"));
        let status = StatusCode::FORBIDDEN;
        return Ok(answered(app, Some(&account.id), status, &word("duplicates"), &page));
    }
    let data = Arc::clone(&app.store.published().data);
    let own = |place: &Place| {
        let key = RecordKey {
            kind: RecordKind::Place,
            id: place.id.as_str().to_owned(),
        };
        account.scope.holds(&data, &key) == Whose::Own
    };
    let today = rome::local(app.clock.now()).date;
    let monday = today.saturating_add_days(-i32::from(today.weekday().index()));
    // Whoever may change one of the two sees the pair; merging asks for both.
    let pairs = pairs(&data.places).into_iter().filter(|(a, b)| own(a) || own(b));
    let pairs: Vec<(Twin, Twin)> = pairs
        .map(|(a, b)| (twin(&data, a, monday), twin(&data, b, monday)))
        .collect();
    let key = super::record::new_key()?;
    let page = duplicates_page(&pairs, merged, &key, notice);
    Ok(answered(app, Some(&account.id), status, &word("duplicates"), &page))
}

fn twin(data: &Dataset, place: &Place, monday: Date) -> Twin {
    let network = data.network(&place.network).map_or("", |network| &network.name);
    let code = place.address.as_ref().and_then(|address| address.comune.as_ref());
    let comune = code
        .and_then(|code| gazetteer().by_code(code))
        .map_or("", |comune| &comune.name);
    let here = data.activities.iter().filter(|it| it.place.as_ref() == Some(&place.id));
    Twin::of(place, (network, comune), here.count(), monday)
}
