//! `GET /api/v1/staff/feedback` and `POST /api/v1/staff/feedback/{id}`: what families report, and what became of it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{bad_field, blocking, forbidden, key_of_parameter};
use crate::app::App;
use crate::auth::{Signed, editorial, json_body};
use crate::error::Problem;
use crate::routes::parameters::{NoParameters, Parameters};
use crate::service::feedback::{Report, State as ReportState, TEXT_CHARACTERS};
use crate::service::staff::{Action, Whose, may};

#[derive(Deserialize)]
struct Answer {
    state: ReportState,
    #[serde(default)]
    answer: Option<String>,
}

/// Whether an account may read and answer a report: those of its own records. What is about no record is for
/// administrators.
fn is_for(app: &App, signed: &Signed, report: &Report) -> bool {
    let data = &app.store.published().data;
    let whose = match key_of_parameter(&report.record) {
        Some(key) => signed.account.scope.holds(data, &key),
        None if signed.account.scope == crate::service::staff::Scope::All => Whose::Own,
        None => Whose::Other,
    };
    may(signed.account.role, Action::Answer, whose)
}

/// The reports for this account, newest first; `state` and `record` narrow them.
///
/// # Errors
/// 401, 403 for a role that reads no reports.
pub async fn get(
    State(app): State<Arc<App>>,
    mut parameters: Parameters,
    signed: Signed,
) -> Result<Json<Value>, Problem> {
    let state = match parameters.text("state") {
        None => None,
        Some(state) => {
            let known = serde_json::from_value::<ReportState>(json!(state));
            Some(known.map_err(|_| Problem::bad_request("unknown-state", "state", "new, seen, done or not-right"))?)
        }
    };
    let record = parameters.text("record");
    parameters.finish()?;
    if !may(signed.account.role, Action::Answer, Whose::Own) {
        return Err(forbidden());
    }
    blocking(move || {
        let mut reports = editorial(&app)?.feedback.list();
        reports.retain(|report| {
            state.is_none_or(|state| report.state == state)
                && record.as_ref().is_none_or(|record| report.record == *record)
                && is_for(&app, &signed, report)
        });
        Ok(Json(json!({"reports": reports})))
    })
    .await
}

/// Says what became of a report.
///
/// # Errors
/// 403, 404, 422.
pub async fn post(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    _none: NoParameters,
    signed: Signed,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let answer: Answer = json_body(&headers, &body)?;
    let report = say(&app, signed, id, answer.state, answer.answer).await?;
    Ok(Json(json!(report)))
}

/// Says what became of a report that the account may answer.
///
/// # Errors
/// See [`post`].
pub(in crate::routes) async fn say(
    app: &Arc<App>,
    signed: Signed,
    id: String,
    state: ReportState,
    answer: Option<String>,
) -> Result<Report, Problem> {
    if answer
        .as_ref()
        .is_some_and(|text| text.chars().count() > TEXT_CHARACTERS)
    {
        return Err(bad_field("answer", "too-long", "an answer has 1000 characters at most"));
    }
    let app = Arc::clone(app);
    blocking(move || {
        let feedback = &editorial(&app)?.feedback;
        let none = || Problem::not_found("there is no such report");
        let report = feedback.get(&id).ok_or_else(none)?;
        if !is_for(&app, &signed, &report) {
            return Err(forbidden());
        }
        let now = app.clock.now().0;
        let answered = feedback.answer(&id, state, answer.as_deref(), &signed.account.id, now);
        answered.map_err(Problem::internal)?.ok_or_else(none)
    })
    .await
}
