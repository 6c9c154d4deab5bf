//! `GET /api/v1/staff/worklist`: what is to be looked at, the most pressing first.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use shared::time::rome;

use super::blocking;
use crate::app::App;
use crate::auth::{Signed, editorial};
use crate::error::Problem;
use crate::routes::parameters::NoParameters;
use crate::service::feedback::State as ReportState;
use crate::service::staff::Whose;
use crate::service::staff::worklist::worklist;

/// The account's own records that are to be looked at.
///
/// # Errors
/// 401.
pub async fn get(State(app): State<Arc<App>>, _none: NoParameters, signed: Signed) -> Result<Json<Value>, Problem> {
    blocking(move || {
        let data = Arc::clone(&app.store.published().data);
        let mut reports: HashMap<String, usize> = HashMap::new();
        for report in editorial(&app)?.feedback.list() {
            if matches!(report.state, ReportState::New | ReportState::Seen) {
                *reports.entry(report.record).or_default() += 1;
            }
        }
        let own = |key: &_| signed.account.scope.holds(&data, key) == Whose::Own;
        let now = rome::local(app.clock.now());
        let views = editorial(&app)?.views.told(now.date);
        let rows = worklist(&data, now, (&reports, &views), &own);
        Ok(Json(json!({"rows": rows})))
    })
    .await
}
