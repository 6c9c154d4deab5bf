//! Routes of the people who keep the data: `/api/v1/staff/…`. Every one but the first two needs a session; what changes
//! something needs the header `X-Family-Hub: 1` besides (see [`crate::auth`]).

pub mod campaigns;
pub mod history;
pub mod inbox;
pub mod invitations;
pub mod occurrences;
pub mod records;
pub mod session;
pub mod undo;
pub mod verify;
pub mod worklist;

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::model::{BadRecord, RecordKey, RecordKind};

use super::import::not_stored;
use crate::app::App;
use crate::error::Problem;
use crate::service::staff::edit::EditError;
use crate::service::staff::{Account, Action, Scope, StaffError, Whose, may};
use crate::store::kind_of_list;

/// Runs what waits for the disk beside the threads that serve connections.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?
}

/// The record of a path: the name of its list and its id.
fn key_of(list: &str, id: &str) -> Result<RecordKey, Problem> {
    let kind = kind_of_list(list).ok_or_else(|| Problem::not_found("there is no such list of records"))?;
    Ok(RecordKey {
        kind,
        id: id.to_owned(),
    })
}

/// The record of a parameter: `place:ID`.
fn key_of_parameter(text: &str) -> Option<RecordKey> {
    let (kind, id) = text.split_once(':')?;
    let kind: RecordKind = kind.parse().ok()?;
    Some(RecordKey {
        kind,
        id: id.to_owned(),
    })
}

fn name_of(key: &RecordKey) -> String {
    format!("{}:{}", key.kind.code(), key.id)
}

/// 403: the table of rights says no.
fn forbidden() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "not-yours", "this account may not do that")
}

/// 422 for a record that cannot be stored: the first fault, and all of them.
fn bad_records(bad: &[BadRecord]) -> Problem {
    let all: Vec<Value> = bad
        .iter()
        .take(20)
        .map(|bad| {
            json!({"record": format!("{}:{}", bad.kind.code(), bad.id), "field": bad.field,
                   "code": bad.refusal.code, "detail": bad.refusal.to_string()})
        })
        .collect();
    let first = bad.first();
    let code = first.map_or("bad-record", |bad| bad.refusal.code);
    let detail = first.map_or_else(String::new, |bad| bad.refusal.to_string());
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
        .about(first.map(|bad| bad.field.clone()).unwrap_or_default())
        .with("faults", all)
}

/// 422 for one field of a request.
fn bad_field(field: &'static str, code: &'static str, detail: impl Into<std::borrow::Cow<'static, str>>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).about(field)
}

fn not_edited(error: EditError) -> Problem {
    match error {
        EditError::Forbidden => forbidden(),
        EditError::NotFound => Problem::not_found("there is no such record"),
        EditError::Bad(bad) => bad_records(&bad),
        EditError::Changed { now } => {
            let problem = Problem::new(
                StatusCode::PRECONDITION_FAILED,
                "changed",
                "the record was changed meanwhile",
            );
            problem.with("rev", now)
        }
        EditError::History(error) => Problem::internal(error),
        EditError::Store(error) => not_stored(error),
    }
}

fn not_kept(error: StaffError) -> Problem {
    let says = error.to_string();
    match error {
        StaffError::BadInvitation => Problem::new(StatusCode::NOT_FOUND, "bad-invitation", says),
        StaffError::Passphrase(_) => bad_field("passphrase", "bad-passphrase", says),
        StaffError::BadCredentials => Problem::new(StatusCode::UNAUTHORIZED, "bad-credentials", says),
        StaffError::TotpRequired => Problem::new(StatusCode::UNAUTHORIZED, "totp_required", says).about("totp"),
        StaffError::BadTotp => Problem::new(StatusCode::UNAUTHORIZED, "bad-totp", says).about("totp"),
        StaffError::Unknown(_) => Problem::new(StatusCode::NOT_FOUND, "not-found", says),
        StaffError::BadName => bad_field("name", "bad-name", says),
        StaffError::NameTaken(_) | StaffError::LastAdministrator => {
            Problem::new(StatusCode::CONFLICT, "conflict", says)
        }
        StaffError::Log(error) => Problem::internal(error),
    }
}

/// An account, as its person sees it.
fn account(account: &Account) -> Value {
    let scope = match &account.scope {
        Scope::All => json!("all"),
        Scope::Network(id) => json!({"network": id}),
        Scope::Place(id) => json!({"place": id}),
    };
    let allowed = |whose: Whose| -> Vec<&str> {
        let actions = Action::ALL
            .into_iter()
            .filter(|action| may(account.role, *action, whose));
        actions.map(Action::code).collect()
    };
    json!({
        "id": account.id,
        "name": account.name,
        "role": account.role.code(),
        "scope": scope,
        "may": {"own": allowed(Whose::Own), "other": allowed(Whose::Other)},
    })
}

/// Whether an account may do that with a record, as the data stand.
fn allows(app: &Arc<App>, account: &Account, action: Action, key: &RecordKey) -> bool {
    let data = &app.store.published().data;
    may(account.role, action, account.scope.holds(data, key))
}
